"""The admin and the API's page in Chromium under the content policy: a violation is an error and fails the test."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from playwright.sync_api import Page, expect

from positions.models import (
    Article,
    Issue,
    Link,
    Negotiation,
    Party,
    Proposal,
    Spokesperson,
    Statement,
    Subscription,
    Token,
    User,
)
from tests import factories as make
from tests.admin.pages import address
from tests.api.rows import make_rows

Open = Callable[..., Page]


@pytest.fixture
def administrator(transactional_db: None) -> User:
    return make.UserFactory(username="root", is_staff=True, is_superuser=True, first_name="Root")


@pytest.fixture
def negotiation(transactional_db: None) -> Negotiation:
    return make.NegotiationFactory(title="Harbour talks", slug="harbour-talks")


def test_admin_pages_keep_to_the_content_policy(open_page: Open, administrator: User, negotiation: Negotiation) -> None:
    rows = make_rows(negotiation)
    page = open_page(reverse("admin:index"), administrator)
    for model in (Article, Issue, Link, Negotiation, Party, Proposal, Statement, Subscription, User):
        for name in ("changelist", "add"):
            page.goto(address(name, model))
            expect(page.locator("#content")).to_be_visible()
    for row in (rows.statement, rows.position, rows.link, rows.vote, rows.proposal, rows.statement.party):
        for name in ("change", "history"):
            page.goto(address(name, type(row), row.pk))
            expect(page.locator("#content")).to_be_visible()


def test_party_is_entered_with_autocomplete_and_inline(
    open_page: Open, administrator: User, negotiation: Negotiation
) -> None:
    page = open_page(address("add", Party), administrator)
    page.locator(".field-negotiation .select2-selection").click()
    page.keyboard.type("Harbour")
    page.locator(".select2-results__option", has_text="Harbour talks").click()
    page.locator("#id_name").press_sequentially("Zahira")
    expect(page.get_by_label("Slug:")).to_have_value("zahira")
    page.get_by_text("Add another Party alias").click()
    page.locator("#id_aliases-1-name").fill("the Zahiri side")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    party = Party.objects.get()
    assert (party.slug, [alias.name for alias in party.aliases.all()]) == ("zahira", ["the Zahiri side"])


def test_dates_are_picked_from_the_calendar(open_page: Open, administrator: User, negotiation: Negotiation) -> None:
    person = make.AffiliationFactory(spokesperson__negotiation=negotiation).spokesperson
    page = open_page(address("change", Spokesperson, person.pk), administrator)
    page.locator("#affiliations-0 .field-starts_on .date-icon").click()
    page.locator("#calendarin0 td.today a, #calendarin0 td.selected a, #calendarin0 td a").first.click()

    assert page.locator("#id_affiliations-0-starts_on").input_value() != ""


def test_refusal_stands_above_the_form_with_what_was_typed(
    open_page: Open, administrator: User, negotiation: Negotiation
) -> None:
    make.PartyFactory(negotiation=negotiation, name="Zahira")
    other = make.PartyFactory(negotiation=negotiation, name="Northmark")
    page = open_page(address("change", Party, other.pk), administrator)
    page.locator("#id_name").fill("Zahira")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".errorlist").first).to_have_text(
        "There is already a party of this name here. Choose another one."
    )
    expect(page.locator("#id_name")).to_have_value("Zahira")


def test_api_page_shows_every_group_and_makes_a_token(open_page: Open, administrator: User) -> None:
    described = SchemaGenerator().get_schema(request=None, public=True)
    groups = {operation["tags"][0] for path in described["paths"].values() for operation in path.values()}
    page = open_page("/api/", administrator)
    expect(page.locator(".opblock-tag")).to_have_count(len(groups))
    page.locator("#operations-tag-tokens").click()
    operation = page.locator("[id^=operations-][id$=tokens_create]")
    operation.locator("button.opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("201")
    assert Token.objects.of(administrator).count() == 1
