"""What the example negotiations must hold, read without a database."""

import gzip
import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from positions.enums import Firmness, PartyKind, PartyRole, Precision, Relation, Role, SpeechKind, Stance, VoteChoice
from positions.management.demo.content import FILES, Content, Report, StatementEntry, read_content, spans_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
DOCS = ROOT / "docs" / "demo.md"
SHARED_RUN = 8  # words in a row; shorter ones are names and set phrases of the trade

ALEPPO, HARBOUR = (read_content(path) for path in FILES)
BOTH = pytest.mark.parametrize("content", [ALEPPO, HARBOUR], ids=["aleppo", "harbour"])


def said_on(report: Report, statement: StatementEntry) -> datetime:
    return (statement.said or report.said or report.published).at


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + SHARED_RUN]) for at in range(len(found) - SHARED_RUN + 1)}


def data_file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here, so the demo cannot be checked against it.")
    return path


def speeches_of_2016() -> dict[str, str]:
    with gzip.open(data_file("diplomatic/ungdc_2011_2018.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: row["text"] for row in rows if row["year"] == 2016}


@BOTH
def test_words_of_every_statement_stand_in_the_report_exactly_once(content: Content) -> None:
    spans = [spans_of(report.text, statement.words) for report, statement in content.statements()]
    assert len(spans) == len(list(content.statements()))


@BOTH
def test_labels_are_unique(content: Content) -> None:
    labels = Counter(statement.label for _, statement in content.statements())
    assert [label for label, count in labels.items() if count > 1] == []


@BOTH
def test_every_name_used_is_declared(content: Content) -> None:
    parties, people = {party.name for party in content.parties}, {person.name for person in content.people}
    issues, proposals = {issue.key for issue in content.issues}, {proposal.key for proposal in content.proposals}
    for _, statement in content.statements():
        assert (statement.speaker in people) is not (statement.party in parties), statement.label
        assert {*statement.joint_with, *statement.addressed_to} <= parties, statement.label
        assert {position.issue for position in statement.positions} <= issues, statement.label
        assert {position.proposal for position in statement.positions} <= {*proposals, ""}, statement.label
        assert {position.awaits for position in statement.positions} <= {*parties, ""}, statement.label
    for proposal in content.proposals:
        assert {*proposal.sponsors, proposal.put_by} <= parties, proposal.key
        assert set(proposal.issues) <= issues, proposal.key


@BOTH
def test_events_are_about_declared_issues_and_say_where_they_are_on_record(content: Content) -> None:
    issues = {issue.key for issue in content.issues}
    for event in content.events:
        assert set(event.issues) <= issues, event.title
        assert event.summary
        assert event.reference, event.title
        assert event.issues or not event.effect, event.title


def test_every_aleppo_event_says_what_it_was_checked_against() -> None:
    _, checks = DOCS.read_text(encoding="utf-8").split("### What each outside event was checked against")
    described = set(re.findall(r"^\| ([A-Z][\w ]+) \|", checks, re.MULTILINE))
    assert described == {event.title for event in ALEPPO.events}
    assert all(event.url.startswith("http") for event in ALEPPO.events)


@BOTH
def test_vocabularies_are_those_of_the_product(content: Content) -> None:
    assert {statement.kind for _, statement in content.statements()} <= set(SpeechKind.values)
    positions = [position for _, statement in content.statements() for position in statement.positions]
    assert {position.stance for position in positions} <= set(Stance.values)
    assert {relation for _, statement in content.statements() for _, relation in statement.links} <= set(
        Relation.values
    )
    assert {party.kind for party in content.parties} <= set(PartyKind.values)
    assert {party.role for party in content.parties} <= set(PartyRole.values)
    assert set(content.members.values()) <= set(Role.values)


@BOTH
def test_values_lie_on_the_scale(content: Content) -> None:
    values = [position.value for _, statement in content.statements() for position in statement.positions]
    assert all(value is None or 0 <= value <= 100 for value in values)
    assert all(set(issue.anchors) == {0, 50, 100} and issue.status_quo is not None for issue in content.issues)


@BOTH
def test_reported_words_stand_within_the_words_that_report_them(content: Content) -> None:
    for report in content.reports:
        spans = {statement.label: spans_of(report.text, statement.words) for statement in report.statements}
        for statement in report.statements:
            if statement.through:
                (start, end), (outer_start, outer_end) = spans[statement.label][0], spans[statement.through][0]
                assert outer_start <= start < end <= outer_end, statement.label


@BOTH
def test_links_run_from_later_to_earlier_statements(content: Content) -> None:
    order = [report.key for report in content.reports]
    moments = {
        statement.label: (
            said_on(report, statement),
            order.index(report.key),
            spans_of(report.text, statement.words)[0],
        )
        for report, statement in content.statements()
    }
    backwards = [
        (statement.label, to)
        for _, statement in content.statements()
        for to, _ in statement.links
        if not moments[to] < moments[statement.label]
    ]
    assert backwards == []


@BOTH
def test_speakers_hold_their_office_on_the_day(content: Content) -> None:
    offices = {person.name: person.affiliations for person in content.people}
    for report, statement in content.statements():
        day = said_on(report, statement).date()
        assert not statement.speaker or any(
            (office.starts_on or date.min) <= day <= (office.ends_on or date.max)
            for office in offices[statement.speaker]
        ), statement.label


def test_reports_are_short_news() -> None:
    lengths = {report.key: len(report.text.split()) for report in ALEPPO.reports}
    assert {key: length for key, length in lengths.items() if not 80 <= length <= 200} == {}


def test_aleppo_has_what_a_tour_needs() -> None:
    statements = [statement for _, statement in ALEPPO.statements()]
    coded = [statement for statement in statements if statement.positions]
    positions = [position for statement in statements for position in statement.positions]
    months = {(report.published.at.year, report.published.at.month) for report in ALEPPO.reports}
    assert len(ALEPPO.issues) >= 8
    assert len(ALEPPO.reports) >= 15
    assert len(coded) >= 80
    assert {(2016, 9), (2016, 10), (2016, 12)} == months
    assert any(position.firmness == Firmness.RED_LINE for position in positions)
    assert any(position.condition for position in positions)
    assert any(statement.through for statement in statements)
    assert any(report.published.precision == Precision.MONTH for report in ALEPPO.reports)


def test_aleppo_has_one_utterance_that_two_reports_render_differently() -> None:
    by_label = {statement.label: (report, statement) for report, statement in ALEPPO.statements()}
    (first_report, first), (second_report, second) = by_label["rus-joint-police"], by_label["alt-joint-police"]
    assert second.links == (("rus-joint-police", "same_utterance"),)
    assert first_report.key != second_report.key
    assert (first.positions[0].firmness, second.positions[0].firmness) == (Firmness.EXPLORATORY, Firmness.FIRM)


def test_aleppo_quotes_nobody_directly() -> None:
    quoting = [report.key for report in ALEPPO.reports if re.search(r'["“”«»„]', report.text)]
    assert quoting == []
    assert {statement.kind for _, statement in ALEPPO.statements()} == {SpeechKind.INDIRECT}


def test_harbour_quotes_directly() -> None:
    kinds = Counter(statement.kind for _, statement in HARBOUR.statements())
    assert kinds[SpeechKind.DIRECT] >= 5


def test_every_aleppo_report_says_where_it_can_be_checked() -> None:
    _, checks = DOCS.read_text(encoding="utf-8").split("### What each report was checked against")
    described = set(re.findall(r"^\| `([\w-]+)` \|", checks, re.MULTILINE))
    assert described == {report.key for report in ALEPPO.reports}
    assert all(report.reference for report in ALEPPO.reports)


def test_speeches_named_in_the_documentation_exist() -> None:
    named = set(re.findall(r"`([A-Z]{3}_71_2016)`", DOCS.read_text(encoding="utf-8")))
    assert named - set(speeches_of_2016()) == set()


def test_aleppo_is_told_in_its_own_words() -> None:
    sources = speeches_of_2016()
    sources["seed"] = data_file("seed/article_tass_2016-10-07.txt").read_text(encoding="utf-8")
    told = {report.key: runs(report.text) for report in ALEPPO.reports}
    told |= {event.title: runs(event.summary) for event in ALEPPO.events}
    taken = set().union(*told.values())
    copied = {name: taken & runs(text) for name, text in sources.items()}
    assert {name: found for name, found in copied.items() if found} == {}


def test_votes_are_those_on_record() -> None:
    rows = data_file("diplomatic/aleppo_2016_votes.jsonl").read_text(encoding="utf-8").splitlines()
    recorded = {(row["meeting"], row["draft"], row["party"], row["vote"]) for row in map(json.loads, rows)}
    entered = {
        (
            proposal.ballot.meeting,
            proposal.reference or "Egypt/New Zealand/Spain draft",
            {"Russia": "Russian Federation"}.get(party, party),
            choice.value,
        )
        for proposal in ALEPPO.proposals
        if proposal.ballot
        for choice, parties in proposal.ballot.choices.items()
        for party in parties
    }
    assert entered == recorded


def test_votes_add_up() -> None:
    totals = {
        proposal.key: tuple(len(proposal.ballot.choices[choice]) for choice in VoteChoice)
        for proposal in ALEPPO.proposals
        if proposal.ballot
    }
    assert totals == {
        "france-spain-draft": (11, 2, 2, 0),
        "russian-draft": (4, 9, 2, 0),
        "three-members-draft": (11, 3, 1, 0),
    }
