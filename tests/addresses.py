"""Every address of the product, and a negotiation with one row of everything to open it on."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.urls import get_resolver
from django.utils.text import slugify

from positions.enums import JobState, Role, RowOutcome
from positions.review.tokens import make_token
from tests.factories import (
    AffiliationFactory,
    JobFactory,
    LinkFactory,
    MembershipFactory,
    OutsideEventFactory,
    PositionFactory,
    SavedSearchFactory,
    SpokespersonFactory,
    TransferFactory,
    TransferRowFactory,
    VoteFactory,
    WebhookFactory,
)


def walk(resolver: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern, route)
        else:
            yield pattern.name, route, pattern.callback


ROUTES = [found for found in walk(get_resolver()) if not found[1].startswith("admin/")]
PAGES = sorted(name for name, route, _ in ROUTES if route.startswith("n/"))
RESOURCES = sorted(name for name, route, _ in ROUTES if route.startswith("api/v1/negotiations/<"))
OWN_PREFIXES = ("digest/", "restore/", "tokens/", "webhooks/")
OWN = sorted(name for name, route, _ in ROUTES if route.startswith(OWN_PREFIXES))
ROUTE = {name: route for name, route, _ in ROUTES}


def make_world() -> dict[str, Any]:
    """One negotiation with one row of everything, as arguments of addresses."""
    viewer = MembershipFactory(role=Role.VIEWER)
    negotiation = viewer.negotiation
    link = LinkFactory(negotiation=negotiation)
    position = PositionFactory(statement=link.later, issue__negotiation=negotiation, condition="the port opens")
    vote = VoteFactory(proposal__negotiation=negotiation)
    article = link.later.version.article
    job = JobFactory(negotiation=negotiation, article=article, state=JobState.FAILED, error="It stopped.")
    person = SpokespersonFactory(negotiation=negotiation)
    judgement = link.later.judgements.get()
    search = SavedSearchFactory(negotiation=negotiation, user=viewer.user)
    event = OutsideEventFactory(negotiation=negotiation)
    transfer = TransferFactory(
        negotiation=negotiation, requested_by=viewer.user, counts={"party": {"change": 1, "bad": 1}}
    )
    TransferRowFactory(transfer=transfer, outcome=RowOutcome.CHANGE, changes={"group": ["", "North"]})
    TransferRowFactory(transfer=transfer, outcome=RowOutcome.BAD, why="name is empty.")
    kinds = {
        "saved": search,
        "article": article,
        "capture": article,
        "link": link,
        "job": job,
        "transfer": transfer,
        "restoring": TransferFactory(
            requested_by=viewer.user, negotiation=None, format="whole", file_name="talks.jsonl"
        ),
        "webhook": WebhookFactory(user=viewer.user),
    }
    numbered = {"spokespersons": person, "votes": vote, "events": event}
    slugs = {
        "parties-detail": link.later.party,
        "issues-detail": position.issue,
        "proposals-detail": vote.proposal,
    }
    role = AffiliationFactory(spokesperson=person)
    return {
        "viewer": viewer.user,
        "negotiation": negotiation.slug,
        "section": "parties",
        "row": link.later.party.slug,
        "person": person.pk,
        "person_slug": slugify(person.name),
        "action_id": uuid4(),
        "role": role.pk,
        "affiliation": role.pk,
        "user": viewer.user.pk,
        "number": 1,
        "link_id": link.public_id,
        "issue_slug": position.issue.slug,
        "party_slug": link.later.party.slug,
        "one_slug": link.later.party.slug,
        "other_slug": link.earlier.party.slug,
        "ending": "md",
        "format_name": "csv",
        "proposal_slug": vote.proposal.slug,
        "article": article.public_id,
        "statement": link.later.public_id,
        "link": link.public_id,
        "job": job.public_id,
        "search": search.public_id,
        "position": position.pk,
        "event": event.pk,
        "transfer": transfer.public_id,
        "key": make_token(by=viewer.user, name="weekly report", negotiation=negotiation)[0].token_key,
        "public_id": lambda name: kinds.get(name.split("_")[0], link.later).public_id,
        "pk": lambda name: numbered.get(name.split("-")[0], judgement).pk,
        "slug": lambda name: slugs.get(name, negotiation).slug,
    }


def address(name: str, world: dict[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        found = world[match[1]]
        return str(found(name) if callable(found) else found)

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, ROUTE[name])
