"""Calls that the schema allows and calls that it forbids, made by one caller, and what must hold of every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, response_schema_conformance

from positions.enums import Role
from positions.models import Article, Job, Judgement, Link, Negotiation, Party, Position, Statement, User
from positions.review.tokens import make_token
from tests import factories as make
from tests.api.rows import Rows, make_rows

# What a field of that name names, by the list of the API that has such rows.
NAMED = {
    **dict.fromkeys(("party", "other", "one", "beside", "put_by", "awaits", "into"), "parties"),
    **dict.fromkeys(("joint_with", "addressed_to", "targets", "sponsors"), "parties"),
    **dict.fromkeys(("issue", "issues", "parent"), "issues"),
    **dict.fromkeys(("statement", "earlier", "later", "reported_through", "shown_by"), "statements"),
    **dict.fromkeys(("person", "speaker"), "spokespersons"),
    "proposal": "proposals", "article": "articles", "search": "searches", "link": "links", "user": "members",
    "position": "positions", "vote": "votes", "source": "sources",
}  # fmt: skip
# What the schema does not say: which rows there are, which days and years, what goes together, what a text holds.
BEYOND_SCHEMA = {
    "bad_combination", "bad_cursor", "does_not_exist", "no_such_day", "null_characters_not_allowed", "refused",
    "unreadable", "years",
}  # fmt: skip
# What a text must say where it is not sent beside it, and addresses whose hosts can be.
EXCUSED = {("invalid", "url"), *(("required", name) for name in ("title", "outlet", "published_at"))}
# What a viewer may change: the own things, files on their way out, and questions that are asked by POST.
OF_VIEWERS = (["searches"], ["follows"], ["nearest"], ["relation"], ["transfers"])


@dataclass(frozen=True)
class Place:
    """A negotiation with a row of every kind, each by the list that has it, and one member's own things."""

    rows: Rows
    values: Mapping[str, Any]

    @classmethod
    def made(cls, title: str, member: User) -> Place:
        rows = make_rows(make.NegotiationFactory(title=title))
        negotiation, statement = rows.negotiation, rows.statement
        follow = make.FollowFactory(subscription__user=member, negotiation=negotiation, member=False)
        search = make.SavedSearchFactory(user=member, negotiation=negotiation)
        hook, article = make.WebhookFactory(user=member), statement.version.article
        values = {
            "negotiations": negotiation.slug,
            "parties": statement.party.slug,
            "spokespersons": rows.spokesperson.pk,
            "issues": rows.position.issue.slug,
            "proposals": rows.proposal.slug,
            "events": rows.event.pk,
            "votes": rows.vote.pk,
            "sources": article.source_id,
            "articles": str(article.public_id),
            "versions": 1,
            "statements": str(statement.public_id),
            "positions": rows.position.pk,
            "links": str(rows.link.public_id),
            "judgements": rows.link.judgement.pk,
            "jobs": str(rows.job.public_id),
            "searches": str(search.public_id),
            "follows": str(follow.public_id),
            "webhooks": str(hook.public_id),
            "members": member.username,
            "affiliations": rows.spokesperson.affiliations.get().pk,
            "condition-verdicts": rows.verdict.pk,
        }
        return cls(rows, values)

    @property
    def secrets(self) -> set[str]:
        """Return what no answer to somebody else may hold: its title, and identifiers that nobody else could know."""
        return {self.rows.negotiation.title, *(value for value in self.values.values() if is_uuid(value))}

    @cached_property
    def at_first(self) -> list[list[tuple]]:
        """What stood in it before the first call that could change something: whatever a call writes is undone."""
        return self.state()

    def state(self) -> list[list[tuple]]:
        """Return all that stands in it, to see whether anybody changed something."""
        negotiation = self.rows.negotiation
        paths = {
            Party: "negotiation", Article: "negotiation", Statement: "negotiation", Link: "negotiation",
            Job: "negotiation", Position: "issue__negotiation", Judgement: "link__negotiation",
        }  # fmt: skip
        rows = [list(kind.objects.filter(**{path: negotiation}).values_list()) for kind, path in paths.items()]
        return [list(Negotiation.objects.filter(pk=negotiation.pk).values_list()), *rows]


@dataclass(frozen=True)
class Caller:
    """An account with its role at home; away is a negotiation in which it has none."""

    name: str
    role: Role
    user: User
    home: Place
    away: Place

    @cached_property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {make_token(by=self.user, name=self.name)[1]}"}


def make_caller(name: str, role: Role) -> Caller:
    """Return a caller, in a world of two negotiations."""
    user, other = make.UserFactory(), make.UserFactory()
    home, away = Place.made("Harbour talks", user), Place.made("Talks elsewhere", other)
    make.MembershipFactory(user=user, negotiation=home.rows.negotiation, role=role)
    make.MembershipFactory(user=other, negotiation=away.rows.negotiation, role=Role.LEAD)
    return Caller(name, role, user, home, away)


def load_schema(caller: Caller) -> Any:
    """Return the schema as programs get it; `refuse_needless` looks at what it allows and 400 refuses."""
    allowed = ["2xx", "304", "400", "401", "403", "404", "409", "412"]
    # To a list 207 says of each item what is wrong; a row that has changed is told before what is sent is read.
    refused = ["207", "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422"]
    checks = {
        "positive_data_acceptance": {"expected-statuses": allowed},
        "negative_data_rejection": {"expected-statuses": refused},
    }
    config = schemathesis.Config.from_dict({"checks": checks, "generation": {"with-security-parameters": False}})
    application = get_wsgi_application()
    return schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", application, config=config, headers=caller.headers
    )


def operations(schema: Any) -> Iterator[Any]:
    """Yield every operation of the schema."""
    for found in schema.get_all_operations():
        yield found.ok()


def can_be_wrong(operation: Any) -> bool:
    """Tell whether a call can break the schema: with a query, a body, or a path that is no plain text."""
    parts = [parameter.definition.get("schema", {}) for parameter in operation.path_parameters]
    return bool(list(operation.query) or list(operation.body) or [part for part in parts if part != {"type": "string"}])


def walk(operation: Any, caller: Caller, *, examples: int, is_positive: bool) -> None:
    """Call an operation with so many different cases; whatever they write is undone."""
    mode = schemathesis.GenerationMode.POSITIVE if is_positive else schemathesis.GenerationMode.NEGATIVE

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode), st.data())
    def call(case: Any, data: st.DataObject) -> None:
        aim(case, caller, data.draw)
        with transaction.atomic():
            check(case, caller, with_tokens=examples > 1)  # each case is then called three times
            transaction.set_rollback(True)

    call()


def aim(case: Any, caller: Caller, draw: Any) -> None:
    """Let the case name rows that are there: mostly at home, sometimes away; otherwise it stays as it was generated."""
    at = draw(st.sampled_from(["home"] * 4 + ["away", "away at home", "nowhere"]))
    if at != "nowhere":
        named = caller.home if at == "home" else caller.away
        before = ""
        for part in case.operation.path.strip("/").split("/"):
            if part.startswith("{") and before in named.values:
                case.path_parameters[part[1:-1]] = named.values[before]
            before = part
        if at == "away at home" and "negotiation" in case.path_parameters:
            case.path_parameters["negotiation"] = caller.home.values["negotiations"]
    if case.meta.generation.mode.is_positive:
        for part in (case.query, case.body):
            if isinstance(part, dict):
                name_rows(part, caller, draw)


def name_rows(part: dict[str, Any], caller: Caller, draw: Any) -> None:
    """Put the names of rows that are there in the place of most of those that were generated."""
    for name in NAMED.keys() & part.keys():
        place = draw(st.sampled_from([caller.home, caller.home, caller.away, None]))
        if place and isinstance(part[name], str | int):
            part[name] = place.values[NAMED[name]]
        elif place and isinstance(part[name], list):
            part[name] = [place.values[NAMED[name]]]


def check(case: Any, caller: Caller, *, with_tokens: bool) -> None:
    """Make a call; all checks of schemathesis must hold, and nothing away may be shown or changed."""
    is_write = case.method.upper() not in {"GET", "HEAD", "OPTIONS"}
    before = caller.away.at_first if is_write else None
    left_out = [*unheld(case), *([] if with_tokens else [ignored_auth])]
    answer = case.call_and_validate(headers=caller.headers, excluded_checks=left_out)
    refuse_needless(answer, case)
    said = answer.content.decode(errors="replace")
    sent = f"{answer.request.url} {case.path_parameters} {case.query} {json.dumps(case.body, default=str)}"
    leaked = {secret for secret in caller.away.secrets if secret in said and secret not in sent}
    assert not leaked, f"{case.operation.label} showed {caller.name} what is not theirs: {leaked}"
    if is_write:
        assert caller.away.state() == before, f"{case.operation.label} let {caller.name} change what is not theirs"
    if is_write and answer.status_code < 300:
        assert may_write(case, caller), f"{case.operation.label} let {caller.name} write"


def unheld(case: Any) -> list[Any]:
    """Return the checks that do not hold of a case: an empty parameter is none, and `fields` shows a row in part."""
    query = case.query or {}
    is_any_empty = any(value in ("", [], {}) for value in query.values())
    left_out = {negative_data_rejection: is_any_empty, response_schema_conformance: "fields" in query}
    return [check for check, is_left_out in left_out.items() if is_left_out]


def refuse_needless(answer: Any, case: Any) -> None:
    """Fail where what the schema allows was refused for a reason that the schema could have given."""
    if case.meta.generation.mode.is_positive and answer.status_code == 400:
        told = {(each["code"], each["field"]) for each in answer.json()["errors"]} - EXCUSED
        assert {code for code, _ in told} <= BEYOND_SCHEMA, f"{case.operation.label} refuses what its schema allows"


def may_write(case: Any, caller: Caller) -> bool:
    """Tell whether a write could be right: at home, by role; or of the caller's own."""
    parts = case.operation.path.strip("/").split("/")[2:]
    if parts[0] != "negotiations" or len(parts) == 1:
        return True
    is_home = case.path_parameters[parts[1][1:-1]] == caller.home.values["negotiations"]
    return is_home and (caller.role != Role.VIEWER or parts[2:3] in OF_VIEWERS)


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def follow_links(schema: Any, caller: Caller, *, examples: int, steps: int) -> None:
    """Call one address after another, each with what the answers before it named; a walk is undone at its end."""

    class Walk(schema.as_state_machine()):  # type: ignore[misc]  # made from the schema
        def setup(self) -> None:
            self.walk = transaction.atomic()
            self.walk.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": caller.headers}

        def before_call(self, case: Any) -> None:
            if "negotiation" in (case.path_parameters or {}):
                case.path_parameters["negotiation"] = caller.home.values["negotiations"]

        def validate_response(self, response: Any, case: Any, additional_checks: Any = None, **options: Any) -> None:
            # It takes the token of `get_call_kwargs` for one that it generated; `walk` looks at tokens.
            left_out = [*unheld(case), ignored_auth]
            case.validate_response(response, headers=caller.headers, recorder=self.recorder, excluded_checks=left_out)
            refuse_needless(response, case)

        def after_call(self, response: Any, case: Any) -> None:
            said = response.content.decode(errors="replace")
            assert not {secret for secret in caller.away.secrets if secret in said}, f"{case.operation.label} leaked"

    Walk.run(
        settings=settings(
            max_examples=examples, stateful_step_count=steps, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )
    )  # fmt: skip
