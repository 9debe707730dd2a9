"""Exports and imports through the API, by role."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from positions.models import Negotiation, Transfer
from tests import factories as make
from tests.exchange.taking import work

pytestmark = pytest.mark.django_db

TRANSFERS = "/api/v1/negotiations/harbour-talks/transfers/"
PARTIES = "name,kind,group\nZahira,state,North\nOrun,realm,\n"


def send(program: APIClient, text: str = PARTIES, name: str = "parties.csv", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return program.post(f"{TRANSFERS}imports/", {"file": file, **fields}, format="multipart")


def done(answer: Any) -> str:
    """Return the address of a transfer that was asked for, its work done."""
    assert answer.status_code == 202, answer.json()
    work(Transfer.objects.get(public_id=answer.json()["id"]))
    return f"{TRANSFERS}{answer.json()['id']}/"


@pytest.mark.django_db(transaction=True)  # a file is written on two connections
def test_viewer_exports_a_table(reader: APIClient, negotiation: Negotiation) -> None:
    make.PartyFactory(negotiation=negotiation, name="Zahira", slug="zahira", number=1)
    wish = {"format": "csv", "options": {"table": "parties"}}
    answer = reader.post(f"{TRANSFERS}exports/", wish, format="json")
    assert (answer.json()["state"], answer.json()["requested_by"]) == ("waiting", "vera")
    address = done(answer)
    assert reader.get(address).json()["state"] == "done"
    file = reader.get(f"{address}file/")
    assert b"".join(file.streaming_content).decode().splitlines()[1] == "Zahira,zahira,state,negotiates,,,1"
    assert file["Content-Disposition"] == 'attachment; filename="harbour-talks-parties.csv"'


def test_analyst_compares_and_takes_in(program: APIClient, negotiation: Negotiation) -> None:
    address = done(send(program))
    found = program.get(address).json()
    assert (found["state"], found["counts"]) == ("compared", {"party": {"create": 1}, "": {"bad": 1}})
    rows = program.get(f"{address}rows/").json()["results"]
    assert [(row["place"], row["outcome"], row["name"]) for row in rows] == [
        ("line 2", "create", "Zahira"),
        ("line 3", "bad", ""),
    ]
    bad = program.get(f"{address}rows/", {"outcome": "bad"}).json()["results"]
    assert [row["why"] for row in bad] == ["kind: “realm” is none of state, organisation, armed_group, envoy, other."]
    assert negotiation.parties.count() == 0
    done(program.post(f"{address}apply/"))
    assert [*negotiation.parties.values_list("name", "group")] == [("Zahira", "North")]
    assert program.delete(address).status_code == 204
    assert program.get(address).status_code == 404


def test_what_cannot_be_done_is_said(program: APIClient, reader: APIClient, negotiation: Negotiation) -> None:
    assert send(reader).status_code == 403
    answer = send(program, name="parties.xls")
    assert "The file's name does not tell its format." in str(answer.json()["non_field_errors"])
    answer = program.post(f"{TRANSFERS}exports/", {"format": "csv", "options": {"table": "x"}}, format="json")
    assert "There is no table “x”." in str(answer.json()["non_field_errors"])
    transfer = make.TransferFactory(negotiation=negotiation, requested_by__username="bo", state="done")
    assert program.get(f"{TRANSFERS}{transfer.public_id}/").status_code == 404
    address = f"{TRANSFERS}{send(program).json()['id']}/"
    assert "It is being worked on. Stop it first." in str(program.delete(address).json())
    assert "There is no finished dry run to take in." in str(program.post(f"{address}apply/").json())
    assert program.post(f"{address}cancel/").json()["state"] == "cancelled"


def test_what_nests_without_end_is_refused(program: APIClient, negotiation: Negotiation) -> None:
    deep = "[" * 100_000
    body = program.post(f"{TRANSFERS}exports/", deep, content_type="application/json")
    form = send(program, options=deep)
    said = "This JSON nests deeper than is read here. Send lists and objects a few levels deep."
    assert (body.status_code, body.json()["detail"]) == (400, said)
    assert (form.status_code, form.json()["options"]) == (400, [said])


def test_file_that_is_too_large_is_refused_before_it_is_kept(
    program: APIClient, negotiation: Negotiation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("positions.api.exchanges.MOST_SENT", 2**3)
    answer = send(program)
    assert (answer.status_code, answer.json()["file"]) == (
        400, ["The file has more than 0 MB. Import it on the server, with the command import."],
    )  # fmt: skip
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(
    program: APIClient, negotiation: Negotiation, analyst: Any, django_assert_num_queries: Any, count: int
) -> None:
    make.TransferFactory.create_batch(count, negotiation=negotiation, requested_by=analyst)
    program.get(TRANSFERS)
    with django_assert_num_queries(3):
        assert len(program.get(TRANSFERS).json()["results"]) == count
