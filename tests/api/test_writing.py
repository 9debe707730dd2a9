"""Writing once however often it is sent, and several things in one request, each by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from positions.api import statements
from positions.models import Article, ArticleVersion, KeptAnswer, Link, Negotiation, Position, Statement, Token, User
from positions.review.tokens import make_token
from positions.tasks import clear_out
from tests import factories as make
from tests.api.conftest import TEXT, program_of
from tests.api.rows import make_rows, row_addresses

pytestmark = pytest.mark.django_db

INSIDE = "/api/v1/negotiations/harbour-talks"
WISH = {"text": TEXT, "title": "Talks go on", "outlet": "Northmark Gazette", "published_at": "2026-10-07"}


def send(program: APIClient, wish: dict[str, Any], key: str = "4f0c", **options: Any) -> Any:
    return program.post(f"{INSIDE}/articles/", wish, HTTP_IDEMPOTENCY_KEY=key, **options)


class TestOnce:
    def test_same_request_again_gets_the_same_answer(self, program: APIClient, negotiation: Negotiation) -> None:
        first, second = send(program, WISH), send(program, WISH)

        assert (first.status_code, second.status_code) == (201, 201)  # sent anew it would be 200: known already
        assert (first.content, first["ETag"]) == (second.content, second["ETag"])
        assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
        assert Article.objects.count() == 1

    def test_key_of_another_request_is_refused(self, program: APIClient, negotiation: Negotiation) -> None:
        send(program, WISH)
        answers = [
            send(program, {**WISH, "title": "Else"}),
            program.post(f"{INSIDE}/links/", HTTP_IDEMPOTENCY_KEY="4f0c"),
        ]

        assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in answers] == [
            (422, "key_reused"), (422, "key_reused"),
        ]  # fmt: skip

    def test_what_failed_may_be_sent_again_and_corrected(self, program: APIClient, negotiation: Negotiation) -> None:
        assert send(program, {**WISH, "text": " "}).status_code == 400
        assert not KeptAnswer.objects.exists()
        assert send(program, WISH).status_code == 201

    def test_key_is_the_accounts_own(self, program: APIClient, negotiation: Negotiation) -> None:
        other = program_of(make.MembershipFactory(negotiation=negotiation, role="analyst").user)
        send(program, WISH)

        assert (send(other, WISH).status_code, KeptAnswer.objects.count()) == (200, 2)

    def test_file_is_known_again_by_its_bytes(self, program: APIClient, negotiation: Negotiation) -> None:
        def send_file(words: str) -> Any:
            wish = {**{name: WISH[name] for name in WISH if name != "text"}, "file": file_of(words)}
            return send(program, wish, format="multipart")

        def file_of(words: str) -> SimpleUploadedFile:
            return SimpleUploadedFile("talks.txt", words.encode())

        assert [send_file(words).status_code for words in (TEXT, TEXT, f"{TEXT} More.")] == [201, 201, 422]

    @pytest.mark.parametrize("key", ["", "x" * 256, "clé"])
    def test_key_that_is_none_is_refused(self, program: APIClient, negotiation: Negotiation, key: str) -> None:
        assert send(program, WISH, key).json()["errors"][0]["code"] == "bad_key"

    def test_secret_of_a_token_is_never_kept(self, analyst: User) -> None:
        person = APIClient()
        person.force_login(analyst)
        answer = person.post("/api/v1/tokens/", {"name": "x"}, HTTP_IDEMPOTENCY_KEY="k")

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "key_not_kept")
        assert not Token.objects.exists()

    def test_answers_are_kept_for_a_day(self, program: APIClient, negotiation: Negotiation) -> None:
        for key in ("old", "new"):
            send(program, WISH, key)
        KeptAnswer.objects.filter(key="old").update(expires_at=timezone.now())
        old, _ = make_token(by=make.UserFactory(), name="old")
        Token.objects.filter(pk=old.pk).update(expiry=timezone.now() - timedelta(days=31))
        assert send(program, {**WISH, "title": "Else"}, "old").status_code == 200  # the key is free again
        KeptAnswer.objects.filter(key="old").update(expires_at=timezone.now())

        clear_out()

        assert [kept.key for kept in KeptAnswer.objects.all()] == ["new"]
        assert [token.name for token in Token.objects.all()] == ["test"]


@pytest.fixture
def version(negotiation: Negotiation) -> ArticleVersion:
    article = make.ArticleFactory(negotiation=negotiation, published_at=datetime(2026, 10, 7, tzinfo=UTC))
    return make.ArticleVersionFactory(article=article, text=TEXT)


class TestLists:
    def test_good_items_stay_when_others_are_bad(self, program: APIClient, version: ArticleVersion) -> None:
        article = str(version.article.public_id)
        items = [
            {"article": article, "spans": [[0, 12]]},
            {"article": article, "spans": [[0, 99999]]},
            {"spans": [[0, 12]]},
            "nonsense",
            {"article": article, "spans": [[43, 83]]},
        ]
        answer = program.post(f"{INSIDE}/statements/", items)

        results = answer.json()
        assert (answer.status_code, [item["status"] for item in results]) == (207, [201, 400, 400, 400, 201])
        assert [item["error"] and [each["code"] for each in item["error"]["errors"]] for item in results] == [
            None, ["refused"], ["required"], ["invalid"], None,
        ]  # fmt: skip
        assert [item["row"] and item["row"]["words"] for item in results] == [
            TEXT[0:12], None, None, None, TEXT[43:83],
        ]  # fmt: skip
        assert Statement.objects.count() == 2

    def test_codings_of_a_statement_come_as_a_list(self, program: APIClient, negotiation: Negotiation) -> None:
        address = row_addresses(make_rows(negotiation))["statements"]
        issues = [make.IssueFactory(negotiation=negotiation).slug for _ in range(2)]
        answer = program.post(f"{address}positions/", [{"issue": slug, "stance": "supports"} for slug in issues])

        assert [item["row"]["issue"] for item in answer.json()] == issues
        assert Position.objects.filter(issue__slug__in=issues).count() == 2

    def test_list_with_a_key_is_done_once(self, program: APIClient, negotiation: Negotiation) -> None:
        rows = make_rows(negotiation)
        other = make.StatementFactory(negotiation=negotiation)
        item = {"earlier": str(rows.statement.public_id), "later": str(other.public_id), "relation": "restates"}
        before = Link.objects.count()
        answers = [program.post(f"{INSIDE}/links/", [item, {}], HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [207, 207]
        assert answers[0].content == answers[1].content
        assert Link.objects.count() == before + 1

    @pytest.mark.parametrize("count", [0, 101])
    def test_number_of_items_is_bounded(self, program: APIClient, negotiation: Negotiation, count: int) -> None:
        answer = program.post(f"{INSIDE}/links/", [{}] * count)

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "bad_number_of_items")

    def test_list_where_none_is_taken_is_refused(self, program: APIClient, negotiation: Negotiation) -> None:
        answer = program.post(f"{INSIDE}/articles/", [WISH])

        assert (answer.status_code, Article.objects.count()) == (400, 0)

    def test_viewer_writes_no_list(self, reader: APIClient, negotiation: Negotiation) -> None:
        assert reader.post(f"{INSIDE}/links/", [{}]).status_code == 403

    def test_what_nobody_foresaw_undoes_all(
        self, program: APIClient, version: ArticleVersion, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        capture, calls = statements.capture_statement, []

        def fail_at_the_second(**wish: Any) -> Statement:
            calls.append(wish)
            if len(calls) == 2:
                raise ZeroDivisionError
            return capture(**wish)

        monkeypatch.setattr(statements, "capture_statement", fail_at_the_second)
        items = [{"article": str(version.article.public_id), "spans": [span]} for span in ([0, 12], [43, 83])]

        with pytest.raises(ZeroDivisionError):
            program.post(f"{INSIDE}/statements/", items)
        assert (len(calls), Statement.objects.count()) == (2, 0)
