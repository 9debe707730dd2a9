"""Places of words in a text that is stored in another form than a file has it; records as the report keeps them."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from positions.enums import Firmness, Mode, PartyKind, PartyRole, Precision, SpeechAct, SpeechKind, Stance, Verdict
from positions.exchange.errors import BadRecord
from positions.exchange.records import (
    ArticleRecord,
    CarriedRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    ProposalRecord,
    StatementRecord,
    TermRecord,
)
from positions.exchange.stored import KIND_OF, read_record, write_record
from positions.exchange.texts import TakenText, take_text
from positions.text import normalise, words_at

MOMENT = datetime(2031, 3, 4, 12, 30, 0, 5, tzinfo=UTC)
RECORDS = [
    PartyRecord("Zahira", PartyKind.ENVOY, PartyRole.MEDIATES, "coast", ("Z", "the coast")),
    PersonRecord("Ilka", ("I",), (TermRecord("Zahira", "minister", date(2031, 3, 4)), TermRecord("North"))),
    IssueRecord("Dues", "Paid?", "Fees", "Harbour", ("fee",), 0, ((0, "none"), (100, "all"))),
    ProposalRecord("Plan", "S/1", "x", "https://a.example", "Envoy", ("Z",), ("Dues",), MOMENT, Precision.MONTH),
    ArticleRecord("a", "Talks", "Text\r\n", MOMENT, Precision.MINUTE, "Gazette", "", "S/2", "en"),
    StatementRecord(
        "s", "a", ((0, 3), (5, 7)), "Tex", SpeechKind.DIRECT, "he", "Ilka", "Zahira", MOMENT, Precision.DAY, ("A",),
        ("B",), ("C",), "r",
        (PositionRecord("Dues", Stance.MIXED, 0, Firmness.RED_LINE, "if", SpeechAct.OFFER, Mode.PAST, "Plan"),), None,
    ),
    StatementRecord("s", "a", words="x", verdict=Verdict.UNSURE),
    CarriedRecord("entity:1", [{"b": 1.5, "é": None}, "x"]),
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_record_is_read_as_it_was_written(record):
    content = json.loads(json.dumps(write_record(record)))
    assert read_record(KIND_OF[type(record)], content) == record


def test_content_that_json_cannot_hold_is_refused():
    with pytest.raises(ValueError):
        write_record(CarriedRecord("x", [float("nan")]))
    with pytest.raises(TypeError):
        write_record(CarriedRecord("x", b"bytes"))


def test_signs_that_no_table_holds_leave_places_as_they_are():
    assert write_record(ArticleRecord("a", "T", "a\x00b\ud800c", MOMENT))["text"] == "a\ufeffb\ufeffc"


signs = st.text(alphabet="ab “”.\r\n\t\u2028e\u0301\u00e9\ufeffЖ", min_size=1, max_size=40)


@example(text="”é", cut=(0, 1))  # taken for bytes of UTF-8, and mended to a letter of its own
@given(text=signs, cut=st.tuples(st.integers(0, 40), st.integers(1, 40)))
def test_moved_words_are_those_at_their_old_place(text, cut):
    start, end = cut[0], cut[0] + cut[1]
    wanted = " ".join(normalise(text[start:end]).split())
    try:
        taken = take_text(text)
    except BadRecord:
        return
    is_whole = end <= len(text) and wanted and text[start : start + 1] != "\u0301" and text[end : end + 1] != "\u0301"
    is_mended = taken.stored.split() != normalise(text).split()  # letters that look like another encoding's
    if is_whole and not is_mended:
        assert " ".join(words_at(taken.stored, taken.places([(start, end)], "")).split()) == wanted


def test_words_of_a_text_that_is_broken_into_lines_otherwise_are_the_nearest():
    text = TakenText("No dues. No  dues. No dues.", "No dues.\nNo dues.\nNo dues.")
    assert [text.places([span], "") for span in ((0, 8), (9, 18), (19, 27))] == [[(0, 8)], [(9, 18)], [(18, 26)]]
