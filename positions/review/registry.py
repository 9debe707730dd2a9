"""Entering who and what a negotiation is about: parties, people, issues, proposals."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext, gettext_lazy

from positions.enums import Precision
from positions.models import (
    Affiliation,
    Issue,
    Negotiation,
    Party,
    PartyAlias,
    Proposal,
    ScaleAnchor,
    Spokesperson,
    SpokespersonAlias,
    User,
)
from positions.review.errors import ReviewError
from positions.review.permission import require
from positions.review.slugs import free_slug

NAMELESS = {
    "party": gettext_lazy("Write a name for the party."),
    "person": gettext_lazy("Write a name for the person."),
    "alias": gettext_lazy("Write a name for the alias."),
    "issue": gettext_lazy("Write a name for the issue."),
    "proposal": gettext_lazy("Write a name for the proposal."),
}
TAKEN = {
    "party": gettext_lazy("There is already one party named “%(name)s” here. Choose it from the list."),
    "issue": gettext_lazy("There is already one issue named “%(name)s” here. Choose it from the list."),
}


@transaction.atomic
def create_party(*, negotiation: Negotiation, name: str, by: User, aliases: Iterable[str] = (), **fields: Any) -> Party:
    """Enter a party under its name and other names; fields: kind, role, group."""
    require(by, negotiation)
    _take_turns(negotiation)
    name = _free_name(negotiation.parties.filter(name=name.strip()).exists(), name, "party")
    party = Party.objects.create(
        negotiation=negotiation,
        name=name,
        slug=free_slug(negotiation.parties.all(), name),
        number=_next_number(negotiation.parties.all()),
        **fields,
    )
    for alias in aliases:
        add_party_alias(party=party, name=alias, by=by)
    return party


@transaction.atomic
def add_party_alias(*, party: Party, name: str, by: User) -> PartyAlias:
    """Enter another name of a party; one already known is returned."""
    require(by, party.negotiation)
    return PartyAlias.objects.get_or_create(party=party, name=required_name(name, "alias"))[0]


@transaction.atomic
def create_spokesperson(
    *,
    negotiation: Negotiation,
    name: str,
    by: User,
    party: Party | None = None,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    aliases: Iterable[str] = (),
) -> Spokesperson:
    """Enter a person and, with a party, for whom and as what the person speaks; a known name gains what is new."""
    require(by, negotiation)
    person, _ = Spokesperson.objects.get_or_create(negotiation=negotiation, name=required_name(name, "person"))
    for alias in aliases:
        SpokespersonAlias.objects.get_or_create(spokesperson=person, name=required_name(alias, "alias"))
    if party is not None:
        if party.negotiation_id != negotiation.pk:
            raise ReviewError(gettext("The party belongs to another negotiation. Choose one of this negotiation."))
        if starts_on and ends_on and ends_on < starts_on:
            raise ReviewError(gettext("The affiliation ends before it starts. Check the two dates."))
        Affiliation.objects.get_or_create(
            spokesperson=person, party=party, title=title.strip(), starts_on=starts_on, ends_on=ends_on
        )
    return person


@transaction.atomic
def create_issue(
    *, negotiation: Negotiation, title: str, by: User, anchors: Mapping[int, str] | None = None, **fields: Any
) -> Issue:
    """Enter an issue with its scale, anchors by value 0 to 100; fields: question, keywords, status_quo, parent, …"""
    require(by, negotiation)
    _take_turns(negotiation)
    title = _free_name(negotiation.issues.filter(title=title.strip()).exists(), title, "issue")
    issue = Issue.objects.create(
        negotiation=negotiation,
        title=title,
        slug=free_slug(negotiation.issues.all(), title),
        number=_next_number(negotiation.issues.all()),
        **fields,
    )
    ScaleAnchor.objects.bulk_create(
        ScaleAnchor(issue=issue, value=value, meaning=meaning) for value, meaning in (anchors or {}).items()
    )
    return issue


@transaction.atomic
def create_proposal(
    *,
    negotiation: Negotiation,
    title: str,
    by: User,
    put_at: datetime | None = None,
    put_at_precision: Precision | str = Precision.DAY,
    sponsors: Iterable[Party] = (),
    issues: Iterable[Issue] = (),
    **fields: Any,
) -> Proposal:
    """Enter a text or plan on the table; fields: reference, summary, url, put_by."""
    require(by, negotiation)
    _take_turns(negotiation)
    proposal = Proposal.objects.create(
        negotiation=negotiation,
        title=required_name(title, "proposal"),
        slug=free_slug(negotiation.proposals.all(), fields.get("reference") or title),
        put_at=put_at,
        put_at_precision=put_at_precision,
        **fields,
    )
    proposal.sponsors.set(sponsors)
    proposal.issues.set(issues)
    return proposal


def _take_turns(negotiation: Negotiation) -> None:
    """Have the next one who enters a name here wait, so that names and addresses are looked up and taken in one go."""
    Negotiation.objects.select_for_update(no_key=True).only("pk").get(pk=negotiation.pk)


def required_name(name: str, what: str) -> str:
    """Return the name without blanks around it; raise ReviewError where there is none."""
    if not name.strip():
        raise ReviewError(str(NAMELESS[what]))
    return name.strip()


def _free_name(taken: bool, name: str, what: str) -> str:
    if taken:
        raise ReviewError(TAKEN[what] % {"name": name.strip()})
    return required_name(name, what)


def _next_number(rows: Any) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
