"""Addresses for new rows."""

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(rows: QuerySet, title: str, *, length: int = 80) -> str:
    """Return a slug for title that none of the rows has; letters of any script are kept."""
    stem = slugify(title, allow_unicode=True)[: length - 5].strip("-") or "item"
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
