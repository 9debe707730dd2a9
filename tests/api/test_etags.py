"""Entity tags: what has not changed is not sent again, and is changed only while it is what was read."""

import threading
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from positions.enums import Verdict
from positions.models import Job, Negotiation, Statement, User
from tests import factories as make
from tests.api.conftest import program_of
from tests.api.rows import make_rows, row_addresses

CHANGED = "The row has changed since you read it. Read it again, and send your change with its new ETag."


@pytest.mark.django_db
class TestReading:
    def test_every_row_has_a_tag_and_is_not_sent_twice(self, reader: APIClient, negotiation: Negotiation) -> None:
        for address in row_addresses(make_rows(negotiation)).values():
            first = reader.get(address)
            again = reader.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
            assert {first["Cache-Control"], again["Cache-Control"]} == {"private, no-cache"}

    def test_tag_changes_with_what_is_shown(self, reader: APIClient, negotiation: Negotiation) -> None:
        rows = make_rows(negotiation)
        address = row_addresses(rows)["statements"]
        tags = [reader.get(address)["ETag"]]
        make.PositionFactory(statement=rows.statement, issue=make.IssueFactory(negotiation=negotiation))
        tags.append(reader.get(address)["ETag"])
        tags.append(reader.get(f"{address}?fields=words")["ETag"])

        assert len(set(tags)) == 3
        assert reader.get(address, HTTP_IF_NONE_MATCH=f'"x", W/{tags[1]}').status_code == 304
        assert reader.get(address, HTTP_IF_NONE_MATCH=tags[0]).status_code == 200

    def test_list_has_none(self, reader: APIClient, negotiation: Negotiation) -> None:
        assert "ETag" not in reader.get("/api/v1/negotiations/harbour-talks/parties/")


@pytest.mark.django_db
class TestWriting:
    def test_row_is_changed_while_it_is_what_was_read(self, program: APIClient, negotiation: Negotiation) -> None:
        address = row_addresses(make_rows(negotiation))["statements"]
        read = program.get(address)["ETag"]
        first = program.patch(address, {"kind": "indirect"}, HTTP_IF_MATCH=read)
        second = program.patch(address, {"kind": "direct"}, HTTP_IF_MATCH=read)

        assert (first.status_code, second.status_code) == (200, 412)
        assert second.json() == {
            "detail": CHANGED, "errors": [{"code": "changed", "field": None, "message": CHANGED}],
        }  # fmt: skip
        assert Statement.objects.get(public_id=first.json()["id"]).kind == "indirect"

    def test_written_row_comes_with_its_next_tag(self, program: APIClient, negotiation: Negotiation) -> None:
        address = row_addresses(make_rows(negotiation))["statements"]
        written = program.patch(address, {"kind": "indirect"})

        assert written["ETag"] == program.get(address)["ETag"]
        assert program.patch(address, {"kind": "direct"}, HTTP_IF_MATCH=written["ETag"]).status_code == 200

    def test_verdict_of_somebody_else_changes_the_row(self, program: APIClient, negotiation: Negotiation) -> None:
        rows = make_rows(negotiation)
        address = row_addresses(rows)["statements"]
        read = program.get(address)["ETag"]
        other = program_of(make.MembershipFactory(negotiation=negotiation, role="analyst").user)
        assert other.post(f"{address}judgements/", {"verdict": Verdict.REJECT}).status_code == 201
        refused = program.post(f"{address}judgements/", {"verdict": Verdict.CONFIRM}, HTTP_IF_MATCH=read)

        assert refused.status_code == 412
        assert rows.statement.judgements.current().get().verdict == Verdict.REJECT

    @pytest.mark.parametrize(("tag", "status"), [("*", 200), ('"x", {tag}', 200), ("W/{tag}", 412), ("nonsense", 412)])
    def test_only_a_strong_tag_counts(
        self, program: APIClient, negotiation: Negotiation, tag: str, status: int
    ) -> None:
        address = row_addresses(make_rows(negotiation))["jobs"]
        sent = tag.format(tag=program.get(address)["ETag"])

        assert program.post(f"{address}retry/", HTTP_IF_MATCH=sent).status_code == status

    def test_row_that_is_not_there_is_not_found(self, program: APIClient, negotiation: Negotiation) -> None:
        address = row_addresses(make_rows(negotiation))["jobs"]
        Job.objects.all().delete()

        assert program.post(f"{address}retry/", HTTP_IF_MATCH='"x"').status_code == 404


def at_once(*calls: Any) -> list[Any]:
    """Return what calls answer that start at the same moment, each on a connection of its own."""
    answers: dict[int, Any] = {}
    start = threading.Barrier(len(calls))

    def call(number: int) -> None:
        start.wait()
        try:
            answers[number] = calls[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(calls))]


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_one_writes_and_twins_of_a_request_are_done_once(
    analyst: User, negotiation: Negotiation
) -> None:
    """One test for both, for a test on real transactions empties every table after it."""
    rows = make_rows(negotiation)
    programs = [program_of(analyst), program_of(analyst)]
    address = row_addresses(rows)["statements"]
    tag = programs[0].get(address)["ETag"]
    kinds = ("indirect", "mixed")
    answers = at_once(
        *(
            lambda program=program, kind=kind: program.patch(address, {"kind": kind}, HTTP_IF_MATCH=tag)
            for program, kind in zip(programs, kinds, strict=True)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    winner = next(kind for kind, answer in zip(kinds, answers, strict=True) if answer.status_code == 200)
    assert Statement.objects.get(pk=rows.statement.pk).kind == winner

    articles = "/api/v1/negotiations/harbour-talks/articles/"
    wish = {
        "text": "Salma Haddun said the port is open.",
        "outlet": "Gazette",
        "title": "Port",
        "published_at": "2026-10",
    }
    twins = at_once(
        *(lambda program=program: program.post(articles, wish, HTTP_IDEMPOTENCY_KEY="k-1") for program in programs)
    )

    assert [twin.status_code for twin in twins] == [201, 201]
    assert twins[0].content == twins[1].content
    assert sorted(twin.get("Idempotency-Replayed", "") for twin in twins) == ["", "true"]
