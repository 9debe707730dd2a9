from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.kernels import Kernel, Unit, kernel_weights, moved, slices, windows
from positions.analysis.network_settings import Normalization, Qualifier, Settings, Shape
from tests.analysis.test_networks import codings, said, weights

MIDDLE = datetime(2005, 2, 10)
REAL = [kernel for kernel in Kernel if kernel is not Kernel.NO]


def weigh(days, kernel, **others):
    when = np.array([MIDDLE + timedelta(days=day) for day in days], dtype="datetime64[s]")
    return kernel_weights(when, MIDDLE, size=8, unit=Unit.DAYS, kernel=kernel, **others).tolist()


@pytest.mark.parametrize("kernel", REAL)
@pytest.mark.parametrize("unit", Unit)
@given(seconds=st.integers(0, 10**8))
def test_before_weighs_what_after_does(unit, kernel, seconds):
    when = np.array([MIDDLE - timedelta(seconds=seconds), MIDDLE + timedelta(seconds=seconds)], dtype="datetime64[s]")

    before, after = kernel_weights(when, MIDDLE, size=8, unit=unit, kernel=kernel)

    assert before == after >= 0


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (Kernel.UNIFORM, [0.5, 0.5, 0.5, 0.5, 0]),
        (Kernel.TRIANGULAR, [0, 0.5, 1, 0.75, 0]),
        (Kernel.EPANECHNIKOV, [0, 0.5625, 0.75, 0.703125, 0]),
        (Kernel.GAUSSIAN, [0.24197, 0.35207, 0.39894, 0.38667, 0.18265]),
    ],
)
def test_weights_fall_from_the_middle_to_half_the_size(kernel, expected):
    assert weigh([-4, -2, 0, 1, 5], kernel) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (Kernel.UNIFORM, [0.5, 0.5, 0.5, 0.5, 0]),
        (Kernel.TRIANGULAR, [0, 0.5, 1, 1.25, 0]),
        (Kernel.EPANECHNIKOV, [0, 0.1875, 0.75, 1.171875, 0]),
    ],
)
def test_weights_as_dna_are_higher_after_the_middle(kernel, expected):
    assert weigh([-4, -2, 0, 1, 5], kernel, as_dna=True) == pytest.approx(expected)


def test_time_as_dna_is_cut_to_whole_units():
    assert weigh([-1.5], Kernel.TRIANGULAR) == [0.625]
    assert weigh([-1.5], Kernel.TRIANGULAR, as_dna=True) == [0.75]
    months = np.array(["2005-01-11", "2005-01-10", "2005-03-09", "2005-03-10"], dtype="datetime64[s]")
    assert kernel_weights(months, MIDDLE, size=4, unit=Unit.MONTHS, kernel=Kernel.TRIANGULAR, as_dna=True).tolist() == [
        1,
        0.5,
        1,
        1.5,
    ]


def test_moved_keeps_to_the_end_of_a_short_month():
    found = [moved(datetime(2004, 1, 31), number, Unit.MONTHS) for number in (1, 2, -2, 12)]

    assert found == [datetime(2004, 2, 29), datetime(2004, 3, 31), datetime(2003, 11, 30), datetime(2005, 1, 31)]


DAILY = [said("Arland", "quota", day=f"2005-02-{day:02}") for day in range(1, 11)]


@pytest.mark.parametrize(("size", "as_dna", "counts"), [(3, False, [3] * 8), (4, False, [4] * 7), (4, True, [5] * 6)])
def test_windows_lie_within_the_time_covered(size, as_dna, counts):
    settings = Settings(Shape.TWO_MODE, as_dna=as_dna)

    found = list(slices(codings(DAILY), settings, unit=Unit.DAYS, size=size))

    assert [each.network.matrix.item() for each in found] == counts
    assert {each.middle - each.start - (each.stop - each.middle) for each in found} == {timedelta(seconds=not as_dna)}


def test_windows_of_a_range_begin_with_it():
    settings = Settings(Shape.TWO_MODE, start=datetime(2005, 1, 20), stop=datetime(2005, 2, 3))

    found = list(slices(codings(DAILY), settings, unit=Unit.DAYS, size=3))

    assert [each.middle for each in found] == [datetime(2005, 2, 2, 12)]


@pytest.mark.parametrize(
    ("unit", "size", "first", "last"),
    [
        (Unit.WEEKS, 1, datetime(2005, 1, 1), datetime(2005, 1, 7, 23, 59, 59)),
        (Unit.MONTHS, 2, datetime(2005, 1, 1), datetime(2005, 2, 28, 23, 59, 59)),
        (Unit.YEARS, 1, datetime(2005, 1, 1), datetime(2005, 12, 31, 23, 59, 59)),
    ],
)
def test_a_window_lasts_as_long_as_its_units(unit, size, first, last):
    assert next(windows(datetime(2005, 1, 1, 12), datetime(2006, 6, 1), unit=unit, size=size))[::2] == (first, last)


def test_a_window_without_statements_is_empty():
    rows = [said("Arland", "quota", day="2005-02-01"), said("Arland", "quota", day="2005-02-09")]

    found = list(slices(codings(rows), Settings(Shape.TWO_MODE), unit=Unit.DAYS, size=3))

    assert [each.network.statements for each in found] == [1, 0, 0, 0, 0, 0, 1]


def test_no_statements_have_no_windows():
    assert list(slices(codings([]), Settings(Shape.TWO_MODE), unit=Unit.DAYS, size=3)) == []


def test_a_window_of_no_size_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        list(slices(codings(DAILY), Settings(Shape.TWO_MODE), unit=Unit.DAYS, size=0))


def test_two_statements_tie_by_the_geometric_mean_of_their_weights():
    rows = [said("Arland", "quota", day="2005-02-01"), said("Borria", "quota", day="2005-02-03")]
    settings = Settings(Shape.ONE_MODE, qualifier=Qualifier.CONGRUENCE)

    found = list(slices(codings(rows), settings, unit=Unit.DAYS, size=8, kernel=Kernel.TRIANGULAR))

    ties = [weights(each.network)["Arland", "Borria"] for each in found]
    assert ties == pytest.approx([0.5**0.5, 0.75, 0.5**0.5])


def test_kernels_of_the_two_mode_network_add_weights():
    rows = [said("Arland", "quota", 1, day="2005-02-01"), said("Arland", "quota", 0, day="2005-02-03")]
    settings = Settings(Shape.TWO_MODE, qualifier=Qualifier.SUBTRACT)

    found = list(slices(codings(rows), settings, unit=Unit.DAYS, size=8, kernel=Kernel.TRIANGULAR))

    assert [each.network.matrix.item() for each in found] == pytest.approx([0.5, 0, -0.5])


def test_normalisation_works_on_weighted_counts_but_not_as_dna():
    rows = [said("Arland", "quota"), said("Borria", "quota"), said("Borria", "veto")]
    right, dna = (
        next(
            slices(
                codings(rows),
                Settings(Shape.ONE_MODE, normalization=Normalization.COSINE, as_dna=as_dna),
                unit=Unit.DAYS,
                size=2,
                kernel=Kernel.UNIFORM,
            )
        )
        for as_dna in (False, True)
    )

    assert weights(right.network)["Arland", "Borria"] == pytest.approx(0.5**0.5)
    # one tie of 0.5, times 2 / (1 + 1) for the quota and 2 / (0 + 1) for the veto
    assert weights(dna.network)["Arland", "Borria"] == pytest.approx(1.5)
