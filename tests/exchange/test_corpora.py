"""Speeches, bulletins and coded statements, of invented countries; and those of the corpora, read in place."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from positions.enums import PartyKind, Precision, SpeechKind, Stance
from positions.exchange.corpora import read_corpus
from positions.exchange.errors import ExchangeError
from positions.exchange.records import (
    ArticleRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    StatementRecord,
    TermRecord,
)

DATA = Path(__file__).parents[3] / "shared/data"
DAY = datetime(2031, 3, 4, tzinfo=UTC)
FIRST = "The harbour dues have doubled within a year, and nobody has told us what for."
SECOND = "We ask for talks before the summer, and for a pause of the new dues until then."
BULLETIN = {
    "id": "hb1",
    "title": "Harbour talks, day one",
    "date": None,
    "date_est": "2031-03-04",
    "url": "https://talks.example/hb1",
    "sections": [{"heading": "DUES", "level": 1, "paragraphs": ["Zahira, supported by Tessaly, opposed the dues."]}],
}
CODED = {"document_id": "hb1", "text": "Zahira, supported by Tessaly, opposed the dues."}


def read(tmp_path, *lines, **options):
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return list(read_corpus(path, options))


def test_a_speech_of_a_debate_is_its_paragraphs(tmp_path):
    line = {"id": "ZAH_1", "year": 2031, "country": "Zahira", "speaker": "Ilka Brandt", "post": "Minister"}

    rows = read(tmp_path, line | {"text": f"{FIRST} \n 7 \n {SECOND}"})

    article = ArticleRecord(
        key="ZAH_1",
        title="Zahira, General Debate 2031",
        text=f"{FIRST} \n 7 \n {SECOND}",
        published_at=datetime(2031, 9, 1, tzinfo=UTC),
        published_at_precision=Precision.MONTH,
        source="UN General Assembly",
        language="en",
    )
    assert [row.record for row in rows[:3]] == [
        PartyRecord("Zahira", kind=PartyKind.STATE),
        PersonRecord("Ilka Brandt", terms=(TermRecord("Zahira", title="Minister"),)),
        article,
    ]
    said = [row.record for row in rows[3:]]
    assert [article.text[slice(*each.spans[0])].strip() for each in said] == [FIRST, SECOND]
    assert {(each.party, each.speaker, each.kind) for each in said} == {("Zahira", "Ilka Brandt", SpeechKind.DIRECT)}


def test_a_speech_with_marked_conflicts_is_these_and_whom_they_criticise(tmp_path):
    units = [
        {"start": 0, "end": 9, "conflict": None, "target_type": None, "target_country": None},
        {"start": 10, "end": 20, "conflict": "Challenge", "target_type": "Country", "target_country": "kingdom_of_mar"},
        {
            "start": 21,
            "end": 30,
            "conflict": "Challenge",
            "target_type": "Underspecified",
            "target_country": "Underdefined",
        },
    ]
    line = {"id": "s1", "date": "2031-03-04", "country": "Zahira", "meeting": "HC/12", "text": FIRST, "units": units}

    said = [row.record for row in read(tmp_path, line) if isinstance(row.record, StatementRecord)]

    assert [(each.spans, each.targets) for each in said] == [
        (((10, 20),), ("Kingdom of Mar",)),
        (((21, 30),), ()),
    ]
    assert {each.said_at for each in said} == {DAY}


def test_a_speech_of_sentences_is_its_claims(tmp_path):
    units = [{"sentence": FIRST, "type": "premise"}, {"sentence": SECOND, "type": "claim"}]

    rows = [
        row.record for row in read(tmp_path, {"id": "s1", "date": "2031-03-04", "country": "Zahira", "units": units})
    ]

    article, said = rows[1], rows[2]
    assert article.text == f"{FIRST} {SECOND}"
    assert article.text[slice(*said.spans[0])] == SECOND
    assert len(rows) == 3


def test_coded_statements_of_a_bulletin_are_one_a_sentence_and_organisation(tmp_path):
    lines = [
        CODED | {"statement_id": 1, "organization": "Zahira", "concept": "dues", "agreement": False},
        CODED | {"statement_id": 2, "organization": "Zahira", "concept": "pilots", "agreement": True},
        CODED | {"statement_id": 3, "organization": "Tessaly", "concept": "dues", "agreement": False},
    ]

    rows = [row.record for row in read(tmp_path, BULLETIN, *lines, least="2")]

    assert rows[0] == ArticleRecord(
        key="hb1",
        title="Harbour talks, day one",
        text="DUES\n\nZahira, supported by Tessaly, opposed the dues.",
        published_at=DAY,
        source="Earth Negotiations Bulletin",
        url="https://talks.example/hb1",
        language="en",
    )
    assert [(each.party, each.article, each.words, each.positions) for each in rows[1:]] == [
        ("Zahira", "hb1", CODED["text"], (PositionRecord("Dues", Stance.OPPOSES),)),
        ("Tessaly", "hb1", CODED["text"], (PositionRecord("Dues", Stance.OPPOSES),)),
    ]


def test_a_line_of_another_kind_is_told_and_the_others_stay(tmp_path):
    rows = read(tmp_path, {"draft": "HC/5"}, BULLETIN, BULLETIN | {"date_est": None})

    assert [(row.place, row.problem.split(":")[0] if row.problem else row.record.key) for row in rows] == [
        ("line 1", "The line is no speech, bulletin or coded statement"),
        ("line 2", "hb1"),
        ("line 3", "The line is no speech, bulletin or coded statement"),
    ]


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "photo.jsonl"
    path.write_bytes(b"\xff\xd8\xff\xe0")

    with pytest.raises(ExchangeError, match="no JSON Lines in UTF-8"):
        list(read_corpus(path, {}))


def test_a_file_that_nests_without_end_is_refused(tmp_path):
    path = tmp_path / "deep.jsonl"
    path.write_text("[" * 100_000)

    with pytest.raises(ExchangeError, match="no JSON Lines in UTF-8"):
        list(read_corpus(path, {}))


def test_packed_files_are_read_one_after_the_other(tmp_path):
    path = tmp_path / "both.jsonl.gz"
    coded = CODED | {"statement_id": 1, "organization": "Zahira", "concept": "dues", "agreement": False}
    path.write_bytes(b"".join(gzip.compress(f"{json.dumps(line)}\n".encode()) for line in (BULLETIN, coded)))

    assert [type(row.record) for row in read_corpus(path, {})] == [ArticleRecord, StatementRecord]


@pytest.mark.parametrize(
    "name", ["ungdc_syria_paragraphs.jsonl.gz", "unsc_umuc_speeches.jsonl.gz", "unsc_argunsc_speeches.jsonl.gz"]
)
def test_speeches_of_the_corpora_are_read_without_a_problem(name):
    path = DATA / "diplomatic" / name
    if not path.exists():
        pytest.skip("The corpora are not beside this checkout.")

    rows = list(read_corpus(path, {}))

    texts = {row.record.key: row.record.text for row in rows if isinstance(row.record, ArticleRecord)}
    said = [row.record for row in rows if isinstance(row.record, StatementRecord)]
    assert [row for row in rows if row.problem] == []
    assert len(texts) > 80
    assert all(texts[each.article][slice(*each.spans[0])].strip() for each in said)
