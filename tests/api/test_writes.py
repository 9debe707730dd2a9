"""What programs write: through the same functions as people, with the same sentences when it cannot be."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from positions.enums import Verdict
from positions.models import Article, ArticleVersion, Job, Link, Negotiation, Position, Statement, User
from tests import factories as make
from tests.api.conftest import TEXT, sentences
from tests.api.rows import Rows, make_rows, row_addresses

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"
NOT_IN_THE_TEXT = "These words are not in the text as it stands. Load the page again and mark them anew."
IN_THE_FUTURE = "The date lies in the future. Write the day on which it was said."
ABOUT = {"title": "Talks go on", "outlet": "Northmark Gazette", "published_at": "2026-10-07"}


@pytest.fixture
def version(negotiation: Negotiation) -> ArticleVersion:
    published = datetime(2026, 10, 7, tzinfo=UTC)
    article = make.ArticleFactory(negotiation=negotiation, published_at=published)
    return make.ArticleVersionFactory(article=article, text=TEXT)


@pytest.fixture
def rows(negotiation: Negotiation) -> Rows:
    return make_rows(negotiation)


class TestAddingArticles:
    def test_text_is_added_with_its_job(self, program: APIClient, analyst: User) -> None:
        answer = program.post(f"{INSIDE}/articles/", {"text": TEXT, **ABOUT, "url": "https://gazette.example/talks"})

        article = Article.objects.get()
        shown = answer.json()
        assert (answer.status_code, shown["id"]) == (201, str(article.public_id))
        assert {name: shown[name] for name in ("title", "source", "published_at", "url", "added_by", "state")} == {
            "title": "Talks go on",
            "source": "Northmark Gazette",
            "published_at": "2026-10-07",
            "url": "https://gazette.example/talks",
            "added_by": "ida",
            "state": "waiting",
        }
        assert article.latest_version.text == TEXT
        assert [(job.kind, job.requested_by) for job in article.jobs.all()] == [("extract", analyst)]

    def test_known_text_is_shown_and_not_stored_twice(self, program: APIClient, version: ArticleVersion) -> None:
        answer = program.post(f"{INSIDE}/articles/", {"text": f"  {TEXT}\n", **ABOUT})

        assert (answer.status_code, answer.json()["id"]) == (200, str(version.article.public_id))
        assert Article.objects.count() == 1

    def test_file_is_read(self, program: APIClient) -> None:
        page = f"<html><head><title>Talks</title></head><body><p>{TEXT}</p><p>{TEXT}</p></body></html>"
        file = SimpleUploadedFile("talks.html", page.encode(), content_type="text/html")
        answer = program.post(f"{INSIDE}/articles/", {"file": file, **ABOUT}, format="multipart")

        assert answer.status_code == 201
        assert "We will pay the dues" in Article.objects.get().latest_version.text

    def test_what_the_article_says_itself_need_not_be_sent(self, program: APIClient) -> None:
        text = f"Outlet: Northmark Gazette\nDate: 7 October 2026\nTitle: Talks go on\n\n{TEXT}"
        answer = program.post(f"{INSIDE}/articles/", {"text": text})

        assert answer.status_code == 201, answer.json()
        assert answer.json()["published_at"] == "2026-10-07"

    def test_what_is_missing_is_named(self, program: APIClient) -> None:
        answer = program.post(f"{INSIDE}/articles/", {"text": "She will pay.\n\nHe will not."})

        assert answer.status_code == 400
        assert set(answer.json()) >= {"outlet", "published_at"}
        assert answer.json()["outlet"][0].endswith("Enter what is missing and save again.")
        assert not Article.objects.exists()

    @pytest.mark.parametrize(
        ("wish", "field", "sentence"),
        [
            ({}, "non_field_errors", "Send the article as text, url or file."),
            (
                {"text": "  "},
                "non_field_errors",
                "There is no text here. Paste the article's text, or choose another file.",
            ),
            ({"text": TEXT, "url": "gazette"}, "url", "Enter a valid URL."),
            (
                {"text": TEXT, "published_at": "last week"},
                "published_at",
                "Write a month 2016-10, a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00+03:00.",
            ),
            (
                {"text": TEXT, "published_at": "2026-10-07T14:05:00"},
                "published_at",
                "Write a month 2016-10, a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00+03:00.",
            ),
            (
                {"text": TEXT, "published_at": "2091-10-07"},
                "non_field_errors",
                "The date of publication, 7 October 2091, is in the future. Enter the day it was published.",
            ),
            (
                {"url": "http://127.0.0.1:9/", "text": None},
                "text",
                "This field may not be null.",
            ),
        ],
    )
    def test_bad_input_is_explained_and_nothing_is_written(
        self, program: APIClient, wish: dict[str, Any], field: str, sentence: str
    ) -> None:
        answer = program.post(f"{INSIDE}/articles/", {**ABOUT, **wish})

        assert (answer.status_code, sentences(answer)) == (400, {field: [sentence]})
        assert not Article.objects.exists()
        assert not Job.objects.exists()

    def test_private_address_is_refused_in_a_sentence(self, program: APIClient) -> None:
        answer = program.post(f"{INSIDE}/articles/", {"url": "http://127.0.0.1/admin", **ABOUT})

        assert answer.status_code == 400
        assert list(sentences(answer)) == ["non_field_errors"]

    def test_binary_is_refused_in_a_sentence(self, program: APIClient) -> None:
        file = SimpleUploadedFile("talks.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        answer = program.post(f"{INSIDE}/articles/", {"file": file, **ABOUT}, format="multipart")

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"non_field_errors": ["This is a picture. Run text recognition on it, or type the text."]},
        )

    def test_broken_json_is_refused(self, program: APIClient, negotiation: Negotiation) -> None:
        answer = program.post(f"{INSIDE}/articles/", "{text", content_type="application/json")

        assert answer.status_code == 400


class TestCapturing:
    def test_words_are_captured_and_confirmed(self, program: APIClient, analyst: User, version: ArticleVersion) -> None:
        party = make.PartyFactory(negotiation=version.negotiation)
        speaker = make.SpokespersonFactory(negotiation=version.negotiation)
        answer = program.post(
            f"{INSIDE}/statements/",
            {
                "article": version.article.public_id,
                "spans": [[TEXT.index("“"), TEXT.index("”") + 1]],
                "party": party.slug,
                "speaker": speaker.pk,
                "speaker_as_written": "Salma Haddun",
                "said_at": "2026-10",
            },
        )

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert (shown["words"], shown["kind"]) == ("“We will pay the dues.”", "direct")
        assert (shown["party"], shown["speaker"]["id"], shown["said_at"]) == (party.slug, speaker.pk, "2026-10")
        assert (shown["judgement"]["verdict"], shown["judgement"]["by"]) == ("confirm", analyst.username)
        assert shown["origin"] == "person"

    def test_without_date_and_party_they_are_found(self, program: APIClient, version: ArticleVersion) -> None:
        affiliation = make.AffiliationFactory(spokesperson__negotiation=version.negotiation)
        shown = program.post(
            f"{INSIDE}/statements/",
            {
                "article": version.article.public_id,
                "version": 1,
                "spans": [[43, 83]],
                "speaker": affiliation.spokesperson.pk,
            },
        ).json()

        assert (shown["party"], shown["said_at"]) == (affiliation.party.slug, "2026-10-07")

    @pytest.mark.parametrize(
        ("wish", "field", "sentence"),
        [
            ({"spans": []}, "spans", "Ensure this field has at least 1 elements."),
            ({"spans": [[5, 3]]}, "non_field_errors", NOT_IN_THE_TEXT),
            ({"spans": [[0, 99999]]}, "non_field_errors", NOT_IN_THE_TEXT),
            ({"version": 7}, "version", "The article has no such version. Leave it out."),
            ({"party": "nowhere"}, "party", "There is no “nowhere” in this negotiation."),
            ({"kind": "sung"}, "kind", '"sung" is not a valid choice.'),
            ({"said_at": "2091-01-01"}, "non_field_errors", IN_THE_FUTURE),
        ],
    )
    def test_bad_input_is_explained_and_nothing_is_written(
        self, program: APIClient, version: ArticleVersion, wish: dict[str, Any], field: str, sentence: str
    ) -> None:
        answer = program.post(
            f"{INSIDE}/statements/", {"article": version.article.public_id, "spans": [[0, 12]], **wish}
        )

        assert (answer.status_code, sentences(answer)) == (400, {field: [sentence]})
        assert not Statement.objects.exists()

    def test_rows_of_another_negotiation_are_not_known(self, program: APIClient, version: ArticleVersion) -> None:
        foreign = make_rows(make.NegotiationFactory())
        wish = {
            "article": foreign.statement.version.article.public_id,
            "spans": [[0, 5]],
            "party": foreign.statement.party.slug,
            "speaker": foreign.spokesperson.pk,
            "reported_through": foreign.statement.public_id,
        }
        answer = program.post(f"{INSIDE}/statements/", wish)

        assert answer.status_code == 400
        assert set(sentences(answer)) == {"article", "party", "speaker", "reported_through"}

    def test_reported_through_another(self, program: APIClient, version: ArticleVersion) -> None:
        carrier = make.StatementFactory(negotiation=version.negotiation, version=version, spans=[[0, 42]])
        shown = program.post(
            f"{INSIDE}/statements/",
            {"article": version.article.public_id, "spans": [[19, 41]], "reported_through": carrier.public_id},
        ).json()

        assert shown["reported_through"] == str(carrier.public_id)


class TestDeciding:
    def test_correction_changes_what_is_sent_and_confirms(
        self, program: APIClient, negotiation: Negotiation, version: ArticleVersion
    ) -> None:
        statement = make.SuggestionFactory(
            negotiation=negotiation, version=version, said_at=version.article.published_at
        )
        party = make.PartyFactory(negotiation=negotiation)
        answer = program.patch(f"{INSIDE}/statements/{statement.public_id}/", {"party": party.slug})

        shown = answer.json()
        assert answer.status_code == 200, shown
        assert (shown["party"], shown["words"], shown["judgement"]["verdict"]) == (
            party.slug,
            statement.words,
            "confirm",
        )

    def test_correction_says_whom_the_words_are_against(
        self, program: APIClient, negotiation: Negotiation, version: ArticleVersion
    ) -> None:
        statement = make.SuggestionFactory(
            negotiation=negotiation, version=version, said_at=version.article.published_at
        )
        party = make.PartyFactory(negotiation=negotiation)

        shown = program.patch(f"{INSIDE}/statements/{statement.public_id}/", {"targets": [party.slug]}).json()

        assert (shown["targets"], shown["addressed_to"]) == ([party.slug], [])

    @pytest.mark.parametrize("verdict", Verdict.values)
    @pytest.mark.parametrize("kind", ["statements", "positions", "links"])
    def test_verdict_is_signed(self, program: APIClient, analyst: User, rows: Rows, kind: str, verdict: str) -> None:
        answer = program.post(f"{row_addresses(rows)[kind]}judgements/", {"verdict": verdict, "note": "Checked."})

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert (shown["verdict"], shown["note"], shown["by"], shown["superseded_at"]) == (
            verdict,
            "Checked.",
            "ida",
            None,
        )
        row = {"statements": rows.statement, "positions": rows.position, "links": rows.link}[kind]
        assert type(row).objects.get(pk=row.pk).judgement.by == analyst

    def test_link_is_confirmed_with_another_relation(self, program: APIClient, rows: Rows) -> None:
        program.post(f"{row_addresses(rows)['links']}judgements/", {"verdict": "confirm", "relation": "softens"})

        assert Link.objects.get().held_relation == "softens"

    def test_decision_on_what_somebody_else_decided_is_a_conflict(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(f"{row_addresses(rows)['links']}judgements/", {"verdict": "reject", "seen": None})

        assert answer.status_code == 409
        assert answer.json()["detail"].endswith("Load the page again; decide once more if you disagree.")
        assert Link.objects.get().verdict == "confirm"

    def test_decision_on_what_was_seen_is_taken(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(
            f"{row_addresses(rows)['links']}judgements/", {"verdict": "reject", "seen": rows.link.judgement.pk}
        )

        assert answer.status_code == 201

    @pytest.mark.parametrize("kind", ["statements", "positions", "links"])
    def test_unknown_verdict_is_refused(self, program: APIClient, rows: Rows, kind: str) -> None:
        answer = program.post(f"{row_addresses(rows)[kind]}judgements/", {"verdict": "perhaps"})

        assert (answer.status_code, list(sentences(answer))) == (400, ["verdict"])

    def test_position_is_coded(self, program: APIClient, rows: Rows) -> None:
        issue = make.IssueFactory(negotiation=rows.negotiation)
        coding = {
            "issue": issue.slug,
            "stance": "opposes",
            "value": 0,
            "firmness": "red_line",
            "condition": "the port is opened",
            "act": "reject",
            "mode": "future",
            "proposal": rows.proposal.slug,
        }
        shown = program.post(f"{row_addresses(rows)['statements']}positions/", coding).json()

        assert {name: shown[name] for name in coding} == coding
        assert (shown["origin"], shown["judgement"]["verdict"]) == ("person", "confirm")

    @pytest.mark.parametrize(
        ("coding", "field"),
        [
            ({"value": 101}, "value"),
            ({"value": "high"}, "value"),
            ({"stance": "likes"}, "stance"),
            ({"firmness": "iron"}, "firmness"),
            ({"act": "sings"}, "act"),
            ({"mode": "always"}, "mode"),
            ({"issue": "nowhere"}, "issue"),
            ({"proposal": "nowhere"}, "proposal"),
        ],
    )
    def test_bad_coding_is_refused(self, program: APIClient, rows: Rows, coding: dict[str, Any], field: str) -> None:
        before = Position.objects.count()
        wish = {"issue": rows.position.issue.slug, "stance": "supports", **coding}
        answer = program.post(f"{row_addresses(rows)['statements']}positions/", wish)

        assert (answer.status_code, list(sentences(answer))) == (400, [field])
        assert Position.objects.count() == before

    def test_link_is_entered_in_order_of_time(self, program: APIClient, rows: Rows) -> None:
        first = make.StatementFactory(negotiation=rows.negotiation, said_at=datetime(2031, 1, 1, tzinfo=UTC))
        answer = program.post(
            f"{INSIDE}/links/",
            {"later": first.public_id, "earlier": rows.statement.public_id, "relation": "responds_to"},
        )

        shown = answer.json()
        assert answer.status_code == 201, shown
        assert (shown["earlier"], shown["later"]) == (str(first.public_id), str(rows.statement.public_id))
        assert (shown["origin"], shown["judgement"]["verdict"]) == ("person", "confirm")

    def test_link_to_itself_is_explained(self, program: APIClient, rows: Rows) -> None:
        own = rows.statement.public_id
        answer = program.post(f"{INSIDE}/links/", {"later": own, "earlier": own, "relation": "quotes"})

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"non_field_errors": ["A statement cannot be linked to itself. Choose an earlier one."]},
        )


class TestJobs:
    def test_failed_job_is_retried(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(f"{row_addresses(rows)['jobs']}retry/")

        assert (answer.status_code, answer.json()["state"], answer.json()["error"]) == (200, "queued", "")

    def test_failed_job_is_ignored(self, program: APIClient, rows: Rows) -> None:
        answer = program.post(f"{row_addresses(rows)['jobs']}ignore/")

        assert (answer.status_code, answer.json()["state"]) == (200, "ignored")

    def test_lead_has_all_linked_anew(self, chief: APIClient, negotiation: Negotiation) -> None:
        answers = [chief.post(f"{INSIDE}/jobs/link-anew/") for _ in range(2)]

        shown = answers[0].json()
        assert [answer.status_code for answer in answers] == [201, 201]
        assert (shown["kind"], shown["state"], shown["requested_by"]) == ("link", "queued", "lena")
        assert answers[1].json()["id"] == shown["id"]

    def test_running_job_cannot_be_ignored(self, program: APIClient, rows: Rows) -> None:
        rows.job.queue_again()
        answer = program.post(f"{row_addresses(rows)['jobs']}ignore/")

        assert (answer.status_code, sentences(answer)) == (
            400,
            {"non_field_errors": ["Only work that failed can be ignored. This has moved on; load the page again."]},
        )


def test_nothing_is_put(chief: APIClient, rows: Rows) -> None:
    answers = {name: chief.put(address).status_code for name, address in row_addresses(rows).items()}

    assert answers == dict.fromkeys(answers, 405)


@pytest.mark.parametrize(
    "kind", ["articles", "statements", "positions", "links", "judgements", "condition-verdicts", "jobs", "sources"]
)
def test_evidence_and_decisions_are_not_deleted(chief: APIClient, rows: Rows, kind: str) -> None:
    assert chief.delete(row_addresses(rows)[kind]).status_code == 405


@pytest.mark.parametrize("kind", ["links", "judgements", "condition-verdicts", "jobs"])
def test_what_was_decided_is_not_overwritten(chief: APIClient, rows: Rows, kind: str) -> None:
    assert chief.patch(row_addresses(rows)[kind]).status_code == 405
