"""Every address of the product as a nobody, as a viewer and as an analyst of another negotiation."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from positions.enums import Role
from positions.models import HeldPosition, LedgerEntry, LedgerMark
from tests.addresses import OWN, PAGES, RESOURCES, ROUTE, ROUTES, address, make_world
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

# Pages that open without a login. Whoever adds one says so here.
PUBLIC = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "changes_feed",
    "feed",
    "healthz",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "unsubscribe",
}
# What a viewer may write in a negotiation: the own subscription, saved searches and exports.
VIEWER_WRITES = {"digest", "exchange_export", "follow_set", "saved_search_feed", "saved_search_remove"}
# Asked by POST but nothing written: what is nearest to a text, how two texts relate.
VIEWER_WRITES_THROUGH_THE_API = {
    "follows-list", "nearest-nearest", "nearest-relation", "searches-detail", "searches-feed", "searches-list",
    "transfers-cancel", "transfers-detail", "transfers-exports",
}  # fmt: skip
# Pages that exist only for those who edit.
NOT_FOR_VIEWERS = {
    "article_add", "capture", "event", "events", "exchange_import", "member_remove", "negotiation_remove",
    "negotiation_settings", "setup_about", "setup_issue", "setup_issues", "setup_members", "setup_merge",
    "setup_parties", "setup_party", "setup_people", "setup_person", "setup_remove", "setup_role", "thresholds",
    "thresholds_csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make the rows once for the module, and take them back at its end; each test takes back what it does to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def rows() -> dict[str, int]:
    """Return how many rows each table has; those of the history tell a changed row, what is derived tells nothing."""
    derived = {HeldPosition, LedgerEntry, LedgerMark}
    tables = [each._meta.db_table for each in apps.get_app_config("positions").get_models() if each not in derived]
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608  # our own tables
    with connection.cursor() as cursor:  # in one question: they are asked some hundred times
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def test_pages_without_login_are_those_listed():
    pages = [(name, view) for name, route, view in ROUTES if not route.startswith("api/")]

    assert {name for name, view in pages if not getattr(view, "login_required", True)} == PUBLIC


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_sent_to_sign_in(client, world, name):
    for send in (client.get, client.post):
        response = send(address(name, world))
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", [*RESOURCES, "negotiation-list", "subscription-list", "tokens-list", "api_schema"])
def test_nobody_gets_nothing_from_the_api(client, world, name):
    answers = {client.get(address(name, world)).status_code, client.post(address(name, world)).status_code}

    assert answers <= {401, 403}


@pytest.mark.parametrize("name", OWN)
def test_nobody_reaches_the_mail_and_webhooks_of_anybody(client, name):
    address = "/" + re.sub(r"<[^>]+>", str(uuid4()), ROUTE[name])
    for send in (client.get, client.post):
        assert send(address).url.split("?")[0] == reverse("account_login")


@pytest.mark.parametrize("name", PAGES)
def test_stranger_finds_nothing(client, world, name):
    client.force_login(MembershipFactory(role=Role.LEAD).user)

    answers = {client.get(address(name, world)).status_code, client.post(address(name, world)).status_code}

    assert answers <= {404, 405}
    assert 404 in answers


@pytest.mark.parametrize("name", RESOURCES)
def test_stranger_finds_nothing_through_the_api(client, world, name):
    client.force_login(MembershipFactory(role=Role.LEAD).user)

    answers = {client.get(address(name, world)).status_code, client.post(address(name, world)).status_code}

    assert answers <= {404, 405}
    assert 404 in answers


@pytest.mark.parametrize("name", sorted(set(PAGES) - NOT_FOR_VIEWERS))
def test_viewer_reads_what_there_is_to_read(client, world, name):
    client.force_login(world["viewer"])

    assert client.get(address(name, world)).status_code in {200, 405}


@pytest.mark.parametrize("name", sorted(NOT_FOR_VIEWERS))
def test_viewer_is_told_that_the_role_does_not_reach(client, world, name):
    client.force_login(world["viewer"])

    response = client.get(address(name, world))

    assert response.status_code == 403
    assert "Your role here is viewer" in response.content.decode()


@pytest.mark.parametrize("name", sorted(set(PAGES) - VIEWER_WRITES))
def test_viewer_writes_nothing(client, world, name):
    client.force_login(world["viewer"])
    before = rows()

    client.post(address(name, world), {"verdict": "confirm", "seen": world["pk"](name), "title": "A title"})

    assert rows() == before


@pytest.mark.parametrize("name", sorted(set(RESOURCES) - VIEWER_WRITES_THROUGH_THE_API))
def test_viewer_writes_nothing_through_the_api(client, world, name):
    client.force_login(world["viewer"])
    before = rows()

    for send in (client.post, client.patch, client.delete):
        assert send(address(name, world), {}, content_type="application/json").status_code in {403, 405}

    assert rows() == before
