"""Parties by issues as of a date, or at two dates, with the evidence of one cell beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.vary import vary_on_headers

from positions.analysis.arrangement import Arranged, Sort, arranged, best_known
from positions.analysis.between import Comparison, compare, only_changed
from positions.analysis.matrix import Cell, Matrix, in_full, narrowed, read_matrix
from positions.models import Negotiation
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import Asked, read_asked
from positions.web.drawing import Span, strip_marks, ticks
from positions.web.happenings import event_marks
from positions.web.matrix_rows import change_rows, matrix_rows, shift_rows
from positions.web.moments import end_of
from positions.web.panel import panel_of

TITLE_MOVES = 2
# Of the shifts the latest; more than about two screens of them are one click away.
SHIFTS_SHOWN = 60
# All would be more cells than anybody can look at, and take seconds to draw: what is known best is shown.
MOST_CELLS = 2_000
MOST_PARTIES, MOST_ISSUES = 60, 30
# One digest long: what an analyst who comes back after a week wants to see first.
COMPARED_WITH = timedelta(days=7)
# What is sent when a script asks for the part that it swaps, by that part's id.
PARTS = {"matrix-table": "matrix/answer.html", "matrix-panel": "matrix/evidence.html"}


@vary_on_headers("HX-Request", "HX-Target")
@negotiation_page()
def matrix(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show what each party holds on each issue as of a day, or what changed between two days."""
    asked = read_asked(request, negotiation)
    whole, then = read_both(negotiation, asked)
    shown = in_order(best_part(whole, asked, request), asked)
    found = shown.matrix
    cell = cell_asked(request, found)
    comparison = compared(then, found, asked) if then else None
    context = {
        "matrix": found,
        "notes": shown.notes,
        "asked": asked,
        "comparison": comparison,
        "title": title_of(found) if comparison is None else changes_in_words(comparison),
        "short_title": title_of(found, 1) if comparison is None else changes_in_words(comparison, 1),
        "cell": cell,
        "panel": panel_of(negotiation, *in_full([cell], widen=asked.is_widened)) if cell and cell.held else None,
        **choices_of(whole, found, asked),
        **timeline_of(negotiation, found, asked),
        **addresses_of(asked),
    }
    template = PARTS.get(request.htmx.target or "", "matrix/page.html") if request.htmx else "matrix/page.html"
    return render(request, template, context)


@negotiation_page()
def matrix_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the same cells, or with a second date the changed ones, as a table."""
    asked = read_asked(request, negotiation)
    whole, then = read_both(negotiation, asked)
    found = in_order(whole, asked).matrix
    if then:
        return as_csv(f"changes-{found.as_of:%Y-%m-%d}", change_rows(compare(then, found)))
    return as_csv(f"matrix-{found.as_of:%Y-%m-%d}", matrix_rows(found))


@negotiation_page()
def shifts_csv(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Hand out the shifts of all time that the strip marks, as a table."""
    asked = replace(read_asked(request, negotiation), against=None)
    return as_csv("shifts", shift_rows(in_order(read_both(negotiation, asked)[0], asked).matrix))


def as_csv(name: str, rows: Iterable[list[object]]) -> HttpResponse:
    """Return rows as a CSV file."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows(rows)
    return response


def read_both(negotiation: Negotiation, asked: Asked) -> tuple[Matrix, Matrix | None]:
    """Return the matrix asked for and, when two days are compared, the one of the earlier day."""
    options: dict[str, Any] = {"negotiation": negotiation, "known_at": asked.known_at, "widen": asked.is_widened}
    if asked.moments is None:
        return read_matrix(as_of=asked.as_of, **options), None
    first, second = asked.moments
    return read_matrix(as_of=second, **options), read_matrix(as_of=first, **options)


def in_order(whole: Matrix, asked: Asked) -> Arranged:
    """Return the parties and issues asked for in the order asked for."""
    found = narrowed(whole, parties=asked.parties, issues=asked.issues)
    return arranged(found, sort=asked.sort, near=asked.near, is_grouped=asked.is_grouped)


def best_part(whole: Matrix, asked: Asked, request: PageRequest) -> Matrix:
    """Return what can be looked at of a matrix of which no part was chosen; all of it when all was asked for.

    The cell whose evidence is asked for is always there.
    """
    is_chosen = asked.is_whole or asked.parties or asked.issues
    if is_chosen or len(whole.rows) * len(whole.issues) <= MOST_CELLS:
        return whole
    opened = {request.GET.get(name, "") for name in ("party", "issue")}
    return best_known(whole, parties=MOST_PARTIES, issues=MOST_ISSUES, keep=opened)


def compared(then: Matrix, now: Matrix, asked: Asked) -> Comparison:
    """Return the comparison asked for."""
    found = compare(then, now)
    return only_changed(found) if asked.only_changed else found


def choices_of(whole: Matrix, found: Matrix, asked: Asked) -> dict[str, Any]:
    """Return what can be chosen, and how much of it is shown."""
    return {
        "whole": whole,
        "sorts": Sort.choices,
        "sort_label": Sort(asked.sort).label,
        "has_groups": len(whole.groups) > 1 or any(group for group, _ in whole.groups),
        "hidden_for": {
            "choose": asked.without("p", "i"),
            "arrange": asked.without("sort", "near", "group"),
            "days": asked.without("date", "known", "against"),
            "slide": asked.without("date"),
        },
        "chosen": [*asked.parties, *asked.issues],
        "is_cut": not asked.parties
        and not asked.issues
        and (len(found.rows), len(found.issues)) != (len(whole.rows), len(whole.issues)),
    }


def timeline_of(negotiation: Negotiation, found: Matrix, asked: Asked) -> dict[str, Any]:
    """Return the days of the slider with the shifts and the outside events marked on it."""
    drawn = found if asked.all_shifts else replace(found, shifts=found.shifts[-SHIFTS_SHOWN:])
    span, day = span_of(found, asked), asked.as_of.date()
    days = sorted({shift.after.opening.said_on for shift in found.shifts})
    return {
        "day": day,
        "is_today": day == timezone.localdate(),
        "span": span,
        "offset": (day - span.start.date()).days,
        "ticks": ticks(span),
        "marks": strip_marks(drawn, span),
        "events": event_marks(list(negotiation.outside_events.for_display()), span),
        "hidden": len(found.shifts) - len(drawn.shifts),
        "against": span.share(end_of(asked.against)) if asked.against else None,
        "marked_days": " ".join(each.isoformat() for each in days),
        "earlier": max((each for each in days if each < day), default=None),
        "later": min((each for each in days if each > day), default=None),
    }


def addresses_of(asked: Asked) -> dict[str, Any]:
    """Return the queries of the page's links, each with all that the link does not change.

    To `query`, for the cells, and `day_query`, for days, the template adds what they open.
    """
    day = asked.as_of.date()
    whole = {
        "csv_query": asked.query(date=f"{day:%Y-%m-%d}"),
        "widened_query": asked.query(suggestions="" if asked.is_widened else "1"),
        "present_query": asked.query("known"),
        "compare_query": asked.query(date=f"{day:%Y-%m-%d}", against=f"{day - COMPARED_WITH:%Y-%m-%d}"),
        "single_query": asked.query("against", "changed"),
        "changed_query": asked.query(changed="" if asked.only_changed else "1"),
        "all_shifts_query": asked.query(shifts="all"),
        "all_cells_query": asked.query(cells="all"),
    }
    return {
        "query": asked.query(),
        "day_query": asked.query("date"),
        **{name: query.rstrip("&") for name, query in whole.items()},
    }


def span_of(found: Matrix, asked: Asked) -> Span:
    """Return the time from the first word on record to the usual moment, the days asked for included."""
    moments = [asked.as_of, *(asked.moments or ())]
    first = min([found.first_said or asked.as_of, *moments])
    last = max([found.last_said or asked.as_of, asked.usual, *moments])
    zone = asked.as_of.tzinfo
    return Span(first.astimezone(zone), last.astimezone(zone))


def title_of(found: Matrix, told: int = TITLE_MOVES) -> str:
    """Return the finding: the confirmed moves of the last days, the latest first; empty when nothing moved."""
    says = [moved_in_words(cell, cell.move.summary) for cell in found.moves if cell.move]
    return listed(says[:told], more_moves(len(says) - told))


def changes_in_words(found: Comparison, told: int = TITLE_MOVES) -> str:
    """Return the finding of a comparison: its largest confirmed steps, and how many first positions were taken."""
    inked = [each for each in found.changed if each.now.held and not each.now.held.is_suggested]
    steps = [moved_in_words(each.now, each.summary) for each in inked if not each.is_first]
    return listed(steps[:told], more_moves(len(steps) - told), first_positions(len(inked) - len(steps)))


def moved_in_words(cell: Cell, what: str) -> str:
    """Return who did what on which issue."""
    return _("%(party)s %(did)s on %(issue)s") % {"party": cell.party.name, "did": what, "issue": cell.issue.title}


def listed(says: list[str], *counts: str) -> str:
    """Return sentences, and after them what is only counted."""
    told = ["; ".join(says), *counts] if says else [*counts]
    found = [each for each in told if each]
    return (_(", and ") if says else _(" and ")).join(found)


def more_moves(number: int) -> str:
    """Return 3 more moves; empty for none."""
    return ngettext("%(number)s more move", "%(number)s more moves", number) % {"number": number} if number > 0 else ""


def first_positions(number: int) -> str:
    """Return 3 first positions; empty for none."""
    words = ngettext("%(number)s first position", "%(number)s first positions", number)
    return words % {"number": number} if number > 0 else ""


def cell_asked(request: PageRequest, found: Matrix) -> Cell | None:
    """Return the cell that the address opens."""
    wanted = (request.GET.get("party"), request.GET.get("issue"))
    return next((cell for cell in found.cells if (cell.party.slug, cell.issue.slug) == wanted), None)
