"""Who else has a text open: kept in the cache for seconds, missing when the cache is."""

from __future__ import annotations

import time

from django.core.cache import cache

from positions.models import ArticleVersion, User

# Two polls of a page that looks every three seconds, and a slow answer.
HERE_FOR = 10  # seconds


def look_in(version: ArticleVersion, reader: User) -> None:
    """Note that somebody has a text open."""
    seen = _seen(version) | {reader.pk: (str(reader), time.time())}
    cache.set(_key(version), seen, HERE_FOR * 2)


def readers_of(version: ArticleVersion, reader: User) -> list[str]:
    """Return the names of the others who have the text open now."""
    others = {pk: name for pk, (name, _) in _seen(version).items() if pk != reader.pk}
    return sorted(others.values())


def _seen(version: ArticleVersion) -> dict[int, tuple[str, float]]:
    since = time.time() - HERE_FOR
    kept: dict[int, tuple[str, float]] = cache.get(_key(version)) or {}
    return {pk: (name, at) for pk, (name, at) in kept.items() if at > since}


def _key(version: ArticleVersion) -> str:
    return f"reading:{version.pk}"
