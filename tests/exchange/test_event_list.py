"""The event list as Discourse Network Analyzer writes it."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from positions.enums import Stance
from positions.exchange.errors import ExchangeError
from positions.exchange.event_list import Event, lines, write_event_list
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    SourceFactory,
    SpokespersonFactory,
    StatementFactory,
)

SAMPLE = Path(__file__).parents[3] / "shared/data/dna"
HEADER = (
    '"statement ID";"time";"document ID";"document title";"author";"source";"section";"type";"text";'
    '"person";"organization";"concept";"agreement"'
)


def test_a_line_is_quoted_and_dated_as_dna_does_it():
    event = Event(
        number=7,
        when=datetime(2031, 3, 4, 9, 5),
        document=3,
        title='Dues; "tolls"',
        source="Northmark Gazette",
        text="We will pay\nhalf;",
        person="Salma Haddun",
        organization="Захира",
        concept="Harbour dues",
        agreement=1,
    )

    assert b"".join(lines([event])).decode() == (
        f"{HEADER}\n"
        '7;2031-03-04 09:05:00;3;"Dues, \'tolls\'";"";"Northmark Gazette";"";"";"We will pay\nhalf,";'
        '"Salma Haddun";"Захира";"Harbour dues";1'
    )


def test_no_event_leaves_the_header():
    assert b"".join(lines([])).decode() == HEADER


@pytest.fixture
def talks(db):
    """Zahira with the coast for dues; Zahira mixed on pilots; Northmark against dues; a refused and a silent one."""
    talks = NegotiationFactory()
    dues, pilots = (IssueFactory(negotiation=talks, title=title) for title in ("Dues", "Pilots"))
    zahira, northmark, coast = (PartyFactory(negotiation=talks, name=name) for name in ("Zahira", "Northmark", "Coast"))
    source = SourceFactory(name="Gazette")
    version = ArticleVersionFactory(article=ArticleFactory(negotiation=talks, source=source, title="Day one"))
    speaker = SpokespersonFactory(negotiation=talks, name="Salma Haddun")
    first = StatementFactory(
        negotiation=talks, version=version, party=zahira, speaker=speaker, said_at=datetime(2031, 3, 5, 8, tzinfo=UTC)
    )
    first.joint_with.set([coast, zahira])
    PositionFactory(statement=first, issue=dues, stance=Stance.SUPPORTS)
    PositionFactory(statement=first, issue=pilots, stance=Stance.MIXED)
    PositionFactory(statement=StatementFactory(negotiation=talks, party=northmark), issue=dues, stance=Stance.OPPOSES)
    PositionFactory(statement=StatementFactory(negotiation=talks), issue=dues, stance=Stance.NONE)
    PositionFactory(statement=StatementFactory(negotiation=talks), issue=dues, confirmed=False)
    told = StatementFactory(negotiation=talks, version=version, reported_through=first, speaker_as_written="the envoy")
    PositionFactory(statement=told, issue=dues)
    return talks


def read(talks, **options):
    whole = b"".join(write_event_list(talks, options)).decode()
    return [
        (row["statement ID"], row["time"], row["person"], row["organization"], row["concept"], row["agreement"])
        for row in csv.DictReader(StringIO(whole), delimiter=";")
    ]


def test_confirmed_stances_at_first_hand_are_events(talks):
    haddun = "2031-03-05 08:00:00", "Salma Haddun"
    assert read(talks) == [
        ("1", "2031-03-04 12:00:00", "", "Northmark", "Dues", "0"),
        ("2", *haddun, "Zahira", "Dues", "1"),
        ("3", *haddun, "Coast", "Dues", "1"),
        ("4", *haddun, "Zahira", "Pilots", "1"),
        ("5", *haddun, "Zahira", "Pilots", "0"),
        ("6", *haddun, "Coast", "Pilots", "1"),
        ("7", *haddun, "Coast", "Pilots", "0"),
    ]


def test_agreement_can_have_three_values(talks):
    assert [(row[3], row[4], row[5]) for row in read(talks, agreement="three")] == [
        ("Northmark", "Dues", "-1"),
        ("Zahira", "Dues", "1"),
        ("Coast", "Dues", "1"),
        ("Zahira", "Pilots", "0"),
        ("Coast", "Pilots", "0"),
    ]


def test_document_and_words_stand_in_the_line(talks):
    whole = b"".join(write_event_list(talks, {})).decode()
    row = list(csv.DictReader(StringIO(whole), delimiter=";"))[1]

    statement = talks.statements.get(speaker__name="Salma Haddun")
    assert (row["document ID"], row["document title"], row["source"], row["text"]) == (
        str(statement.version.article_id),
        "Day one",
        "Gazette",
        statement.words,
    )


@pytest.mark.django_db
def test_another_agreement_is_refused():
    with pytest.raises(ExchangeError) as error:
        list(write_event_list(NegotiationFactory(), {"agreement": "yes"}))
    assert str(error.value) == "“yes” is no way to write agreement; choose one of: binary, three."


@pytest.mark.parametrize("more", [0, 2])
def test_query_count_does_not_grow(talks, django_assert_num_queries, more):
    for _ in range(more):
        PositionFactory(statement=StatementFactory(negotiation=talks), issue=talks.issues.first())
    with django_assert_num_queries(2):
        b"".join(write_event_list(talks, {}))


def rows_of(name):
    return [json.loads(row) for row in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def test_the_sample_of_dna_comes_out_as_it_went_in():
    if not SAMPLE.is_dir():
        pytest.skip(f"There is no {SAMPLE}: DNA's sample data are not part of the project.")
    documents = {row["document_id"]: row for row in rows_of("documents.jsonl")}
    told = [row for row in rows_of("statements.jsonl") if row.get("concept")]
    events = [
        Event(
            number=row["statement_id"],
            when=datetime.fromisoformat(row["date"]),
            document=row["document_id"],
            kind=documents[row["document_id"]]["type"],
            **{name: documents[row["document_id"]][name] for name in ("title", "author", "source", "section")},
            **{name: row[name] for name in ("text", "person", "organization", "concept", "agreement")},
        )
        for row in told
    ]

    read = list(csv.DictReader(StringIO(b"".join(lines(events)).decode(), newline=""), delimiter=";"))

    assert len(read) > 20
    assert read == [
        {
            "statement ID": str(row["statement_id"]),
            "time": f"{row['date']} 00:00:00",
            "document ID": str(row["document_id"]),
            "document title": said(documents[row["document_id"]]["title"]),
            **{name: said(documents[row["document_id"]][name]) for name in ("author", "source", "section", "type")},
            **{name: said(row[name]) for name in ("text", "person", "organization", "concept")},
            "agreement": str(row["agreement"]),
        }
        for row in told
    ]


def said(text):
    return text.replace(";", ",").replace('"', "'")
