from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from positions.enums import ArticleState, JobKind, JobState, Precision, Role
from positions.ingestion.articles import AddedArticle, add_article, add_version
from positions.ingestion.document import Document
from positions.ingestion.errors import IncompleteArticle, IngestionError
from positions.models import Article, ArticleVersion, Job, Negotiation, Source, User
from tests.factories import ArticleVersionFactory, MembershipFactory, NegotiationFactory, StatementFactory, UserFactory

TEXT = "“We will open the strait,” Minister Ilka Brandt said.\n\nZahira has asked for a guarantee."
DOCUMENT = Document(
    text=TEXT,
    title="Northmark ready to open the strait",
    outlet="The Northport Courier",
    published_at=datetime(2019, 3, 4, 11, 5, tzinfo=UTC),
    precision=Precision.MINUTE,
    language="en",
    url="https://courier.example/strait",
)


@pytest.fixture
def negotiation(db: None) -> Negotiation:
    return NegotiationFactory()


@pytest.fixture
def analyst(negotiation: Negotiation) -> User:
    return MembershipFactory(negotiation=negotiation, role=Role.ANALYST).user


def nothing_was_written() -> bool:
    return not any(model.objects.exists() for model in (Article, ArticleVersion, Source, Job))


def test_article_is_written_with_version_and_job(negotiation: Negotiation, analyst: User) -> None:
    added = add_article(negotiation=negotiation, document=DOCUMENT, by=analyst)

    article = Article.objects.get()
    assert (article.title, article.source.name, article.url, article.language) == (
        "Northmark ready to open the strait",
        "The Northport Courier",
        "https://courier.example/strait",
        "en",
    )
    assert (article.published_at, article.published_at_precision) == (DOCUMENT.published_at, Precision.MINUTE)
    assert (article.added_by, article.state) == (analyst, ArticleState.WAITING)
    assert (added.version.text, added.version.number, added.is_new) == (TEXT, 1, True)
    job = Job.objects.get()
    assert (job.kind, job.state, job.payload) == (JobKind.EXTRACT, JobState.QUEUED, {"version": added.version.pk})
    assert (added.article, added.job, job.article, job.requested_by) == (article, job, article, analyst)


def test_same_text_again_is_shown_and_not_stored(negotiation: Negotiation, analyst: User) -> None:
    first = add_article(negotiation=negotiation, document=DOCUMENT, by=analyst)
    rewrapped = replace(DOCUMENT, text=TEXT.replace("\n\n", "\r\n"), title="Another title", outlet="")

    again = add_article(negotiation=negotiation, document=rewrapped, by=analyst)

    assert again == replace(first, is_new=False)
    assert (Article.objects.count(), ArticleVersion.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_same_text_in_another_negotiation_is_another_article(negotiation: Negotiation, analyst: User) -> None:
    other = MembershipFactory(user=analyst).negotiation
    add_article(negotiation=negotiation, document=DOCUMENT, by=analyst)

    assert add_article(negotiation=other, document=DOCUMENT, by=analyst).is_new
    assert Source.objects.count() == 1


def test_outlet_is_one_whatever_its_capitals(negotiation: Negotiation, analyst: User) -> None:
    add_article(negotiation=negotiation, document=DOCUMENT, by=analyst)
    shouting = replace(DOCUMENT, outlet="THE NORTHPORT  COURIER", text="Another text.")
    add_article(negotiation=negotiation, document=shouting, by=analyst)

    assert [source.name for source in Source.objects.all()] == ["The Northport Courier"]


@pytest.mark.parametrize(
    ("gone", "missing"),
    [
        ({"title": ""}, ("title",)),
        ({"outlet": " "}, ("outlet",)),
        ({"published_at": None, "precision": None}, ("published_at",)),
        ({"title": "", "outlet": "", "published_at": None}, ("title", "outlet", "published_at")),
    ],
)
def test_incomplete_article_names_what_is_missing(
    negotiation: Negotiation, analyst: User, gone: dict[str, Any], missing: tuple[str, ...]
) -> None:
    with pytest.raises(IncompleteArticle, match="Enter what is missing") as incomplete:
        add_article(negotiation=negotiation, document=replace(DOCUMENT, **gone), by=analyst)
    assert incomplete.value.missing == missing
    assert nothing_was_written()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"published_at": datetime.now(UTC) + timedelta(days=2)}, "is in the future"),
        ({"published_at": datetime(2019, 3, 4)}, "needs a time zone"),
        ({"title": "a" * 501}, "title has more than 500 characters"),
        ({"outlet": "a" * 201}, "outlet's name has more than 200 characters"),
        ({"url": "javascript:alert(1)"}, "not a web address"),
        ({"text": " \n "}, "no text here"),
    ],
)
def test_bad_field_is_refused_and_nothing_written(
    negotiation: Negotiation, analyst: User, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(IngestionError, match=message):
        add_article(negotiation=negotiation, document=replace(DOCUMENT, **changed), by=analyst)
    assert nothing_was_written()


def test_book_is_refused_before_a_worker_fails_at_it(negotiation: Negotiation, analyst: User) -> None:
    book = replace(DOCUMENT, text="The dues are paid. " * 27_000)
    with pytest.raises(IngestionError, match="513,000 characters, more than the 500,000"):
        add_article(negotiation=negotiation, document=book, by=analyst)
    assert nothing_was_written()


def test_viewers_and_strangers_are_refused(negotiation: Negotiation) -> None:
    viewer = MembershipFactory(negotiation=negotiation, role=Role.VIEWER).user
    for person in (viewer, UserFactory()):
        with pytest.raises(PermissionDenied, match="needs the role analyst"):
            add_article(negotiation=negotiation, document=DOCUMENT, by=person)
    assert nothing_was_written()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_one_article() -> None:
    negotiation = NegotiationFactory()
    people = [MembershipFactory(negotiation=negotiation, role=Role.ANALYST).user for _ in range(4)]

    added = at_once([lambda by=by: add_article(negotiation=negotiation, document=DOCUMENT, by=by) for by in people])

    assert sorted(one.is_new for one in added) == [False, False, False, True]
    assert len({one.article.pk for one in added}) == 1
    assert (Article.objects.count(), Source.objects.count(), Job.objects.count()) == (1, 1, 1)


def at_once(calls: list[Callable[[], AddedArticle]]) -> list[AddedArticle]:
    """Return what calls give that start together, each on a connection of its own."""
    barrier, given = Barrier(len(calls)), []

    def run(call: Callable[[], AddedArticle]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            given.append(call())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return given


def test_changed_text_is_a_new_version(negotiation: Negotiation, analyst: User) -> None:
    article = add_article(negotiation=negotiation, document=DOCUMENT, by=analyst).article
    Article.objects.filter(pk=article.pk).update(state=ArticleState.READ)

    added = add_version(article=article, text=TEXT.replace("guarantee", "written guarantee"), by=analyst)

    assert (added.version.number, added.is_new, added.article.state) == (2, True, ArticleState.WAITING)
    assert [version.number for version in article.versions.all()] == [1, 2]
    assert article.versions.first().text == TEXT
    assert Job.objects.count() == 2


def test_unchanged_text_is_no_new_version(negotiation: Negotiation, analyst: User) -> None:
    first = add_article(negotiation=negotiation, document=DOCUMENT, by=analyst)
    again = add_version(article=first.article, text=f"\n{TEXT}\n", by=analyst)
    assert again == replace(first, is_new=False)


def test_text_of_another_article_is_no_version(negotiation: Negotiation, analyst: User) -> None:
    article = add_article(negotiation=negotiation, document=DOCUMENT, by=analyst).article
    add_article(negotiation=negotiation, document=replace(DOCUMENT, text="Another text.", title="Other"), by=analyst)

    with pytest.raises(IngestionError, match="already, as “Other”"):
        add_version(article=article, text="Another text.", by=analyst)
    assert article.versions.count() == 1


def test_statement_whose_words_are_gone_is_flagged_until_they_return(analyst: User, negotiation: Negotiation) -> None:
    version = ArticleVersionFactory(article__negotiation=negotiation, text=TEXT)
    kept = StatementFactory(negotiation=negotiation, version=version, spans=[[0, 26]])
    gone = StatementFactory(negotiation=negotiation, version=version, spans=[[55, 61], [62, 87]])

    second = add_version(article=version.article, text=TEXT.replace("a guarantee", "money"), by=analyst).version
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.gone_from, gone.gone_from) == (None, second)

    add_version(article=version.article, text=f"{TEXT} It said so again.", by=analyst)
    gone.refresh_from_db()
    assert gone.gone_from is None
