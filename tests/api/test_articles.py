"""Correcting what is said about articles and outlets, new versions, and reading once more."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from positions.enums import Role
from positions.models import Article, ArticleVersion, Job, Negotiation, Source, User
from tests import factories as make
from tests.api.conftest import TEXT, sentences

pytestmark = pytest.mark.django_db

HERE = "/api/v1/negotiations/harbour-talks"


@pytest.fixture
def article(negotiation: Negotiation) -> Article:
    source = make.SourceFactory(name="Northmark Gazette")
    row = make.ArticleFactory(
        negotiation=negotiation, title="Talks", source=source, published_at=datetime(2021, 3, 4, tzinfo=UTC)
    )
    make.ArticleVersionFactory(article=row, text=TEXT)
    return row


def address(article: Article) -> str:
    return f"{HERE}/articles/{article.public_id}/"


class TestCorrecting:
    def test_what_is_sent_is_changed(self, program: APIClient, article: Article) -> None:
        wish = {
            "title": "Talks go on",
            "url": "https://gazette.example/7",
            "reference": "G/7",
            "language": "ru",
            "published_at": "2021-03",
        }
        answer = program.patch(address(article), {**wish, "outlet": "Harbour Post"})

        shown = answer.json()
        assert answer.status_code == 200, shown
        assert {name: shown[name] for name in wish} == wish
        assert (shown["source"], shown["published_at_precision"]) == ("Harbour Post", "month")

    def test_outlet_known_in_other_letters_is_the_same(self, program: APIClient, article: Article) -> None:
        make.SourceFactory(name="Harbour Post")
        shown = program.patch(address(article), {"outlet": "harbour  post"}).json()

        assert (shown["source"], shown["title"], Source.objects.count()) == ("Harbour Post", "Talks", 2)

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            ({"title": ""}, {"title": ["This field may not be blank."]}),
            ({"outlet": " "}, {"outlet": ["This field may not be blank."]}),
            ({"url": "nowhere"}, {"url": ["Enter a valid URL."]}),
            (
                {"published_at": "2999-03-04"},
                "The date of publication, 4 March 2999, is in the future. Enter the day it was published.",
            ),
        ],
    )
    def test_what_is_wrong_is_told(self, program: APIClient, article: Article, wish: dict, told: Any) -> None:
        answer = program.patch(address(article), wish)

        expected = told if isinstance(told, dict) else {"non_field_errors": [told]}
        assert (answer.status_code, sentences(answer)) == (400, expected)

    def test_history_tells_outlets_by_name(self, program: APIClient, article: Article) -> None:
        program.patch(address(article), {"outlet": "Harbour Post"})
        step = program.get(f"{address(article)}history/").json()[0]

        assert (step["by"], step["before"], step["after"]) == (
            "ida",
            {"source": "Northmark Gazette"},
            {"source": "Harbour Post"},
        )


class TestVersions:
    def test_changed_text_stands_beside_the_earlier(self, program: APIClient, article: Article, analyst: User) -> None:
        gone = make.StatementFactory(negotiation=article.negotiation, version=article.latest_version)
        answer = program.post(f"{address(article)}versions/", {"text": "The dues were dropped."})

        gone.refresh_from_db()
        shown = answer.json()
        assert answer.status_code == 201, shown
        assert shown == program.get(f"{address(article)}versions/2/").json()
        assert (shown["number"], shown["text"]) == (2, "The dues were dropped.")
        assert gone.gone_from == article.latest_version
        assert [job.requested_by for job in Job.objects.filter(kind="extract")] == [analyst]

    def test_same_text_is_the_version_there_is(self, program: APIClient, article: Article) -> None:
        answer = program.post(f"{address(article)}versions/", {"text": TEXT})

        assert (answer.status_code, answer.json()["number"], ArticleVersion.objects.count()) == (200, 1, 1)

    def test_text_of_another_article_is_refused(self, program: APIClient, article: Article) -> None:
        other = make.ArticleVersionFactory(article=make.ArticleFactory(negotiation=article.negotiation, title="Other"))
        answer = program.post(f"{address(article)}versions/", {"text": other.text})

        told = "This text is in the negotiation already, as “Other”. Open that article."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})

    def test_nothing_to_read_is_refused(self, program: APIClient, article: Article) -> None:
        answer = program.post(f"{address(article)}versions/", {})

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"non_field_errors": ["Send the article as text, url or file."]},
        )

    def test_article_is_read_once_more(self, program: APIClient, article: Article) -> None:
        Article.objects.update(state="failed", error="No words.")
        answer = program.post(f"{address(article)}read-again/")

        assert (answer.status_code, answer.json()["state"], answer.json()["error"]) == (200, "waiting", "")
        assert Job.objects.get().article == article


class TestSources:
    def test_lead_of_all_its_negotiations_names_an_outlet(self, chief: APIClient, article: Article) -> None:
        there = f"{HERE}/sources/{article.source_id}/"
        answer = chief.patch(there, {"url": "https://gazette.example"})

        assert (answer.status_code, answer.json()) == (
            200,
            {"id": article.source_id, "name": "Northmark Gazette", "url": "https://gazette.example"},
        )
        assert chief.get(there).json() == answer.json()

    def test_outlet_of_another_negotiation_too_is_left_alone(
        self, chief: APIClient, article: Article, lead: User
    ) -> None:
        other = make.ArticleFactory(source=article.source, negotiation__title="Fishing talks").negotiation
        answers = [chief.patch(f"{HERE}/sources/{article.source_id}/", {"name": "Gazette"})]
        make.MembershipFactory(negotiation=other, user=lead, role=Role.LEAD)
        answers.append(chief.patch(f"{HERE}/sources/{article.source_id}/", {"name": "Gazette"}))

        assert [answer.status_code for answer in answers] == [403, 200]

    def test_name_of_another_outlet_is_refused(self, chief: APIClient, article: Article) -> None:
        make.SourceFactory(name="Harbour Post")
        answer = chief.patch(f"{HERE}/sources/{article.source_id}/", {"name": "harbour post"})

        told = "Another outlet is named “harbour post”. Give its articles to that one."
        assert (answer.status_code, sentences(answer)) == (400, {"non_field_errors": [told]})
