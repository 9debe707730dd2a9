"""The issues, and one issue: who held what when, and the conversation on it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from positions.analysis.answers import read_answers
from positions.analysis.kept import read_issue
from positions.analysis.ledger import Held, Ledger
from positions.analysis.matrix import MOVED_WITHIN, Cell, read_matrix, usual_moment
from positions.analysis.replay import build_both
from positions.enums import Stance
from positions.exchange.tables.cells import escaped
from positions.models import Issue, Negotiation, Party, Proposal, Statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.conversation import (
    Event,
    Node,
    Wish,
    opened_by,
    read_events,
    read_nodes,
    wanted_entries,
)
from positions.web.issue_chart import Record, chart_of, read_record
from positions.web.moments import end_of, read_day
from positions.web.moves import moves_of, silences_of

# About two screens; the rest is one click away.
NODES_SHOWN = 40


@dataclass(frozen=True)
class NumberRow:
    """A held position as a row of the table below the chart."""

    party: Party
    held: Held


@negotiation_page()
def issues(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the issues with what each party holds on them, and the proposals on the table."""
    found = read_matrix(negotiation=negotiation, as_of=usual_moment(negotiation))
    rows = [
        (issue, [row.cells[place] for row in found.rows], [cell for cell in found.moves if cell.issue == issue])
        for place, issue in enumerate(found.issues)
    ]
    proposals = Proposal.objects.filter(negotiation=negotiation).select_related("negotiation", "put_by")
    return render(request, "issues/list.html", {"rows": rows, "matrix": found, "proposals": list(proposals)})


@negotiation_page()
def issue(request: PageRequest, negotiation: Negotiation, issue_slug: str) -> HttpResponse:
    """Show an issue: the positions on its scale, the conversation, who holds what."""
    shown = get_object_or_404(issues_of(negotiation), slug=issue_slug)
    record = read_record(shown, moment_asked(request, negotiation))
    wish = wish_of(request, record.parties)
    numbers = numbers_of(record.parties, record.confirmed, record.widened)
    talk = talk_of(request, record, wish)
    cells = [cell_of(party, record) for party in record.parties.values()]
    answers = read_answers(
        negotiation=negotiation, proposals=shown.proposals.all(), as_of=record.as_of, utterances=record.utterances
    )
    context = {
        "issue": shown,
        "as_of": record.as_of,
        "wish": wish,
        "parties": list(record.parties.values()),
        "chart": chart_of(record, wish.first),
        "numbers": numbers,
        "places": places_of(numbers, talk["talk"], negotiation),
        **talk,
        "answers": answers,
        "cells": sorted(cells, key=lambda cell: cell.held is None),
        "conditions": [cell for cell in cells if cell.held and cell.held.condition],
        "statements": len({entry.statement for entry in record.entries if entry.statement}),
        "moves": moves_of(record.confirmed, shown, record.parties),
        "silences": silences_of(cells, record.as_of),
        "recent": [shift for shift in record.shifts if record.as_of - shift.at < MOVED_WITHIN],
        "queries": queries_of(request),
    }
    return render(request, "issues/page.html", context)


@negotiation_page()
def issue_csv(request: PageRequest, negotiation: Negotiation, issue_slug: str) -> HttpResponse:
    """Hand out the numbers of the chart."""
    shown = get_object_or_404(issues_of(negotiation), slug=issue_slug)
    parties = {party.pk: party for party in negotiation.parties.for_display()}
    entries = read_issue(negotiation=negotiation, issue=shown)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="issue-{shown.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["party", "from", "until", "stance", "value", "firmness", "condition", "times_said", "state"])
    for row in numbers_of(parties, *build_both(entries)):
        writer.writerow(csv_row(row))
    return response


def talk_of(request: PageRequest, record: Record, wish: Wish) -> dict[str, Any]:
    """Return the conversation that is wanted, its latest part unless all of it is asked for."""
    opened = opened_by(record.confirmed, record.widened, record.shifts)
    wanted = wanted_entries(record.entries, wish, opened)
    shown = wanted if request.GET.get("all") else wanted[:NODES_SHOWN]
    nodes = read_nodes(
        entries=shown, everything=record.entries, opened=opened, utterances=record.utterances, parties=record.parties
    )
    events = read_events(wish, record.outside, record.proposals)
    is_oldest_first = request.GET.get("order") == "oldest"
    talk: list[Node | Event] = [*nodes, *beside(nodes, events, is_cut=len(wanted) > len(shown))]
    return {
        "talk": in_order(talk, is_oldest_first=is_oldest_first),
        "is_oldest_first": is_oldest_first,
        "hidden": len(wanted) - len(shown),
    }


def places_of(numbers: list[NumberRow], talk: list[Node | Event], negotiation: Negotiation) -> dict[int, str]:
    """Return by position where the words stand that opened it: in the conversation shown, or on their own page."""
    shown = {each.entry.position: f"#said-{each.entry.position}" for each in talk if isinstance(each, Node)}
    opening = {row.held.opening.position: row.held.opening.statement for row in numbers}
    # Of all, also of those shown, so that a short conversation asks no less than a long one.
    public = dict(Statement.objects.filter(pk__in=filter(None, opening.values())).values_list("pk", "public_id"))
    page = reverse("statement", args=[negotiation.slug, UUID(int=0)]).replace(str(UUID(int=0)), "{}")
    return {place: page.format(public[pk]) for place, pk in opening.items() if pk in public} | shown


def issues_of(negotiation: Negotiation) -> QuerySet[Issue]:
    """Return the issues with what their page shows."""
    return negotiation.issues.select_related("negotiation", "parent__negotiation").prefetch_related(
        "anchors", "outside_events"
    )


def csv_row(row: NumberRow) -> list[object]:
    """Return a held position as a row of the CSV file; what is unknown is empty."""
    held = row.held
    return [
        escaped(row.party.name),
        f"{held.since:%Y-%m-%d}",
        f"{held.until:%Y-%m-%d}" if held.until else "",
        Stance(held.stance).label,
        "" if held.value is None else held.value,
        held.firmness_label,
        escaped(held.condition),
        held.times_said,
        "suggested" if held.is_suggested else "confirmed",
    ]


def moment_asked(request: PageRequest, negotiation: Negotiation) -> datetime:
    """Return the end of the period in the address, or the usual moment."""
    day = read_day(request.GET.get("to"))
    return end_of(day) if day else usual_moment(negotiation)


def wish_of(request: PageRequest, parties: dict[int, Party]) -> Wish:
    """Return which part of the conversation the address asks for."""
    slugs = set(request.GET.getlist("party"))
    return Wish(
        parties=frozenset(pk for pk, party in parties.items() if party.slug in slugs),
        first=read_day(request.GET.get("from")),
        last=read_day(request.GET.get("to")),
        only_shifts=request.GET.get("show") == "shifts",
        only_confirmed=request.GET.get("suggestions") == "0",
    )


def queries_of(request: PageRequest) -> dict[str, str]:
    """Return the addresses of the page's switches, all other filters kept."""
    kept = [(name, value) for name in request.GET for value in request.GET.getlist(name) if value]

    def with_(name: str, value: str) -> str:
        pairs = [(key, each) for key, each in kept if key != name]
        return "?" + urlencode([*pairs, (name, value)] if value else pairs)

    return {
        "whole": with_("from", ""),
        "everything": with_("show", ""),
        "shifts": with_("show", "shifts"),
        "oldest": with_("order", "oldest"),
        "latest": with_("order", ""),
        "all": with_("all", "1"),
        "confirmed": with_("suggestions", "0"),
        "suggestions": with_("suggestions", ""),
    }


def beside(nodes: list[Node], events: list[Event], *, is_cut: bool) -> list[Event]:
    """Return the events that stand among the nodes shown; with earlier nodes left out, not the earlier events."""
    if not is_cut or not nodes:
        return events
    first = min(node.at for node in nodes)
    return [event for event in events if event.at >= first]


def in_order(talk: list[Node | Event], *, is_oldest_first: bool) -> list[Node | Event]:
    """Return nodes and events by time; at one moment events stand before what was said."""
    latest = sorted(talk, key=lambda each: (each.at, isinstance(each, Node)), reverse=True)
    return latest[::-1] if is_oldest_first else latest


def cell_of(party: Party, record: Record) -> Cell:
    """Return what a party holds, with a newer suggestion beside it."""
    held, wide = record.held(party)
    newest = wide[-1] if wide and wide[-1].is_suggested else None
    last = held[-1] if held else None
    return Cell(party, record.issue, record.as_of, held=last, suggestion=newest, reason=_("nothing on record"))


def numbers_of(parties: dict[int, Party], confirmed: Ledger, widened: Ledger) -> list[NumberRow]:
    """Return the held positions by party and time, suggested ones among them."""
    rows = []
    for pk, party in parties.items():
        of_party = [held for (its, _), held in confirmed.held.items() if its == pk]
        pencil = [held for (its, _), held in widened.held.items() if its == pk]
        chain = [held for each in of_party for held in each]
        chain += [held for each in pencil for held in each if held.is_suggested]
        rows += [NumberRow(party, held) for held in sorted(chain, key=lambda held: held.opening.sort_key)]
    return rows
