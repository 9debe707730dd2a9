"""Files written, and negotiations restored, as jobs: all or nothing, kept alive and stopped from beside."""

from types import SimpleNamespace

import pytest

from positions.enums import JobState, TransferState
from positions.exchange import work as exchange_work
from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Restored
from positions.exchange.registry import FORMATS
from positions.exchange.restores import CLOSED
from positions.exchange.transfers import download, job_of, report_rows, start_export, start_import
from positions.models import Job, Negotiation, Transfer, TransferPiece
from positions.models.exchanges import PIECE
from positions.review.negotiations import create_negotiation
from positions.tasks import tick_files
from tests.exchange.taking import work
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def analyst():
    return MembershipFactory().user


@pytest.fixture
def administrator():
    return UserFactory(is_superuser=True)


@pytest.fixture
def negotiation(analyst):
    return analyst.negotiations.get()


@pytest.fixture
def formats(monkeypatch):
    """Make a format of functions; signs of life are given at every step."""
    monkeypatch.setattr(exchange_work, "SIGN_OF_LIFE", 0)

    def add(**functions):
        monkeypatch.setitem(FORMATS, "test", Format("test", "Test", "", ".txt", "text/plain", **functions))

    return add


def test_file_is_written_as_it_is_at_one_moment_with_the_lease_kept(negotiation, analyst, formats):
    seen = []

    def write(negotiation, options):
        for step in range(3):
            seen.append((Job.objects.count(), negotiation.parties.count()))
            yield bytes([step]) * PIECE

    formats(write=write)
    transfer = start_export(negotiation=negotiation, format_name="test", by=analyst)
    done = work(transfer)
    assert (done.state, done.size, done.file_name) == (TransferState.DONE, 3 * PIECE, f"{negotiation.slug}.txt")
    assert b"".join(download(done)) == b"".join(bytes([step]) * PIECE for step in range(3))
    assert (job_of(done).state, job_of(done).done, seen) == (JobState.DONE, 3 * PIECE // 1024, [(1, 0)] * 3)
    tick_files()
    assert Transfer.objects.exists()


def test_stopped_export_leaves_nothing(negotiation, analyst, formats):
    def write(negotiation, options):
        yield b"x" * PIECE
        cancel_beside(transfer)
        yield b"x" * PIECE

    formats(write=write)
    transfer = start_export(negotiation=negotiation, format_name="test", by=analyst)
    assert (work(transfer).state, TransferPiece.objects.count()) == (TransferState.CANCELLED, 0)
    with pytest.raises(ExchangeError, match="The file is not written yet"):
        download(transfer)


def cancel_beside(transfer):
    """Stop a transfer over another connection, as a page does while a worker writes."""
    held = exchange_work.Beside(job_of(transfer), transfer)
    with held.connection.cursor() as cursor:
        cursor.execute("UPDATE positions_transfer SET state = 'cancelled' WHERE id = %s", [transfer.pk])
    held.connection.close()


@pytest.mark.parametrize(("is_dry", "state", "count"), [(True, "compared", 1), (False, "done", 2)])
def test_whole_negotiation_is_restored_or_only_tried(negotiation, administrator, formats, is_dry, state, count):
    def restore(path, options, by):
        made = create_negotiation(title=path.read_text(), by=by)
        yield 1, 2
        return Restored(made, contents={"parties": 3}, people={"ida": "nora", "tom": ""})

    formats(restore=restore)
    transfer = start_import(content=[b"River"], file_name="f.txt", by=administrator, is_dry=is_dry)
    done = work(transfer)
    assert (done.state, Negotiation.objects.count()) == (state, count)
    assert (done.negotiation.title if done.negotiation else None) == (None if is_dry else "River")
    assert [(row.kind, row.name, row.outcome, row.why) for row in report_rows(done)] == [
        ("whole", "River", "create", "parties: 3"), ("account", "ida", "same", "Is the account “nora” here."),
        ("account", "tom", "create", CLOSED),
    ]  # fmt: skip
    assert done.counts == {"whole": {"create": 1}, "account": {"same": 1, "create": 1}}


def test_restoring_that_fails_half_way_leaves_nothing(negotiation, administrator, formats):
    def restore(path, options, by):
        create_negotiation(title="River", by=by)
        yield 1, 2
        refusal = ExchangeError("Line 2 is spoilt.")
        refusal.problems = [SimpleNamespace(line=2, table="party", reason="It has no name.")]
        raise refusal

    formats(restore=restore)
    done = work(start_import(content=[b"River"], file_name="f.txt", by=administrator))
    assert (done.state, done.error, Negotiation.objects.count()) == (TransferState.FAILED, "Line 2 is spoilt.", 1)
    assert [(row.place, row.name, row.outcome, row.why) for row in report_rows(done)] == [
        ("line 2", "party", "bad", "It has no name."),
    ]  # fmt: skip
