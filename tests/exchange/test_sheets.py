"""Workbooks: what every cell holds, how long texts and many rows go on, and what is refused."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from positions.exchange.errors import ExchangeError
from positions.exchange.records import PartyRecord, Row
from positions.exchange.tables import workbook as writing
from positions.exchange.tables import workbook_lines
from positions.exchange.tables.reading import read_xlsx
from positions.exchange.tables.workbook import Book, divide, letters_of, names_of, parts_for, pieces_of, sheets_of
from positions.exchange.tables.workbook_frame import RELATIONS, STYLES, book_relations, content_types, workbook
from positions.exchange.tables.workbook_lines import read_sheets, text_of
from positions.exchange.zipped import PIECE, zipped

Save = Callable[..., Path]


def book_of(name: str, names: list[str], rows: Iterator[list], most: int = 100) -> bytes:
    book = Book()
    parts = [*((each, b"".join(pieces)) for each, pieces in sheets_of(book, name, names, rows, most))]
    frame = [
        ("xl/workbook.xml", workbook(book.names)),
        ("xl/_rels/workbook.xml.rels", book_relations(len(book.names))),
        ("xl/styles.xml", STYLES),
        ("_rels/.rels", RELATIONS),
        ("[Content_Types].xml", content_types(len(book.names))),
    ]
    return b"".join(
        zipped([*((each, [part]) for each, part in parts), *((each, [text.encode()]) for each, text in frame)])
    )


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(sheets: dict[str, list[list]]) -> Path:
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "file"
        book.save(path)
        return path

    return save


def test_cells_are_text_or_numbers_never_formulas():
    rows = iter([["=1+1", 28, 0.5, "", "  blanks <&> \n\ttabs "]])
    sheet = load_workbook(BytesIO(book_of("votes", ["a", "b", "c", "d", "e"], rows)))["votes"]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]] == [
        ("=1+1", "s", "@"),
        (28, "n", "General"),
        (0.5, "n", "General"),
        (None, "n", "General"),
        ("  blanks <&> \n\ttabs ", "s", "@"),
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_is_read_as_it_was_written(texts: list[str]):
    book = load_workbook(BytesIO(book_of("votes", ["text"], ([text] for text in texts if text))), read_only=True)
    rows = book["votes"].iter_rows(min_row=2, values_only=True)
    assert [text_of(value) for (value,) in rows] == [text for text in texts if text]


@given(st.lists(st.text(alphabet="aé\U0001f600", max_size=40), max_size=4))
def test_long_texts_stand_in_several_cells_none_longer_than_a_cell_may_be(texts: list[str]):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "MOST_CHARACTERS", 7)
        for text in texts:
            pieces = pieces_of(text, parts_for(len(text))) if text else []
            assert "".join(pieces) == text
            assert all(len(piece.encode("utf-16-le")) // 2 <= 7 for piece in pieces)


def test_columns_of_long_texts_are_numbered():
    assert names_of("text", 3) == ["text", "text_2", "text_3"]
    assert divide(["a", 1], [2, 1]) == ["a", "", 1]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next():
    book = load_workbook(BytesIO(book_of("votes", ["a"], iter([[1], [2], [3]]), most=3)))
    assert {name: [[cell.value for cell in row] for row in book[name]] for name in book.sheetnames} == {
        "votes": [["a"], [1], [2]],
        "votes 2": [["a"], [3]],
    }


def test_rows_that_just_fill_a_sheet_need_no_second():
    book = load_workbook(BytesIO(book_of("votes", ["a"], iter([[1], [2]]), most=3)))
    assert book.sheetnames == ["votes"]


def test_more_characters_than_a_sheet_may_have_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "CHARACTERS_OF_A_SHEET", 10)
    assert load_workbook(BytesIO(book_of("votes", ["a"], iter([["x"], ["y"]])))).sheetnames == ["votes", "votes 2"]


def test_cell_that_no_spreadsheet_opens_is_not_written():
    most = "a" * 32_767
    assert load_workbook(BytesIO(book_of("votes", ["a"], iter([[most]]))))["votes"]["A2"].value == most
    with pytest.raises(ExchangeError, match=r"in row 2 is longer than a cell may be: it begins with “a+”\. Export CSV"):
        book_of("votes", ["a"], iter([[most + "a"]]))


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(number: int, letters: str):
    assert letters_of(number) == letters


def test_an_archive_leaves_in_pieces_while_it_is_written():
    taken, draw = [], Random(7)

    def content() -> Iterator[bytes]:
        for number in range(40):
            taken.append(number)
            yield draw.randbytes(PIECE // 8)

    pieces = zipped([("a", content())])
    next(pieces)
    assert len(taken) < 40


def read(path: Path, **options: str) -> list[Row]:
    return [*read_xlsx(path, options)]


def test_workbook_of_another_program_is_read_in_the_order_of_tables(save: Save):
    path = save(
        {
            "People": [["Name", "Party", "Starts on"], ["Salma Haddun", "Zahira", datetime(2030, 1, 1)]],
            "Parties": [[], ["Name", "Kind", None], [], ["Zahira", "State"], [None, "state"]],
        }
    )
    rows = read(path)
    assert [(row.place, row.problem) for row in rows] == [
        ("sheet Parties, row 4", ""),
        ("sheet Parties, row 5", "name is empty."),
        ("sheet People, row 2", ""),
    ]
    assert rows[0].record == PartyRecord("Zahira", kind="state")
    assert str(rows[2].record.terms[0].starts_on) == "2030-01-01"


def test_sheet_of_any_name_is_known_by_its_columns(save: Save):
    (row,) = read(save({"Sheet1": [["name", "kind", "role"], ["Zahira", "state", "mediates"]]}))
    assert row.record == PartyRecord("Zahira", "state", "mediates")


def test_sheet_that_is_no_table_is_left_out_with_the_reason(save: Save):
    notes = [["What I thought"], ["Much"]]
    rows = read(save({"notes": notes, "parties": [["name"], ["Zahira"]]}))
    assert rows[0].record == PartyRecord("Zahira")
    assert (rows[1].place, rows[1].problem[:70]) == (
        "sheet notes",
        "It was left out. By its columns this is no table: What I thought. What",
    )


def test_unknown_columns_refuse_the_file_and_say_what_is_meant(save: Save):
    path = save({"parties": [["name", "allies", "ältere Namen"], ["Zahira", "x", "y"]]})
    with pytest.raises(ExchangeError) as refusal:
        read(path)
    assert str(refusal.value) == (
        "sheet parties: A table of parties has no column “allies” (aliases?), “ältere Namen”. Known are name, slug, "
        "kind, role, group, aliases, number. Rename or remove what is not known, or choose to skip unknown columns."
    )
    assert [row.record for row in read(path, skip_unknown="on")] == [PartyRecord("Zahira")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (28.0, "28"),
        (28.5, "28.5"),
        (True, "yes"),
        (datetime(2031, 3, 4), "2031-03-04"),
        (datetime(2031, 3, 4, 12, 5), "2031-03-04T12:05:00"),
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
    ],
)
def test_cells_of_any_type_are_texts(value: object, text: str):
    assert text_of(value) == text


def archive(path: Path, **members: bytes) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def test_what_is_no_workbook_is_refused_with_what_to_do(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(b"name\r\nZahira\r\n")
    with pytest.raises(ExchangeError, match=r"This is no XLSX workbook. Save the table as XLSX, or import it as CSV."):
        read(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(ExchangeError, match=r"old workbook \(.xls\) or one with a password. Save it as XLSX"):
        read(path)
    with pytest.raises(ExchangeError, match=r"This is an archive but no XLSX workbook"):
        read(archive(path, a=b"b"))


def test_broken_workbook_is_refused_with_what_to_do(tmp_path: Path):
    path = archive(tmp_path / "file", **{"[Content_Types]_xml": b"<Types", "xl__workbook_xml": b""})
    with pytest.raises(ExchangeError, match=r"The workbook cannot be read .* save it again as XLSX, or as CSV."):
        read(path)


def test_part_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(workbook_lines.MOST_BYTES, "sharedStrings.xml", 2**20)
    members = {"[Content_Types]_xml": b"<Types/>", "xl__sharedStrings_xml": b"<t>" + b" <b/>" * 2**18}
    with pytest.raises(
        ExchangeError, match=r"Unpacked, xl/sharedStrings.xml has more than 1 MB. Save the tables as CSV"
    ):
        [*read_sheets(archive(tmp_path / "file", **members), len)]


def test_cell_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path: Path):
    members = {"[Content_Types]_xml": b"<Types/>", "xl__worksheets__sheet1_xml": b"<t>" + b" " * (3 * 2**20) + b"</t>"}
    with pytest.raises(ExchangeError, match=r"Unpacked, a cell in xl/worksheets/sheet1.xml has more than 1 MB."):
        [*read_sheets(archive(tmp_path / "file", **members), len)]
