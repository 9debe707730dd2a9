"""CSV as people have it: delimiters, encodings, columns in any order, and what is said of what cannot be read."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from positions.enums import Precision, Stance, Verdict
from positions.exchange.errors import ExchangeError
from positions.exchange.records import (
    ArticleRecord,
    IssueRecord,
    PartyRecord,
    PersonRecord,
    PositionRecord,
    Row,
    StatementRecord,
    TermRecord,
)
from positions.exchange.tables import csv_lines
from positions.exchange.tables.reading import read_csv

MOSCOW = PartyRecord("Захира", kind="state", role="mediates")


def read(folder: Path, content: str | bytes, name: str = "file.csv", **options: str) -> list[Row]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [*read_csv(path, options)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_found_out(tmp_path: Path, delimiter: str):
    text = '"name";kind;role\nЗахира;state;mediates\n'.replace(";", delimiter)
    assert read(tmp_path, text) == [Row("line 2", MOSCOW)]


def test_line_that_tells_the_delimiter_is_understood(tmp_path: Path):
    assert read(tmp_path, "sep=|\r\nname|kind|role\r\nЗахира|state|mediates") == [Row("line 3", MOSCOW)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_remark(tmp_path: Path, encoding: str):
    assert read(tmp_path, "name,kind,role\nЗахира,state,mediates\n".encode(encoding)) == [Row("line 2", MOSCOW)]


@pytest.mark.parametrize(
    ("encoding", "shown", "name"), [("cp1252", "Windows-1252", "Zahíra del Sur"), ("cp1251", "Windows-1251", "Захира")]
)
def test_other_encoding_is_guessed_and_said(tmp_path: Path, encoding: str, shown: str, name: str):
    remark, row = read(tmp_path, f"name,kind,role\n{name},state,mediates\n".encode(encoding))
    assert row.record == replace(MOSCOW, name=name)
    assert (remark.place, remark.problem) == (
        "file",
        f"The file is not in UTF-8. It was read as {shown}; if letters look wrong, save it as CSV in UTF-8.",
    )


def test_told_encoding_is_taken(tmp_path: Path):
    content = "name,kind,role\nЗахира,state,mediates\n".encode("koi8-r")
    assert read(tmp_path, content, encoding="koi8-r") == [Row("line 2", MOSCOW)]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", {}, "This is no CSV but the inside of a program"),
        ("name,kind,role\nЗ,state,".encode() + b"\xff", {"encoding": "utf-8"}, "From line 1 on letters cannot be read"),
        (b"name\nZ", {"encoding": "klingon"}, "There is no encoding “klingon”"),
        ('name,kind,role\n"Zahira,state\n', {}, "From line 2 on this is no CSV .* A quotation mark may open there"),
        ("name\nZahira\n", {}, "By its columns this may be parties or people. Choose which, or name the file so."),
        ("wer,was\nZahira,x\n", {}, "By its columns this is no table: wer, was. What each needs: parties: name;"),
        ("name,name,kind,role\nZ,Z,,\n", {"table": "parties"}, "The column name stands there twice."),
        ("title,text\nT,t\n", {"table": "articles"}, "A table of articles needs the column published_at. Add it;"),
        ("name\nZ\n", {"table": "votes"}, "^$"),
        ("name\nZ\n", {"table": "speeches"}, "There is no table “speeches” to import. Choose one of parties, people"),
        (b"", {}, "By its columns this is no table"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, content: str | bytes, options: dict[str, str], said: str
):
    if said == "^$":
        (row,) = read(tmp_path, content, **options)
        assert row.problem.startswith("Tables hold these for reading only.")
        return
    with pytest.raises(ExchangeError, match=said):
        read(tmp_path, content, **options)


def test_file_tells_its_table_by_its_name(tmp_path: Path):
    assert read(tmp_path, "name\nZahira\n", name="parties.csv") == [Row("line 2", PartyRecord("Zahira"))]


def test_columns_stand_in_any_order_and_blank_lines_do_not_count(tmp_path: Path):
    text = 'Role,NAME,kind,Aliases,\n\nmediator,Zahira,,"a; b",\n,,,,\nmediates,"Zahira",State,,\n'
    problem = "role: “mediator” is none of negotiates, mediates, observes."
    assert read(tmp_path, text) == [
        Row("line 3", None, problem),
        Row("line 5", PartyRecord("Zahira", "state", "mediates")),
    ]


def test_line_with_more_cells_than_the_first_is_bad(tmp_path: Path):
    rows = read(tmp_path, "name,kind,role\nZahira, the north,state,\nOther,state,observes,\n")
    assert [(row.place, row.problem) for row in rows] == [
        ("line 2", "kind: “the north” is none of state, organisation, armed_group, envoy, other."),
        ("line 3", ""),
    ]
    (row,) = read(tmp_path, "name,kind,role\nZahira,state,mediates,more\n")
    assert row.problem == "It has 4 cells, the first line 3. Put a cell with a delimiter in it in quotation marks."


def test_place_is_the_line_on_which_a_row_begins(tmp_path: Path):
    text = 'title,published_at,text\n"T","2031-03","one\ntwo"\n"U","2031-03-04","three"\n'
    first, second = read(tmp_path, text)
    assert first.record == ArticleRecord("T", "T", "one\ntwo", datetime(2031, 3, 1, tzinfo=UTC), Precision.MONTH)
    assert (first.place, second.place) == ("line 2", "line 4")


def test_texts_in_several_columns_are_put_together(tmp_path: Path):
    text = "text_2,text,text_3,title,published_at\nb,a,c,T,2031-03-04\n"
    assert [row.record.text for row in read(tmp_path, text)] == ["abc"]


def test_formulas_lose_the_apostrophe_unless_it_is_theirs(tmp_path: Path):
    text = "name,kind,role\n'-Zahira,,\n'Zahira,,\n"
    assert [row.record.name for row in read(tmp_path, text)] == ["-Zahira", "'Zahira"]
    assert [row.record.name for row in read(tmp_path, text, escape_formulas="off")] == ["'-Zahira", "'Zahira"]


PEOPLE = """name,aliases,party,title,starts_on,ends_on
Salma Haddun,Selma,Zahira,minister,2030-01-01,2030-12-31
Salma Haddun,,The envoy,adviser,2031-01-01,
Ilka Brandt,,,,,
Dal Oru,,Zahira,,2031-01-01,2030-01-01
Dal Oru,,,minister,,
"""


def test_rows_of_one_person_are_roles(tmp_path: Path):
    rows = read(tmp_path, PEOPLE)
    day = datetime(2030, 1, 1, tzinfo=UTC).date()
    assert [row.place for row in rows] == ["lines 2 to 3", "line 4", "lines 5 to 6"]
    assert [row.record for row in rows] == [
        PersonRecord(
            "Salma Haddun",
            ("Selma",),
            (
                TermRecord("Zahira", "minister", day, day.replace(month=12, day=31)),
                TermRecord("The envoy", "adviser", day.replace(year=2031)),
            ),
        ),
        PersonRecord("Ilka Brandt"),
        None,
    ]
    assert rows[2].problem == ("The role ends on 2030-01-01, before it starts on 2031-01-01. Correct one of them.")


STATEMENTS = """id,article,words,party,issue,stance,value,verdict,position_verdict
s1,a1,We pay.,Zahira,Dues,supports,28,confirm,confirm
s1,a1,,,Berths,Opposes,,,
s1,a1,,,Tolls,mixed,,,undecided
s2,a1,We wait.,,,,,undecided,
s3,a1,We go.,,Dues,supports,128,,
s3,a1,We go.,,Tolls,supports,12,,
s4,a1,We come.,,Dues,,12,,
s5,a1,We stay.,,,,,,
s5,a1,We left.,,,,,,
s6,a1,,,,,,,
,a1,We say so.,,,,,,
,,We say so.,,,,,,
"""


def test_rows_of_one_statement_are_positions_and_one_bad_row_leaves_it_out(tmp_path: Path):
    rows = read(tmp_path, STATEMENTS)
    assert [(row.place, row.problem) for row in rows] == [
        ("lines 2 to 4", ""),
        ("line 5", ""),
        ("lines 6 to 7", "value: “128” is no whole number from 0 to 100."),
        ("line 8", "stance is empty. Write supports, opposes, mixed or none, or leave the whole position empty."),
        ("lines 9 to 10", "words differs between line 9 and line 10. Make them one."),
        ("line 11", "It has neither words nor spans. Write the words as they stand in the article."),
        ("line 12", ""),
        ("line 13", "article is empty."),
    ]
    assert [row.record for row in rows if row.record] == [
        StatementRecord(
            "s1", "a1", words="We pay.", party="Zahira",
            positions=(PositionRecord("Dues", Stance.SUPPORTS, 28), PositionRecord("Berths", Stance.OPPOSES)),
        ),
        StatementRecord("s2", "a1", words="We wait.", verdict=None),
        StatementRecord("line 12", "a1", words="We say so.", verdict=Verdict.CONFIRM),
    ]  # fmt: skip


def test_statement_names_its_text_by_article_or_title_and_number(tmp_path: Path):
    text = "id,article,article_title,version,words\ns1,a1,Talks,2,No.\ns2,,Talks,,No.\ns3,a1,,0,No.\n"
    rows = read(tmp_path, text)
    assert [(row.record.article, row.record.version) for row in rows[:2]] == [("a1", 2), ("Talks", 0)]
    said = "version: “0” is no number of a text. Write 1 for the text read first, or leave it empty."
    assert rows[2].problem == said


def test_statement_comes_after_the_one_that_reports_it(tmp_path: Path):
    chain = "id,article,words,reported_through\ns3,a,c,s2\ns2,a,b,s1\ns4,a,d,\ns1,a,a,\ns6,a,f,s7\ns7,a,g,s6\n"
    assert [row.record.key for row in read(tmp_path, chain)] == ["s4", "s1", "s2", "s3", "s6", "s7"]


def test_issue_comes_after_its_parent(tmp_path: Path):
    rows = read(tmp_path, "title,parent,anchors,status_quo\nBerths,Dues,,\nDues,,0: none; 100: all,40\n")
    assert [row.record for row in rows] == [
        IssueRecord("Dues", status_quo=40, anchors=((0, "none"), (100, "all"))),
        IssueRecord("Berths", parent="Dues"),
    ]


def archive(folder: Path, **members: str) -> bytes:
    path = folder / "archive"
    with ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(f"tables/{name}.csv", text)
    return path.read_bytes()


def test_files_of_an_archive_are_read_in_the_order_of_tables(tmp_path: Path):
    content = archive(tmp_path, votes="party\nZ\n", people="name\nSalma Haddun\n", parties="name\nZahira\n", x="a\nb\n")
    rows = read(tmp_path, content)
    assert [row.place for row in rows] == [
        "tables/parties.csv, line 2",
        "tables/people.csv, line 2",
        "tables/x.csv",
        "votes",
    ]
    assert [row.record for row in rows[:2]] == [PartyRecord("Zahira"), PersonRecord("Salma Haddun")]


def test_archive_without_tables_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ExchangeError, match=r"The archive holds no CSV file."):
        read(tmp_path, archive(tmp_path))
    monkeypatch.setattr(csv_lines, "MOST_BYTES", 3)
    with pytest.raises(ExchangeError, match=r"Unpacked the archive has more than 0 GB. Import its files singly."):
        read(tmp_path, archive(tmp_path, parties="name\nZahira\n"))
