"""The set-up pages: what leads change, and what is said when it cannot be."""

import pytest
from django.urls import reverse

from positions.enums import Role
from positions.models import Affiliation, Issue, Negotiation, Party, Spokesperson
from tests.factories import (
    AffiliationFactory,
    IssueFactory,
    MembershipFactory,
    PartyAliasFactory,
    PartyFactory,
    ScaleAnchorFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, negotiation):
    lead = MembershipFactory(negotiation=negotiation, role=Role.LEAD)
    client.force_login(lead.user)
    return lead


@pytest.fixture
def send(client, negotiation, lead):
    """Return `send(page, *names, **typed)`: what the page answers to a form, its text included."""

    def post(page, *names, **typed):
        response = client.post(reverse(page, args=[negotiation.slug, *names]), typed, follow=True)
        response.text_of = response.content.decode()
        return response

    return post


def test_overview_says_what_is_there_and_leads_to_it(client, negotiation, lead):
    PartyFactory(negotiation=negotiation, name="Zahira")

    page = client.get(reverse("negotiation_settings", args=[negotiation.slug])).content.decode()

    assert "1 party" in page
    assert "Say next what is negotiated" in page
    assert reverse("setup_members", args=[negotiation.slug]) in page


def test_title_summary_and_reader_are_changed(send, negotiation):
    send("setup_about", title="Quay talks", summary="Of quays.")

    negotiation = Negotiation.objects.get()
    assert (negotiation.title, negotiation.summary, negotiation.uses_model) == ("Quay talks", "Of quays.", False)


def test_party_page_is_filled_and_saves(client, send, negotiation):
    party = PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira", group="The coast")
    PartyAliasFactory(party=party, name="Захира")
    page = client.get(reverse("setup_party", args=[negotiation.slug, "zahira"])).content.decode()
    assert 'value="Захира"' in page
    assert 'value="The coast"' in page

    done = send("setup_party", "zahira", name="Zahiria", aliases="Захира, Zahra", kind="state", role="observes")

    assert "“Zahiria” is saved." in done.text_of
    assert [alias.name for alias in party.aliases.all()] == ["Zahra", "Захира"]


def test_party_with_a_name_that_is_taken_keeps_what_was_typed(send, negotiation):
    PartyFactory(negotiation=negotiation, name="Northmark")
    PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira")

    answer = send("setup_party", "zahira", name="Northmark", aliases="typed", kind="state", role="observes")

    assert answer.status_code == 422
    assert "Another party is named “Northmark” here." in answer.text_of
    assert 'value="typed"' in answer.text_of


def test_party_is_merged_after_saying_what_moves(client, send, negotiation):
    party = PartyFactory(negotiation=negotiation, name="The Zahiri side", slug="side")
    into = PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira")
    said = StatementFactory(negotiation=negotiation, party=party)
    page = client.get(reverse("setup_merge", args=[negotiation.slug, "side"])).content.decode()
    assert "takes over 1 statement," in page

    done = send("setup_merge", "side", into="zahira")

    said.refresh_from_db()
    assert "“The Zahiri side” is now “Zahira”" in done.text_of
    assert said.party == into


def test_merge_that_cannot_be_is_told(send, negotiation):
    party = PartyFactory(negotiation=negotiation, slug="side")
    into = PartyFactory(negotiation=negotiation, slug="zahira")
    StatementFactory(negotiation=negotiation, party=party).addressed_to.add(into)

    answer = send("setup_merge", "side", into="zahira")

    assert answer.status_code == 422
    assert "so they are two" in answer.text_of


def test_person_is_renamed_and_gets_a_role(send, negotiation):
    role = AffiliationFactory(spokesperson__negotiation=negotiation)
    person, party = role.spokesperson, PartyFactory(negotiation=negotiation)

    send("setup_person", person.pk, name="Ilka Brandt", aliases="I. Brandt")
    send("setup_person", person.pk, party=party.pk, title="envoy", starts_on="2031-01-01")

    person = Spokesperson.objects.get()
    assert (person.name, sorted(each.title for each in person.affiliations.all())) == (
        "Ilka Brandt", ["envoy", "foreign minister"],
    )  # fmt: skip


def test_role_that_ends_before_it_starts_is_told(send, negotiation):
    role = AffiliationFactory(spokesperson__negotiation=negotiation)
    typed = {"party": role.party_id, "title": "typed", "starts_on": "2031-02-01", "ends_on": "2031-01-01"}

    for answer in (send("setup_person", role.spokesperson_id, **typed),
                   send("setup_role", role.spokesperson_id, role.pk, **typed)):  # fmt: skip
        assert answer.status_code == 422
        assert "ends before it starts" in answer.text_of
        assert 'value="typed"' in answer.text_of


def test_role_is_corrected_and_removed(send, negotiation):
    role = AffiliationFactory(spokesperson__negotiation=negotiation)

    send("setup_role", role.spokesperson_id, role.pk, party=role.party_id, title="envoy")
    assert Affiliation.objects.get().title == "envoy"
    send("setup_role", role.spokesperson_id, role.pk, wish="remove")

    assert not Affiliation.objects.exists()


def test_issue_page_is_filled_and_saves(client, send, negotiation):
    issue = IssueFactory(negotiation=negotiation, title="Dues", slug="dues", keywords=["dues", "fee"], status_quo=40)
    for value, meaning in ((0, "none"), (50, "half"), (100, "full")):
        ScaleAnchorFactory(issue=issue, value=value, meaning=meaning)
    page = client.get(reverse("setup_issue", args=[negotiation.slug, "dues"])).content.decode()
    for filled in ('value="none"', "50: half</textarea>", 'value="dues, fee"', 'value="40"'):
        assert filled in page

    send("setup_issue", "dues", title="Harbour dues", zero="no dues", between="25: a quarter", keywords="dues",
         description="All fees of ships.")  # fmt: skip

    issue = Issue.objects.get()
    assert (issue.title, issue.keywords, issue.status_quo, issue.description) == (
        "Harbour dues", ["dues"], None, "All fees of ships.",
    )  # fmt: skip
    assert [(each.value, each.meaning) for each in issue.anchors.all()] == [(0, "no dues"), (25, "a quarter")]


def test_issues_are_moved(send, negotiation):
    for number, slug in enumerate(("one", "two"), start=1):
        IssueFactory(negotiation=negotiation, title=slug, slug=slug, number=number)

    page = send("setup_issue_move", "two", way="up").text_of

    assert page.index(">two</a>") < page.index(">one</a>")


def test_unused_rows_are_removed_and_used_ones_stay(client, send, negotiation):
    free, used = PartyFactory(negotiation=negotiation), PartyFactory(negotiation=negotiation)
    StatementFactory(negotiation=negotiation, party=used)
    page = client.get(reverse("setup_remove", args=[negotiation.slug, "parties", used.slug])).content.decode()
    assert "It cannot be removed: it has 1 statement." in page

    assert "is removed." in send("setup_remove", "parties", free.slug).text_of
    refused = send("setup_remove", "parties", used.slug)

    assert (refused.status_code, "it has 1 statement." in refused.text_of) == (409, True)
    assert list(Party.objects.filter(pk__in=[free.pk, used.pk])) == [used]


@pytest.mark.parametrize(("section", "row"), [("people", "x"), ("people", "9" * 30), ("parties", "no"), ("cats", "1")])
def test_what_is_not_there_cannot_be_removed(client, negotiation, lead, section, row):
    assert client.get(reverse("setup_remove", args=[negotiation.slug, section, row])).status_code == 404


@pytest.mark.parametrize(
    "page", ["negotiation_settings", "setup_parties", "setup_people", "setup_issues", "setup_members"]
)
def test_analyst_reads_and_adds_but_is_offered_no_change(client, negotiation, page):
    AffiliationFactory(spokesperson__negotiation=negotiation)
    IssueFactory(negotiation=negotiation)
    client.force_login(MembershipFactory(negotiation=negotiation).user)

    response = client.get(reverse(page, args=[negotiation.slug]))

    assert response.status_code == 200
    assert ">Change<" not in response.content.decode()
    assert "Remove<" not in response.content.decode()


@pytest.mark.parametrize("page", ["setup_party", "setup_merge", "setup_issue", "setup_issue_move"])
def test_analyst_may_not_change(client, negotiation, page):
    names = {"setup_party": PartyFactory, "setup_merge": PartyFactory}
    row = names.get(page, IssueFactory)(negotiation=negotiation)
    client.force_login(MembershipFactory(negotiation=negotiation).user)

    assert client.post(reverse(page, args=[negotiation.slug, row.slug]), {"name": "Mine"}).status_code == 403
