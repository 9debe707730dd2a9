import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.linking.comparison import FEW_WORDS, MOST_TURNED, PLACES, compare
from positions.linking.opposites import are_opposites
from positions.linking.reasons import what_differs
from positions.linking.words import stem

HARBOUR = "Northmark will open the harbour to Zahira."


def test_compare_names_what_is_shared_and_what_is_not():
    comparison = compare("Northmark will open the harbour.", "Northmark is opening its harbour and the river.")

    assert (comparison.shared, comparison.only_earlier, comparison.only_later) == (
        ["northmark", "open", "harbour"], [], ["river"],
    )  # fmt: skip
    assert comparison.overlap == pytest.approx(6 / 7)


@pytest.mark.parametrize(
    ("later", "is_negated"),
    [
        (HARBOUR, False),
        ("Northmark will not open the harbour to Zahira.", True),
        ("Northmark won’t open the harbour to Zahira.", True),
        ("Northmark will not, and never did, open the harbour to Zahira.", False),
    ],
)
def test_odd_number_of_denials_negates(later, is_negated):
    assert compare(HARBOUR, later).is_negated is is_negated


def test_denial_within_a_wording_of_the_ladder_is_not_counted_again():
    comparison = compare("Northmark rejects the toll.", "Northmark does not accept the toll.")

    assert (comparison.is_negated, comparison.opposites) == (False, [])


def test_numbers_are_compared_as_numbers():
    comparison = compare("It sends five ships and 2,000 men.", "It sends 5 ships and 3000 men.")

    assert comparison.other_numbers == (["2000"], ["3000"])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Northmark shelled Zahira.", "Zahira shelled Northmark."),
        ("Ships sail from Northmark to Zahira.", "Ships sail from Zahira to Northmark."),
        ("The guards left before the rebels came.", "The rebels left before the guards came."),
    ],
)
def test_exchanged_parts_are_seen(earlier, later):
    assert compare(earlier, later).swapped
    assert not compare(earlier, earlier).swapped


def test_opposites_are_found_where_one_stands_for_the_other():
    assert compare("Northmark will raise the toll.", "Northmark will lower the toll.").opposites == [("rais", "lower")]


@pytest.mark.parametrize(
    ("one", "other"), [("accept", "reject"), ("lawful", "unlawful"), ("possible", "impossible"), ("open", "closing")]
)
def test_opposites_work_both_ways(one, other):
    assert are_opposites(stem(one), stem(other))
    assert are_opposites(stem(other), stem(one))


def test_condition_is_given_as_written():
    comparison = compare("It will sign.", "It will sign if Zahira signs first, the envoy said.")

    assert (comparison.condition_appeared, comparison.condition_went) == ("if Zahira signs first", "")


def test_wording_inside_a_condition_is_not_the_speakers():
    assert compare("If Zahira rejects it, Northmark is ready to sign.", "").earlier.wording.rung.name == "is ready to"


@pytest.mark.parametrize("text", ["", "?!", "…", "Ё", "if", "\u00a0"])
def test_texts_without_matter_compare(text):
    assert compare(text, text).overlap in {0.0, 1.0}


# Words that cross all that is looked at: denials, opposites, numbers, names, directions, wordings, words of form.
MIXED = (
    "not", "no", "never", "accept", "rejects", "before", "after", "Northmark", "Zahira", "from", "to", "5", "six",
    "supports", "opposes", "the", "both", "unless", "above", "below", "harbour", "harbours",
    "lawful", "unlawful", "engaged", "disengaged", "definite",
)  # fmt: skip
MIXED_TEXT = st.lists(st.sampled_from(MIXED), max_size=9).map(" ".join)


@given(MIXED_TEXT, MIXED_TEXT)
def test_what_is_soon_found_is_what_the_changed_words_say(earlier, later):
    comparison = compare(earlier, later)
    removed, added = comparison.changed
    shared = set(comparison.shared)
    stems = [{stem(word) for word in side} - shared for side in (removed, added)]
    if comparison.earlier.wording and comparison.later.wording:
        stems[0] -= {stem(word) for word in comparison.earlier.worded}
        stems[1] -= {stem(word) for word in comparison.later.worded}
    few = 1 <= max(len(removed), len(added)) <= FEW_WORDS

    assert set(comparison.exchanged[0]) <= set(removed)
    assert set(comparison.exchanged[1]) <= set(added)
    assert comparison.changes_few_words == few
    assert comparison.opposites == sorted(
        (one, other) for one in stems[0] for other in stems[1] if are_opposites(one, other)
    )
    assert bool(comparison.turned) == (
        1 <= len(removed) + len(added) <= MOST_TURNED and bool({*removed, *added} & {*PLACES})
    )


@given(MIXED_TEXT, MIXED_TEXT)
def test_text_is_altered_where_a_reason_says_what_differs(earlier, later):
    comparison = compare(earlier, later)

    assert comparison.is_altered == bool(what_differs(comparison))
