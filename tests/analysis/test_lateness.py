"""Old articles that arrive late and change the past."""

from datetime import timedelta

from positions.analysis.lateness import late_positions
from positions.analysis.replay import build_ledger, replay
from tests.analysis.test_ledger import START, entry


def known(days: float):
    return START + timedelta(days=days)


def test_an_old_article_recorded_late_changes_the_past_and_says_so():
    said = [entry(1, value=90), entry(2, days=1, value=60, decided_at=known(9)), entry(3, days=4, value=70)]

    [late] = late_positions(replay(said))

    assert (late.held.opening, late.known_since, late.gone_on_since) == (said[1], known(9), known(4))


def test_the_same_words_found_earlier_date_a_position_back():
    said = [entry(1, decided_at=known(9)), entry(2, days=4)]

    assert [late.held.since for late in late_positions(replay(said))] == [START]


def test_a_late_repetition_changes_nothing():
    assert late_positions(replay([entry(1), entry(2, days=1, decided_at=known(9)), entry(3, days=4, value=70)])) == []


def test_what_is_read_within_a_day_in_any_order_is_not_late():
    said = [entry(1, value=90, decided_at=known(5)), entry(2, days=4, value=70, decided_at=known(4.5))]

    assert late_positions(replay(said)) == []


def test_news_is_not_late_however_long_it_took_to_confirm():
    assert (
        late_positions(replay([entry(1, decided_at=known(30)), entry(2, days=4, value=70, decided_at=known(31))])) == []
    )


def test_what_was_known_before_the_late_article_stays_a_question_to_ask():
    said = [entry(1, value=90), entry(2, days=1, value=60, decided_at=known(9)), entry(3, days=4, value=70)]

    then, now = (build_ledger(said, known_at=moment).of(1, 1) for moment in (known(8), known(9)))

    assert [held.value for held in then] == [90, 70]
    assert [held.value for held in now] == [90, 60, 70]
