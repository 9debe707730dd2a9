"""Every page of the admin opens, for who may open it, with as few queries for three rows as for one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.models import Event

from positions.models import (
    Affiliation,
    Alert,
    Article,
    ArticleVersion,
    Call,
    Carried,
    ConditionVerdict,
    Delivery,
    Embedding,
    Follow,
    HeldPosition,
    Issue,
    Job,
    JointStatement,
    Judgement,
    KeptAnswer,
    LedgerEntry,
    LedgerMark,
    Link,
    Linking,
    Membership,
    Negotiation,
    OutsideEvent,
    Party,
    PartyAlias,
    Position,
    Proposal,
    SavedSearch,
    ScaleAnchor,
    Source,
    Spokesperson,
    SpokespersonAlias,
    Statement,
    Subscription,
    Token,
    Transfer,
    TransferPiece,
    TransferRow,
    User,
    Visit,
    Vote,
    Watch,
    Webhook,
)
from positions.review.tokens import make_token
from tests import factories as make
from tests.admin.pages import address
from tests.api.rows import make_rows

pytestmark = pytest.mark.django_db

# Rows that are entered with what they belong to, and what the machine remembers for itself.
WITHOUT_A_PAGE = {
    Affiliation,
    Embedding,
    Alert,
    Call,
    Carried,
    Follow,
    HeldPosition,
    JointStatement,
    KeptAnswer,
    LedgerEntry,
    LedgerMark,
    Linking,
    Membership,
    PartyAlias,
    ScaleAnchor,
    SpokespersonAlias,
    TransferPiece,
    TransferRow,
    Visit,
    Watch,
}
READ_ONLY = {ArticleVersion, ConditionVerdict, Delivery, Job, Judgement, SavedSearch, Transfer, Webhook}
PAGES = [
    Article,
    ArticleVersion,
    ConditionVerdict,
    Delivery,
    Issue,
    Job,
    Judgement,
    Link,
    Negotiation,
    OutsideEvent,
    Party,
    Position,
    Proposal,
    SavedSearch,
    Source,
    Spokesperson,
    Statement,
    Subscription,
    Token,
    Transfer,
    User,
    Vote,
    Webhook,
]
parametrised = pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)


def make_more() -> None:
    """Make one more row of every kind."""
    rows = make_rows(make.NegotiationFactory())
    member = make.MembershipFactory(negotiation=rows.negotiation)
    follow = make.FollowFactory(negotiation=rows.negotiation, subscription__user=member.user)
    make.DeliveryFactory(subscription=follow.subscription)
    make.CallFactory(webhook__user=member.user)
    make.SuggestionFactory(negotiation=rows.negotiation)
    make.TransferFactory(negotiation=rows.negotiation, file_name="harbour.csv")
    make.SavedSearchFactory(negotiation=rows.negotiation, user=member.user, name="Harbour")
    make_token(by=member.user, name="weekly report")


@pytest.fixture(scope="module")
def one_of_each(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One row of every kind, made once; each test begins with it, and what a test writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_more()
        yield
        transaction.set_rollback(True)


def counted(open_page: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert open_page().status_code == 200
    return len(queries)


def test_every_table_has_its_page() -> None:
    tables = {model for model in apps.get_app_config("positions").get_models() if not issubclass(model, Event)}

    assert tables - WITHOUT_A_PAGE == set(PAGES)
    assert {model for model in PAGES if not admin.site.is_registered(model)} == set()


@parametrised
def test_list_takes_as_many_queries_for_three_rows(one_of_each: None, site: Client, model: type[Model]) -> None:
    site.get(address("changelist", model))
    few = counted(lambda: site.get(address("changelist", model)))
    make_more()
    make_more()

    assert counted(lambda: site.get(address("changelist", model))) == few <= 25


@parametrised
def test_list_can_be_searched(one_of_each: None, site: Client, model: type[Model]) -> None:
    assert site.get(address("changelist", model), {"q": "harbour"}).status_code == 200


@parametrised
def test_row_opens_with_its_history(one_of_each: None, site: Client, model: type[Model]) -> None:
    for row in model.objects.all():
        assert site.get(address("change", model, row.pk)).status_code == 200
        assert site.get(address("history", model, row.pk)).status_code == 200


@parametrised
def test_form_for_a_new_row_opens_where_rows_are_entered(site: Client, model: type[Model]) -> None:
    expected = 403 if model in READ_ONLY | {Token} else 200

    assert site.get(address("add", model)).status_code == expected


@parametrised
def test_deleting_asks_first_where_rows_are_deleted(one_of_each: None, site: Client, model: type[Model]) -> None:
    row = model.objects.first()
    assert row is not None
    expected = 403 if model in READ_ONLY | {Statement, Position, Link} else 200

    assert site.get(address("delete", model, row.pk)).status_code == expected


def autocompletes() -> list[tuple[type[Model], str]]:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True)
    found = []
    for model, page in admin.site._registry.items():
        if model._meta.app_label == "positions":
            for each in [page, *[inline(model, admin.site) for inline in page.inlines]]:
                found += [(each.model, name) for name in each.get_autocomplete_fields(request)]
    return sorted(set(found), key=lambda pair: (pair[0].__name__, pair[1]))


@pytest.mark.parametrize(("model", "field"), autocompletes(), ids=str)
def test_autocomplete_answers(one_of_each: None, site: Client, model: type[Model], field: str) -> None:
    query = {"app_label": "positions", "model_name": model._meta.model_name, "field_name": field, "term": ""}
    first = site.get(reverse("admin:autocomplete"), query)
    few = counted(lambda: site.get(reverse("admin:autocomplete"), query))
    make_more()

    assert first.status_code == 200
    assert counted(lambda: site.get(reverse("admin:autocomplete"), query)) == few


@parametrised
def test_staff_without_rights_is_refused(client: Client, model: type[Model]) -> None:
    client.force_login(make.UserFactory(is_staff=True))

    assert client.get(address("changelist", model)).status_code == 403


@parametrised
def test_reader_is_sent_to_the_login(client: Client, model: type[Model]) -> None:
    client.force_login(make.UserFactory())

    assert client.get(address("changelist", model)).status_code == 302


@pytest.mark.parametrize("model", [model for model in PAGES if model not in {Source, Token, User}])
def test_keeper_sees_own_negotiations_only(desk: Client, model: type[Model]) -> None:
    make_more()
    foreign = model.objects.order_by("pk").last()
    assert foreign is not None

    shown = desk.get(address("changelist", model)).context["cl"].queryset
    assert [row for row in shown if row == foreign] == []
    assert desk.get(address("change", model, foreign.pk)).status_code == 302


def test_history_tells_who_changed_what(site: Client, administrator: User) -> None:
    party = make.PartyFactory(name="Zahira")
    site.post(
        address("change", Party, party.pk),
        {
            "name": "Republic of Zahira",
            "slug": party.slug,
            "kind": party.kind,
            "role": party.role,
            "number": party.number,
            "aliases-TOTAL_FORMS": 0,
            "aliases-INITIAL_FORMS": 0,
            "affiliations-TOTAL_FORMS": 0,
            "affiliations-INITIAL_FORMS": 0,
        },
    )

    latest, first = site.get(address("history", Party, party.pk)).context["changes"]
    assert (latest["by"], latest["label"], latest["diff"]) == (
        administrator,
        "update",
        [("name", ["Zahira", "Republic of Zahira"])],
    )
    assert (first["by"], first["label"]) == (None, "insert")
