"""Every kind of change: found when it is there, told in one sentence, and nothing told of suggestions."""

from datetime import UTC, datetime

import pytest

from positions.digests.compose import compose
from positions.digests.followed import Followed
from positions.enums import ChangeKind, ConditionState, Firmness, Precision, Relation
from positions.models import Proposal
from tests.digests.conftest import END, START
from tests.factories import (
    ConditionVerdictFactory,
    IssueFactory,
    LinkFactory,
    PartyFactory,
    ProposalFactory,
    confirm,
)


@pytest.fixture
def changes(negotiation):
    """Return what was said to have changed in the week."""
    return lambda: compose(followed=[Followed(negotiation)], start=START, end=END, by_said=True).changes


@pytest.fixture
def put(negotiation, party) -> Proposal:
    return ProposalFactory(
        negotiation=negotiation, title="Envoy's plan", put_by=party, put_at=datetime(2016, 10, 5, tzinfo=UTC)
    )


def one(changes):
    (change,) = changes()
    return change.kind, change.sentence


def only(changes, kind: ChangeKind):
    (change,) = [change for change in changes() if change.kind == kind]
    return change


@pytest.mark.parametrize(
    ("before", "after", "kind", "sentence"),
    [
        (
            {"stance": "supports", "value": 70},
            {"stance": "supports", "value": 90},
            ChangeKind.SHIFT,
            "Zahira hardened by 20 points on harbour dues.",
        ),
        (
            {"stance": "supports", "value": 70},
            {"stance": "supports", "value": 69},
            ChangeKind.SHIFT,
            "Zahira softened by 1 point on harbour dues.",
        ),
        (
            {"stance": "opposes", "value": None},
            {"stance": "supports", "value": None},
            ChangeKind.REVERSAL,
            "Zahira reversed its position on harbour dues, from opposes to supports.",
        ),
        (
            {"stance": "opposes", "value": 10, "firmness": Firmness.RED_LINE},
            {"stance": "opposes", "value": 10, "firmness": Firmness.OPEN},
            ChangeKind.RED_LINE_SOFTENED,
            "Zahira softened a red line on harbour dues: now open.",
        ),
        (
            {"stance": "opposes", "value": 10, "firmness": Firmness.RED_LINE},
            {"stance": "supports", "value": 80, "firmness": Firmness.OPEN},
            ChangeKind.RED_LINE_CROSSED,
            "Zahira crossed a red line of its own on harbour dues, from opposes to supports.",
        ),
        (
            {"stance": "opposes", "value": 10, "firmness": Firmness.FIRM},
            {"stance": "opposes", "value": 10, "firmness": Firmness.RED_LINE},
            ChangeKind.RED_LINE_DRAWN,
            "Zahira drew a red line on harbour dues, until then firm.",
        ),
        (
            {"stance": "opposes", "value": None, "firmness": None},
            {"stance": "opposes", "value": 20, "firmness": None},
            ChangeKind.REFINEMENT,
            "Zahira said where it stands on harbour dues: 20 of 100.",
        ),
    ],
)
def test_step_is_told_by_what_it_is(say, changes, before, after, kind, sentence):
    say(1, **before), say(5, **after)
    assert one(changes) == (kind, sentence)


def test_first_word_that_is_a_red_line_is_told_as_one(say, changes):
    say(5, "opposes", firmness=Firmness.RED_LINE)
    assert one(changes) == (
        ChangeKind.RED_LINE_DRAWN,
        "Zahira spoke for the first time on harbour dues, and drew a red line: opposes.",
    )


def test_speakers_at_odds_on_one_day_are_a_contradiction(say, changes):
    say(1)
    here = say(5, "supports", statement__speaker_as_written="Salma Haddun")
    there = say(5, "opposes", value=10, statement__speaker_as_written="Omar Vell")
    (change,) = changes()
    assert (change.kind, {change.before.words, change.after.words}) == (
        ChangeKind.CONTRADICTION,
        {here.statement.words, there.statement.words},
    )
    assert change.sentence == "Zahira spoke with more than one voice on harbour dues on one day."


def test_confirmed_link_against_own_words_is_a_contradiction_with_both(say, changes, negotiation, issue):
    aside = IssueFactory(negotiation=negotiation)
    earlier, later = say(1), say(5)
    say(2, issue=aside)
    link = LinkFactory(
        negotiation=negotiation, earlier=earlier.statement, later=later.statement, relation=Relation.REVERSES
    )
    assert changes() == ()
    confirm(link=link)
    (change,) = changes()
    assert (change.kind, change.issue, change.url) == (ChangeKind.CONTRADICTION, issue, link.get_absolute_url())
    assert (change.before.words, change.after.words) == (earlier.statement.words, later.statement.words)
    assert change.sentence == "Zahira contradicted its earlier words on harbour dues."


def test_link_that_says_what_the_step_says_is_not_told_twice(say, changes, negotiation):
    earlier, later = say(1, "opposes", value=10), say(5, "supports", value=90)
    confirm(
        link=LinkFactory(
            negotiation=negotiation, earlier=earlier.statement, later=later.statement, relation=Relation.REVERSES
        )
    )
    assert [change.kind for change in changes()] == [ChangeKind.REVERSAL]


@pytest.mark.parametrize(
    ("state", "kind", "word"),
    [
        (ConditionState.MET, ChangeKind.CONDITION_MET, "met"),
        (ConditionState.BROKEN, ChangeKind.CONDITION_BROKEN, "broken"),
        (ConditionState.OPEN, None, ""),
        (ConditionState.WITHDRAWN, None, ""),
    ],
)
def test_condition_is_told_as_a_person_judged_it(say, changes, negotiation, state, kind, word):
    position = say(1, condition="the cranes are repaired.")
    shown = say(6, issue=position.issue, statement__party=PartyFactory(negotiation=negotiation))
    ConditionVerdictFactory(position=position, state=state, shown_by=shown.statement, note="seen")
    told = [change for change in changes() if change.kind != ChangeKind.FIRST]
    assert [change.kind for change in told] == ([kind] if kind else [])
    if told:
        assert told[0].sentence == (
            f"A condition of Zahira on harbour dues was judged {word}: if the cranes are repaired."
        )
        assert (told[0].before.words, told[0].after.words) == (position.statement.words, shown.statement.words)


def test_condition_alone_is_told_once_and_not_as_a_step(say, changes):
    say(1), say(5, condition="the cranes are repaired")
    assert one(changes) == (
        ChangeKind.CONDITION_NEW,
        "Zahira set a condition on harbour dues: if the cranes are repaired.",
    )


def test_proposal_put_is_told_with_those_who_have_not_answered(changes, negotiation, put):
    silent = PartyFactory(negotiation=negotiation, name="Northmark")
    (change,) = changes()
    assert (change.kind, change.named, change.days) == (ChangeKind.PROPOSAL_PUT, (silent,), 4)
    assert change.sentence == "Zahira put “Envoy's plan”."


@pytest.mark.parametrize(
    ("fields", "kind", "sentence"),
    [
        ({"stance": "supports"}, ChangeKind.PROPOSAL_ACCEPTED, "Northmark accepts “Envoy's plan”."),
        ({"stance": "opposes"}, ChangeKind.PROPOSAL_REJECTED, "Northmark rejects “Envoy's plan”."),
        (
            {"stance": "supports", "condition": "it is paid"},
            ChangeKind.PROPOSAL_ANSWERED,
            "Northmark sets a condition for “Envoy's plan”: if it is paid.",
        ),
        (
            {"stance": "mixed"},
            ChangeKind.PROPOSAL_ANSWERED,
            "Northmark answers yes and no to “Envoy's plan”.",
        ),
    ],
)
def test_answer_to_a_proposal_is_told_with_its_words(say, changes, negotiation, put, fields, kind, sentence):
    northmark = PartyFactory(negotiation=negotiation, name="Northmark")
    answer = say(6, proposal=put, statement__party=northmark, **fields)
    change = only(changes, kind)
    assert (change.sentence, change.after.words) == (sentence, answer.statement.words)


def test_suggested_answer_is_not_told_and_its_party_not_called_silent(say, changes, negotiation, put):
    northmark = PartyFactory(negotiation=negotiation, name="Northmark")
    say(6, proposal=put, statement__party=northmark, confirmed=False)
    (change,) = changes()
    assert (change.kind, change.named) == (ChangeKind.PROPOSAL_PUT, ())


def test_proposal_waits_seven_days_before_it_is_told(changes, negotiation, put):
    PartyFactory(negotiation=negotiation, name="Northmark")
    put.put_at = datetime(2016, 9, 28, tzinfo=UTC)
    put.save()
    assert one(changes) == (
        ChangeKind.PROPOSAL_UNANSWERED,
        "“Envoy's plan” has waited 11 days for an answer of Northmark.",
    )
    put.put_at = datetime(2016, 10, 3, tzinfo=UTC)
    put.save()
    assert [change.kind for change in changes()] == [ChangeKind.PROPOSAL_PUT]


def test_proposal_against_the_red_line_of_another_is_told_with_both(say, changes, negotiation, party, put):
    northmark = PartyFactory(negotiation=negotiation, name="Northmark")
    line = say(1, "opposes", firmness=Firmness.RED_LINE, statement__party=northmark)
    offer = say(5, "supports", proposal=put)
    change = only(changes, ChangeKind.RED_LINE_CROSSED)
    assert (change.party, change.other) == (northmark, party)
    assert (change.before.words, change.after.words) == (line.statement.words, offer.statement.words)
    assert change.sentence == ("“Envoy's plan”, put by Zahira, goes against a red line of Northmark on harbour dues.")


@pytest.mark.parametrize("fields", [{"stance": "supports"}, {"stance": "opposes", "firmness": Firmness.FIRM}])
def test_proposal_beside_a_red_line_crosses_none(say, changes, negotiation, put, fields):
    say(1, statement__party=PartyFactory(negotiation=negotiation), **{"firmness": Firmness.RED_LINE, **fields})
    say(5, "supports", proposal=put)
    assert ChangeKind.RED_LINE_CROSSED not in [change.kind for change in changes()]


def test_nothing_is_told_of_what_nobody_confirmed(say, changes, negotiation, put):
    put.delete()
    say(1, "opposes", value=10)
    say(5, "supports", value=90, confirmed=False)
    say(6, "supports", value=90, statement__confirmed=False)
    say(6, condition="it rains", confirmed=False, issue=IssueFactory(negotiation=negotiation))
    assert changes() == ()


def test_hearsay_moves_nothing(say, changes, negotiation):
    say(1, "opposes", value=10)
    carrier = say(2, "opposes", value=10)
    told = {"version": carrier.statement.version, "speaker_as_written": "Omar Vell"}
    fields = {f"statement__{name}": value for name, value in told.items()}
    say(5, "supports", value=90, statement__reported_through=carrier.statement, **fields)
    assert changes() == ()


def test_key_is_the_same_whenever_a_change_is_told(say, negotiation):
    say(1, "opposes", value=10), say(5, "supports", value=90), say(6, condition="the cranes are repaired", value=90)
    wider = compose(
        followed=[Followed(negotiation)], start=datetime(2016, 10, 2, tzinfo=UTC), end=END, by_said=True
    ).changes
    week = compose(followed=[Followed(negotiation)], start=START, end=END, by_said=True).changes
    assert [change.key for change in wider] == [change.key for change in week]
    assert len({change.key for change in week}) == len(week) == 2


def test_precision_of_a_date_is_kept(say, changes):
    say(5, statement__said_at_precision=Precision.MONTH)
    (change,) = changes()
    assert change.precision == Precision.MONTH
