"""The sentences of a briefing, each with its words."""

from datetime import timedelta

import pytest

from positions.analysis.briefing import Subject, read_briefing
from positions.analysis.entries import read_entries
from positions.enums import Firmness, Stance
from tests.factories import SAID_AT, ConditionVerdictFactory, NegotiationFactory, ProposalFactory
from tests.web.talks import make_issue, make_party, say


@pytest.fixture
def dues(db):
    return make_issue(NegotiationFactory(), number=1)


@pytest.fixture
def zahira(dues):
    return make_party(dues.negotiation, "Zahira", number=1)


@pytest.fixture
def northmark(dues):
    return make_party(dues.negotiation, "Northmark", number=2)


def sections(subject, dues, days: int = 6):
    found = read_briefing(negotiation=dues.negotiation, subject=subject, as_of=SAID_AT + timedelta(days=days))
    return {section.title: section for section in found.sections}


def texts(section):
    return [sentence.text for sentence in section.sentences]


def test_what_is_held_stands_with_its_words(dues, zahira):
    say(dues, zahira, "The dues stay.", value=90, condition="the port opens")

    [sentence] = sections(Subject((zahira,)), dues)["What is held"].sentences

    assert sentence.text == (
        "On harbour dues Zahira supports, 90 of 100, firm, if the port opens; held since 4 March 2031, said once."
    )
    assert [evidence.words for evidence in sentence.evidence] == ["The dues stay."]


def test_two_parties_stand_side_by_side(dues, zahira, northmark):
    say(dues, zahira, "The dues stay.", value=90)
    say(dues, northmark, "No ship pays.", value=10)
    make_party(dues.negotiation, "Estmark", number=3)

    [apart] = sections(Subject((zahira, northmark)), dues)["What is held"].sentences

    assert apart.text == (
        "On harbour dues Zahira and Northmark stand 80 points apart: Zahira supports, 90 of 100, firm; "
        "Northmark supports, 10 of 100, firm."
    )
    assert [evidence.words for evidence in apart.evidence] == ["The dues stay.", "No ship pays."]


def test_two_parties_on_one_place_and_on_none_are_told_so(dues, zahira, northmark):
    light = make_issue(dues.negotiation, "Lighthouse", number=2)
    for party, value in ((zahira, 50), (northmark, None)):
        say(dues, party, value=50)
        say(light, party, value=value, firmness=None)

    assert texts(sections(Subject((zahira, northmark)), dues)["What is held"]) == [
        "On harbour dues Zahira and Northmark stand in the same place: "
        + "; ".join(f"{name} supports, 50 of 100, firm" for name in ("Zahira", "Northmark"))
        + ".",
        "On lighthouse Zahira and Northmark cannot be compared: Zahira supports, 50 of 100; Northmark supports.",
    ]


def test_the_last_shift_quotes_before_and_after(dues, zahira):
    say(dues, zahira, "The dues stay.", value=90)
    say(dues, zahira, "The dues may fall.", days=2, value=60)

    [sentence] = sections(Subject((zahira,)), dues)["What moved last"].sentences

    assert sentence.text == "On 6 March 2031 Zahira softened by 30 points on harbour dues."
    assert [evidence.words for evidence in sentence.evidence] == ["The dues stay.", "The dues may fall."]


def test_an_open_condition_says_for_whom_it_waits(dues, zahira, northmark):
    position = say(dues, zahira, condition="the port opens")
    assert texts(sections(Subject((zahira,)), dues)["What is not known"]) == [
        "Nobody has said whom Zahira waits for with “if the port opens”."
    ]

    ConditionVerdictFactory(position=position, awaits=northmark)

    assert texts(sections(Subject((zahira,)), dues)["Open conditions"]) == [
        "On harbour dues Zahira supports if the port opens: open for 6 days. It waits for Northmark."
    ]


def test_red_lines_are_told_apart(dues, zahira):
    say(dues, zahira, "Never.", stance=Stance.OPPOSES, value=0, firmness=Firmness.RED_LINE)

    assert texts(sections(Subject((zahira,)), dues)["Red lines"]) == [
        "Zahira draws a red line on harbour dues: it opposes, 0 of 100, red line."
    ]


def test_unanswered_proposals_say_for_how_long(dues, zahira, northmark):
    plan = ProposalFactory(negotiation=dues.negotiation, title="Envoy’s plan", put_at=SAID_AT, put_by=northmark)

    [sentence] = sections(Subject((zahira,)), dues)["Unanswered proposals"].sentences

    assert sentence.text == "Zahira has not answered “Envoy’s plan”, put by Northmark on 4 March 2031, for 6 days."
    assert sentence.url == plan.get_absolute_url()


def test_what_is_not_known_is_told_with_its_reason(dues, zahira, northmark):
    light = make_issue(dues.negotiation, "Lighthouse", number=2)
    say(dues, zahira, value=90)
    say(light, northmark, is_suggested=True)

    assert texts(sections(Subject(issue=dues), dues, days=30)["What is not known"]) == [
        "What Zahira said two weeks ago or more may hold no longer: on harbour dues (30 days).",
        "Nothing on record: on harbour dues Northmark.",
    ]
    assert texts(sections(Subject((northmark,)), dues)["What is not known"]) == [
        "Nothing on record: on harbour dues Northmark.",
        "Only suggested, judged by nobody: on lighthouse Northmark.",
    ]


def test_a_section_without_sentences_says_so(dues, zahira):
    found = sections(Subject((zahira,)), dues)

    assert [section.nothing for section in found.values() if not section.sentences] == [
        "No confirmed position is on record.",
        "No confirmed shift is on record.",
        "No open condition is on record.",
        "No red line is on record.",
        "No proposal is on record.",
    ]


def test_a_briefing_on_an_issue_leaves_the_others_out(dues, zahira):
    light = make_issue(dues.negotiation, "Lighthouse", number=2)
    say(dues, zahira, "The dues stay.")
    say(light, zahira, "The lighthouse comes first.")

    found = read_briefing(negotiation=dues.negotiation, subject=Subject(issue=light), as_of=SAID_AT)

    assert {evidence.words for evidence in found.evidence} == {"The lighthouse comes first."}
    assert (found.title, found.quoted) == ("Briefing: Lighthouse", 1)


def test_conditions_out_of_kept_rows_are_those_of_a_replay(dues, zahira, northmark, monkeypatch):
    say(dues, zahira, "If the port opens.", condition="the port opens")
    say(dues, zahira, "Whatever the port does.", days=2, stance=Stance.OPPOSES, value=0)
    say(dues, northmark, "If ships are paid.", condition="ships are paid")
    say(make_issue(dues.negotiation, "Pilots"), northmark, "Pilots stay.", days=1)
    wish = {"negotiation": dues.negotiation, "subject": Subject(), "as_of": SAID_AT + timedelta(days=6)}

    kept = read_briefing(**wish)
    monkeypatch.setattr("positions.analysis.briefing.read_conditional", read_entries)

    assert texts(kept.sections[2]) == ["On harbour dues Northmark supports if ships are paid: open for 6 days."]
    assert kept == read_briefing(**wish)
