"""The replay of coded positions into held ones."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import build_ledger, replay
from positions.enums import Firmness, Precision, Stance

START = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)


def entry(number: int, *, days: float = 0, **fields) -> Entry:
    said_at = START + timedelta(days=days)
    known = {
        "position": number,
        "party": 1,
        "issue": 1,
        "stance": Stance.SUPPORTS,
        "value": 60,
        "firmness": Firmness.FIRM,
        "condition": "",
        "said_at": said_at,
        "precision": Precision.MINUTE,
        "order": (1, number, number),
        "utterance": f"statement {number}",
        "speaker": "1",
        "recorded_at": said_at,
        "decided_at": said_at,
        "statement": number,
    }
    return Entry(**known | fields)


def test_replay_of_nothing_is_nothing():
    assert replay([]) == ()


def test_replay_counts_restatements_of_the_same_position():
    first, again = entry(1), entry(2, days=3)

    held = replay([first, again])

    assert held == (Held(Stance.SUPPORTS, 60, Firmness.FIRM, "", (first, again)),)
    assert held[0].times_said == 2
    assert (held[0].since, held[0].last_said) == (first.said_at, again.said_at)


@pytest.mark.parametrize(
    "change",
    [
        {"stance": Stance.OPPOSES},
        {"value": 40},
        {"firmness": Firmness.RED_LINE},
        {"condition": "the dues are halved"},
    ],
)
def test_replay_opens_a_position_when_something_is_said_otherwise(change):
    first, other = entry(1), entry(2, days=3, **change)

    before, after = replay([first, other])

    assert before == Held(Stance.SUPPORTS, 60, Firmness.FIRM, "", (first,), until=other.said_at)
    assert after.opening == other
    assert after.until is None


def test_replay_lets_silence_withdraw_nothing():
    first = entry(1, condition="the dues are halved")
    silent = entry(2, days=1, value=None, firmness=None)

    assert [held.entries for held in replay([first, silent])] == [(first, silent)]


def test_replay_carries_on_what_a_shift_of_one_field_is_silent_about():
    first, firmer = entry(1), entry(2, days=1, value=None, firmness=Firmness.RED_LINE)

    after = replay([first, firmer])[-1]

    assert (after.value, after.firmness) == (60, Firmness.RED_LINE)


def test_replay_forgets_the_place_when_the_stance_changes():
    after = replay([entry(1), entry(2, days=1, stance=Stance.OPPOSES, value=None, firmness=None)])[-1]

    assert (after.value, after.firmness) == (None, None)


def test_replay_counts_reports_of_one_utterance_once():
    reports = [entry(1), entry(2, utterance="statement 1"), entry(3, days=1)]

    assert replay(reports)[0].times_said == 2


def test_replay_ignores_how_a_condition_is_spelt():
    said = [entry(1, condition="The dues are halved."), entry(2, days=1, condition="the dues  are halved")]

    assert len(replay(said)) == 1


def test_replay_opens_one_split_position_on_a_day_on_which_two_speakers_are_at_odds():
    said = [entry(1), entry(2, days=2), entry(3, days=2.1, stance=Stance.OPPOSES, value=10, speaker="2")]

    whole, split = replay(said)

    assert (whole.entries, whole.is_split) == ((said[0],), False)
    assert split.entries == (said[1], said[2])
    assert [(side.stance, side.value, side.entries) for side in split.sides] == [
        (Stance.SUPPORTS, 60, (said[1],)),
        (Stance.OPPOSES, 10, (said[2],)),
    ]


@pytest.mark.parametrize(
    "change", [{"stance": Stance.OPPOSES}, {"value": 40}, {"firmness": Firmness.OPEN}, {"condition": "the port opens"}]
)
def test_speakers_are_at_odds_over_anything_both_speak_of(change):
    said = [entry(1, condition="the dues fall"), entry(2, speaker="2", **{"condition": "the dues fall"} | change)]

    assert [held.is_split for held in replay(said)] == [True]


def test_speakers_are_not_at_odds_over_what_one_is_silent_about():
    said = [
        entry(1),
        entry(2, speaker="2", value=None, firmness=None),
        entry(3, speaker="3", condition="the port opens"),
    ]

    assert not any(held.is_split for held in replay(said))


def test_a_speaker_counts_with_the_last_word_of_the_day():
    """The minister comes round to the envoy by the evening: the party moved, and is not split."""
    said = [entry(1), entry(2, days=0.1, value=40, speaker="2"), entry(3, days=0.2, value=40)]

    assert [(held.value, held.is_split) for held in replay(said)] == [(60, False), (40, False)]


def test_a_split_goes_on_while_the_same_sides_stand_against_each_other():
    said = [entry(1), entry(2, speaker="2", value=10), entry(3, days=1, speaker="2", value=10), entry(4, days=1.1)]

    assert [held.times_said for held in replay(said)] == [4]


def test_a_side_is_carried_on_where_it_is_silent():
    said = [entry(1), entry(2, days=1, value=None), entry(3, days=1, speaker="2", stance=Stance.OPPOSES, value=None)]

    assert [side.value for side in replay(said)[-1].sides] == [60, None]


def test_what_follows_a_split_takes_up_the_side_of_its_stance():
    odds = [entry(1), entry(2, speaker="2", stance=Stance.OPPOSES, value=10)]

    after = replay([*odds, entry(3, days=1, value=None, firmness=None)])[-1]

    assert (after.value, after.is_split) == (60, False)


def test_a_month_is_at_odds_with_no_day_of_it():
    said = [
        entry(1, said_at=datetime(2031, 3, 1, tzinfo=UTC), precision=Precision.MONTH),
        entry(2, said_at=datetime(2031, 3, 1, tzinfo=UTC), precision=Precision.DAY, value=10, speaker="2"),
    ]

    assert [held.is_split for held in replay(said)] == [False, False]


def test_a_later_report_of_an_earlier_utterance_takes_nothing_back():
    """An outlet prints on the third day what another had on the first; the party had moved in between."""
    said = [entry(1), entry(2, days=1, value=40), entry(3, days=2, utterance="statement 1")]

    held = replay(said)

    assert [(each.value, each.times_said) for each in held] == [(60, 1), (40, 1)]
    assert held[0].entries == (said[0], said[2])
    assert held[0].last_said == said[0].said_at


def test_replay_takes_a_change_of_mind_by_one_speaker_for_no_split():
    said = [entry(1), entry(2, days=0.1, stance=Stance.OPPOSES, value=10)]

    assert [held.is_split for held in replay(said)] == [False, False]


def test_ledger_leaves_out_suggestions_and_second_hand_positions():
    said = [
        entry(1),
        entry(2, days=1, value=70, is_confirmed=False, decided_at=None),
        entry(3, days=2, value=80, is_first_hand=False),
    ]

    assert build_ledger(said).current(1, 1).entries == (said[0],)


def test_ledger_widened_takes_suggestions_in_pencil():
    said = [entry(1), entry(2, days=1, value=70, is_confirmed=False, decided_at=None)]

    held = build_ledger(said, widen=True).of(1, 1)

    assert [(each.value, each.is_suggested) for each in held] == [(60, False), (70, True)]


def test_ledger_of_an_unknown_cell_is_empty():
    assert build_ledger([entry(1)]).current(1, 2) is None


def test_ledger_as_of_a_moment_knows_nothing_later():
    said = [entry(1), entry(2, days=3, value=70)]

    assert build_ledger(said, as_of=START + timedelta(days=2)).current(1, 1).value == 60


@pytest.mark.parametrize(("zone", "value"), [("America/New_York", 60), ("Asia/Tokyo", 70)])
def test_ledger_as_of_the_end_of_a_day_keeps_partial_dates_in_their_own_day(zone, value):
    """The end of 7 March in New York is 8 March in UTC: what was said on 8 March is not yet said."""
    midnight = datetime(2031, 3, 8, 0, 0, tzinfo=UTC)
    said = [entry(1), entry(2, said_at=midnight, precision=Precision.DAY, value=70)]
    day = 7 if zone == "America/New_York" else 8

    as_of = datetime(2031, 3, day, 23, 59, tzinfo=ZoneInfo(zone))

    assert build_ledger(said, as_of=as_of).current(1, 1).value == value


def test_ledger_known_at_a_moment_leaves_out_what_was_decided_later():
    said = [entry(1), entry(2, days=1, value=70, decided_at=START + timedelta(days=9))]

    assert build_ledger(said, known_at=START + timedelta(days=5)).current(1, 1).value == 60
    assert build_ledger(said, known_at=START + timedelta(days=9)).current(1, 1).value == 70


entries = st.lists(
    st.builds(
        dict,
        days=st.integers(0, 12),
        stance=st.sampled_from(Stance.values),
        value=st.none() | st.integers(0, 100),
        firmness=st.none() | st.sampled_from(Firmness.values),
        condition=st.sampled_from(["", "", "the dues are halved", "the port opens"]),
        speaker=st.sampled_from(["1", "2"]),
        report_of=st.none() | st.none() | st.integers(1, 3),
    ),
    max_size=12,
).map(lambda rows: [reported(number, **row) for number, row in enumerate(rows, start=1)])


def reported(number: int, *, report_of: int | None, **row) -> Entry:
    return entry(number, utterance=f"utterance {report_of or f'of {number}'}", **row)


@given(entries, st.integers(0, 1_000_000))
def test_replay_does_not_depend_on_the_order_of_arrival(said: list[Entry], seed: int):
    shuffled = random.Random(seed).sample(said, len(said))

    assert replay(shuffled) == replay(said)


@given(entries, st.integers(0, 12))
def test_replay_of_the_days_so_far_is_the_whole_replay_cut_at_that_day(said: list[Entry], day: int):
    prefix = [each for each in said if each.said_on <= (START + timedelta(days=day)).date()]

    cut = [
        replace(held, entries=tuple(each for each in held.entries if each in prefix), until=None)
        for held in replay(said)
        if held.opening in prefix
    ]

    assert [replace(held, until=None) for held in replay(prefix)] == cut


@given(entries, st.integers(0, 12))
def test_replay_of_any_prefix_keeps_what_was_closed_before_its_last_day(said: list[Entry], length: int):
    """Within a day the last words of its speakers are still open; before it only further reports come in."""
    prefix = sorted(said, key=lambda each: each.sort_key)[:length]
    last = prefix[-1].said_on if prefix else START.date()

    def closed(entries: list[Entry]) -> list[tuple]:
        return [
            (held.content, len(held.sides), held.since, held.until, held.times_said)
            for held in replay(entries)
            if held.until and held.until.date() < last
        ]

    assert closed(prefix) == closed(said)


@given(entries)
def test_replay_statement_by_statement_gives_the_ledger_as_of_each_moment(said: list[Entry]):
    for each in said:
        so_far = [other for other in said if other.said_at <= each.said_at]

        assert build_ledger(said, as_of=each.said_at).of(1, 1) == replay(so_far)


@given(entries)
def test_replay_loses_and_doubles_no_entry(said: list[Entry]):
    replayed = [each for held in replay(said) for each in held.entries]

    assert sorted(replayed, key=lambda each: each.sort_key) == sorted(said, key=lambda each: each.sort_key)


@given(entries)
def test_reports_of_one_utterance_stand_in_one_position(said: list[Entry]):
    places = [{each.utterance for each in held.entries} for held in replay(said)]

    assert all(one.isdisjoint(other) for one, other in combinations(places, 2))


@given(entries)
def test_replay_never_holds_the_same_twice_running(said: list[Entry]):
    assert not any(one.is_same_as(other) for one, other in pairwise(replay(said)))
