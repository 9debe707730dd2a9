"""Capturing, correcting and judging statements."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from positions.enums import JobKind, Origin, Precision, Role, SpeechKind, Verdict
from positions.models import Job, Judgement, Link, Statement
from positions.review.errors import NotAllowed, ReviewError, Stale
from positions.review.judgements import withdraw_judgement
from positions.review.statements import capture_statement, correct_statement, judge_statement
from tests.factories import (
    AffiliationFactory,
    LinkFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
    SuggestionFactory,
    confirm,
)
from tests.review.conftest import TEXT

QUOTED = [TEXT.index("“"), TEXT.index("”") + 1]
REPORTED = [TEXT.index("wants"), TEXT.index(" Nobody") - 1]


def test_captured_words_are_confirmed_by_the_person_and_said_when_published(version, analyst):
    statement = capture_statement(version=version, spans=[QUOTED], by=analyst)

    assert statement.words == "“We will pay the dues.”"
    assert (statement.origin, statement.confidence, statement.kind) == (Origin.PERSON, None, SpeechKind.DIRECT)
    assert (statement.said_at, statement.said_at_precision) == (version.article.published_at, Precision.DAY)
    assert (statement.judgement.verdict, statement.judgement.by) == (Verdict.CONFIRM, analyst)


def test_captured_words_without_marks_are_reported_speech(version, analyst):
    assert capture_statement(version=version, spans=[REPORTED], by=analyst).kind == SpeechKind.INDIRECT


def test_captured_spans_lose_the_blanks_at_their_ends(version, analyst):
    start, end = QUOTED
    assert capture_statement(version=version, spans=[[start - 1, end + 1]], by=analyst).spans == [QUOTED]


def test_captured_statement_takes_the_party_of_the_speaker_on_that_day(version, analyst, negotiation):
    before = AffiliationFactory(spokesperson__negotiation=negotiation, ends_on="2016-10-06")
    after = AffiliationFactory(
        spokesperson=before.spokesperson, party=PartyFactory(negotiation=negotiation), starts_on="2016-10-07"
    )
    statement = capture_statement(version=version, spans=[QUOTED], by=analyst, speaker=before.spokesperson)
    assert statement.party == after.party


def test_same_words_captured_twice_are_one_statement(version, analyst, colleague):
    first = capture_statement(version=version, spans=[QUOTED], by=analyst)
    second = capture_statement(version=version, spans=[QUOTED], by=colleague)
    assert (first, Statement.objects.count()) == (second, 1)


@pytest.mark.parametrize("spans", [[], [[5, 5]], [[0, 10_000]], [[-3, 4]], [[0, 9], [4, 12]], [[12, 13]]])
def test_spans_that_cannot_be_leave_nothing_behind(version, analyst, spans):
    with pytest.raises(ReviewError):
        capture_statement(version=version, spans=spans, by=analyst)
    assert not Statement.objects.exists()


def test_date_in_the_future_is_refused_with_a_sentence(version, analyst):
    with pytest.raises(ReviewError, match="lies in the future"):
        capture_statement(version=version, spans=[QUOTED], by=analyst, said_at=timezone.now() + timedelta(days=2))


def test_party_of_another_negotiation_is_refused(version, analyst):
    with pytest.raises(ReviewError, match="another negotiation"):
        capture_statement(version=version, spans=[QUOTED], by=analyst, party=PartyFactory())


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_viewers_and_strangers_may_not_capture(version, negotiation, role):
    someone = MembershipFactory(**({"negotiation": negotiation, "role": role} if role else {})).user
    with pytest.raises(NotAllowed):
        capture_statement(version=version, spans=[QUOTED], by=someone)


def test_correction_confirms_and_keeps_the_name_as_printed(version, analyst, negotiation):
    suggestion = SuggestionFactory(version=version, negotiation=negotiation, party=None, unresolved_reason="two match")
    party = PartyFactory(negotiation=negotiation)

    correct_statement(statement=suggestion, by=analyst, party=party)

    suggestion.refresh_from_db()
    assert (suggestion.party, suggestion.unresolved_reason, suggestion.verdict) == (party, "", Verdict.CONFIRM)
    assert (suggestion.speaker_as_written, suggestion.confidence) == ("Salma Haddun", 0.7)


def test_capturing_a_suggestion_keeps_to_whom_the_machine_says_it_is(version, analyst, negotiation):
    suggestion = SuggestionFactory(version=version, negotiation=negotiation, spans=[QUOTED])
    party = PartyFactory(negotiation=negotiation)
    suggestion.addressed_to.add(party)

    captured = capture_statement(
        version=version, spans=[QUOTED], by=analyst, speaker_as_written=suggestion.speaker_as_written
    )

    assert captured == suggestion
    assert list(captured.addressed_to.all()) == [party]


@pytest.mark.parametrize("role", ["joint_with", "addressed_to", "targets"])
def test_other_parties_of_a_statement_are_corrected_within_the_negotiation(version, analyst, negotiation, role):
    suggestion = SuggestionFactory(version=version, negotiation=negotiation)
    party = PartyFactory(negotiation=negotiation)

    correct_statement(statement=suggestion, by=analyst, **{role: [party]})

    assert list(getattr(suggestion, role).all()) == [party]
    with pytest.raises(ReviewError, match="another negotiation"):
        correct_statement(statement=suggestion, by=analyst, **{role: [PartyFactory()]})


def test_corrected_spans_move_the_place_of_the_statement(version, analyst):
    statement = capture_statement(version=version, spans=[QUOTED], by=analyst)
    corrected = correct_statement(statement=statement, by=analyst, spans=[REPORTED])
    assert (corrected.start, corrected.words) == (REPORTED[0], TEXT[slice(*REPORTED)])


def test_statement_cannot_be_reported_through_what_it_carries(version, analyst, negotiation):
    outer = capture_statement(version=version, spans=[QUOTED], by=analyst)
    inner = capture_statement(version=version, spans=[REPORTED], by=analyst, reported_through=outer)
    with pytest.raises(ReviewError, match="through itself"):
        correct_statement(statement=outer, by=analyst, reported_through=inner)


def test_earlier_date_turns_a_judged_link_round(analyst, negotiation):
    link = LinkFactory(negotiation=negotiation)
    confirm(link=link)
    earlier, later = link.earlier, link.later

    correct_statement(statement=later, by=analyst, said_at=earlier.said_at.replace(year=2016))

    link.refresh_from_db()
    assert (link.later, link.earlier) == (earlier, later)


def test_new_date_drops_links_nobody_judged(analyst, negotiation):
    link = LinkFactory(negotiation=negotiation)
    correct_statement(statement=link.later, by=analyst, said_at=link.earlier.said_at.replace(year=2016))
    assert not Link.objects.exists()


def test_confirming_asks_for_links_once(negotiation, analyst):
    suggestion = SuggestionFactory(negotiation=negotiation)
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=analyst)
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=analyst)
    assert list(Job.objects.values_list("kind", "payload")) == [(JobKind.LINK, {"statement": suggestion.pk})]


def test_confirming_the_card_confirms_its_positions(negotiation, analyst):
    suggestion = SuggestionFactory(negotiation=negotiation)
    position = PositionFactory(statement=suggestion, issue__negotiation=negotiation, confirmed=False)
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=analyst, with_positions=True)
    assert position.verdict == Verdict.CONFIRM


def test_double_click_is_one_judgement(negotiation, analyst):
    suggestion = SuggestionFactory(negotiation=negotiation)
    first = judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst, seen=None)
    assert judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst, seen=None) == first
    assert Judgement.objects.count() == 1


def test_second_analyst_learns_that_the_first_decided(negotiation, analyst, colleague):
    suggestion = SuggestionFactory(negotiation=negotiation)
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=colleague, seen=None)
    with pytest.raises(Stale, match="tom decided “confirmed” a moment ago"):
        judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst, seen=None)
    assert suggestion.verdict == Verdict.CONFIRM


def test_changed_mind_supersedes_and_keeps_the_first_verdict(negotiation, analyst, colleague):
    suggestion = SuggestionFactory(negotiation=negotiation)
    first = judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=analyst)
    second = judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=colleague, note="a rumour")
    first.refresh_from_db()
    assert (first.verdict, first.superseded_by, first.superseded_at) == (Verdict.CONFIRM, colleague, second.at)
    assert list(Statement.objects.refused()) == [suggestion]


def test_undo_brings_back_what_held_before(negotiation, analyst, colleague):
    suggestion = SuggestionFactory(negotiation=negotiation)
    judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=colleague)
    refusal = judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst)

    withdraw_judgement(judgement=refusal, by=analyst)

    assert (suggestion.verdict, suggestion.judgement.by) == (Verdict.CONFIRM, analyst)


def test_undo_of_the_first_verdict_leaves_a_suggestion(negotiation, analyst):
    suggestion = SuggestionFactory(negotiation=negotiation)
    refusal = judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst)
    assert withdraw_judgement(judgement=refusal, by=analyst) is None
    assert list(Statement.objects.undecided()) == [suggestion]


def test_stranger_may_not_undo(negotiation, analyst):
    suggestion = SuggestionFactory(negotiation=negotiation)
    refusal = judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=analyst)
    with pytest.raises(NotAllowed):
        withdraw_judgement(judgement=refusal, by=MembershipFactory().user)


@pytest.mark.django_db(transaction=True)
def test_three_captures_at_once_are_one_statement(version, analyst):
    def capture(_):
        try:
            return capture_statement(version=version, spans=[QUOTED], by=analyst).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as analysts:
        assert len(set(analysts.map(capture, range(3)))) == 1


def test_undo_of_a_replaced_verdict_is_stale(negotiation, analyst, colleague):
    suggestion = SuggestionFactory(negotiation=negotiation)
    first = judge_statement(statement=suggestion, verdict=Verdict.CONFIRM, by=analyst)
    judge_statement(statement=suggestion, verdict=Verdict.REJECT, by=colleague)
    with pytest.raises(Stale):
        withdraw_judgement(judgement=first, by=analyst)


def test_words_that_are_a_statement_of_the_speaker_already_are_refused(analyst, version):
    first = capture_statement(version=version, spans=[[0, 12]], by=analyst)
    second = capture_statement(version=version, spans=[[20, 41]], by=analyst)

    with pytest.raises(ReviewError, match="already"):
        correct_statement(statement=second, spans=first.spans, by=analyst)
