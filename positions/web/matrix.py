"""Parties by issues as of a date, with the evidence of one cell beside it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from positions.analysis.entries import read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.ledger import Entry, Held
from positions.analysis.matrix import Cell, Matrix, in_full, narrowed, read_matrix, usual_moment
from positions.enums import Stance
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.drawing import Span, strip_marks, ticks
from positions.web.moments import end_of, read_day

# More would push the earlier position out of sight; the issue's page has all.
WORDS_SHOWN = 4
TITLE_MOVES = 2
# Of the shifts the latest; more than about two screens of them are one click away.
SHIFTS_SHOWN = 60
COLUMNS = [
    "as_of", "party", "issue", "stance", "value", "firmness", "condition", "since", "last_said", "times_said", "state",
    "reason",
]  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """The evidence of one cell: the newest words first, of a split each side's, and the position before."""

    cell: Cell
    words: list[Evidence]
    further: int
    sides: list[tuple[Held, Evidence]]
    suggestion: Evidence | None
    before: Evidence | None


@negotiation_page()
def matrix(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show what each party holds on each issue as of a day."""
    as_of, is_widened = moment_asked(request, negotiation), request.GET.get("suggestions") == "1"
    known_at = known_asked(request)
    whole = read_matrix(negotiation=negotiation, as_of=as_of, known_at=known_at, widen=is_widened)
    found = narrowed(whole, parties=request.GET.getlist("p"), issues=request.GET.getlist("i"))
    span = span_of(found)
    cell = cell_asked(request, found)
    drawn = found if request.GET.get("shifts") == "all" else replace(found, shifts=found.shifts[-SHIFTS_SHOWN:])
    context = {
        "matrix": found,
        "whole": whole,
        "chosen": [*request.GET.getlist("p"), *request.GET.getlist("i")],
        "title": title_of(found),
        "is_widened": is_widened,
        "day": as_of.date(),
        "known_on": known_at.date() if known_at else None,
        "is_today": as_of.date() == timezone.localdate(),
        "span": span,
        "offset": (as_of.date() - span.start.date()).days,
        "ticks": ticks(span),
        "marks": strip_marks(drawn, span),
        "hidden": len(found.shifts) - len(drawn.shifts),
        "earlier": neighbour(found, as_of.date(), -1),
        "later": neighbour(found, as_of.date(), 1),
        "query": query_of(request, "date", "known", "suggestions", "p", "i"),
        "chosen_query": query_of(request, "known", "suggestions", "p", "i"),
        "dated_query": query_of(request, "date", "known", "p", "i"),
        "present_query": query_of(request, "date", "suggestions", "p", "i"),
        "cell": cell,
        "panel": panel_of(negotiation, in_full(cell, widen=is_widened)) if cell and cell.held else None,
    }
    return render(request, "matrix/page.html", context)


@negotiation_page()
def matrix_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the same cells as a table; unknown cells are empty, not zero."""
    as_of = moment_asked(request, negotiation)
    is_widened = request.GET.get("suggestions") == "1"
    whole = read_matrix(negotiation=negotiation, as_of=as_of, known_at=known_asked(request), widen=is_widened)
    found = narrowed(whole, parties=request.GET.getlist("p"), issues=request.GET.getlist("i"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="matrix-{as_of:%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(csv_row(cell) for cell in found.cells)
    return response


def csv_row(cell: Cell) -> list[object]:
    """Return a cell as a row of the CSV file."""
    start: list[object] = [f"{cell.as_of:%Y-%m-%d}", plain(cell.party.name), plain(cell.issue.title)]
    held = cell.held
    if held is None:
        return [*start, *[""] * 7, "unknown", cell.reason]
    return [
        *start,
        Stance(held.stance).label,
        "" if held.value is None else held.value,
        held.firmness_label,
        plain(held.condition),
        f"{held.since:%Y-%m-%d}",
        f"{held.last_said:%Y-%m-%d}",
        held.times_said,
        "suggested" if held.is_suggested else "confirmed",
        at_odds(held),
    ]


def at_odds(held: Held) -> str:
    """Return what the sides of a split hold, one after the other; empty when the party speaks with one voice."""
    sides = (f"{Stance(side.stance).label} {'' if side.value is None else side.value}".strip() for side in held.sides)
    return f"its speakers at odds: {' against '.join(sides)}" if held.is_split else ""


def plain(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def moment_asked(request: PageRequest, negotiation: Negotiation) -> datetime:
    """Return the end of the day in the address (`date`, or `days` since `from`), or the usual moment."""
    day, start = read_day(request.GET.get("date")), read_day(request.GET.get("from"))
    days = request.GET.get("days", "")
    if day is None and start and days.isascii() and days.isdigit() and len(days) < 6:
        day = start + timedelta(days=int(days))
    return end_of(day) if day else usual_moment(negotiation)


def known_asked(request: PageRequest) -> datetime | None:
    """Return the end of the day in the address up to which the records count (`known`), or None for all of them."""
    day = read_day(request.GET.get("known"))
    return end_of(day) if day else None


def span_of(found: Matrix) -> Span:
    """Return the time from the first to the last word on record, the day shown included."""
    first = min([found.first_said or found.as_of, found.as_of])
    last = max([found.last_said or found.as_of, found.as_of])
    zone = found.as_of.tzinfo
    return Span(first.astimezone(zone), last.astimezone(zone))


def neighbour(found: Matrix, day: date, step: int) -> date | None:
    """Return the day of the next (1) or previous (-1) shift, or None."""
    days = sorted({shift.after.opening.said_on for shift in found.shifts})
    beyond = [each for each in days if (each > day if step > 0 else each < day)]
    return (beyond[0] if step > 0 else beyond[-1]) if beyond else None


def title_of(found: Matrix) -> str:
    """Return the finding: the confirmed moves of the last days, the latest first; empty when nothing moved."""
    says = [f"{cell.party.name} {cell.move.summary} on {cell.issue.title}" for cell in found.moves if cell.move]
    more = len(says) - TITLE_MOVES
    tail = f", and {more} more move{'s' if more > 1 else ''}" if more > 0 else ""
    return "; ".join(says[:TITLE_MOVES]) + tail


def query_of(request: PageRequest, *names: str) -> str:
    """Return the named filters of the address, ending in & where there are any."""
    kept = [(name, value) for name in names for value in request.GET.getlist(name) if value]
    return urlencode(kept) + "&" if kept else ""


def cell_asked(request: PageRequest, found: Matrix) -> Cell | None:
    """Return the cell that the address opens."""
    wanted = (request.GET.get("party"), request.GET.get("issue"))
    return next((cell for cell in found.cells if (cell.party.slug, cell.issue.slug) == wanted), None)


def panel_of(negotiation: Negotiation, cell: Cell) -> Panel | None:
    """Return the evidence of a cell that holds something."""
    held = cell.held
    if held is None:
        return None
    shown = one_per_utterance([held.opening, *reversed(held.entries[1:])])
    wanted = [*shown[:WORDS_SHOWN], *(side.latest for side in held.sides)]
    wanted += [cell.before.latest] if cell.before else []
    wanted += [cell.suggestion.opening] if cell.suggestion else []
    evidence = read_evidence(entries=wanted, utterances=read_utterances(negotiation=negotiation))
    return Panel(
        cell=cell,
        words=[evidence[entry.position] for entry in shown[:WORDS_SHOWN]],
        further=max(len(shown) - WORDS_SHOWN, 0),
        sides=[(side, evidence[side.latest.position]) for side in held.sides],
        suggestion=evidence[cell.suggestion.opening.position] if cell.suggestion else None,
        before=evidence[cell.before.latest.position] if cell.before else None,
    )


def one_per_utterance(entries: list[Entry]) -> list[Entry]:
    """Return entries in their order, reports of one utterance once."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.utterance, entry)
    return list(first.values())
