"""The tables of what parties held and when it moved, out of the kept rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from positions.analysis.held_positions import bring_up_to_date
from positions.analysis.kept_form import held_read
from positions.analysis.ledger import Held
from positions.analysis.steps import Shift
from positions.enums import Stance
from positions.exchange.formats import Options
from positions.exchange.tables.cells import firmness_written, words_of
from positions.exchange.tables.evidence import BY_VOTE, FIRMNESS
from positions.exchange.tables.registry import PRECISION
from positions.exchange.tables.table import ROWS_AT_A_TIME, Column, Rows, Table, longest
from positions.models import HeldPosition, Negotiation, Position, Statement, Vote

STATE = "confirmed or suggested."
VALUE = "Place on the scale, 0 to 100."


@dataclass(frozen=True, slots=True)
class Place:
    """A held position with the names of its cell, its number there, and the one it stepped from, if it is a step."""

    party: str
    issue: str
    number: int
    held: Held
    before: Held | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The statements and votes of some held positions: identifier and words, or the proposal voted on, by key."""

    said: Mapping[int, tuple[Any, str]]
    voted: Mapping[int, str]

    def of(self, held: Held) -> list[Any]:
        """Return for the opening and for the latest words: the statement, then the proposal voted on."""
        ends = (held.opening, held.latest)
        return [*(self.statement(end.statement) for end in ends), self.voted.get(held.opening.vote or 0, "")]

    def statement(self, key: int | None) -> Any:
        return self.said[key][0] if key and key in self.said else ""

    def words(self, key: int | None) -> str:
        return self.said[key][1] if key and key in self.said else ""


def kept(negotiation: Negotiation) -> QuerySet[HeldPosition]:
    """Return the positions held by confirmed words, party by party and issue by issue."""
    bring_up_to_date(negotiation=negotiation)
    rows = HeldPosition.objects.filter(negotiation=negotiation, is_widened=False)
    return rows.order_by("party__number", "party__name", "issue__number", "issue__title", "number")


def places(negotiation: Negotiation) -> Iterator[Place]:
    """Yield all positions ever held; of one cell all are in memory."""
    asked = ("party__name", "issue__title", "number", "content", "moved_from")
    rows = kept(negotiation).values_list(*asked).iterator(chunk_size=ROWS_AT_A_TIME)
    for (party, issue), cell in groupby(rows, key=lambda row: row[:2]):
        sequence: list[Held] = []
        for _party, _issue, number, content, moved_from in cell:
            sequence.append(held_read(content))
            before = None if moved_from is None else sequence[moved_from]
            yield Place(party, issue, number, sequence[-1], before)


def with_evidence(found: Iterable[Place]) -> Iterator[tuple[Place, Evidence]]:
    """Yield each with the statements and votes that it rests on, asked for many at a time."""
    rest = iter(found)
    while some := list(islice(rest, ROWS_AT_A_TIME)):
        helds = [held for place in some for held in (place.held, place.before) if held]
        ends = [end for held in helds for end in (held.opening, held.latest)]
        said = Statement.objects.filter(pk__in={end.statement for end in ends if end.statement})
        voted = Vote.objects.filter(pk__in={end.vote for end in ends if end.vote})
        evidence = Evidence(
            {key: (public, words) for key, public, words in said.values_list("pk", "public_id", "words")},
            dict(voted.values_list("pk", "proposal__title")),
        )
        yield from ((place, evidence) for place in some)


def content_of(held: Held) -> list[Any]:
    """Return stance, value, firmness and condition."""
    return [held.stance, held.value, held.firmness, held.condition]


def state_of(is_suggested: bool) -> str:
    return "suggested" if is_suggested else "confirmed"


def held_rows(negotiation: Negotiation, _options: Options) -> Rows:
    """Yield the rows of `held_positions`."""
    for place, evidence in with_evidence(places(negotiation)):
        held = place.held
        yield [
            place.party, place.issue, place.number + 1, held.since, held.opening.precision, held.until,
            *content_of(held), held.is_split, held.last_said, held.latest.precision, held.times_said,
            *evidence.of(held), state_of(held.is_suggested),
        ]  # fmt: skip


def shift_rows(negotiation: Negotiation, _options: Options) -> Rows:
    """Yield the rows of `shifts`."""
    steps = (place for place in places(negotiation) if place.before)
    for place, evidence in with_evidence(steps):
        if place.before is None:
            continue
        shift = Shift(place.before, place.held)
        ends = [shift.before.latest.statement, shift.after.opening.statement]
        yield [
            place.party, place.issue, shift.at, shift.after.opening.precision, shift.relation, shift.size,
            in_english(shift), *content_of(shift.before), *content_of(shift.after), shift.after.is_split,
            *map(evidence.statement, ends), *map(evidence.words, ends), state_of(shift.is_suggested),
        ]  # fmt: skip


def in_english(shift: Shift) -> str:
    """Return what happened, in the language of all files."""
    with translation.override("en"):
        return shift.summary


def conditions(negotiation: Negotiation, *columns: str) -> dict[str, int]:
    """Return the most characters of a condition for each of some columns."""
    rows = Position.objects.filter(issue__negotiation=negotiation)
    return longest(rows, dict.fromkeys(columns, "condition"))


def lengths_of_shifts(negotiation: Negotiation) -> dict[str, int]:
    """Return the most characters that the columns of `shifts` may have."""
    said = longest(Statement.objects.filter(negotiation=negotiation), {"words_before": "words", "words_after": "words"})
    return conditions(negotiation, "condition_before", "condition_after") | said


def content_columns(ending: str = "") -> list[Column]:
    """Return the columns of `content_of`."""
    return [
        Column(f"stance{ending}", f"{', '.join(words_of(Stance))}."),
        Column(f"value{ending}", VALUE),
        Column(f"firmness{ending}", FIRMNESS, cell=firmness_written),
        Column(f"condition{ending}", "What must happen first.", is_long=True),
    ]


WHO = (Column("party", "Whose position it is."), Column("issue", "Title of the issue."))
HELD_POSITIONS = Table(
    "held_positions",
    "The ledger: what each party held on each issue, in order of time, by confirmed words. Each position stands until "
    "the next one.",
    (
        *WHO,
        Column("number", "Place in the sequence of the party on the issue, from 1."),
        Column("since", "When it was said first."),
        Column("since_precision", PRECISION),
        Column("until", "When the next one was said first; empty while it is held."),
        *content_columns(),
        Column("is_split", "Whether the party's speakers were at odds: yes or no; the last one's words stand here."),
        Column("last_said", "When it was said last."),
        Column("last_said_precision", PRECISION),
        Column("times_said", "In how many utterances, however many outlets reported them."),
        Column("opened_by", "Identifier of the statement that said it first."),
        Column("last_said_in", "Identifier of the statement that said it last."),
        Column("vote", BY_VOTE),
        Column("state", STATE),
    ),
    held_rows,
    lambda negotiation: conditions(negotiation, "condition"),
)  # fmt: skip

SHIFTS = Table(
    "shifts",
    "The steps between held positions, with both wordings.",
    (
        *WHO,
        Column("at", "When the new position was said first."),
        Column("at_precision", PRECISION),
        Column("direction", "hardens, softens, reverses or refines."),
        Column("points", "Points moved on the scale, signed; empty unless both positions are placed."),
        Column("what_happened", "In words."),
        *content_columns("_before"),
        *content_columns("_after"),
        Column("is_split", "Whether the party's speakers were at odds then: yes or no."),
        Column("statement_before", "Identifier of the statement that said the earlier position last."),
        Column("statement_after", "Identifier of the statement that said the later one first."),
        Column("words_before", "Its words.", is_long=True),
        Column("words_after", "Its words.", is_long=True),
        Column("state", STATE),
    ),
    shift_rows,
    lengths_of_shifts,
)
