from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.camps import backbone, best_split, clusters, polarization, polarization_over_time
from positions.analysis.kernels import Unit
from positions.analysis.network_settings import Settings, Shape
from positions.analysis.networks import Network
from tests.analysis.test_networks import codings, said

NAMES = ("Arland", "Borria", "Cestia", "Dorland")


def of(ties, names=NAMES):
    matrix = np.zeros((len(names), len(names)))
    for (one, other), weight in ties.items():
        matrix[names.index(one), names.index(other)] = matrix[names.index(other), names.index(one)] = weight
    return Network(names, names, matrix, 10)


TWO_PAIRS = of({("Arland", "Borria"): 4, ("Cestia", "Dorland"): 4, ("Borria", "Cestia"): 1})


def test_clusters_are_the_groups_that_tie_within():
    assert clusters(TWO_PAIRS) == (("Arland", "Borria"), ("Cestia", "Dorland"))


def test_a_node_without_ties_is_a_cluster_of_its_own():
    assert clusters(of({("Arland", "Borria"): 1}, NAMES[:3])) == (("Arland", "Borria"), ("Cestia",))
    assert clusters(of({}, ())) == ()


def test_backbone_keeps_ties_that_stand_out_for_one_end():
    names = ("hub", *"abcdef")
    ties = {("hub", name): 1 for name in "bcdef"} | {("hub", "a"): 40}

    found = backbone(of(ties, names))

    assert [names[place] for place in np.flatnonzero(found.matrix[0])] == ["a"]
    assert (found.matrix == found.matrix.T).all()


def test_backbone_has_no_negative_ties():
    assert backbone(of({("Arland", "Borria"): -5}), alpha=2).matrix.sum() == 0


def test_all_conflict_between_and_agreement_within_is_one():
    agreed = of({("Arland", "Borria"): 2, ("Cestia", "Dorland"): 1})
    opposed = of({("Arland", "Cestia"): 3, ("Borria", "Dorland"): 1})

    found = polarization(agreed, opposed)

    assert found.camps == (("Arland", "Borria"), ("Cestia", "Dorland"))
    assert (found.conflict_between, found.agreement_between, found.score) == (1, 0, 1)


def test_conflict_within_and_agreement_between_lower_it():
    agreed = of({("Arland", "Borria"): 8, ("Cestia", "Dorland"): 8, ("Borria", "Cestia"): 4})
    opposed = of({("Arland", "Cestia"): 9, ("Borria", "Dorland"): 9, ("Arland", "Borria"): 2})

    assert polarization(agreed, opposed).score == pytest.approx(0.9 - 0.2)


def test_without_conflict_there_are_no_camps():
    assert polarization(TWO_PAIRS, of({})) is None


def test_networks_of_other_nodes_are_refused():
    with pytest.raises(ValueError, match="same nodes"):
        polarization(TWO_PAIRS, of({}, NAMES[:2]))


@given(st.lists(st.integers(-5, 5), min_size=21, max_size=21))
def test_split_cannot_be_bettered_by_moving_one_node(numbers):
    pull = np.zeros((7, 7))
    pull[np.triu_indices(7, 1)[0], np.triu_indices(7, 1)[1]] = numbers
    pull += pull.T

    side = best_split(pull)

    for node in range(7):
        moved = side.copy()
        moved[node] *= -1
        assert moved @ pull @ moved <= side @ pull @ side + 1e-9


def test_split_is_the_best_of_all_in_random_networks():
    draw = np.random.default_rng(7)
    missed = 0
    for _ in range(60):
        pull = np.triu(draw.normal(size=(8, 8)), 1)
        pull += pull.T
        every = (np.array((1, *rest)) for rest in product((1, -1), repeat=7))
        side = best_split(pull)
        missed += max(float(each @ pull @ each) for each in every) > float(side @ pull @ side) + 1e-9

    assert missed == 0


def test_polarization_follows_windows():
    rows = [
        said("Arland", "quota", 1, day="2005-02-02"),
        said("Borria", "quota", 0, day="2005-02-02"),
        said("Arland", "veto", 1, day="2005-02-04"),
        said("Borria", "veto", 1, day="2005-02-04"),
        said("Borria", "tariff", 1, day="2005-02-05"),
        said("Arland", "tariff", 1, day="2005-02-01"),
    ]

    found = list(polarization_over_time(codings(rows), Settings(Shape.ONE_MODE), unit=Unit.DAYS, size=3))

    assert [(window.middle.day, each and each.score) for window, each in found] == [(2, 1), (3, 0), (4, None)]
