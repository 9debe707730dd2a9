"""Keeping searches and their feeds: everybody keeps their own."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from positions.enums import Role
from positions.models import Negotiation, SavedSearch, User
from positions.models.searches import hash_of
from positions.review.errors import NotAllowed, ReviewError
from positions.review.permission import require


@transaction.atomic
def save_search(*, negotiation: Negotiation, name: str, query: str, by: User) -> SavedSearch:
    """Keep a search under a name; the same name and filters once more is the one kept already."""
    require(by, negotiation, Role.VIEWER)
    User.objects.select_for_update().get(pk=by.pk)
    name = _free_name(negotiation, name, by, query=query)
    return SavedSearch.objects.get_or_create(user=by, negotiation=negotiation, name=name, defaults={"query": query})[0]


@transaction.atomic
def rename_search(*, search: SavedSearch, name: str, by: User) -> SavedSearch:
    """Give a saved search another name."""
    _require_own(search, by)
    search.name = _free_name(search.negotiation, name, by, own=search)
    search.save(update_fields=["name"])
    return search


@transaction.atomic
def delete_search(*, search: SavedSearch, by: User) -> None:
    """Forget a saved search; its feed ends."""
    _require_own(search, by)
    search.delete()


@transaction.atomic
def renew_feed(*, search: SavedSearch, by: User) -> str:
    """Return the token of a new feed address, to be shown once; an earlier address ends."""
    _require_own(search, by)
    token = secrets.token_urlsafe(32)
    search.feed_hash = hash_of(token)
    search.save(update_fields=["feed_hash"])
    return token


@transaction.atomic
def end_feed(*, search: SavedSearch, by: User) -> None:
    """End the feed of a saved search."""
    _require_own(search, by)
    search.feed_hash = None
    search.save(update_fields=["feed_hash"])


def _require_own(search: SavedSearch, by: User) -> None:
    require(by, search.negotiation, Role.VIEWER)
    if search.user_id != by.pk:
        raise NotAllowed(_("This search belongs to somebody else. Save it as your own."))


def _free_name(
    negotiation: Negotiation, name: str, by: User, *, own: SavedSearch | None = None, query: str | None = None
) -> str:
    """Return the name if it is one and no other search of this person has it."""
    name = name.strip()
    if not name:
        raise ReviewError(_("Give the search a name under which you will know it again."))
    taken = SavedSearch.objects.filter(user=by, negotiation=negotiation, name=name).exclude(query=query)
    if own:
        taken = taken.exclude(pk=own.pk)
    if taken.exists():
        raise ReviewError(_("You have a search named “%(name)s” already. Choose another name.") % {"name": name})
    return name
