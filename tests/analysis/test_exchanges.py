from datetime import datetime

import pytest

from positions.analysis.exchanges import Exchange, answer_network, exchange_network, support_network
from positions.analysis.network_settings import Qualifier
from positions.enums import Relation
from tests.analysis.test_networks import weights

DAY = datetime(2005, 2, 1)
EXCHANGES = [
    Exchange("Arland", "Borria", Relation.SUPPORTS, DAY),
    Exchange("Arland", "Borria", Relation.SUPPORTS, DAY),
    Exchange("Borria", "Arland", Relation.OPPOSES, DAY),
    Exchange("Borria", "Cestia", Relation.RESPONDS_TO, DAY),
    Exchange("Arland", "Arland", Relation.QUOTES, DAY),
    Exchange("Cestia", "Arland", Relation.HARDENS, DAY),
]


def ties(found):
    return {pair: weight for pair, weight in weights(found).items() if weight}


def test_answers_go_one_way_and_not_to_oneself():
    found = exchange_network(EXCHANGES)

    assert ties(found) == {("Arland", "Borria"): 2, ("Borria", "Arland"): 1, ("Borria", "Cestia"): 1}
    assert (found.rows, found.statements) == (("Arland", "Borria", "Cestia"), 4)


def test_opposition_is_taken_from_support():
    found = support_network(EXCHANGES)

    assert ties(found) == {("Arland", "Borria"): 2, ("Borria", "Arland"): -1}
    assert (found.rows, found.statements) == (("Arland", "Borria", "Cestia"), 3)


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        (Qualifier.IGNORE, {("Arland", "Borria"): 2, ("Borria", "Arland"): 1, ("Borria", "Cestia"): 1}),
        (Qualifier.CONGRUENCE, {("Arland", "Borria"): 2}),
        (Qualifier.CONFLICT, {("Borria", "Arland"): 1}),
        (Qualifier.SUBTRACT, {("Arland", "Borria"): 2, ("Borria", "Arland"): -1}),
    ],
)
def test_answers_are_all_or_support_or_opposition(qualifier, expected):
    assert ties(answer_network(EXCHANGES, qualifier)) == expected


def test_without_exchanges_there_is_nobody():
    assert exchange_network([]).matrix.shape == (0, 0)
