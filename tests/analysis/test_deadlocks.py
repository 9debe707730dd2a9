"""Rings of parties that wait for each other."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.deadlocks import MOST_CYCLES, deadlocks


@dataclass(frozen=True)
class Waits:
    waits: int
    awaited: int
    words: str = ""


def rings(*pairs: tuple[int, int]) -> list[tuple[int, ...]]:
    return [ring.parties for ring in deadlocks(Waits(*pair) for pair in pairs)]


def test_two_that_wait_for_each_other_are_one_ring():
    assert rings((2, 1), (1, 2)) == [(1, 2)]


def test_a_ring_of_three_is_found_after_the_shorter_one():
    assert rings((1, 2), (2, 3), (3, 1), (3, 4), (4, 3)) == [(3, 4), (1, 2, 3)]


def test_the_two_directions_of_a_ring_are_two():
    assert rings((1, 2), (2, 3), (3, 1), (1, 3), (3, 2), (2, 1)) == [(1, 2), (1, 3), (2, 3), (1, 2, 3), (1, 3, 2)]


def test_a_chain_is_no_ring():
    assert rings((1, 2), (2, 3)) == []


def test_all_that_one_waits_for_from_another_stand_on_one_edge():
    first, second, back = Waits(1, 2, "the port opens"), Waits(1, 2, "the dues are paid"), Waits(2, 1)

    [ring] = deadlocks([first, second, back])

    assert ring.edges == ((first, second), (back,))


edges = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda pair: pair[0] != pair[1]), max_size=14)


@given(edges)
def test_each_ring_runs_along_the_edges_and_comes_once(pairs: list[tuple[int, int]]):
    found = rings(*pairs)

    assert len(set(found)) == len(found) <= MOST_CYCLES
    for ring in found:
        assert ring[0] == min(ring)
        assert len(set(ring)) == len(ring)
        assert {*zip(ring, (*ring[1:], ring[0]), strict=True)} <= {*pairs}


def test_a_dense_graph_comes_to_an_end():
    assert len(rings(*((one, other) for one in range(24) for other in range(24) if one != other))) == MOST_CYCLES
