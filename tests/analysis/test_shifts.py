"""Shifts with both quotations."""

from datetime import date, timedelta

import pytest

from positions.analysis.entries import read_entries
from positions.analysis.evidence import read_evidence
from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.shifts import read_shifts
from positions.analysis.wording import Piece
from positions.enums import Relation, Stance, VoteChoice
from positions.models import Position
from tests.factories import (
    SAID_AT,
    AffiliationFactory,
    ArticleVersionFactory,
    LinkFactory,
    PositionFactory,
    SpokespersonFactory,
    StatementFactory,
    VoteFactory,
    confirm,
)


def quote(issue, party, text, *, days=0, speaker=None, **fields) -> Position:
    version = ArticleVersionFactory(article__negotiation=issue.negotiation, text=text)
    statement = StatementFactory(
        negotiation=issue.negotiation,
        party=party,
        version=version,
        speaker=speaker,
        said_at=SAID_AT + timedelta(days=days),
    )
    return PositionFactory(issue=issue, statement=statement, **fields)


def test_shift_is_told_with_the_last_words_before_and_the_first_words_after(issue, party):
    quote(issue, party, "The dues stay.")
    quote(issue, party, "The dues stay where they are.", days=1)
    quote(issue, party, "The dues stay lower.", days=2, value=80)

    [told] = read_shifts(negotiation=issue.negotiation)

    assert (told.party, told.issue, told.shift.relation) == (party, issue, Relation.HARDENS)
    assert (told.before.words, told.after.words) == ("The dues stay where they are.", "The dues stay lower.")
    assert told.comparison.after == (
        Piece("The dues stay ", False),
        Piece("lower", True),
        Piece(".", False),
    )


def test_shift_by_a_vote_compares_no_wordings(issue, party):
    quote(issue, party, "The dues stay.")
    vote = VoteFactory(
        proposal__negotiation=issue.negotiation,
        proposal__title="Envoy's plan",
        party=party,
        choice=VoteChoice.AGAINST,
        cast_at=SAID_AT + timedelta(days=1),
    )
    confirm(position=Position.objects.create(issue=issue, vote=vote, stance=Stance.OPPOSES, origin="person"))

    [told] = read_shifts(negotiation=issue.negotiation)

    assert (told.after.words, told.after.is_vote, told.comparison) == ("Voted against: Envoy's plan", True, None)


def test_shifts_of_a_period_leave_out_earlier_ones(issue, party):
    quote(issue, party, "One.")
    quote(issue, party, "Two.", days=1, value=70)
    quote(issue, party, "Three.", days=3, value=80)

    told = read_shifts(negotiation=issue.negotiation, since=SAID_AT + timedelta(days=2))

    assert [each.after.words for each in told] == ["Three."]


def test_evidence_names_speaker_role_outlet_and_who_confirmed(issue, party):
    speaker = SpokespersonFactory(negotiation=issue.negotiation, name="Salma Haddun")
    AffiliationFactory(spokesperson=speaker, party=party, title="envoy", ends_on=date(2030, 1, 1))
    AffiliationFactory(spokesperson=speaker, party=party, title="foreign minister", starts_on=date(2030, 1, 2))
    position = quote(issue, party, "The dues stay.", speaker=speaker)

    [evidence] = read_evidence(entries=read_entries(negotiation=issue.negotiation)).values()

    statement = position.statement
    assert (evidence.speaker, evidence.title) == ("Salma Haddun", "foreign minister")
    assert evidence.outlet == statement.version.article.source.name
    assert evidence.decided_by == str(position.judgement.by)
    assert (evidence.url, evidence.is_quoted) == (statement.get_absolute_url(), True)
    assert evidence.article_url.endswith(f"?s={statement.public_id}#s-{statement.public_id}")


def test_evidence_names_the_other_outlets_of_the_same_utterance(issue, party):
    first, second = quote(issue, party, "The dues stay."), quote(issue, party, "Dues stay.", days=1)
    confirm(
        link=LinkFactory(
            negotiation=issue.negotiation,
            earlier=first.statement,
            later=second.statement,
            relation=Relation.SAME_UTTERANCE,
            score=0.9,
        )
    )
    quote(issue, party, "Now they rise.", days=2, value=90)

    [told] = read_shifts(negotiation=issue.negotiation)

    assert told.before.words == "The dues stay."
    assert told.before.also == (second.statement.version.article.source.name,)


@pytest.mark.parametrize("count", [1, 3])
def test_telling_shifts_takes_a_fixed_number_of_queries(django_assert_num_queries, issue, party, count):
    speaker = SpokespersonFactory(negotiation=issue.negotiation)
    AffiliationFactory(spokesperson=speaker, party=party)
    for number in range(count + 1):
        quote(issue, party, f"Number {number}.", days=number, value=50 + number, speaker=speaker)
    bring_up_to_date(negotiation=issue.negotiation)
    with django_assert_num_queries(8):
        told = read_shifts(negotiation=issue.negotiation)
        assert all(each.before.title and each.after.decided_by for each in told)

    assert len(told) == count
