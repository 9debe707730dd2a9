"""PDF, Word and mail files, read in this process."""

import pytest

from positions.ingestion.docx import read_docx
from positions.ingestion.eml import read_eml
from positions.ingestion.errors import IngestionError
from positions.ingestion.pdf import MAX_PAGES, read_pdf
from tests.ingestion.files import archive, pdf, word, word_bomb

PAGE = """The two delegations agreed to count the ships that wait at the strait
before they talk about monitors, the office of the envoy said.
Zahira has asked for a written guarantee, and its spokesman would not
say what it would contain."""


def test_pdf_is_read_in_paragraphs() -> None:
    document = read_pdf(pdf(PAGE, title="Ships are counted first"))
    assert document.text == (
        "The two delegations agreed to count the ships that wait at the strait before they talk about monitors,"
        " the office of the envoy said. Zahira has asked for a written guarantee, and its spokesman would not say"
        " what it would contain."
    )
    assert document.title == "Ships are counted first"
    assert document.remarks == ("The file was made on 6 March 2019; the date of publication may be another.",)


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [f"Northmark Bulletin\nThe {word} page says something of its own here.\nPage {n} of 4"
             for n, word in enumerate(("first", "second", "third", "fourth"), start=1)]  # fmt: skip
    text = read_pdf(pdf(*pages)).text
    assert "Bulletin" not in text
    assert "Page" not in text
    assert text.count("something of its own") == 4


@pytest.mark.parametrize("title", ["Microsoft Word - draft3.doc", "untitled", "report.indd", "about:blank"])
def test_title_of_the_program_is_no_title(title: str) -> None:
    assert read_pdf(pdf(PAGE, title=title)).title == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pdf("", "", ""), "pictures of pages and no text"),
        (pdf(PAGE, password="strait"), "locked with a password"),
        (pdf(*["a"] * (MAX_PAGES + 1)), f"has {MAX_PAGES + 1} pages"),
        (b"%PDF-1.4 and nothing that follows", "The PDF is damaged"),
        (pdf(PAGE)[:300], "The PDF is damaged"),
    ],
    ids=["scanned", "locked", "long", "torn", "cut"],
)
def test_bad_pdf_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(IngestionError, match=message):
        read_pdf(content)


def test_word_file_is_read_with_heading_and_table() -> None:
    content = word("First paragraph.", "Second one.", heading="Ships first", rows=(("For", "8"), ("Against", "2")))
    document = read_docx(content)
    assert document.text == "Ships first\n\nFirst paragraph.\n\nSecond one.\n\nFor | 8\nAgainst | 2"
    assert document.title == "Ships first"


def test_word_title_property_wins() -> None:
    assert read_docx(word("Text.", title="The ships", heading="Ships first")).title == "The ships"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (word_bomb(), "unpacks to far more"),
        (word(), "holds no text"),
        (word("Text.")[:900], "damaged"),
        (archive("word/document.xml", b"<broken"), "damaged"),
    ],
    ids=["bomb", "empty", "cut", "torn"],
)
def test_bad_word_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(IngestionError, match=message):
        read_docx(content)


def message(body: str, *, subject: str = "Ships first", kind: str = "text/plain; charset=utf-8") -> bytes:
    head = f"From: Northport Courier <news@courier.example>\nSubject: {subject}\nDate: Wed, 6 Mar 2019 09:00:00 +0200\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n{body}".encode()


def test_message_says_who_and_when() -> None:
    document = read_eml(message("The ships are counted first."))
    assert (document.text, document.title, document.outlet) == (
        "The ships are counted first.",
        "Ships first",
        "Northport Courier",
    )
    assert (str(document.published_at), document.precision) == ("2019-03-06 07:00:00+00:00", "minute")


def test_message_passed_on_leaves_outlet_and_date_open() -> None:
    document = read_eml(message("The ships are counted first.", subject="Fwd: Ships first"))
    assert (document.title, document.outlet, document.published_at) == ("Ships first", "", None)
    assert len(document.remarks) == 1


def test_message_in_html_alone_is_read() -> None:
    body = "<html><body><p>The two delegations agreed to count the ships that wait at the strait before they talk.</p>"
    document = read_eml(message(body + "<p>Zahira has asked for a written guarantee.</p>", kind="text/html"))
    assert document.text.startswith("The two delegations agreed")


def test_saved_page_keeps_its_address() -> None:
    body = "<html><body><p>The two delegations agreed to count the ships that wait at the strait before they talk.</p>"
    content = message(body + "<p>Zahira has asked for a written guarantee.</p>", kind="text/html")
    document = read_eml(b"Snapshot-Content-Location: https://courier.example/ships\n" + content)
    assert (document.url, document.published_at) == ("https://courier.example/ships", None)


def test_message_without_text_is_refused() -> None:
    with pytest.raises(IngestionError, match="holds no text"):
        read_eml(message("JVBERi0=", kind='application/pdf; name="a.pdf"'))
