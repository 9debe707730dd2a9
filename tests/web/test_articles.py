import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from positions.enums import ArticleState, JobKind, JobState, Role
from positions.models import Article, Job
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    MembershipFactory,
    StatementFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db

TEXT = "“We will pay the harbour dues,” Salma Haddun said on Tuesday in Zahira.\n\nNorthmark did not answer."
DETAILS = {"outlet": "Northmark Gazette", "title": "Zahira will pay", "published_at": "2024-03-05"}


@pytest.fixture
def member(client):
    member = MembershipFactory()
    client.force_login(member.user)
    return member


def add(client, member, **typed):
    return client.post(reverse("article_add", args=[member.negotiation.slug]), typed, follow=True)


def test_text_with_details_is_added_and_waits_to_be_read(client, member):
    response = add(client, member, text=TEXT, **DETAILS)

    article = Article.objects.get()
    assert (article.title, article.source.name, article.state) == ("Zahira will pay", "Northmark Gazette", "waiting")
    assert response.request["PATH_INFO"] == article.get_absolute_url()
    assert "This article waits to be read." in response.content.decode()
    assert Job.objects.get().kind == JobKind.EXTRACT


def test_text_alone_asks_for_what_is_not_found_and_keeps_the_text(client, member):
    shown = add(client, member, text=TEXT).content.decode()

    assert "Enter what is missing and save again." in shown
    assert "Salma Haddun said on Tuesday" in shown
    assert Article.objects.count() == 0


def test_second_step_saves_what_the_first_found(client, member):
    add(client, member, text=TEXT, is_read="on", language="en", **DETAILS)

    article = Article.objects.get()
    assert (article.language, article.latest_version.text) == ("en", TEXT)


def test_same_text_again_leads_to_the_article_and_is_not_stored_twice(client, member):
    add(client, member, text=TEXT, **DETAILS)
    response = add(client, member, text=TEXT, **{**DETAILS, "title": "Another title"})

    assert response.request["PATH_INFO"] == Article.objects.get().get_absolute_url()
    assert "Nothing was stored twice." in response.content.decode()


def test_file_is_read_and_its_text_comes_back_in_the_form(client, member):
    upload = SimpleUploadedFile("report.txt", TEXT.encode("cp1251", errors="replace"), content_type="text/plain")

    shown = add(client, member, file=upload).content.decode()

    assert "Northmark did not answer." in shown
    assert "Check what was found" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Nothing to read yet: paste the text, give an address or choose a file."),
        ({"text": " \n "}, "Nothing to read yet"),
        ({"url": "http://127.0.0.1/secret"}, "leads into a private network"),
        ({"url": "not an address"}, "address"),
        ({"text": TEXT, **DETAILS, "published_at": "2999-01-01"}, "This date lies in the future."),
        ({"text": TEXT, **DETAILS, "published_at": "yesterday"}, "“yesterday” is not a date."),
        ({"text": TEXT, **DETAILS, "url": "javascript:alert(1)"}, "not a web address"),
        ({"text": "\x00\x01\x02" * 500, **DETAILS}, ""),
    ],
)
def test_bad_input_gives_a_sentence_and_leaves_nothing(client, member, typed, sentence):
    response = add(client, member, **typed)

    shown = response.content.decode()
    assert sentence in shown
    assert Article.objects.count() == Job.objects.count() == 0
    assert [value for name, value in typed.items() if name != "text" and value not in shown] == []


@pytest.mark.parametrize("times", [27_000, 270_000])
def test_text_too_long_to_read_gives_a_sentence_and_keeps_what_was_typed(client, member, times):
    shown = add(client, member, text="The dues are paid. " * times, **DETAILS).content.decode()

    assert "characters, more than the" in shown
    assert shown.count("The dues are paid. ") >= times - 1
    assert DETAILS["title"] in shown
    assert not Article.objects.exists()


def test_binary_file_says_what_to_do(client, member):
    upload = SimpleUploadedFile("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)

    shown = add(client, member, file=upload, title="A title that stays").content.decode()

    assert "This is a picture." in shown
    assert "A title that stays" in shown


def test_empty_file_gets_one_sentence(client, member):
    shown = add(client, member, file=SimpleUploadedFile("empty.txt", b"")).content.decode()

    assert "The submitted file is empty." in shown
    assert "Nothing to read yet" not in shown


def test_articles_show_state_and_open_suggestions(client, member):
    version = ArticleVersionFactory(article__negotiation=member.negotiation, article__state=ArticleState.READ)
    shared = {"version": version, "negotiation": member.negotiation}
    StatementFactory(**shared)
    SuggestionFactory(**shared, spans=[[1, 5]])

    shown = client.get(reverse("articles", args=[member.negotiation.slug])).content.decode()

    assert "1 open" in shown
    assert "2 statements" in shown


def test_failed_article_shows_why_and_can_be_retried(client, member):
    article = ArticleFactory(negotiation=member.negotiation, state=ArticleState.FAILED, error="The text is too long.")
    job = Job.objects.create(
        kind=JobKind.EXTRACT,
        key="extract:1",
        negotiation=member.negotiation,
        article=article,
        state=JobState.FAILED,
        error="The text is too long.",
    )
    address = reverse("articles", args=[member.negotiation.slug])

    assert "The text is too long." in client.get(address).content.decode()
    retry = reverse("job_retry", args=[member.negotiation.slug, job.public_id])
    response = client.post(retry, {"back": "articles"}, follow=True)

    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert response.request["PATH_INFO"] == address


def test_ignored_job_leaves_the_list(client, member):
    job = Job.objects.create(
        kind=JobKind.LINK, key="link:1", negotiation=member.negotiation, state=JobState.FAILED, error="It stopped."
    )

    response = client.post(reverse("job_ignore", args=[member.negotiation.slug, job.public_id]), follow=True)

    assert "It stopped." not in response.content.decode()


def test_viewer_cannot_add(client):
    viewer = MembershipFactory(role=Role.VIEWER)
    client.force_login(viewer.user)

    response = add(client, viewer, text=TEXT, **DETAILS)

    assert response.status_code == 403
    assert "Your role here is viewer" in response.content.decode()


def test_progress_asks_for_the_page_again_when_the_article_is_read(client, member):
    version = ArticleVersionFactory(article__negotiation=member.negotiation, article__state=ArticleState.READING)
    address = reverse("article_progress", args=[member.negotiation.slug, version.article.public_id])

    assert "HX-Refresh" not in client.get(address)
    Article.objects.update(state=ArticleState.READ)

    assert client.get(address)["HX-Refresh"] == "true"
