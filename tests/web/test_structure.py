"""What a screen reader goes by: headings in order, landmarks, names of fields, and the hints and errors of each."""

from collections import Counter

import pytest
from django.urls import reverse
from lxml import html

from positions.enums import Role
from positions.models import Negotiation
from tests.factories import ConditionVerdictFactory, MembershipFactory, ProposalFactory
from tests.web.talks import make_issue, make_party, say

OF_THE_NEGOTIATION = [
    "proposals", "conditions", "briefing", "negotiation_settings", "setup_about", "setup_parties", "setup_people",
    "setup_issues", "setup_members", "thresholds", "negotiation_remove",
]  # fmt: skip
FIELDS = "//input[not(@type='hidden')] | //select | //textarea"


@pytest.fixture
def lead(db):
    lead = MembershipFactory(role=Role.LEAD, negotiation__is_example=True)
    MembershipFactory(negotiation=lead.negotiation)
    return lead


@pytest.fixture
def addresses(lead) -> dict[str, str]:
    """One page of each kind, by name."""
    negotiation: Negotiation = lead.negotiation
    issue, party = make_issue(negotiation), make_party(negotiation, "Zahira")
    position = say(issue, party, condition="the port opens")
    ConditionVerdictFactory(position=position, awaits=make_party(negotiation, "Northmark"))
    plan = ProposalFactory(negotiation=negotiation)
    person, member = negotiation.spokespersons.first(), negotiation.memberships.exclude(pk=lead.pk).get()
    affiliation = person.affiliations.get()
    args: dict[str, list] = {
        **{name: [] for name in OF_THE_NEGOTIATION},
        "proposal": [plan.slug],
        "condition": [position.pk, party.slug],
        "setup_party": [party.slug],
        "setup_merge": [party.slug],
        "setup_person": [person.pk],
        "setup_role": [person.pk, affiliation.pk],
        "setup_issue": [issue.slug],
        "setup_remove": ["parties", party.slug],
        "member_remove": [member.user_id],
    }
    found = {name: reverse(name, args=[negotiation.slug, *rest]) for name, rest in args.items()}
    plain = ["home", "account_email", "account_change_password", "mfa_index"]
    return (
        found | {"briefing asked": found["briefing"] + f"?party={party.slug}"} | {name: reverse(name) for name in plain}
    )


def faults(page: html.HtmlElement) -> list[str]:
    """Return what a screen reader would stumble over."""
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    found = ["not one h1"] if levels.count(1) != 1 else []
    found += [f"h{one} to h{other}" for one, other in zip([0, *levels], levels, strict=False) if other > one + 1]
    found += [f"not one {name}" for name in ("main",) if len(page.xpath(f"//{name}")) != 1]
    ids = Counter(page.xpath("//@id"))
    found += [f"id {name} twice" for name, count in ids.items() if count > 1]
    for field in page.xpath(FIELDS):
        named = field.get("aria-label") or field.xpath("ancestor::label") or field.get("aria-labelledby") in ids
        if not named and not page.xpath(f"//label[@for='{field.get('id')}']"):
            found.append(f"{field.get('name')} has no name")
    for name in ("aria-describedby", "aria-labelledby"):
        wanted = {each for value in page.xpath(f"//@{name}") for each in value.split()}
        found += [f"{name} {each} is not there" for each in wanted - set(ids)]
    return found


def test_pages_have_headings_landmarks_and_names_in_order(client, lead, addresses):
    client.force_login(lead.user)
    broken = {}
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code == 200, name
        if found := faults(html.fromstring(response.content.decode())):
            broken[name] = found

    assert broken == {}


def test_error_belongs_to_its_field(client, lead, addresses):
    """What is wrong is read with the field, not only seen beside it."""
    client.force_login(lead.user)
    typed = {"issues-title": "Dues", "issues-between": "half"}

    answer = client.post(reverse("registry_add", args=[lead.negotiation.slug, "issues"]), typed)

    page = html.fromstring(answer.content.decode())
    [field] = page.xpath("//textarea[@name='issues-between']")
    errors = [page.get_element_by_id(name).text_content() for name in field.get("aria-describedby").split()]
    assert field.get("aria-invalid") == "true"
    assert any("is not a value from 1 to 99" in error for error in errors)
    assert faults(page) == []
