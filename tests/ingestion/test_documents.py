"""Whatever is thrown at the product: a document or one sentence, within seconds."""

import time
from pathlib import Path

import pytest

from positions.ingestion import confined
from positions.ingestion.document import MAX_CHARACTERS
from positions.ingestion.documents import read_document, read_pasted
from positions.ingestion.errors import IngestionError
from tests.ingestion.files import archive, pdf, word, word_bomb

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "article_tass_2016-10-07.txt"
SECONDS = 15  # the slowest takes 3 s on a free machine

SENTENCES = "The two delegations agreed to count the ships that wait at the strait. Zahira has asked for a guarantee."


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "The file is empty"),
        (b" \r\n\t \n", "a.txt", "The file is empty"),
        (b"\xef\xbb\xbf", "a.txt", "There is no text here"),
        (b"--- *** 123", "a.txt", "There is no text here"),
        (b"word " * 1_100_000, "a.txt", "has 5.5 MB, more than the 5 MB"),
        (b"%PDF-" + bytes(20_000_001), "a.pdf", "more than the 20 MB"),
        (b"\x7fELF\x02\x01\x01" + bytes(500), "a.txt", "inside of a program"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.html", "This is a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a.pdf", "This is a picture"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "a.doc", "old Word"),
        (rb"{\rtf1 text}", "a.docx", "RTF"),
        (archive("xl/workbook.xml", b"<a/>"), "a.docx", "an archive, a spreadsheet or slides"),
        (word_bomb(), "a.docx", "unpacks to far more"),
        (pdf("", ""), "a.pdf", "pictures of pages and no text"),
        (pdf("text", password="strait"), "a.pdf", "locked with a password"),
        (b"<html><body>" + b"<div>" * 50_000 + b"text", "a.html", "too deep or too large"),
        (b"<html><body>" + b"<p>" * 50_000 + b"text", "a.html", "No article was found"),
        (b"<html><body>" + b"<i>a</i>" * 50_000, "a.html", "too deep or too large"),
        (b"<html><body>" + b"<!--" * 1_000_000, "a.html", "No article was found"),
        (b"<html><body>" + b"<" * 4_900_000, "a.html", "No article was found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_file_is_refused_with_a_sentence(content: bytes, name: str, message: str) -> None:
    started = time.monotonic()
    with pytest.raises(IngestionError, match=message) as refused:
        read_document(content, filename=name)
    assert time.monotonic() - started < SECONDS
    assert refused.value.permanent


@pytest.mark.parametrize("text", ["", "  \n ", "…"])
def test_nothing_pasted_is_refused(text: str) -> None:
    with pytest.raises(IngestionError, match="There is no text here"):
        read_pasted(text)


@pytest.mark.parametrize("text", ["\0\0\0text", "\x01\x02\x03\x04 text"])
def test_binary_pasted_is_refused(text: str) -> None:
    with pytest.raises(IngestionError, match="inside of a program"):
        read_pasted(text)


def test_text_over_the_limit_is_refused() -> None:
    with pytest.raises(IngestionError, match="5,000,004 characters"):
        read_pasted("word" * (MAX_CHARACTERS // 4 + 1))


def test_text_under_the_limit_is_read_in_time() -> None:
    started = time.monotonic()
    assert len(read_pasted("Слово «за». " * 400_000).text) == 4_799_999
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"<html><body><p>{SENTENCES}</p><p>{SENTENCES}</p></body></html>".encode(), "a.txt"),
        (word(SENTENCES, SENTENCES), "a.pdf"),
        (pdf(SENTENCES), "a.html"),
        (f"From: a@b.example\nMIME-Version: 1.0\nSubject: Ships\n\n{SENTENCES}".encode(), "a.txt"),
        (SENTENCES.encode("utf-16"), "a.html"),
    ],
    ids=["page", "word", "pdf", "message", "text"],
)
def test_file_is_known_by_its_content(content: bytes, name: str) -> None:
    assert read_document(content, filename=name).text.startswith(SENTENCES)


def test_pasted_source_of_a_page_is_read_as_a_page() -> None:
    source = f"<!DOCTYPE html>\n<html><body><p>{SENTENCES}</p><p>Nobody signed anything yet.</p></body></html>"
    assert read_pasted(source).text == f"{SENTENCES}\n\nNobody signed anything yet."


def test_pasted_text_stays_as_it_stands() -> None:
    text = "Ships\u00a0first\r\n\r\nThe “strait [of Northmark] - ‘open’.\r\nNext line."
    assert read_pasted(text).text == "Ships\u00a0first\n\nThe “strait [of Northmark] - ‘open’.\nNext line."


def test_names_in_other_scripts_are_kept() -> None:
    text = "Source: Вестник пролива\n\nقالت سلمى حدون إن زهرة لن توقع"
    document = read_pasted(text)
    assert (document.outlet, document.text) == ("Вестник пролива", text)


def test_reader_that_breaks_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(IngestionError, match="The PDF is damaged, or too unusual"):
        confined.read_confined("pdf", pdf("text"), unknown="option")
    assert "unexpected keyword" in caplog.text


def test_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.01)
    with pytest.raises(IngestionError, match="took too long") as late:
        confined.read_confined("pdf", pdf("text"))
    assert not late.value.permanent


def test_reader_knows_no_secret_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "strait")
    assert "SECRET_KEY" not in confined._environment()


@pytest.mark.skipif(not SEED.exists(), reason=f"{SEED} is not here")
def test_seed_article_is_described_but_for_the_year() -> None:
    document = read_pasted(SEED.read_text(encoding="utf-8"))
    assert document.title.startswith("Russia ready to let")
    assert (document.outlet, document.published_at, document.language) == ("TASS", None, "en")
    assert document.remarks == ("The text is dated 7 October without a year: enter the full date.",)


@pytest.mark.skipif(not SEED.exists(), reason=f"{SEED} is not here")
def test_seed_file_gets_its_year_from_its_name() -> None:
    document = read_document(SEED.read_bytes(), filename=SEED.name)
    assert (str(document.published_at), document.precision) == ("2016-10-07 00:00:00+00:00", "day")
