import pytest
from django.urls import reverse

from positions.enums import Role
from positions.extraction.statements import extract_statements
from positions.models import PartyAlias, Spokesperson, SpokespersonAlias, Statement
from tests.factories import ArticleFactory, ArticleVersionFactory, MembershipFactory, PartyFactory, SpokespersonFactory

pytestmark = pytest.mark.django_db

TEXT = (
    "Northmark Foreign Minister Ilka Brandt said that the strait is open. She added that the dues are low.\n\n"
    "The harbour board said that the gate is shut."
)
HTMX = {"HX-Request": "true", "HX-Target": "side"}


@pytest.fixture
def northmark(negotiation):
    return PartyFactory(negotiation=negotiation, name="Northmark")


@pytest.fixture
def rows(negotiation, northmark):
    article = ArticleFactory(negotiation=negotiation, state="read")
    return extract_statements(version=ArticleVersionFactory(article=article, text=TEXT))


def shown(client, row):
    return client.get(f"{row.version.article.get_absolute_url()}?s={row.public_id}").content.decode()


def enter(client, row, whose="", **headers):
    address = reverse("source_name", args=[row.negotiation.slug, row.public_id])
    return client.post(address, {"whose": whose}, follow=True, headers=headers)


def now(row):
    found = Statement.objects.get(pk=row.pk)
    return str(found.speaker), str(found.party), found.unresolved_reason


def test_card_says_why_and_offers_both_ways(analyst_client, rows):
    page = shown(analyst_client, rows[0])

    assert "“Ilka Brandt” is not among the negotiation&#x27;s names." in page
    assert "Add “<bdi>Ilka Brandt</bdi>” as a person of Northmark" in page
    assert "Add this name" in page


def test_viewer_sees_the_reason_without_the_forms(client, rows):
    client.force_login(MembershipFactory(negotiation=rows[0].negotiation, role=Role.VIEWER).user)

    page = shown(client, rows[0])

    assert "is not among the negotiation&#x27;s names." in page
    assert "Add this name" not in page


def test_viewer_may_not_enter_a_name(client, rows):
    client.force_login(MembershipFactory(negotiation=rows[0].negotiation, role=Role.VIEWER).user)

    assert enter(client, rows[0]).status_code == 403
    assert not Spokesperson.objects.exists()


def test_person_is_entered_with_the_party_and_resolved_in_the_article(analyst_client, rows):
    response = enter(analyst_client, rows[0])

    assert [now(row) for row in rows[:2]] == [("Ilka Brandt", "Northmark", "")] * 2
    assert "“Ilka Brandt” is entered; 2 suggestions resolved anew." in response.content.decode()
    assert "Add this name" not in shown(analyst_client, rows[0])


def test_entering_with_htmx_returns_the_side(analyst_client, rows):
    page = enter(analyst_client, rows[0], **HTMX).content.decode()

    assert "<html" not in page
    assert '<aside class="side"' in page


def test_second_click_changes_nothing(analyst_client, rows):
    enter(analyst_client, rows[0])
    response = enter(analyst_client, rows[0])

    assert "This source is settled already." in response.content.decode()
    assert Spokesperson.objects.count() == 1
    assert Spokesperson.objects.get().affiliations.count() == 1


def test_printed_name_becomes_an_alias_of_a_party(analyst_client, rows, northmark):
    enter(analyst_client, rows[2], f"party-{northmark.pk}")

    assert PartyAlias.objects.get().name == "harbour board"
    assert now(rows[2]) == ("None", "Northmark", "")


def test_printed_name_becomes_another_name_of_a_person(analyst_client, rows):
    person = SpokespersonFactory(negotiation=rows[0].negotiation, name="Ilka Brandt-Roos")

    enter(analyst_client, rows[0], f"person-{person.pk}")

    assert "Ilka Brandt" in SpokespersonAlias.objects.get().name
    assert now(rows[0])[0] == "Ilka Brandt-Roos"


@pytest.mark.parametrize("whose", ["party-x", "article-1", "party-", "party-²"])
def test_name_of_nobody_is_refused(analyst_client, rows, whose):
    assert enter(analyst_client, rows[0], whose).status_code == 400


def test_party_of_another_negotiation_is_not_found(analyst_client, rows):
    assert enter(analyst_client, rows[0], f"party-{PartyFactory().pk}").status_code == 404
    assert not PartyAlias.objects.exists()


def test_body_without_a_full_name_needs_a_choice(analyst_client, rows):
    response = enter(analyst_client, rows[2])

    assert "Choose whose name it is." in response.content.decode()
    assert not Spokesperson.objects.exists()
