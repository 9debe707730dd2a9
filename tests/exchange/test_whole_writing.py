"""A whole negotiation as JSON Lines."""

import hashlib
import json
from collections import Counter

import pytest
from django.db import connection

from positions.exchange.whole.writing import write_whole
from positions.models import Negotiation, Party
from tests.exchange.talks import make_talks
from tests.factories import PartyFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def talks():
    StatementFactory()  # of another negotiation, so that keys are no numbers
    return make_talks()


def lines_of(talks):
    return b"".join(write_whole(talks, {})).splitlines(keepends=True)


def test_first_line_counts_the_rows_and_last_line_closes_them(talks):
    first, *lines, last = lines_of(talks)
    header, rows, footer = json.loads(first), [json.loads(line) for line in lines], json.loads(last)
    assert header["rows"] == Counter(row["table"] for row in rows)
    assert footer == {
        "end": "positions-negotiation",
        "rows": len(rows),
        "sha256": hashlib.sha256(b"".join(lines)).hexdigest(),
    }
    del header["rows"], header["names"], header["written_at"]
    assert header == {
        "format": "positions-negotiation",
        "version": 1,
        "product": header["product"],
        "negotiation": {"title": "Harbour talks", "slug": "harbour-talks"},
    }


def test_something_of_every_table_is_in_the_test_negotiation(talks):
    assert [name for name, number in json.loads(lines_of(talks)[0])["rows"].items() if not number] == []


def test_same_rows_are_the_same_bytes_but_for_the_moment(talks):
    assert lines_of(talks)[1:] == lines_of(talks)[1:]


def test_nothing_of_another_negotiation_is_written(talks):
    StatementFactory(negotiation__title="Fishing talks", party__name="Southmark")
    written = b"".join(lines_of(talks))
    assert b"Harbour dues" in written
    assert b"Fishing talks" not in written
    assert b"Southmark" not in written


def test_addresses_of_feeds_and_passwords_stay_here(talks):
    written = b"".join(lines_of(talks)).decode()
    assert "f" * 64 not in written
    assert not any(member.password in written for member in talks.members.all())


def test_a_row_that_is_gone_keeps_its_number(talks):
    rows = [json.loads(line) for line in lines_of(talks)]
    party = next(row for row in rows if row.get("table") == "PartyEvent" and row["pgh_label"] == "delete")
    assert (party["name"], party["pgh_obj"]) == ("Zahiria", 5)
    assert [row["n"] for row in rows if row.get("table") == "Party"] == [1, 2, 3, 4]


def test_searches_name_people_and_outlets_by_number(talks):
    rows = [json.loads(line) for line in lines_of(talks)]
    assert {row["query"] for row in rows if row.get("table") == "SavedSearch"} == {
        "q=dues&person=1&source=1&person=0",
        "q=dues",
    }


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_one_moment_is_read_and_the_caller_can_write():
    talks = PartyFactory(name="Zahira").negotiation
    pieces = write_whole(talks, {})
    first = next(pieces)
    PartyFactory(negotiation=talks, name="Northmark")
    assert not connection.in_atomic_block
    assert Party.objects.count() == 2
    written = first + b"".join(pieces)
    assert [json.loads(line).get("name") for line in written.splitlines() if b'"Party"' in line][1:] == ["Zahira"]
    Negotiation.objects.all().delete()
