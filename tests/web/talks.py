"""Rows that several pages show: what a party says on an issue, and links between it."""

from datetime import timedelta

from positions.enums import Relation
from positions.models import Issue, Link, Negotiation, Party, Position
from tests.factories import (
    SAID_AT,
    AffiliationFactory,
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    PartyFactory,
    PositionFactory,
    ScaleAnchorFactory,
    SpokespersonFactory,
    StatementFactory,
    SuggestionFactory,
)


def make_issue(negotiation: Negotiation, title: str = "Harbour dues", **fields) -> Issue:
    issue = IssueFactory(negotiation=negotiation, title=title, question="Ships pay less.", **fields)
    ScaleAnchorFactory(issue=issue, value=0, meaning="no dues")
    ScaleAnchorFactory(issue=issue, value=100, meaning="dues as they are")
    return issue


def make_party(negotiation: Negotiation, name: str = "Zahira", **fields) -> Party:
    party = PartyFactory(negotiation=negotiation, name=name, **fields)
    speaker = SpokespersonFactory(negotiation=negotiation)
    AffiliationFactory(spokesperson=speaker, party=party)
    return party


def say(
    issue: Issue, party: Party | None, text: str = "We will pay half of the dues.", *, days: float = 0,
    is_suggested: bool = False, **fields,
) -> Position:  # fmt: skip
    """Have a party say something on an issue, in an article of its own."""
    version = ArticleVersionFactory(
        article__negotiation=issue.negotiation,
        text=f"The talks went on. {text} The minister left at noon, day {days} of {issue.pk}, {party}.",
    )
    start = len("The talks went on. ")
    speaker = party.affiliations.first().spokesperson if party and party.affiliations.exists() else None
    factory = SuggestionFactory if is_suggested else StatementFactory
    statement = factory(
        negotiation=issue.negotiation,
        party=party,
        speaker=speaker,
        version=version,
        spans=[[start, start + len(text)]],
        said_at=SAID_AT + timedelta(days=days),
    )
    return PositionFactory(issue=issue, statement=statement, confirmed=not is_suggested, **fields)


def relate(earlier: Position, later: Position, relation: Relation = Relation.SOFTENS, **fields) -> Link:
    """Suggest a link between what two positions were said with."""
    return LinkFactory(
        negotiation=earlier.issue.negotiation,
        earlier=earlier.statement,
        later=later.statement,
        relation=relation,
        scores={relation: 0.8, "restates": 0.1},
        **fields,
    )
