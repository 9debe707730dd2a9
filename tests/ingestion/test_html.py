import pytest

from positions.ingestion.errors import IngestionError
from positions.ingestion.html import MAX_LEVELS, check_structure, read_html

WORDS = (
    "<p>The Republic of Northmark will open the strait to grain ships if monitors are let in, Minister Ilka Brandt"
    " told reporters in Northport on Monday after three days of talks.</p>"
    "<p>Zahira has asked for a written guarantee. A spokesman declined to say what it would contain.</p>"
)


def page(body: str = WORDS, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def test_outlet_falls_back_on_the_site() -> None:
    assert read_html(page(), url="https://www.courier.example/ships").outlet.lower().startswith("courier")


def test_copyright_is_no_outlet() -> None:
    head = '<meta property="og:site_name" content="Copyright 2019">'
    assert read_html(page(head=head), url="https://www.courier.example/ships").outlet == "courier.example"


def test_outlet_is_cut_off_the_title() -> None:
    head = "<title>Ships are counted first | The Courier</title><meta property='og:site_name' content='The Courier'>"
    document = read_html(page(head=head))
    assert (document.title, document.outlet) == ("Ships are counted first", "The Courier")


def test_date_is_read_from_structured_marks() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-03-04T14:05:00Z"}</script>'
    document = read_html(page(head=head))
    assert (str(document.published_at), document.precision) == ("2019-03-04 14:05:00+00:00", "minute")


def test_declared_charset_of_the_page_is_used() -> None:
    content = page(WORDS.replace("Brandt", "Brandt-Łąka"), head='<meta charset="iso-8859-2">').decode()
    assert "Brandt-Łąka" in read_html(content.encode("iso-8859-2")).text


def test_list_and_table_keep_their_lines() -> None:
    body = WORDS + "<ul><li>first, the ships</li><li>then the monitors</li></ul>" + WORDS
    assert "first, the ships\nthen the monitors" in read_html(page(body)).text


def test_quotation_that_looks_like_furniture_stays() -> None:
    body = WORDS + "<p>“Sign up or leave,” Brandt said.</p><p>Sign up for our newsletter</p>" + WORDS
    text = read_html(page(body)).text
    assert "“Sign up or leave,” Brandt said." in text
    assert "newsletter" not in text


@pytest.mark.parametrize(
    "body", ["", "<p>Please enable JavaScript to read this page. It needs it for everything that it shows you.</p>"]
)
def test_page_without_article_is_refused(body: str) -> None:
    with pytest.raises(IngestionError, match="No article was found on the page"):
        read_html(page(body))


def test_deep_page_is_refused() -> None:
    with pytest.raises(IngestionError, match="too deep or too large"):
        check_structure("<div>" * (MAX_LEVELS + 1))


@pytest.mark.parametrize(
    "source",
    [
        "<p>" * 40_000,
        "<ul>" + "<li>a" * 40_000,
        "<br>" * 40_000,
        "<script>" + "<div>" * 5_000 + "</script>",
        "<!--" + "<div>" * 5_000 + "-->",
        "<div></div>" * 20_000,
    ],
)
def test_long_page_is_not_taken_for_a_deep_one(source: str) -> None:
    check_structure(source)
