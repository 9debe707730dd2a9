import numpy as np
import pytest

from positions.extraction.labels import CONTENT, MOST_CUES, SOURCE, decode_cues, decode_roles


def cues(*rows):
    return np.array([[1 - first - inside, first, inside] for first, inside in rows])


def roles(*labels):
    """Probabilities that are sure of each label, as the model gives them: in logarithms."""
    sure = np.full((len(labels), 5), 0.01)
    sure[np.arange(len(labels)), labels] = 0.96
    return np.log(sure)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(0, 0), (0.9, 0), (0, 0)], [(1, 2)]),
        ([(0.9, 0), (0, 0.8), (0, 0.8), (0, 0)], [(0, 3)]),
        ([(0.9, 0), (0.9, 0)], [(0, 1), (1, 2)]),
        ([(0, 0.9), (0, 0.9)], []),
        ([(0.4, 0.1)], []),
    ],
)
def test_cues_open_where_the_model_is_sure_and_go_on_inside(rows, found):
    assert [(start, end) for start, end, _ in decode_cues(cues(*rows))] == found


def test_cue_carries_the_probability_of_its_first_word():
    assert decode_cues(cues((0.75, 0), (0, 0.9)))[0][2] == 0.75


def test_of_too_many_cues_the_likeliest_are_kept():
    rows = [(0.6 + at / 1000, 0) for at in range(MOST_CUES + 10)]

    assert [start for start, _, _ in decode_cues(cues(*rows))] == list(range(10, MOST_CUES + 10))


def test_roles_are_stretches_of_words():
    path, found = decode_roles(roles(1, 2, 0, 3, 4, 4, 0, 3))

    assert path == [1, 2, 0, 3, 4, 4, 0, 3]
    assert found == [(SOURCE, 0, 2), (CONTENT, 3, 6), (CONTENT, 7, 8)]


def test_nothing_goes_on_that_did_not_begin():
    _, found = decode_roles(roles(4, 4, 0, 2))

    assert all(start < end for _, start, end in found)
    assert decode_roles(roles(0, 4, 4, 0))[1] == [(CONTENT, 1, 3)]
