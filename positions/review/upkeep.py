"""Changing, moving and removing what a negotiation is about: parties, people, issues. Leads do it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from positions.enums import Role
from positions.models import (
    Affiliation,
    Issue,
    Party,
    PartyAlias,
    ScaleAnchor,
    Spokesperson,
    SpokespersonAlias,
    User,
)
from positions.review.errors import ReviewError
from positions.review.permission import require
from positions.review.registry import required_name


@transaction.atomic
def change_party(*, party: Party, name: str, by: User, aliases: Iterable[str], **fields: Any) -> Party:
    """Give a party its name, its other names and its fields: kind, role, group. Its address stays."""
    require(by, party.negotiation, Role.LEAD)
    _set_fields(party, name=_other_name(party, party.negotiation.parties, name, "party"), **fields)
    _set_names(PartyAlias, "party", party, aliases)
    return party


@transaction.atomic
def change_spokesperson(*, person: Spokesperson, name: str, by: User, aliases: Iterable[str]) -> Spokesperson:
    """Give a person the name and its other spellings."""
    require(by, person.negotiation, Role.LEAD)
    _set_fields(person, name=_other_name(person, person.negotiation.spokespersons, name, "person"))
    _set_names(SpokespersonAlias, "spokesperson", person, aliases)
    return person


@transaction.atomic
def change_affiliation(
    *, affiliation: Affiliation, party: Party, title: str, starts_on: date | None, ends_on: date | None, by: User
) -> Affiliation:
    """Correct for whom a person speaks, as what, from when to when."""
    require(by, affiliation.spokesperson.negotiation, Role.LEAD)
    if starts_on and ends_on and ends_on < starts_on:
        raise ReviewError("The affiliation ends before it starts. Check the two dates.")
    _set_fields(affiliation, party=party, title=title.strip(), starts_on=starts_on, ends_on=ends_on)
    return affiliation


@transaction.atomic
def delete_affiliation(*, affiliation: Affiliation, by: User) -> None:
    """Forget that a person speaks for a party; statements keep the party they have."""
    require(by, affiliation.spokesperson.negotiation, Role.LEAD)
    affiliation.delete()


@transaction.atomic
def change_issue(*, issue: Issue, title: str, by: User, anchors: Mapping[int, str], **fields: Any) -> Issue:
    """Give an issue its title, its anchors by value 0 to 100, and its fields. Its address stays."""
    require(by, issue.negotiation, Role.LEAD)
    if fields.get("parent"):
        _check_parent(issue, fields["parent"])
    _set_fields(issue, title=_other_name(issue, issue.negotiation.issues, title, "issue", "title"), **fields)
    issue.anchors.exclude(value__in=anchors).delete()
    for value, meaning in anchors.items():
        ScaleAnchor.objects.update_or_create(issue=issue, value=value, defaults={"meaning": meaning})
    return issue


@transaction.atomic
def move_issue(*, issue: Issue, is_up: bool, by: User) -> None:
    """Move an issue one place up or down in the order of the matrix; at its end it stays."""
    require(by, issue.negotiation, Role.LEAD)
    order = list(issue.negotiation.issues.select_for_update().order_by("number", "title", "pk"))
    place = order.index(issue)
    there = place - 1 if is_up else place + 1
    if 0 <= there < len(order):
        order[place], order[there] = order[there], order[place]
    for number, each in enumerate(order, start=1):
        if each.number != number:
            _set_fields(each, number=number)


@transaction.atomic
def delete_row(*, row: Party | Spokesperson | Issue, by: User) -> None:
    """Remove a party, person or issue that nothing rests on; raises ReviewError with what does."""
    require(by, row.negotiation, Role.LEAD)
    if used := uses_of(row):
        raise ReviewError(
            f"“{row}” cannot be removed: it has {', '.join(used)}. Give these to another first, or leave it."
        )
    row.delete()


def uses_of(row: Party | Spokesperson | Issue) -> list[str]:
    """Return what would lose its meaning without this row, counted: "2 votes"; empty when it can go."""
    if isinstance(row, Party):
        return _told(
            (row.statements, "statement", "statements"),
            (row.joint_statements, "joint statement", "joint statements"),
            (row.addressed_statements, "statement addressed to it", "statements addressed to it"),
            (row.targeting_statements, "statement about it", "statements about it"),
            (row.votes, "vote", "votes"),
            (row.proposals, "proposal", "proposals"),
            (row.sponsored_proposals, "proposal that it sponsors", "proposals that it sponsors"),
            (row.follows, "digest that follows it", "digests that follow it"),
            (row.follows_as_other, "digest that follows a pair of it", "digests that follow a pair of it"),
            (row.condition_verdicts, "decided condition", "decided conditions"),
            (row.awaited_in, "condition that waits for it", "conditions that wait for it"),
        )
    if isinstance(row, Spokesperson):
        return _told((row.statements, "statement", "statements"))
    return _told(
        (row.positions, "position", "positions"),
        (row.children, "issue under it", "issues under it"),
        (row.proposals, "proposal", "proposals"),
        (row.outside_events, "outside event", "outside events"),  # about no issue, it would be about all
        (row.follows, "digest that follows it", "digests that follow it"),
    )


def hangs_on(row: Party | Spokesperson | Issue) -> list[str]:
    """Return what goes with this row when it is removed, counted."""
    if isinstance(row, Issue):
        return _told((row.anchors, "named value of its scale", "named values of its scale"))
    return _told((row.aliases, "other name", "other names"), (row.affiliations, "role", "roles"))


def _told(*counted: tuple[Any, str, str]) -> list[str]:
    counts = [(rows.count(), one, many) for rows, one, many in counted]
    return [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]


def _set_fields(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def _other_name(row: Any, rows: Any, name: str, what: str, column: str = "name") -> str:
    """Return a name that no other row has; two at the same moment are kept apart by the table."""
    name = required_name(name, what)
    if rows.exclude(pk=row.pk).filter(**{column: name}).exists():
        raise ReviewError(f"Another {what} is named “{name}” here. Choose another name, or merge the two.")
    return name


def _set_names(model: Any, owner: str, row: Party | Spokesperson, names: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    model.objects.filter(**{owner: row}).exclude(name__in=wanted).delete()
    for name in wanted:
        model.objects.get_or_create(**{owner: row}, name=name)


def _check_parent(issue: Issue, parent: Issue) -> None:
    """Refuse a parent that is the issue itself or stands under it."""
    above: Issue | None = parent
    while above is not None:
        if above.pk == issue.pk:
            raise ReviewError(f"“{parent}” stands under this issue already. Choose one that does not.")
        above = above.parent
