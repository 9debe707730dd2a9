"""In which order the parties of the matrix stand, and what is said of it."""

from datetime import timedelta

import pytest

from positions.analysis.arrangement import arranged
from positions.analysis.matrix import read_matrix
from positions.enums import PartyRole
from tests.factories import SAID_AT, NegotiationFactory
from tests.web.talks import make_issue, make_party, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """Zahira moved twice, Estmark is unknown, Northmark stands near Zahira, the envoy far from it."""
    negotiation = NegotiationFactory()
    issue = make_issue(negotiation)
    zahira = make_party(negotiation, "Zahira", slug="zahira", number=1, group="Coast")
    estmark = make_party(negotiation, "Estmark", slug="estmark", number=2, group="Inland")
    northmark = make_party(negotiation, "Northmark", slug="northmark", number=3, group="Inland")
    envoy = make_party(negotiation, "Envoy", slug="envoy", number=4, role=PartyRole.MEDIATES)
    say(issue, zahira, value=90)
    say(issue, zahira, days=1, value=80)
    say(issue, zahira, days=2, value=70)
    say(issue, zahira, days=9, value=10)
    say(issue, northmark, value=60)
    say(issue, envoy, value=10)
    assert estmark.number == 2
    return read_matrix(negotiation=negotiation, as_of=SAID_AT + timedelta(days=5))


def order(shown):
    return [row.party.name for row in shown.matrix.rows]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Zahira", "Estmark", "Northmark", "Envoy"]),
        ("name", ["Envoy", "Estmark", "Northmark", "Zahira"]),
        ("role", ["Zahira", "Estmark", "Northmark", "Envoy"]),
        ("moved", ["Zahira", "Estmark", "Northmark", "Envoy"]),
        ("unknown", ["Estmark", "Zahira", "Northmark", "Envoy"]),
    ],
)
def test_order_without_groups(found, sort, names):
    assert order(arranged(found, sort=sort, is_grouped=False)) == names


def test_nearness_puts_the_party_first_and_the_unknown_last_and_says_how_far(found):
    shown = arranged(found, sort="near", near="northmark", is_grouped=False)

    assert order(shown) == ["Northmark", "Zahira", "Envoy", "Estmark"]
    assert [shown.notes[row.party.pk] for row in shown.matrix.rows] == [
        "compared with", "10 apart", "50 apart", "cannot be compared",
    ]  # fmt: skip


def test_nearness_to_a_party_that_is_not_shown_leaves_the_order(found):
    assert order(arranged(found, sort="near", near="nobody")) == order(arranged(found))


def test_groups_stay_together_and_are_sorted_inside(found):
    shown = arranged(found, sort="name")

    assert [(group, [row.party.name for row in rows]) for group, rows in shown.matrix.groups] == [
        ("", ["Envoy"]), ("Inland", ["Estmark", "Northmark"]), ("Coast", ["Zahira"]),
    ]  # fmt: skip


def test_moves_count_up_to_the_day_shown(found):
    shown = arranged(found, sort="moved")

    assert shown.notes[shown.matrix.rows[0].party.pk] == "2 moves, 20 points"
