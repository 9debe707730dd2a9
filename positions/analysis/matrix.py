"""The matrix of parties and issues as of a moment: what each cell holds, how old it is, and why it is unknown.

Pages read it from kept rows; what was known at an earlier moment, or is wanted with all of its words, is replayed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.analysis.entries import read_entries
from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.kept import read_ends, read_hearsay, read_kept_entries, read_standing
from positions.analysis.ledger import Entry, Held, Ledger
from positions.analysis.reasons import read_questions, unknown_reasons
from positions.analysis.replay import build_ledger, replay_both
from positions.analysis.steps import Shift, shifts_of
from positions.enums import Precision
from positions.models import Issue, Negotiation, Party, Statement, Vote

# Two weekly digests without a word: the reader should ask before relying on it.
OLD_AFTER = timedelta(days=14)
# One digest long, so that a move is marked until everybody has been told of it.
MOVED_WITHIN = timedelta(days=7)
# A negotiation silent for longer is read as of its last day on record, not as of today.
SILENT_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Cell:
    """One party on one issue; `held` is None when its position is unknown, and then `reason` says why."""

    party: Party
    issue: Issue
    as_of: datetime
    held: Held | None = None
    before: Held | None = None
    suggestion: Held | None = None
    reason: str = ""

    @property
    def age_days(self) -> int | None:
        """Return the calendar days since it was said last; a partial date counts from its day in UTC."""
        if self.held is None:
            return None
        return max((self.as_of.date() - day_of(self.held.latest, self.as_of)).days, 0)

    @property
    def is_old(self) -> bool:
        """Tell whether it was not said for so long that it may no longer hold."""
        return self.age_days is not None and self.age_days >= OLD_AFTER.days

    @property
    def is_suggested(self) -> bool:
        """Tell whether it stands in pencil only."""
        return self.held is not None and self.held.is_suggested

    @property
    def is_recent(self) -> bool:
        """Tell whether it was taken up in the last days."""
        return self.held is not None and self.as_of - self.held.since < MOVED_WITHIN

    @property
    def move(self) -> Shift | None:
        """Return the shift of the last days, if there was one."""
        return self.step if self.is_recent else None

    @property
    def step(self) -> Shift | None:
        """Return the step that led to what is held, however long ago; None when nothing moved."""
        if self.held is None or self.before is None or self.before.is_same_as(self.held):
            return None
        return Shift(self.before, self.held)

    @property
    def is_first(self) -> bool:
        """Tell whether it is the party's first position on the issue and new."""
        return self.before is None and self.is_recent


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one party, in the order of the issues."""

    party: Party
    cells: tuple[Cell, ...]

    @property
    def unknown(self) -> int:
        """Return on how many issues nothing is on record, not even a suggestion."""
        return sum(cell.held is None and cell.suggestion is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of parties by groups; shifts and `first_said` to `last_said` are of all time, for the strip above them."""

    as_of: datetime
    issues: tuple[Issue, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    shifts: tuple[Shift, ...]
    ledger: Ledger
    first_said: datetime | None = None
    last_said: datetime | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return all rows, group after group."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return all cells, row after row."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def known(self) -> int:
        """Return how many cells hold something."""
        return sum(cell.held is not None for cell in self.cells)

    @property
    def suggested(self) -> int:
        """Return how many of the known cells are only suggested."""
        return sum(cell.is_suggested for cell in self.cells)

    @property
    def moves(self) -> tuple[Cell, ...]:
        """Return the cells with a confirmed shift in the last days, the latest first."""
        moved = [cell for cell in self.cells if cell.move and not cell.move.is_suggested]
        return tuple(sorted(moved, key=lambda cell: cell.held.since if cell.held else self.as_of, reverse=True))


def read_matrix(
    *,
    negotiation: Negotiation,
    as_of: datetime,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Matrix:
    """Return the matrix as of a moment in the reader's zone.

    A cell without any confirmed position shows a suggested one in pencil; with `widen`, suggestions also supersede
    confirmed positions. With `known_at` it is what the records said at that moment. Of what is held the first and the
    last words are there; `in_full` adds the others.
    """
    if known_at:
        return replay_matrix(negotiation=negotiation, as_of=as_of, known_at=known_at, widen=widen)
    bring_up_to_date(negotiation=negotiation)
    standing = read_standing(negotiation=negotiation, as_of=as_of, widen=widen)
    reasons = unknown_reasons(
        read_hearsay(negotiation=negotiation, as_of=as_of), read_questions(negotiation, as_of), as_of
    )
    ends = read_ends(negotiation=negotiation)
    return matrix_of(negotiation, as_of, standing.ledger, standing.pencil, reasons, standing.shifts, ends)


def replay_matrix(
    *,
    negotiation: Negotiation,
    as_of: datetime,
    known_at: datetime | None = None,
    widen: bool = False,
) -> Matrix:
    """Return the same, replayed from all coded positions, with all words of what is held."""
    known = read_entries(negotiation=negotiation, known_at=known_at)
    entries = [entry for entry in known if entry.is_said_by(as_of)]
    hearsay: dict[tuple[int, int], datetime] = {}
    for entry in sorted(entries, key=lambda each: each.sort_key):
        if not entry.is_first_hand:
            hearsay[entry.party, entry.issue] = entry.said_at
    reasons = unknown_reasons(hearsay, read_questions(negotiation, as_of, known_at), as_of)
    ledger, pencil = build_ledger(entries, widen=widen), build_ledger(entries, widen=True)
    timeline = ledger if len(entries) == len(known) else build_ledger(known, widen=widen)
    said = [entry.said_at for entry in known if entry.is_first_hand]
    ends = (min(said, default=None), max(said, default=None))
    return matrix_of(negotiation, as_of, ledger, pencil, reasons, shifts_of(timeline), ends)


def matrix_of(
    negotiation: Negotiation,
    as_of: datetime,
    ledger: Ledger,
    pencil: Ledger,
    reasons: Mapping[tuple[int, int], str],
    shifts: Iterable[Shift],
    ends: tuple[datetime | None, datetime | None],
) -> Matrix:
    """Return what the ledgers hold as rows of the negotiation's parties and issues."""
    parties = list(negotiation.parties.select_related("negotiation").for_display())
    issues = tuple(negotiation.issues.select_related("negotiation").for_display())
    rows = [
        Row(party, tuple(cell_of(party, issue, as_of, ledger, pencil, reasons) for issue in issues))
        for party in parties
    ]
    cells = {(party.pk, issue.pk) for party in parties for issue in issues}
    known = tuple(shift for shift in shifts if (shift.after.party, shift.after.issue) in cells)
    return Matrix(as_of, issues, grouped(rows), known, ledger, *ends)


def in_full(cells: Collection[Cell], *, widen: bool = False) -> list[Cell]:
    """Return cells of one `read_matrix` with all words of what is held, before and now."""
    places = {(cell.party.pk, cell.issue.pk) for cell in cells if cell.held and cell.held.said is not None}
    if not places:
        return list(cells)
    entries = read_kept_entries(next(iter(cells)).party.negotiation, places)
    return [_filled(cell, entries.get((cell.party.pk, cell.issue.pk), []), widen=widen) for cell in cells]


def _filled(cell: Cell, entries: list[Entry], *, widen: bool) -> Cell:
    if not entries:
        return cell
    place = cell.party.pk, cell.issue.pk
    confirmed, pencil = replay_both(entry for entry in entries if entry.is_said_by(cell.as_of))
    ledger, wide = Ledger({place: pencil if widen else confirmed}), Ledger({place: pencil})
    return cell_of(cell.party, cell.issue, cell.as_of, ledger, wide, {place: cell.reason})


def narrowed(found: Matrix, *, parties: Collection[str] = (), issues: Collection[str] = ()) -> Matrix:
    """Return the matrix with some parties and some issues only, by slug; none given means all."""
    places = [place for place, issue in enumerate(found.issues) if not issues or issue.slug in issues]
    groups = [
        (
            group,
            tuple(
                Row(row.party, tuple(row.cells[place] for place in places))
                for row in rows
                if not parties or row.party.slug in parties
            ),
        )
        for group, rows in found.groups
    ]
    kept_issues = tuple(found.issues[place] for place in places)
    kept_groups = tuple((group, rows) for group, rows in groups if rows)
    cells = {(row.party.pk, issue.pk) for _, rows in kept_groups for row in rows for issue in kept_issues}
    shifts = tuple(shift for shift in found.shifts if (shift.after.party, shift.after.issue) in cells)
    return replace(found, issues=kept_issues, groups=kept_groups, shifts=shifts)


def cell_of(
    party: Party, issue: Issue, as_of: datetime, ledger: Ledger, pencil: Ledger, reasons: Mapping[tuple[int, int], str]
) -> Cell:
    """Return one cell: ink where there is any, else pencil, else the reason why it is unknown."""
    confirmed = ledger.of(party.pk, issue.pk)
    suggested = pencil.of(party.pk, issue.pk)
    shown = confirmed or suggested
    if not shown:
        return Cell(party, issue, as_of, reason=reasons.get((party.pk, issue.pk)) or _("nothing on record"))
    newer = suggested[-1] if suggested and suggested[-1].is_suggested and suggested[-1] != shown[-1] else None
    before = next((held for held in reversed(shown[:-1]) if not held.is_split), None)
    return Cell(party, issue, as_of, held=shown[-1], before=before, suggestion=newer)


def grouped(rows: list[Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Return rows by the group of their party, groups in the order of their first party; without one, the role's."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.party.group, []).append(row)
    return tuple((group, tuple(members)) for group, members in groups.items())


def day_of(entry: Entry, as_of: datetime) -> date:
    """Return the day an entry was said on in the reader's zone; of a partial date the day itself."""
    return entry.said_at.astimezone(as_of.tzinfo).date() if entry.precision == Precision.MINUTE else entry.said_on


def last_day_on_record(negotiation: Negotiation) -> datetime | None:
    """Return when the latest statement that nobody refused was said, or the latest vote cast; None without any."""
    said = Statement.objects.not_refused().filter(negotiation=OuterRef("pk")).order_by("-said_at").values("said_at")
    cast = Vote.objects.filter(proposal__negotiation=OuterRef("pk")).order_by("-cast_at").values("cast_at")
    last = Negotiation.objects.filter(pk=negotiation.pk).values_list(Greatest(Subquery(said[:1]), Subquery(cast[:1])))
    return last[0][0]


def usual_moment(negotiation: Negotiation, now: datetime | None = None) -> datetime:
    """Return the moment as of which a page shows a negotiation unless told: now, or its last day when it is silent."""
    now = now or timezone.localtime()
    last = last_day_on_record(negotiation)
    if last is None or now - last <= SILENT_AFTER:
        return now
    return last.astimezone(UTC).replace(hour=23, minute=59, second=59, microsecond=0, tzinfo=now.tzinfo)
