"""Who may read and who may write: every address, asked by everybody."""

from uuid import uuid4

import pytest
from django.urls import URLResolver, get_resolver, resolve
from rest_framework.test import APIClient

from positions.enums import Role
from positions.models import Negotiation
from tests import factories as make
from tests.api.conftest import program_of
from tests.api.rows import (
    COMPUTED,
    HISTORIES,
    LISTS,
    Rows,
    analyst_writes,
    asked_addresses,
    lead_writes,
    make_rows,
    questions,
    row_addresses,
    write_addresses,
)

pytestmark = pytest.mark.django_db

# One's own mail and webhooks: walked in test_mail and test_webhooks.
OWN = {
    *("mail-show", "mail-pause", "mail-resume", "mail-renew-feed", "follows-list", "follow-detail"),
    *("webhook-detail", "webhook-test", "webhook-calls", "webhook-pause", "webhook-resume"),
}
OPEN_TO_EVERY_ACCOUNT = {
    "negotiation-list",
    "subscription-list",
    "follow-list",
    "delivery-list",
    "webhook-list",
    "tokens-list",
    "tokens-detail",
    "api",
    "api_schema",
}


def reads(negotiation: Negotiation) -> list[str]:
    inside = f"/api/v1/negotiations/{negotiation.slug}"
    lists = [f"{inside}/{name}/" for name in (*LISTS, *COMPUTED)]
    rows = make_rows(negotiation)
    at = row_addresses(rows)
    asked = asked_addresses(rows).values()
    return [*at.values(), *asked, *lists, *(f"{at[name]}history/" for name in HISTORIES), actions_of(rows)]


def actions_of(rows: Rows) -> str:
    inside = f"/api/v1/negotiations/{rows.negotiation.slug}"
    return f"{inside}/actions/?article={rows.statement.version.article.public_id}"


def test_member_reads_everything(reader: APIClient, negotiation: Negotiation) -> None:
    answers = {address: reader.get(address).status_code for address in reads(negotiation)}

    assert set(answers.values()) == {200}


def test_stranger_finds_nothing(stranger: APIClient, negotiation: Negotiation) -> None:
    answers = {address: stranger.get(address).status_code for address in reads(negotiation)}

    assert set(answers.values()) == {404}


def test_nobody_is_told_to_bring_a_token(nobody: APIClient, negotiation: Negotiation) -> None:
    addresses = [
        *reads(negotiation),
        "/api/v1/negotiations/",
        "/api/v1/subscriptions/",
        "/api/v1/follows/",
        "/api/v1/deliveries/",
        "/api/v1/schema/",
    ]
    answers = [nobody.get(address) for address in addresses]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Token"}


def test_expired_or_made_up_token_is_refused(nobody: APIClient) -> None:
    nobody.credentials(HTTP_AUTHORIZATION="Token 0123456789abcdef")

    assert nobody.get("/api/v1/negotiations/").status_code == 401


def test_rows_of_another_negotiation_are_not_reached_through_ones_own(
    reader: APIClient, negotiation: Negotiation
) -> None:
    foreign = make_rows(make.NegotiationFactory())
    own = negotiation.slug
    addresses = [
        address.replace(foreign.negotiation.slug, own)
        for name, address in row_addresses(foreign).items()
        if name != "negotiations"
    ]

    assert {reader.get(address).status_code for address in addresses} == {404}


def test_what_is_named_of_another_negotiation_is_not_there(reader: APIClient, negotiation: Negotiation) -> None:
    foreign, own = make_rows(make.NegotiationFactory()), negotiation.slug
    named = [address for name, address in asked_addresses(foreign).items() if name != "differences"]
    answers = [reader.get(address.replace(foreign.negotiation.slug, own)) for address in named]
    answers += [
        reader.post(address.replace(foreign.negotiation.slug, own), body)
        for address, body in questions(foreign).values()
    ]

    assert [answer.status_code for answer in answers] == [400] * 5


def test_viewer_asks_and_stranger_finds_nothing(
    reader: APIClient, stranger: APIClient, negotiation: Negotiation
) -> None:
    asked = questions(make_rows(negotiation)).values()

    assert [reader.post(address, body).status_code for address, body in asked] == [200, 200]
    assert [stranger.post(address, body).status_code for address, body in asked] == [404, 404]


def test_lists_leave_out_other_negotiations(reader: APIClient, negotiation: Negotiation) -> None:
    make_rows(make.NegotiationFactory())
    inside = f"/api/v1/negotiations/{negotiation.slug}"

    assert [row for name in LISTS for row in reader.get(f"{inside}/{name}/").json()["results"]] == []


def test_viewer_writes_nothing(reader: APIClient, negotiation: Negotiation) -> None:
    writes = write_addresses(make_rows(negotiation))
    answers = {name: getattr(reader, method)(address) for name, (method, address) in writes.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(writes, 403)
    assert {answer.json()["detail"] for answer in answers.values()} == {
        "This needs the role analyst in “Harbour talks”. Ask one of its leads.",
        "This needs the role lead in “Harbour talks”. Ask one of its leads.",
    }


def test_analyst_does_nothing_that_needs_a_lead(program: APIClient, negotiation: Negotiation) -> None:
    writes = lead_writes(make_rows(negotiation))
    answers = {name: getattr(program, method)(address) for name, (method, address) in writes.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(writes, 403)
    assert {answer.json()["detail"] for answer in answers.values()} == {
        "This needs the role lead in “Harbour talks”. Ask one of its leads."
    }


def test_analyst_reaches_everything_else(program: APIClient, negotiation: Negotiation) -> None:
    writes = analyst_writes(make_rows(negotiation))
    answers = {name: getattr(program, method)(address).status_code for name, (method, address) in writes.items()}

    assert {name for name, status in answers.items() if status not in {200, 201, 400}} == set()


def test_stranger_writes_nothing(stranger: APIClient, negotiation: Negotiation) -> None:
    writes = write_addresses(make_rows(negotiation))
    answers = [getattr(stranger, method)(address).status_code for method, address in writes.values()]

    assert set(answers) == {404}


def test_lead_of_one_negotiation_cannot_write_through_it_into_another(
    chief: APIClient, negotiation: Negotiation
) -> None:
    foreign = make_rows(make.NegotiationFactory())
    own = negotiation.slug
    of_a_row = {
        name: (method, address.replace(foreign.negotiation.slug, own))
        for name, (method, address) in write_addresses(foreign).items()
        if address.count("/") > 6 and "actions" not in address and "link-anew" not in address
    }
    reached = {name: getattr(chief, method)(address).status_code for name, (method, address) in of_a_row.items()}

    assert len(reached) > 30
    assert reached == dict.fromkeys(reached, 404)


def test_negotiation_list_is_ones_own_with_the_role(nobody: APIClient, negotiation: Negotiation) -> None:
    lead = make.MembershipFactory(role=Role.LEAD)
    rows = program_of(lead.user).get("/api/v1/negotiations/").json()["results"]

    assert [(row["slug"], row["role"]) for row in rows] == [(lead.negotiation.slug, "lead")]


def test_site_administrator_sees_every_negotiation(negotiation: Negotiation) -> None:
    rows = program_of(make.UserFactory(is_superuser=True)).get("/api/v1/negotiations/").json()["results"]

    assert [(row["slug"], row["role"]) for row in rows] == [("harbour-talks", "lead")]


def api_routes() -> set[str]:
    api = next(found for found in get_resolver().url_patterns if str(found.pattern) == "api/")
    assert isinstance(api, URLResolver)
    return {name for name in api.reverse_dict if isinstance(name, str)}


def test_every_route_is_walked_by_these_tests(negotiation: Negotiation) -> None:
    rows = make_rows(negotiation)
    inside = f"/api/v1/negotiations/{negotiation.slug}"
    walked = [*row_addresses(rows).values(), *(f"{inside}/{name}/" for name in (*LISTS, *COMPUTED))]
    walked += [address.split("?")[0] for address in asked_addresses(rows).values()]
    walked += [address for address, _ in questions(rows).values()]
    walked += [address for _, address in write_addresses(rows).values()]
    walked += [f"{row_addresses(rows)[name]}history/" for name in HISTORIES]
    search = f"{inside}/searches/{make.SavedSearchFactory().public_id}/"
    walked += [search, f"{search}feed/"]  # walked in test_searches
    walked += [f"{inside}/actions/", f"{inside}/members/nobody/history/"]
    transfers = f"{inside}/transfers/"  # walked in test_transfers
    walked += [transfers, f"{transfers}exports/", f"{transfers}imports/", f"{transfers}{uuid4()}/"]
    walked += [f"{transfers}{uuid4()}/{name}/" for name in ("apply", "cancel", "rows", "file")]

    names = {resolve(address).url_name for address in walked}

    assert names | OPEN_TO_EVERY_ACCOUNT | OWN == api_routes()
