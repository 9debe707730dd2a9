"""The articles of a negotiation as BibTeX and CSL-JSON."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from positions.enums import Precision
from positions.exchange.references import key_of, write_bibtex, write_csl
from positions.models import Article, Source
from tests.factories import ArticleFactory, NegotiationFactory

DUES = Article(
    public_id=UUID("3f9a2b1c-0000-4000-8000-000000000001"),
    source=Source(name="Northmark Gazette"),
    title="Dues & tolls: 50 % off {today}",
    url="https://gazette.example.org/dues_1?a=b&c={d}",
    reference="G/31_4",
    language="en",
    published_at=datetime(2031, 3, 4, 23, 30, tzinfo=UTC),
)


@pytest.fixture
def talks(db):
    talks = NegotiationFactory()
    fields = ("public_id", "title", "url", "reference", "language", "published_at")
    source = Source.objects.create(name="Northmark Gazette")
    ArticleFactory(negotiation=talks, source=source, **{name: getattr(DUES, name) for name in fields})
    ArticleFactory(
        negotiation=talks,
        source=Source.objects.create(name="Вестник"),
        public_id=UUID("3f9a2b1c-0000-4000-8000-000000000002"),
        title="Порт открыт",
        published_at=datetime(2031, 2, 1, tzinfo=UTC),
        published_at_precision=Precision.MONTH,
    )
    return talks


def test_bibtex_has_an_entry_per_article_in_order_of_time(talks):
    assert b"".join(write_bibtex(talks, {})).decode() == (
        "@misc{article-2031-3f9a2b1c,\n"
        "  title = {{Порт открыт}},\n"
        "  howpublished = {Вестник},\n"
        "  year = {2031},\n"
        "  month = feb\n"
        "}\n\n"
        "@misc{gazette-2031-dues-tolls-today-3f9a2b1c,\n"
        "  title = {{Dues \\& tolls: 50 \\% off \\{today\\}}},\n"
        "  howpublished = {Northmark Gazette},\n"
        "  year = {2031},\n"
        "  month = mar,\n"
        "  day = {4},\n"
        "  number = {G/31\\_4},\n"
        "  url = {https://gazette.example.org/dues_1?a=b&c=%7Bd%7D},\n"
        "  langid = {en}\n"
        "}\n\n"
    )


def test_csl_is_an_array_with_an_item_per_article(talks):
    assert json.loads(b"".join(write_csl(talks, {}))) == [
        {
            "id": "article-2031-3f9a2b1c",
            "type": "article-newspaper",
            "title": "Порт открыт",
            "container-title": "Вестник",
            "issued": {"date-parts": [[2031, 2]]},
        },
        {
            "id": "gazette-2031-dues-tolls-today-3f9a2b1c",
            "type": "article-newspaper",
            "title": "Dues & tolls: 50 % off {today}",
            "container-title": "Northmark Gazette",
            "issued": {"date-parts": [[2031, 3, 4]]},
            "number": "G/31_4",
            "URL": "https://gazette.example.org/dues_1?a=b&c={d}",
            "language": "en",
        },
    ]


@pytest.mark.django_db
def test_a_negotiation_without_articles_is_an_empty_list():
    talks = NegotiationFactory()

    assert json.loads(b"".join(write_csl(talks, {}))) == []
    assert b"".join(write_bibtex(talks, {})) == b""


def test_a_second_article_of_the_same_name_has_a_key_of_its_own():
    again = Article(
        public_id=UUID("4f9a2b1c-0000-4000-8000-000000000001"),
        source=DUES.source,
        title=DUES.title,
        published_at=DUES.published_at,
    )

    assert {key_of(DUES), key_of(again)} == {
        "gazette-2031-dues-tolls-today-3f9a2b1c",
        "gazette-2031-dues-tolls-today-4f9a2b1c",
    }
