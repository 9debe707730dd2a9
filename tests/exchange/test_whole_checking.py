"""Files of a whole negotiation that cannot be restored: each says why, and nothing is written."""

import hashlib
import json

import pytest

from positions.exchange.errors import ExchangeError
from positions.exchange.whole.planning import plan_whole
from positions.exchange.whole.reading import restore_whole
from positions.models import Negotiation, Source, User
from tests.exchange.talks import written_elsewhere
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(username="admin", is_superuser=True)


@pytest.fixture(scope="module")
def lines(django_db_setup, django_db_blocker):
    """The lines of a file from another place."""
    return written_elsewhere(django_db_blocker).splitlines(keepends=True)


def refused(tmp_path, lines, admin):
    """Return why a file is refused, and check that nothing of it is here."""
    path = tmp_path / "talks.jsonl"
    path.write_bytes(b"".join(lines))
    with pytest.raises(ExchangeError) as refusal:
        restore_whole(path, {}, admin)
    assert [model.objects.count() for model in (Negotiation, Source, User)] == [0, 0, 1]
    return str(refusal.value)


def changed(lines, table, /, nth=0, **columns):
    """Return the lines with other values in one row, closed as if it had been written so, and the row's line."""
    place = [at for at, line in enumerate(lines) if line.startswith(f'{{"table":"{table}",'.encode())][nth]
    row = json.loads(lines[place]) | columns
    rows = [*lines[1:place], written({name: value for name, value in row.items() if value is not ...})]
    return closed([lines[0], *rows, *lines[place + 1 : -1]]), place + 1


def written(row):
    return json.dumps(row).encode() + b"\n"


def closed(lines):
    digest = hashlib.sha256(b"".join(lines[1:])).hexdigest()
    return [*lines, written({"end": "positions-negotiation", "rows": len(lines) - 1, "sha256": digest})]


@pytest.mark.parametrize("kept", [0.2, 0.9, 0.9999])
def test_file_cut_off_is_refused(tmp_path, lines, admin, kept):
    whole = b"".join(lines)
    said = refused(tmp_path, [whole[: int(len(whole) * kept)]], admin)
    assert said.endswith("Fetch it once more.")


def test_file_without_its_last_line_is_refused(tmp_path, lines, admin):
    assert "cut off" in refused(tmp_path, lines[:-1], admin)


def test_one_other_letter_is_noticed(tmp_path, lines, admin):
    damaged = [line.replace(b"Harbour dues", b"Harbour duet") for line in lines]
    assert "not as it was written" in refused(tmp_path, damaged, admin)


def test_what_stands_after_the_end_is_noticed(tmp_path, lines, admin):
    assert "not as it was written" in refused(tmp_path, [*lines, lines[-2]], admin)


def test_newer_version_is_refused(tmp_path, lines, admin):
    newer = [written(json.loads(lines[0]) | {"version": 2}), *lines[1:]]
    assert "newer version" in refused(tmp_path, newer, admin)


@pytest.mark.parametrize(
    "other", [b"", b"date,party\n", b"{}\n", b'{"format": "talks"}\n', b"[" * 100_000, b"\xff\xfe"]
)
def test_other_files_are_refused(tmp_path, admin, other):
    assert "no file of a whole negotiation" in refused(tmp_path, [other], admin)


def test_more_names_than_the_file_has_bytes_are_refused(tmp_path, lines, admin):
    header = json.loads(lines[0])
    header["names"]["Statement"] = 10**12
    assert "not as it was written" in refused(tmp_path, [written(header), *lines[1:]], admin)


def test_file_without_a_negotiation_is_refused(tmp_path, lines, admin):
    header = json.loads(lines[0])
    header["rows"]["Negotiation"] = 0
    without = closed([written(header), *(line for line in lines[1:-1] if b'"table":"Negotiation",' not in line)])
    assert "not as it was written" in refused(tmp_path, without, admin)


def test_file_from_before_a_column_was_added_is_read(tmp_path, lines, admin):
    older = closed([line if at == 0 else without_defaults(line) for at, line in enumerate(lines[:-1])])
    (tmp_path / "talks.jsonl").write_bytes(b"".join(older))
    restore_whole(tmp_path / "talks.jsonl", {}, admin)
    assert Negotiation.objects.get().uses_model is True


def without_defaults(line):
    """Return a row as it was before these columns, which have a default, were there."""
    return written(
        {name: value for name, value in json.loads(line).items() if name not in {"date_joined", "uses_model"}}
    )


@pytest.mark.parametrize(
    ("table", "columns", "reason"),
    [
        ("Party", {"name": None}, "“name” cannot be null."),
        ("Party", {"name": "x" * 121}, f"“name” cannot be \"{'x' * 79}."),
        ("Party", {"name": "Zahira\0"}, "“name” cannot be \"Zahira\\u0000\"."),
        ("Party", {"kind": "ship"}, "“kind” cannot be \"ship\"."),
        ("Party", {"number": True}, "“number” cannot be true."),
        ("Party", {"negotiation": 2}, "“negotiation” cannot be 2."),
        ("Party", {"n": 0}, "Its number is missing, too high, or not in order."),
        ("Party", {"colour": 1}, "“colour” is no column here."),
        ("Party", {"name": ...}, "“name” is missing."),
        ("Vote", {"cast_at": "2031-03-04"}, "“cast_at” cannot be \"2031-03-04\"."),
        ("Statement", {"public_id": "one"}, "“public_id” cannot be \"one\"."),
        ("Statement", {"spans": [["a", 1]]}, "“spans” cannot be [[\"a\", 1]]."),
        ("Link", {"score": "high"}, "“score” cannot be \"high\"."),
        ("Link", {"scores": {"a\0": 1}}, "“scores” cannot be {\"a\\u0000\": 1}."),
        ("Judgement", {"by": 99}, "“by” cannot be 99."),
        ("Membership", {"table": "Vessel"}, "The table is not known."),
        ("Membership", {"table": ["Party"]}, "The table is not known."),
        ("Party", {"table": "User"}, "The table stands too late in the file."),
    ],
)  # fmt: skip
def test_bad_row_is_told_with_its_line(tmp_path, lines, admin, table, columns, reason):
    bad, line = changed(lines, table, **columns)
    assert f"Line {line}" in (said := refused(tmp_path, bad, admin))
    assert said.endswith(reason)


def test_all_bad_rows_are_listed(tmp_path, lines):
    bad, first = changed(lines, "Party", kind="ship")
    bad, second = changed([*bad[:-1], b""], "Vote", choice="perhaps")
    (tmp_path / "talks.jsonl").write_bytes(b"".join(bad))
    assert [problem.line for problem in plan_whole(tmp_path / "talks.jsonl", {}).problems] == [first, second]


@pytest.mark.parametrize(
    ("table", "columns", "reason"),
    [
        ("Statement", {"words": "We will pay"}, "The words of a statement are not those at its spans."),
        ("Link", {"later": 1, "earlier": 2}, "A link runs from a later statement to an earlier one"),
        ("Party", {"slug": "northmark"}, "duplicate key value violates unique constraint \"party_slug_once\""),
        ("Party", {"number": 99_999}, "out of range"),
    ],
)  # fmt: skip
def test_row_that_the_database_refuses_is_told_with_its_line(tmp_path, lines, admin, table, columns, reason):
    bad, line = changed(lines, table, nth=0, **columns)
    said = refused(tmp_path, bad, admin)
    assert reason in said
    if table != "Party" or "number" in columns:
        assert f"Line {line} ({table})" in said


def test_rows_that_refer_to_nobody_are_refused(tmp_path, lines, admin):
    gone = json.loads(lines[0])["names"]["Statement"]
    bad, _line = changed(lines, "Statement", nth=1, reported_through=gone)
    assert "Nothing was restored" in refused(tmp_path, bad, admin)


def test_missing_rows_are_noticed(tmp_path, lines, admin):
    fewer = closed([line for line in lines[:-1] if not line.startswith(b'{"table":"PartyAlias",')])
    assert "not as many as the first line says" in refused(tmp_path, fewer, admin)


def test_plan_says_what_there_is_and_writes_nothing(tmp_path, lines):
    (tmp_path / "talks.jsonl").write_bytes(b"".join(lines))
    plan = plan_whole(tmp_path / "talks.jsonl", {})
    assert (plan.header.title, plan.slug, plan.there, plan.problems) == ("Harbour talks", "harbour-talks", None, ())
    assert [(person.username, person.account) for person in plan.people][-2:] == [("ida", None), ("tom", None)]
    assert plan.header.rows["Statement"] == 4
    assert not Negotiation.objects.exists()
