from datetime import date, datetime
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from positions.analysis.coding_rows import WrongRow, read_codings
from positions.analysis.codings import STANCES, YES_NO, Codings, Names, dna_weeks, weeks
from positions.analysis.network_settings import (
    NORMALIZATIONS,
    QUALIFIERS,
    Duplicates,
    Normalization,
    Qualifier,
    Settings,
    Shape,
)
from positions.analysis.networks import Cells, network
from tests.analysis.dna_by_hand import by_hand

EVERY = [
    (shape, qualifier, normalization, duplicates)
    for shape in Shape
    for qualifier, normalization, duplicates in product(QUALIFIERS[shape], NORMALIZATIONS[shape], Duplicates)
]
ROW = st.fixed_dictionaries(
    {
        "date": st.dates(date(2014, 12, 20), date(2016, 1, 12)),
        "organization": st.sampled_from(["", "Arland", "Borria", "Cestia", "Åland"]),
        "concept": st.sampled_from(["", "quota", "tariff", "veto"]),
        "document": st.sampled_from(["1", "2", "3"]),
        "agreement": st.integers(0, 1),
    }
)


def codings(rows, scale=YES_NO):
    return Codings(
        when=np.array([row["date"] for row in rows], dtype="datetime64[s]"),
        columns={
            name: Names.of(row.get(name, "") for row in rows)
            for name in ("person", "organization", "concept", "document")
        },
        agreement=np.array([row["agreement"] for row in rows], dtype=np.int64),
        scale=scale,
    )


def said(organization, concept, agreement=1, day="2005-02-01", document="1"):
    return {
        "date": datetime.fromisoformat(day),
        "organization": organization,
        "concept": concept,
        "agreement": agreement,
        "document": document,
    }


def asked(shape=Shape.ONE_MODE, qualifier=Qualifier.IGNORE, **others):
    return Settings(shape=shape, qualifier=qualifier, **others)


def weights(found):
    return {
        (row, column): weight
        for row, line in zip(found.rows, found.matrix.tolist(), strict=True)
        for column, weight in zip(found.columns, line, strict=True)
    }


@pytest.mark.parametrize(("shape", "qualifier", "normalization", "duplicates"), EVERY)
@given(rows=st.lists(ROW, max_size=25))
@hypothesis_settings(max_examples=8, deadline=None)
def test_every_network_equals_the_one_counted_by_hand(shape, qualifier, normalization, duplicates, rows):
    settings = Settings(
        shape=shape, qualifier=qualifier, normalization=normalization, duplicates=duplicates, as_dna=True
    )
    of, by, expected = by_hand(rows, settings, [0, 1], [-1, 1])

    found = network(codings(rows), settings)

    if normalization is Normalization.PROMINENCE and qualifier is Qualifier.COMBINE and len(of) == len(by):
        return  # the one that DNA turns round: see below
    assert (list(found.rows), list(found.columns)) == (of, by)
    assert weights(found) == pytest.approx(expected, abs=1e-12)


@given(rows=st.lists(ROW.map(lambda row: row | {"agreement": row["agreement"] * 3 - 1}), max_size=25))
@hypothesis_settings(max_examples=20, deadline=None)
@pytest.mark.parametrize("qualifier", list(Qualifier))
def test_whole_numbers_count_in_proportion(qualifier, rows):
    settings = Settings(shape=Shape.TWO_MODE if qualifier is Qualifier.COMBINE else Shape.ONE_MODE, qualifier=qualifier)
    levels = sorted({row["agreement"] for row in rows}) or [0]
    _, _, expected = by_hand(rows, settings, levels, levels)

    assert weights(network(codings(rows, scale=None), settings)) == pytest.approx(expected, abs=1e-12)


def test_mixed_stance_is_halfway_even_where_nobody_opposes():
    rows = [said("Arland", "quota", 1), said("Borria", "quota", 0)]

    found = network(codings(rows, scale=STANCES), asked(qualifier=Qualifier.CONGRUENCE))

    assert weights(found)["Arland", "Borria"] == 0.5


def test_whole_numbers_that_are_all_the_same_agree():
    rows = [said("Arland", "quota", 5), said("Borria", "quota", 5)]

    congruence = network(codings(rows, scale=None), asked(qualifier=Qualifier.CONGRUENCE))
    conflict = network(codings(rows, scale=None), asked(qualifier=Qualifier.CONFLICT))

    assert (weights(congruence)["Arland", "Borria"], weights(conflict)["Arland", "Borria"]) == (1, 0)


def test_cosine_of_a_row_and_its_double_is_one_but_not_as_dna():
    rows = [said("Arland", "quota"), said("Arland", "veto")] + 2 * [said("Borria", "quota"), said("Borria", "veto")]

    right = network(codings(rows), asked(normalization=Normalization.COSINE))
    dna = network(codings(rows), asked(normalization=Normalization.COSINE, as_dna=True))

    assert weights(right)["Arland", "Borria"] == pytest.approx(1)
    assert weights(dna)["Arland", "Borria"] == 0.5


@given(rows=st.lists(ROW, max_size=25))
@pytest.mark.parametrize("qualifier", QUALIFIERS[Shape.ONE_MODE])
def test_cosine_stays_within_one(qualifier, rows):
    found = network(codings(rows), asked(qualifier=qualifier, normalization=Normalization.COSINE))

    assert np.abs(found.matrix).max(initial=0) <= 1 + 1e-12


@pytest.mark.parametrize(
    ("duplicates", "other", "right", "dna"),
    [
        (Duplicates.MONTH, "2006-02-01", 2, 1),
        (Duplicates.MONTH, "2005-02-28", 1, 1),
        (Duplicates.WEEK, "2006-02-07", 2, 1),
        (Duplicates.WEEK, "2005-02-06", 1, 2),  # a Sunday: the end of the week, or in DNA the start of one
        (Duplicates.YEAR, "2006-02-01", 2, 2),
        (Duplicates.ACROSS_RANGE, "2016-02-01", 1, 1),
    ],
)
def test_repeats_in_another_year_count_anew_but_not_as_dna(duplicates, other, right, dna):
    rows = [said("Arland", "quota", day="2005-02-01"), said("Arland", "quota", day=other)]

    counts = [
        network(codings(rows), asked(Shape.TWO_MODE, duplicates=duplicates, as_dna=as_dna)).matrix.item()
        for as_dna in (False, True)
    ]

    assert counts == [right, dna]


def test_repeat_is_told_by_agreement_only_where_it_matters():
    rows = [said("Arland", "quota", 1), said("Arland", "quota", 0), said("Arland", "quota", 0, document="2")]

    counts = [
        network(codings(rows), asked(Shape.TWO_MODE, qualifier, duplicates=Duplicates.DOCUMENT)).statements
        for qualifier in (Qualifier.IGNORE, Qualifier.SUBTRACT)
    ]

    assert counts == [2, 3]


def test_of_repeats_the_first_counts():
    rows = [said("Arland", "quota", day="2005-02-09"), said("Arland", "quota", day="2005-02-03")]
    settings = asked(Shape.TWO_MODE, duplicates=Duplicates.ACROSS_RANGE, start=datetime(2005, 2, 4))

    assert network(codings(rows), settings).statements == 1  # a repeat of what is out of range is none


def test_range_holds_both_its_ends():
    rows = [said("Arland", "quota", day=f"2005-02-0{day}") for day in range(1, 6)]

    found = network(codings(rows), asked(Shape.TWO_MODE, start=datetime(2005, 2, 2), stop=datetime(2005, 2, 4)))

    assert found.matrix.item() == 3


def test_isolates_are_the_names_in_range():
    rows = [said("Arland", "quota"), said("Borria", ""), said("Cestia", "veto", day="2009-01-01"), said("", "tariff")]

    found = network(codings(rows), asked(Shape.TWO_MODE, isolates=True, stop=datetime(2005, 12, 31)))

    assert (found.rows, found.columns) == (("Arland", "Borria"), ("quota", "tariff"))
    assert found.matrix.tolist() == [[1, 0], [0, 0]]


@pytest.mark.parametrize("shape", Shape)
def test_no_statements_make_an_empty_network(shape):
    found = network(codings([]), asked(shape))

    assert (found.rows, found.columns, found.matrix.shape, found.statements) == ((), (), (0, 0), 0)


def test_combined_stances_by_prominence_are_turned_round_only_as_dna():
    rows = [said("Arland", "quota"), said("Arland", "veto"), said("Borria", "veto", 0)]
    settings = {"qualifier": Qualifier.COMBINE, "normalization": Normalization.PROMINENCE}

    right, dna = (
        network(codings(rows), asked(Shape.TWO_MODE, **settings, as_dna=as_dna)).matrix.tolist()
        for as_dna in (False, True)
    )

    assert right == [[1, 0.5], [0, 1]]
    assert dna == [[0.5, 1], [0, 2]]


def test_names_are_in_the_order_of_java():
    assert Names.of(["ﬀ", "😀", "b", "B", ""]).names == ("B", "b", "😀", "ﬀ")


def test_columns_may_be_taken_in_blocks():
    rows = [said("Arland", "quota"), said("Arland", "tariff"), said("Borria", "veto", 0)]
    found = codings(rows)
    whole = Cells(
        rows=("Arland", "Borria"),
        columns=("quota", "tariff", "veto"),
        levels=found.levels,
        row=np.array([0, 0, 1]),
        column=np.array([0, 1, 2]),
        level=np.array([1, 1, 0]),
        weight=np.ones(3),
    )

    assert np.concatenate(list(whole.blocks(2)), axis=1).tolist() == whole.dense().tolist()


@given(day=st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_weeks_are_those_of_the_calendar(day):
    when = np.array([day], dtype="datetime64[s]")
    monday = np.array([day.fromordinal(day.toordinal() - day.weekday())], dtype="datetime64[s]")

    assert weeks(when) == weeks(monday) != weeks(monday - np.timedelta64(1, "D"))
    assert dna_weeks(when) == (int(day.strftime("%U")) + (date(day.year, 1, 1).weekday() != 6) - 1) % 53 + 1 or (
        day.month == 12 and dna_weeks(when) == 1
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"qualifier": Qualifier.COMBINE}, "cannot be made with “combine”; choose one of: ignore, congruence"),
        ({"normalization": Normalization.ACTIVITY}, "cannot be made with “activity”; choose one of: no, average"),
        ({"by": "organization"}, "two different variables"),
    ],
)
def test_a_choice_that_the_shape_lacks_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        asked(**change)


def test_rows_are_read_with_their_dates_and_levels():
    rows = [
        {"date": "2016-10-07", "organization": "Arland", "concept": "quota", "agreement": "TRUE"},
        {"date": "2016-10-07T21:00+03:00", "organization": "Borria", "concept": "quota", "agreement": "no"},
        {"date": "", "organization": "", "concept": "", "agreement": ""},
    ]

    found = read_codings(rows)

    assert found.when.astype(str).tolist() == ["2016-10-07T00:00:00", "2016-10-07T18:00:00"]
    assert (found.agreement.tolist(), found.scale) == ([1, 0], YES_NO)
    assert read_codings([rows[0], rows[1] | {"agreement": "-2.0"}]).scale is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": "7 Oct"}, "Row 2: “7 Oct” is no date"),
        ({"agreement": "perhaps"}, "Row 2: agreement “perhaps” is neither"),
        ({"agreement": "0.5"}, "Row 2: agreement “0.5” is neither"),
    ],
)
def test_a_wrong_row_is_named(change, sentence):
    with pytest.raises(WrongRow, match=sentence):
        read_codings([{"date": "2016-10-07", "agreement": "yes"} | change])
