"""Dry runs, repetition, turns, stopping and removal of imports; what is refused from the start."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from positions.enums import JobState, Role, Stance, TransferState, Verdict
from positions.exchange import imports
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format
from positions.exchange.imports import go_on_importing
from positions.exchange.pieces import cut
from positions.exchange.records import IssueRecord, PartyRecord, PersonRecord, PositionRecord, TermRecord
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import (
    apply_compared,
    cancel_transfer,
    download,
    job_of,
    remove_expired,
    remove_transfer,
    report_rows,
    start_export,
    start_import,
)
from positions.exchange.turns import Stopped
from positions.models import (
    Article,
    Issue,
    Judgement,
    Party,
    Position,
    Spokesperson,
    Statement,
    Transfer,
    TransferPiece,
    TransferRow,
)
from positions.review.errors import NotAllowed
from positions.tasks import work_on
from tests.exchange.taking import PUBLISHED, apply, article, lines, outcomes, report, statement, take, work
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    MembershipFactory,
    NegotiationFactory,
    PartyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FILE = "f.records.jsonl"
TABLES = (Party, Spokesperson, Issue, Article, Statement, Position, Judgement)


@pytest.fixture
def analyst():
    return MembershipFactory().user


@pytest.fixture
def negotiation(analyst):
    return analyst.negotiations.get()


@pytest.fixture
def small_batches(monkeypatch):
    """Rows rest on rows of earlier batches."""
    monkeypatch.setattr(imports, "ROWS", 2)


def contents():
    """Return what stands in the tables, as far as imports write it."""
    return [sorted(map(str, model.objects.values_list())) for model in TABLES]


def in_words(rows):
    """Return a report without the numbers of rows."""
    return [row[1:] for row in rows]


names = st.sampled_from(["Zahira", "Northmark", "the coast", "Ilka"])
issues = st.sampled_from(["Dues", "Cranes"])
parties = st.builds(
    PartyRecord,
    name=names,
    group=st.sampled_from(["", "south", "north"]),
    aliases=st.lists(names, max_size=1).map(tuple),
)
people = st.builds(PersonRecord, name=names, terms=st.lists(st.builds(TermRecord, party=names), max_size=1).map(tuple))
topics = st.builds(IssueRecord, title=issues, parent=st.sampled_from(["", "Dues", "Cranes", "Harbour"]))
SAID = "“We will pay the dues.”\n\nSo she said"
RECORDED = "r"  # stands for the identifier of an article that is recorded, with two texts
articles = st.builds(
    lambda key, end, title: article(key, title=title, text=f"{SAID}{end}"),
    st.sampled_from(["a", "b", RECORDED]), st.sampled_from([".", " .", "!"]), st.sampled_from(["", "One", "Two"]),
)  # fmt: skip
coded = st.builds(PositionRecord, issue=issues, stance=st.sampled_from(Stance), value=st.sampled_from([None, 10, 101]))
statements = st.builds(
    statement,
    key=st.sampled_from("st"),
    article=st.sampled_from(["a", "b", "z", RECORDED]),
    version=st.integers(0, 3),
    spans=st.sampled_from([((1, 8),), ((9, 20),), ((0, 90),)]),
    speaker=st.sampled_from(["", "Ilka"]),
    party=names,
    positions=st.lists(coded, max_size=2).map(tuple),
    reported_through=st.sampled_from(["", "", "s"]),
    verdict=st.sampled_from([None, Verdict.CONFIRM, Verdict.REJECT]),
)
files = st.lists(st.one_of(parties, people, topics, articles, statements, statements), min_size=1, max_size=9)


def with_recorded(negotiation, records):
    """Record an article with two texts, one of which a file may have, and put its identifier where records mean it."""
    known = ArticleFactory(negotiation=negotiation, published_at=PUBLISHED)
    for number, end in enumerate((".", "?"), start=1):
        ArticleVersionFactory(article=known, number=number, text=f"{SAID}{end}")
    key = str(known.public_id)
    keyed = (replace(each, key=key) if getattr(each, "key", "") == RECORDED else each for each in records)
    return [replace(each, article=key) if getattr(each, "article", "") == RECORDED else each for each in keyed]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=files)
def test_import_does_what_its_dry_run_said_and_repeating_it_changes_nothing(small_batches, analyst, records):
    negotiation = NegotiationFactory()
    MembershipFactory(negotiation=negotiation, user=analyst)
    records = with_recorded(negotiation, records)
    before = contents()
    dry = take(negotiation, analyst, *records, is_dry=True)
    assert (dry.state, contents()) == (TransferState.COMPARED, before)
    promised = report(dry)

    done = apply(dry)
    assert (done.state, report(done)) == (TransferState.DONE, promised)

    taken = contents()
    apply(take(negotiation, analyst, *records, is_dry=True))
    assert {outcome for outcome, _ in outcomes(take(negotiation, analyst, *records))} <= {"same", "bad", "change"}
    assert [len(rows) for rows in contents()] == [len(rows) for rows in taken]


def test_repeating_an_import_changes_nothing(negotiation, analyst, small_batches):
    records = [
        PartyRecord("Zahira", aliases=("Z",)), article(), article("b", text="“No,” she said."), statement(),
        statement("t", article="b", spans=((1, 3),), party="Z"), statement("u", article="b", spans=((0, 99),)),
    ]  # fmt: skip
    take(negotiation, analyst, *records)
    before = contents()
    again = take(negotiation, analyst, *records)
    assert [outcome for outcome, _ in outcomes(again)] == ["same"] * 5 + ["bad"]
    assert contents() == before


def test_import_that_is_cut_off_goes_on_after_the_last_row_that_is_in(negotiation, analyst, small_batches):
    records = [article(), *(statement(str(end), spans=((0, end),)) for end in (3, 8, 12, 16, 21))]
    transfer = start_import(
        content=[lines(*records)], file_name=FILE, by=analyst, negotiation=negotiation, is_dry=False
    )
    Transfer.objects.update(state=TransferState.RUNNING)
    alive = iter([True, True, True, False])
    with pytest.raises(Stopped):  # in the middle of its third batch; the first sign of life is that of reading
        go_on_importing(transfer, alive=lambda done, total: next(alive), deadline=1e12)
    transfer.refresh_from_db()
    assert (transfer.reached, Statement.objects.count(), Position.objects.count()) == (4, 3, 3)
    done = work(transfer)
    assert (done.state, [outcome for outcome, _ in outcomes(done)]) == (TransferState.DONE, ["create"] * 6)
    assert (Statement.objects.count(), Judgement.objects.count()) == (5, 10)


def test_import_is_handed_on_at_the_end_of_each_item_of_work(negotiation, analyst, small_batches, monkeypatch):
    monkeypatch.setattr("positions.tasks.ITEM", -1)
    content = [lines(*(PartyRecord(f"Party {n}") for n in range(5)))]
    transfer = start_import(content=content, file_name=FILE, by=analyst, negotiation=negotiation, is_dry=False)
    seen = []
    while (job := job_of(transfer)).state == JobState.QUEUED:
        work_on(job.pk)
        transfer.refresh_from_db()
        seen.append((transfer.state, transfer.rows_read, transfer.reached, negotiation.parties.count()))
    assert seen == [("running", 5, 0, 0), ("running", 5, 2, 2), ("running", 5, 4, 4), ("done", 5, 5, 5)]
    assert (job_of(transfer).done, job_of(transfer).total, job_of(transfer).state) == (5, 5, JobState.DONE)


def test_dry_run_goes_on_after_a_pause_as_if_there_were_none(negotiation, analyst, small_batches, monkeypatch):
    monkeypatch.setattr("positions.tasks.ITEM", -1)
    zahira = PartyRecord("Zahira", aliases=("Z",))
    reported = statement("t", spans=((45, 65),), party="Z", reported_through="s")
    records = [zahira, article(), statement(), statement("u", party="Z"), reported, PartyRecord("Z"), reported]
    dry = take(negotiation, analyst, *records, is_dry=True)
    assert [outcome for outcome, _ in outcomes(dry)] == ["create"] * 3 + ["same", "create", "same", "same"]


def test_stopped_import_keeps_what_is_in_and_can_be_started_anew(negotiation, analyst, small_batches):
    records = [PartyRecord(f"Party {n}") for n in range(4)]
    transfer = start_import(
        content=[lines(*records)], file_name=FILE, by=analyst, negotiation=negotiation, is_dry=False
    )
    cancel_transfer(transfer=transfer, by=analyst)
    stopped = work(transfer)
    assert (stopped.state, job_of(transfer).state, negotiation.parties.count()) == ("cancelled", "ignored", 0)
    with pytest.raises(ExchangeError, match="It has ended already"):
        cancel_transfer(transfer=transfer, by=analyst)
    assert outcomes(take(negotiation, analyst, *records)) == [("create", "")] * 4


def test_row_that_the_tables_refuse_stops_no_other(negotiation, analyst):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE positions_party ADD CONSTRAINT no_x CHECK (name <> 'X')")
    done = take(negotiation, analyst, *(PartyRecord(name) for name in ("A", "B", "X", "C")))
    assert [outcome for outcome, _ in outcomes(done)] == ["create", "create", "bad", "create"]
    assert set(negotiation.parties.values_list("name", flat=True)) == {"A", "B", "C"}
    assert outcomes(done)[2][1].startswith("The tables cannot hold it: new row for relation")


def test_name_that_somebody_enters_meanwhile_is_found(negotiation, analyst, small_batches, monkeypatch):
    settles = imports._settle_at_once

    def settle_late(transfer, rows, weighing, alive):
        if weighing is not None:
            PartyFactory(negotiation=negotiation, name="C")
        return settles(transfer, rows, weighing, alive)

    monkeypatch.setattr(imports, "_settle_at_once", settle_late)
    done = take(negotiation, analyst, *(PartyRecord(name) for name in "ABCD"))
    assert [outcome for outcome, _ in outcomes(done)] == ["create", "create", "same", "create"]
    assert sorted(negotiation.parties.values_list("name", flat=True)) == ["A", "B", "C", "D"]


def test_names_that_somebody_enters_between_batches_are_read_anew(negotiation, analyst, small_batches, monkeypatch):
    take(negotiation, analyst, article(), statement())
    settles = imports._settle_at_once

    def settle_late(transfer, rows, weighing, alive):
        if weighing is not None:
            other = PartyFactory(negotiation=negotiation, name="Northmark")
            Statement.objects.update(party=other)
            Position.objects.update(issue=IssueFactory(negotiation=negotiation, title="Cranes"))
        return settles(transfer, rows, weighing, alive)

    monkeypatch.setattr(imports, "_settle_at_once", settle_late)
    done = take(negotiation, analyst, PartyRecord("A"), PartyRecord("B"), article(), statement(), is_dry=True)
    assert report(done)[3][4] == {
        "party": ["Northmark", "Zahira"], "stance on “Dues”": [None, "supports"], "value on “Dues”": [None, 70],
        "verdict on “Dues”": [None, "confirm"],
    }  # fmt: skip


def test_file_that_is_none_of_its_format_fails_with_a_sentence(negotiation, analyst):
    transfer = start_import(content=[b"\xff\xfe\x00"], file_name=FILE, by=analyst, negotiation=negotiation)
    done = work(transfer)
    said = "The file is no text in UTF-8. Save it as UTF-8 and import it again."
    assert (done.state, done.error, job_of(done).state) == (TransferState.FAILED, said, "done")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"content": []}, "The file is empty. Choose another one."),
        ({"file_name": "talks.doc"}, "The file's name does not tell its format. Name one of"),
        ({"format_name": "dna9"}, "There is no format “dna9” for this. Choose one of"),
        ({"negotiation": None}, "Choose a negotiation, or give the new one a title."),
    ],
)
def test_import_that_cannot_be_is_refused_at_once(negotiation, analyst, fields, why):
    asked = {"content": [b"{}"], "file_name": FILE, "by": analyst, "negotiation": negotiation}
    with pytest.raises(ExchangeError, match=why):
        start_import(**asked | fields)
    assert Transfer.objects.exists() is False


def test_row_that_nests_without_end_stops_no_other(negotiation, analyst):
    transfer = take(negotiation, analyst, "[" * 100_000, PartyRecord("Zahira"))

    assert [row.why for row in report_rows(transfer, outcome="bad")] == [
        "The line nests deeper than any record does. Correct it."
    ]
    assert negotiation.parties.get().name == "Zahira"


def test_viewers_and_strangers_import_nothing(negotiation):
    viewer = MembershipFactory(negotiation=negotiation, role=Role.VIEWER).user
    for nobody in (viewer, UserFactory()):
        with pytest.raises(NotAllowed):
            start_import(content=[b"{}"], file_name=FILE, by=nobody, negotiation=negotiation)


def test_who_is_no_analyst_any_more_takes_nothing_in(negotiation, analyst):
    dry = take(negotiation, analyst, PartyRecord("Zahira"), is_dry=True)
    apply_compared(transfer=dry, by=analyst)
    negotiation.memberships.update(role=Role.VIEWER)
    assert (work(dry).state, negotiation.parties.count()) == (TransferState.FAILED, 0)


def test_import_into_a_new_negotiation_makes_the_person_its_lead(analyst):
    transfer = start_import(
        content=[lines(PartyRecord("Zahira"))],
        file_name=FILE,
        by=analyst,
        title="River talks",
        is_dry=False,
    )
    made = work(transfer).negotiation
    assert (made.title, made.role_of(analyst), made.parties.get().name) == ("River talks", Role.LEAD, "Zahira")


def test_files_are_seen_by_their_owners_and_by_leads(negotiation, analyst):
    transfer = take(negotiation, analyst, PartyRecord("Zahira"))
    colleague = MembershipFactory(negotiation=negotiation).user
    lead = MembershipFactory(negotiation=negotiation, role=Role.LEAD).user
    seen = [list(Transfer.objects.visible_to(user)) for user in (analyst, lead, colleague, UserFactory())]
    assert seen == [[transfer], [transfer], [], []]
    with pytest.raises(NotAllowed):
        remove_transfer(transfer=transfer, by=colleague)


def test_removed_file_takes_its_report_along_and_leaves_what_was_taken_in(negotiation, analyst):
    transfer = take(negotiation, analyst, PartyRecord("Zahira"))
    assert [row.name for row in report_rows(transfer, outcome="create", kind="party")] == ["Zahira"]
    assert b"".join(download(transfer)) == lines(PartyRecord("Zahira"))
    remove_transfer(transfer=transfer, by=analyst)
    assert [model.objects.count() for model in (Transfer, TransferRow, TransferPiece, Party)] == [0, 0, 0, 1]


def test_expired_files_are_removed_and_others_stay(negotiation, analyst):
    old, young = (take(negotiation, analyst, PartyRecord("Zahira")) for _ in range(2))
    Transfer.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    remove_expired(now=timezone.now())
    assert list(Transfer.objects.all()) == [young]


@pytest.fixture
def writes(monkeypatch):
    """A format that writes what it is given."""

    def add(content, role=Role.VIEWER):
        chosen = Format("test", "Test", "", ".txt", "text/plain", write=lambda negotiation, options: content, role=role)
        monkeypatch.setitem(FORMATS, "test", chosen)

    return add


def test_export_needs_the_role_of_its_format(negotiation, analyst, writes):
    writes([b"x"], role=Role.LEAD)
    with pytest.raises(NotAllowed):
        start_export(negotiation=negotiation, format_name="test", by=analyst)


def test_export_asked_for_twice_is_written_once_and_another_one_beside_it(negotiation, analyst, writes):
    writes([b"x"])
    ask = {"negotiation": negotiation, "format_name": "test", "by": analyst}
    first = start_export(**ask)

    assert start_export(**ask) == first
    assert start_export(**ask, options={"table": "parties"}) != first
    Transfer.objects.filter(pk=first.pk).update(state=TransferState.DONE)
    assert start_export(**ask) != first


def test_file_is_cut_into_pieces_of_one_size():
    assert [list(cut(content, 3)) for content in ([], [b"a", b"bcdefg", b""], [b"abc"])] == [
        [], [b"abc", b"def", b"g"], [b"abc"],
    ]  # fmt: skip
