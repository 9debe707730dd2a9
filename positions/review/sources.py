"""Naming outlets. One outlet is shared by all negotiations that have articles of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Negotiation, Source, User
from positions.review.errors import ReviewError
from positions.review.permission import require


@transaction.atomic
def change_source(*, source: Source, name: str, url: str, by: User) -> Source:
    """Give an outlet its name and address; whoever does leads every negotiation that has an article of it."""
    for negotiation in Negotiation.objects.filter(articles__source=source).distinct():
        require(by, negotiation, Role.LEAD)
    name = " ".join(name.split())
    if not name:
        raise ReviewError(_("An outlet needs a name."))
    if Source.objects.exclude(pk=source.pk).filter(name__iexact=name).exists():
        raise ReviewError(_("Another outlet is named “%(name)s”. Give its articles to that one.") % {"name": name})
    source.name, source.url = name, url.strip()
    source.save(update_fields=["name", "url"])
    return source
