"""The network page in a browser: accessible, and within a narrow screen."""

import pytest
from django.urls import reverse

from positions.enums import Relation, Stance
from tests.browser.axe import complaints
from tests.factories import MembershipFactory, confirm
from tests.web.talks import make_issue, make_party, relate, say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("kind", ["shared", "spoken", "answers"])
def test_network_is_accessible_and_reflows(open_page, kind):
    member = MembershipFactory()
    dues = make_issue(member.negotiation, "Harbour dues for ships of the neighbours")
    names = ["Zahira", "Northmark", "Union of the Harbour Towns of the North", "Tessaly"]
    said = [
        say(dues, make_party(member.negotiation, name, number=number + 1), f"Dues, {name}.", days=number, stance=stance)
        for number, (name, stance) in enumerate(zip(names, [*[*Stance][:3], Stance.SUPPORTS], strict=True))
    ]
    confirm(link=relate(said[0], said[1], Relation.OPPOSES))
    path = reverse("network", args=[member.negotiation.slug]) + f"?kind={kind}&stance=subtract"

    assert complaints(open_page(path, member.user)) == []
