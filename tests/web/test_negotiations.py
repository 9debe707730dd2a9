import pytest
from django.urls import reverse

from positions.enums import Role
from positions.models import Issue, Negotiation, Party, Spokesperson
from tests.factories import IssueFactory, MembershipFactory, PartyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    lead = MembershipFactory(role=Role.LEAD)
    client.force_login(lead.user)
    return lead


def enter(client, lead, section, **typed):
    data = {f"{section}-{name}": value for name, value in typed.items()}
    return client.post(reverse("registry_add", args=[lead.negotiation.slug, section]), data, follow=True)


def test_home_without_negotiations_says_what_to_do(client):
    client.force_login(UserFactory())

    assert "You follow no negotiation yet" in client.get(reverse("home")).content.decode()


def test_opened_negotiation_has_its_opener_as_lead(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post(reverse("home"), {"title": "Переговоры о гавани"}, follow=True)

    negotiation = Negotiation.objects.get()
    assert negotiation.role_of(user) == Role.LEAD
    assert response.request["PATH_INFO"].startswith("/n/")
    assert "Say first who negotiates" in response.content.decode()


def test_party_is_entered_with_its_other_names(client, lead):
    enter(client, lead, "parties", name="Zahira", aliases="Захира; the Zahiri side", kind="state", role="negotiates")

    party = Party.objects.get()
    assert (party.name, [alias.name for alias in party.aliases.all()]) == ("Zahira", ["the Zahiri side", "Захира"])


def test_party_with_a_known_name_keeps_what_was_typed(client, lead):
    PartyFactory(negotiation=lead.negotiation, name="Zahira")

    response = enter(client, lead, "parties", name="Zahira", aliases="Z", kind="state", role="observes")

    assert "There is already one party named “Zahira” here." in response.content.decode()
    assert 'value="Z"' in response.content.decode()


def test_person_is_entered_with_role_and_dates(client, lead):
    party = PartyFactory(negotiation=lead.negotiation)

    enter(client, lead, "people", name="Salma Haddun", party=party.pk, title="foreign minister", starts_on="2020-01-01")

    affiliation = Spokesperson.objects.get().affiliations.get()
    assert (affiliation.title, affiliation.party, affiliation.ends_on) == ("foreign minister", party, None)


def test_issue_is_entered_with_its_scale(client, lead):
    enter(client, lead, "issues", title="Dues", zero="none", hundred="full", status_quo="40", keywords="dues, fee")

    issue = Issue.objects.get()
    assert [(anchor.value, anchor.meaning) for anchor in issue.anchors.all()] == [(0, "none"), (100, "full")]
    assert (issue.status_quo, issue.keywords) == (40, ["dues", "fee"])


def test_issue_is_entered_with_values_between_and_its_parent(client, lead):
    parent = IssueFactory(negotiation=lead.negotiation, slug="money")

    enter(client, lead, "issues", title="Dues", parent="money", between="50: half\n 25 : a quarter ")

    issue = Issue.objects.get(title="Dues")
    assert (issue.parent, [(each.value, each.meaning) for each in issue.anchors.all()]) == (
        parent, [(25, "a quarter"), (50, "half")],
    )  # fmt: skip


@pytest.mark.parametrize("line", ["half", "0: none", "50", "x: y", "50:", "101: beyond"])
def test_value_between_that_cannot_be_is_told_beside_its_field(client, lead, line):
    response = enter(client, lead, "issues", title="Dues", between=line)

    page = response.content.decode()
    assert response.status_code == 422
    assert f"“{line}” is not a value from 1 to 99" in page
    assert 'value="Dues"' in page


def test_member_is_added_by_address(client, lead):
    user = UserFactory(email="nora@example.org")

    enter(client, lead, "members", user="Nora@example.org", role="viewer")

    assert lead.negotiation.role_of(user) == Role.VIEWER


def test_only_lead_cannot_leave(client, lead):
    response = client.post(reverse("member_remove", args=[lead.negotiation.slug, lead.user.pk]), follow=True)

    assert "is the only lead" in response.content.decode()
    assert response.request["PATH_INFO"] == reverse("setup_members", args=[lead.negotiation.slug])


def test_member_is_removed_after_a_question(client, lead):
    member = MembershipFactory(negotiation=lead.negotiation, role=Role.ANALYST).user
    address = reverse("member_remove", args=[lead.negotiation.slug, member.pk])
    client.force_login(lead.user)
    assert address in client.get(reverse("setup_members", args=[lead.negotiation.slug])).content.decode()

    asked = client.get(address)

    assert f"Remove “<bdi>{member}</bdi>”?" in asked.content.decode()
    assert lead.negotiation.role_of(member) == Role.ANALYST
    assert "no longer a member" in client.post(address, follow=True).content.decode()
    assert lead.negotiation.role_of(member) is None


def test_only_lead_is_told_so_instead_of_a_question(client, lead):
    client.force_login(lead.user)

    page = client.get(reverse("member_remove", args=[lead.negotiation.slug, lead.user.pk])).content.decode()

    assert "is the only lead. Make somebody else lead first." in page
    assert "btn-danger-plain" not in page


def test_analyst_cannot_add_members(client):
    analyst = MembershipFactory()
    client.force_login(analyst.user)

    response = enter(client, analyst, "members", user=UserFactory().username, role="lead")

    assert response.status_code == 403


def test_example_is_removed_after_a_question(client, lead):
    Negotiation.objects.update(is_example=True)
    address = reverse("negotiation_remove", args=[lead.negotiation.slug])

    assert "Remove the example" in client.get(address).content.decode()
    client.post(address)

    assert Negotiation.objects.count() == 0


def test_what_is_no_example_cannot_be_removed_here(client, lead):
    response = client.post(reverse("negotiation_remove", args=[lead.negotiation.slug]))

    assert response.status_code == 404
    assert Negotiation.objects.count() == 1
