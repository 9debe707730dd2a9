"""Enters an example negotiation through the functions an analyst's pages call."""

from collections.abc import Callable, Mapping

from django.db import transaction

from positions.enums import Precision, Role
from positions.management.demo.content import Ballot, CodedPosition, Content, EventEntry, IssueEntry, ProposalEntry
from positions.management.demo.desk import Desk
from positions.models import Negotiation, User
from positions.review.events import create_event
from positions.review.negotiations import create_negotiation, set_member
from positions.review.registry import create_issue, create_party, create_proposal, create_spokesperson
from positions.review.votes import Coding, record_vote

Say = Callable[[str], None]


def find_example(content: Content) -> Negotiation | None:
    """Return the negotiation that was built from content, if it still exists."""
    return Negotiation.objects.filter(title=content.title, is_example=True).first()


@transaction.atomic
def build_negotiation(*, content: Content, people: Mapping[str, User], say: Say) -> Negotiation:
    """Enter everything in one transaction, so that a load which is stopped halfway leaves nothing behind."""
    lead = people[next(name for name, role in content.members.items() if role == Role.LEAD)]
    analyst = people[next(name for name, role in content.members.items() if role == Role.ANALYST)]
    negotiation = create_negotiation(title=content.title, summary=content.summary, by=lead, is_example=True)
    for name, role in content.members.items():
        set_member(negotiation=negotiation, user=people[name], role=role, by=lead)
    desk = Desk(negotiation=negotiation, lead=lead, analyst=analyst)
    _enter_names(content, desk)
    _enter_agenda(content, desk)
    say(f"{content.title}: {len(content.parties)} parties, {len(content.issues)} issues")
    for number, report in enumerate(content.reports, start=1):
        desk.enter_report(report)
        say(f"  {number} of {len(content.reports)}: {report.title}")
    desk.refuse_weakest_link()
    return negotiation


def _enter_names(content: Content, desk: Desk) -> None:
    for entry in content.parties:
        desk.parties[entry.name] = create_party(
            negotiation=desk.negotiation,
            name=entry.name,
            aliases=entry.aliases,
            kind=entry.kind,
            role=entry.role,
            group=entry.group,
            by=desk.lead,
        )
    for person in content.people:
        for affiliation in person.affiliations:
            desk.speakers[person.name] = create_spokesperson(
                negotiation=desk.negotiation,
                name=person.name,
                aliases=person.aliases,
                party=desk.parties[affiliation.party],
                title=affiliation.title,
                starts_on=affiliation.starts_on,
                ends_on=affiliation.ends_on,
                by=desk.lead,
            )


def _enter_agenda(content: Content, desk: Desk) -> None:
    for issue in content.issues:
        _enter_issue(issue, desk)
    for proposal in content.proposals:
        _enter_proposal(proposal, desk)
        if proposal.ballot:
            _enter_ballot(proposal.key, proposal.ballot, desk)
    for event in content.events:
        _enter_event(event, desk)


def _enter_issue(entry: IssueEntry, desk: Desk) -> None:
    desk.issues[entry.key] = create_issue(
        negotiation=desk.negotiation,
        title=entry.title,
        question=entry.question,
        description=entry.description,
        anchors=entry.anchors,
        keywords=list(entry.keywords),
        status_quo=entry.status_quo,
        parent=desk.issues[entry.parent] if entry.parent else None,
        by=desk.lead,
    )


def _enter_proposal(entry: ProposalEntry, desk: Desk) -> None:
    desk.proposals[entry.key] = create_proposal(
        negotiation=desk.negotiation,
        title=entry.title,
        summary=entry.summary,
        reference=entry.reference,
        put_by=desk.parties[entry.put_by],
        sponsors=[desk.parties[name] for name in entry.sponsors],
        issues=[desk.issues[key] for key in entry.issues],
        put_at=entry.put.at if entry.put else None,
        put_at_precision=entry.put.precision if entry.put else Precision.DAY,
        by=desk.lead,
    )


def _enter_event(entry: EventEntry, desk: Desk) -> None:
    create_event(
        negotiation=desk.negotiation,
        title=entry.title,
        summary=entry.summary,
        happened_at=entry.happened.at,
        happened_at_precision=entry.happened.precision,
        effect=entry.effect,
        reference=entry.reference,
        url=entry.url,
        issues=[desk.issues[key] for key in entry.issues],
        by=desk.lead,
    )


def _enter_ballot(key: str, ballot: Ballot, desk: Desk) -> None:
    for choice, names in ballot.choices.items():
        codings = [_coding(position, desk) for position in ballot.means[choice]]
        for name in names:
            record_vote(
                proposal=desk.proposals[key],
                party=desk.parties[name],
                choice=choice,
                cast_at=ballot.cast.at,
                cast_at_precision=ballot.cast.precision,
                meeting=ballot.meeting,
                url=ballot.url,
                codings=codings,
                by=desk.analyst,
            )


def _coding(position: CodedPosition, desk: Desk) -> Coding:
    return Coding(desk.issues[position.issue], position.stance, position.value, position.firmness)
