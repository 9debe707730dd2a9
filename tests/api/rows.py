"""Rows of every kind, and the addresses under which the API shows them."""

from dataclasses import dataclass
from datetime import timedelta

from positions.enums import EventEffect
from positions.models import (
    ConditionVerdict,
    Job,
    Link,
    Negotiation,
    OutsideEvent,
    Position,
    Proposal,
    Spokesperson,
    Statement,
    Vote,
)
from tests import factories as make
from tests.factories import SAID_AT

LISTS = (
    "parties",
    "spokespersons",
    "issues",
    "proposals",
    "events",
    "votes",
    "sources",
    "articles",
    "statements",
    "positions",
    "links",
    "judgements",
    "condition-verdicts",
    "jobs",
    "searches",
)
COMPUTED = (
    "matrix", "ledger", "shifts", "first-moves", "rhythms", "distances", "conditions", "briefing", "deadlocks",
    "answers", "network", "network-course", "search",
)  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """One row of each kind that belong together."""

    negotiation: Negotiation
    statement: Statement
    position: Position
    link: Link
    proposal: Proposal
    vote: Vote
    spokesperson: Spokesperson
    job: Job
    event: OutsideEvent
    verdict: ConditionVerdict


def make_rows(negotiation: Negotiation) -> Rows:
    """Make one more row of every kind in a negotiation."""
    party = make.PartyAliasFactory(party__negotiation=negotiation).party
    spokesperson = make.AffiliationFactory(spokesperson__negotiation=negotiation, party=party).spokesperson
    issue = make.ScaleAnchorFactory(issue__negotiation=negotiation).issue
    said = {"negotiation": negotiation, "party": party, "speaker": spokesperson}
    earlier = make.StatementFactory(**said, said_at=SAID_AT - timedelta(days=1))
    later = make.StatementFactory(**said)
    later.joint_with.add(make.PartyFactory(negotiation=negotiation))
    make.PositionFactory(statement=earlier, issue=issue, value=20)
    position = make.PositionFactory(statement=later, issue=issue, condition="the port opens")
    verdict = make.ConditionVerdictFactory(position=position)
    link = make.LinkFactory(negotiation=negotiation, earlier=earlier, later=later)
    make.confirm(link=link)
    proposal = make.ProposalFactory(negotiation=negotiation, put_by=party)
    proposal.issues.add(issue)
    vote = make.VoteFactory(proposal=proposal, party=party)
    make.PositionFactory(statement=None, vote=vote, issue=issue, proposal=proposal)
    job = make.JobFactory(negotiation=negotiation, article=later.version.article, state="failed", error="No text.")
    event = make.OutsideEventFactory(negotiation=negotiation, effect=EventEffect.OPENS)
    event.issues.add(issue)
    return Rows(negotiation, later, position, link, proposal, vote, spokesperson, job, event, verdict)


def row_addresses(rows: Rows) -> dict[str, str]:
    """Return the address of each row, by the name of its list."""
    inside = f"/api/v1/negotiations/{rows.negotiation.slug}"
    article = rows.statement.version.article
    return {
        "negotiations": f"{inside}/",
        "parties": f"{inside}/parties/{rows.statement.party.slug}/",
        "spokespersons": f"{inside}/spokespersons/{rows.spokesperson.pk}/",
        "issues": f"{inside}/issues/{rows.position.issue.slug}/",
        "proposals": f"{inside}/proposals/{rows.proposal.slug}/",
        "events": f"{inside}/events/{rows.event.pk}/",
        "votes": f"{inside}/votes/{rows.vote.pk}/",
        "articles": f"{inside}/articles/{article.public_id}/",
        "versions": f"{inside}/articles/{article.public_id}/versions/1/",
        "statements": f"{inside}/statements/{rows.statement.public_id}/",
        "positions": f"{inside}/positions/{rows.position.pk}/",
        "links": f"{inside}/links/{rows.link.public_id}/",
        "judgements": f"{inside}/judgements/{rows.link.judgement.pk}/",
        "sources": f"{inside}/sources/{article.source_id}/",
        "condition-verdicts": f"{inside}/condition-verdicts/{rows.verdict.pk}/",
        "jobs": f"{inside}/jobs/{rows.job.public_id}/",
    }


# Rows with a history of their own.
HISTORIES = (
    "negotiations",
    "parties",
    "spokespersons",
    "issues",
    "proposals",
    "events",
    "votes",
    "articles",
    "statements",
    "positions",
    "links",
)


def write_addresses(rows: Rows) -> dict[str, tuple[str, str]]:
    """Return method and address of everything that changes a negotiation, by the name of what it does."""
    return {**analyst_writes(rows), **lead_writes(rows)}


def analyst_writes(rows: Rows) -> dict[str, tuple[str, str]]:
    """Return what an analyst may do."""
    at = row_addresses(rows)
    inside = at["negotiations"]
    return {
        "enter party": ("post", f"{inside}parties/"),
        "enter alias": ("post", f"{at['parties']}aliases/"),
        "enter person": ("post", f"{inside}spokespersons/"),
        "enter spelling": ("post", f"{at['spokespersons']}aliases/"),
        "enter affiliation": ("post", f"{at['spokespersons']}affiliations/"),
        "enter issue": ("post", f"{inside}issues/"),
        "enter proposal": ("post", f"{inside}proposals/"),
        "record vote": ("post", f"{inside}votes/"),
        "correct vote": ("patch", at["votes"]),
        "add article": ("post", f"{inside}articles/"),
        "correct article": ("patch", at["articles"]),
        "add version": ("post", f"{at['articles']}versions/"),
        "read again": ("post", f"{at['articles']}read-again/"),
        "capture statement": ("post", f"{inside}statements/"),
        "correct statement": ("patch", at["statements"]),
        "name source": ("post", f"{at['statements']}name-source/"),
        "judge statement": ("post", f"{at['statements']}judgements/"),
        "code position": ("post", f"{at['statements']}positions/"),
        "correct position": ("patch", at["positions"]),
        "judge position": ("post", f"{at['positions']}judgements/"),
        "enter link": ("post", f"{inside}links/"),
        "judge link": ("post", f"{at['links']}judgements/"),
        "withdraw judgement": ("post", f"{at['judgements']}withdraw/"),
        "decide condition": ("post", f"{inside}condition-verdicts/"),
        "withdraw verdict": ("post", f"{at['condition-verdicts']}withdraw/"),
        "undo action": ("post", f"{inside}actions/11111111-1111-4111-8111-111111111111/undo/"),
        "retry job": ("post", f"{at['jobs']}retry/"),
        "ignore job": ("post", f"{at['jobs']}ignore/"),
    }


def asked_addresses(rows: Rows) -> dict[str, str]:
    """Return the addresses of what is computed for something named, by what it is."""
    inside = f"/api/v1/negotiations/{rows.negotiation.slug}"
    party, other = rows.statement.party.slug, rows.statement.joint_with.get().slug
    return {
        "pair": f"{inside}/pair/?one={party}&other={other}",
        "person-lines": f"{inside}/person-lines/?person={rows.spokesperson.pk}",
        "differences": f"{inside}/differences/?then=2031-03-01&now=2031-03-20",
        "digest-preview": f"{inside}/digest-preview/?from=2031-03-01&to=2031-03-07&party={party}",
    }


def questions(rows: Rows) -> dict[str, tuple[str, dict[str, str]]]:
    """Return address and body of what is asked by POST and writes nothing, by the name of it."""
    inside = f"/api/v1/negotiations/{rows.negotiation.slug}"
    statement = str(rows.statement.public_id)
    return {
        "nearest": (f"{inside}/nearest/", {"text": "We will pay the dues.", "party": rows.statement.party.slug}),
        "relation": (f"{inside}/relation/", {"earlier": statement, "later_text": "We will not pay the dues."}),
    }


def lead_writes(rows: Rows) -> dict[str, tuple[str, str]]:
    """Return what only a lead may do."""
    at = row_addresses(rows)
    inside, role = at["negotiations"], rows.spokesperson.affiliations.get().pk
    member = rows.negotiation.memberships.order_by("pk").select_related("user").first()
    there = f"{inside}members/{member.user.username if member else 'nobody'}/"
    return {
        "change negotiation": ("patch", inside),
        "remove negotiation": ("delete", inside),
        "enter member": ("post", f"{inside}members/"),
        "change member": ("patch", there),
        "remove member": ("delete", there),
        "change party": ("patch", at["parties"]),
        "remove party": ("delete", at["parties"]),
        "merge party": ("post", f"{at['parties']}merge/"),
        "change person": ("patch", at["spokespersons"]),
        "remove person": ("delete", at["spokespersons"]),
        "change affiliation": ("patch", f"{at['spokespersons']}affiliations/{role}/"),
        "remove affiliation": ("delete", f"{at['spokespersons']}affiliations/{role}/"),
        "change issue": ("patch", at["issues"]),
        "remove issue": ("delete", at["issues"]),
        "move issue": ("post", f"{at['issues']}move/"),
        "change proposal": ("patch", at["proposals"]),
        "remove proposal": ("delete", at["proposals"]),
        "remove vote": ("delete", at["votes"]),
        "enter event": ("post", f"{inside}events/"),
        "change event": ("patch", at["events"]),
        "remove event": ("delete", at["events"]),
        "link anew": ("post", f"{inside}jobs/link-anew/"),
        "change source": ("patch", at["sources"]),
    }
