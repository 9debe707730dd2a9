"""Changing, moving and removing what a negotiation is about: parties, people, issues, proposals. Leads do it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from positions.enums import Role
from positions.models import (
    Affiliation,
    Issue,
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
from positions.review.registry import required_name

TWINS = {
    "party": gettext_lazy("Another party is named “%(name)s” here. Choose another name, or merge the two."),
    "person": gettext_lazy("Another person is named “%(name)s” here. Choose another name, or merge the two."),
    "issue": gettext_lazy("Another issue is named “%(name)s” here. Choose another name, or merge the two."),
}


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
        raise ReviewError(_("The affiliation ends before it starts. Check the two dates."))
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
    order = _order_of_issues(issue)
    place = order.index(issue) + (0 if is_up else 2)
    _place(issue, order, place)


@transaction.atomic
def place_issue(*, issue: Issue, place: int, by: User) -> None:
    """Put an issue at a place in the order of the matrix, counted from 1; a place beyond the last is the last."""
    require(by, issue.negotiation, Role.LEAD)
    _place(issue, _order_of_issues(issue), place)


def _order_of_issues(issue: Issue) -> list[Issue]:
    return list(issue.negotiation.issues.select_for_update().order_by("number", "title", "pk"))


def _place(issue: Issue, order: list[Issue], place: int) -> None:
    order.insert(max(place, 1) - 1, order.pop(order.index(issue)))
    for number, each in enumerate(order, start=1):
        if each.number != number:
            _set_fields(each, number=number)


@transaction.atomic
def delete_row(*, row: Party | Spokesperson | Issue | Proposal, by: User) -> None:
    """Remove a party, person, issue or proposal that nothing rests on; raises ReviewError with what does."""
    require(by, row.negotiation, Role.LEAD)
    if used := uses_of(row):
        said = _("“%(row)s” cannot be removed: it has %(uses)s. Give these to another first, or leave it.")
        raise ReviewError(said % {"row": row, "uses": ", ".join(used)})
    row.delete()


def uses_of(row: Party | Spokesperson | Issue | Proposal) -> list[str]:
    """Return what would lose its meaning without this row, counted: "2 votes"; empty when it can go."""
    if isinstance(row, Party):
        return _told(
            (row.statements, ngettext_lazy("%(count)s statement", "%(count)s statements", "count")),
            (row.joint_statements, ngettext_lazy("%(count)s joint statement", "%(count)s joint statements", "count")),
            (
                row.addressed_statements,
                ngettext_lazy("%(count)s statement addressed to it", "%(count)s statements addressed to it", "count"),
            ),
            (
                row.targeting_statements,
                ngettext_lazy("%(count)s statement about it", "%(count)s statements about it", "count"),
            ),
            (row.votes, ngettext_lazy("%(count)s vote", "%(count)s votes", "count")),
            (row.proposals, ngettext_lazy("%(count)s proposal", "%(count)s proposals", "count")),
            (
                row.sponsored_proposals,
                ngettext_lazy("%(count)s proposal that it sponsors", "%(count)s proposals that it sponsors", "count"),
            ),
            (
                row.follows,
                ngettext_lazy("%(count)s digest that follows it", "%(count)s digests that follow it", "count"),
            ),
            (
                row.follows_as_other,
                ngettext_lazy(
                    "%(count)s digest that follows a pair of it", "%(count)s digests that follow a pair of it", "count"
                ),
            ),
            (
                row.condition_verdicts,
                ngettext_lazy("%(count)s decided condition", "%(count)s decided conditions", "count"),
            ),
            (
                row.awaited_in,
                ngettext_lazy(
                    "%(count)s condition that waits for it", "%(count)s conditions that wait for it", "count"
                ),
            ),
        )
    if isinstance(row, Spokesperson):
        return _told((row.statements, ngettext_lazy("%(count)s statement", "%(count)s statements", "count")))
    positions = (row.positions, ngettext_lazy("%(count)s position", "%(count)s positions", "count"))
    follows = (
        row.follows,
        ngettext_lazy("%(count)s digest that follows it", "%(count)s digests that follow it", "count"),
    )
    if isinstance(row, Proposal):
        return _told((row.votes, ngettext_lazy("%(count)s vote", "%(count)s votes", "count")), positions, follows)
    return _told(
        positions,
        (row.children, ngettext_lazy("%(count)s issue under it", "%(count)s issues under it", "count")),
        (row.proposals, ngettext_lazy("%(count)s proposal", "%(count)s proposals", "count")),
        (
            row.outside_events,
            ngettext_lazy("%(count)s outside event", "%(count)s outside events", "count"),
        ),  # about no issue, it would be about all
        follows,
    )


def hangs_on(row: Party | Spokesperson | Issue) -> list[str]:
    """Return what goes with this row when it is removed, counted."""
    if isinstance(row, Issue):
        return _told(
            (
                row.anchors,
                ngettext_lazy("%(count)s named value of its scale", "%(count)s named values of its scale", "count"),
            )
        )
    return _told(
        (row.aliases, ngettext_lazy("%(count)s other name", "%(count)s other names", "count")),
        (row.affiliations, ngettext_lazy("%(count)s role", "%(count)s roles", "count")),
    )


def _told(*counted: tuple[Any, Any]) -> list[str]:
    """Return how many rows there are of each kind that has any, in its words; `%(count)s` picks singular or plural."""
    counts = [(rows.count(), words) for rows, words in counted]
    return [words % {"count": count} for count, words in counts if count]


def _set_fields(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def _other_name(row: Any, rows: Any, name: str, what: str, column: str = "name") -> str:
    """Return a name that no other row has; two at the same moment are kept apart by the table."""
    name = required_name(name, what)
    if rows.exclude(pk=row.pk).filter(**{column: name}).exists():
        raise ReviewError(TWINS[what] % {"name": name})
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
            said = _("“%(issue)s” stands under this issue already. Choose one that does not.")
            raise ReviewError(said % {"issue": parent})
        above = above.parent
