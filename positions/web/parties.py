"""The parties, and one party: its positions, shifts, spokespersons and latest words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from positions.analysis.answers import read_answers
from positions.analysis.conditions import read_conditions
from positions.analysis.distance import Distance, distance
from positions.analysis.entries import read_utterances
from positions.analysis.matrix import Matrix, Row, in_full, read_matrix, usual_moment
from positions.analysis.shifts import tell
from positions.models import Affiliation, Negotiation, Party, Proposal, Statement, Vote
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked
from positions.web.moves import silences_of
from positions.web.people import slugs_of

STATEMENTS_SHOWN = 10
SHIFTS_SHOWN = 10


@negotiation_page()
def parties(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the parties with what each holds."""
    found = read_matrix(negotiation=negotiation, as_of=usual_moment(negotiation))
    people = Affiliation.objects.filter(party__negotiation=negotiation).select_related("spokesperson")
    by_party: dict[int, list[Affiliation]] = {}
    for affiliation in people.order_by("spokesperson__name"):
        by_party.setdefault(affiliation.party_id, []).append(affiliation)
    rows = [(row, by_party.get(row.party.pk, [])) for row in found.rows]
    return render(request, "parties/list.html", {"rows": rows, "matrix": found, "slugs": slugs_of(negotiation)})


@negotiation_page()
def party(request: PageRequest, negotiation: Negotiation, party_slug: str) -> HttpResponse:
    """Show what a party holds, how it moved, what it waits for and has not answered, and who speaks for it."""
    shown = get_object_or_404(negotiation.parties.prefetch_related("aliases"), slug=party_slug)
    as_of = moment_asked(request, negotiation)
    found = read_matrix(negotiation=negotiation, as_of=as_of)
    row = next((row for row in found.rows if row.party == shown), Row(shown, ()))
    shifts = [shift for shift in found.shifts if shift.after.party == shown.pk and shift.at <= as_of][::-1]
    utterances = read_utterances(negotiation=negotiation)
    affiliations = shown.affiliations.select_related("spokesperson").order_by("spokesperson__name", "starts_on")
    statements = Statement.objects.filter(negotiation=negotiation).by_party(shown).not_refused().latest_first()
    conditions = [each for each in read_conditions(negotiation=negotiation, as_of=as_of) if each.is_open]
    proposals = Proposal.objects.filter(negotiation=negotiation)
    answered = read_answers(negotiation=negotiation, proposals=proposals, as_of=as_of, utterances=utterances)
    context = {
        "conditions": [each for each in conditions if each.party == shown and not each.is_suggested],
        "awaited": [each for each in conditions if each.awaits == shown],
        "unanswered": [each for each in answered if (answer := each.of(shown)) and answer.is_unanswered],
        "silences": silences_of(in_full(row.cells), as_of),
        "distances": distances_of(found, shown),
        "party": shown,
        "slugs": slugs_of(negotiation),
        "as_of": as_of,
        "row": row,
        "shifts": tell(negotiation=negotiation, shifts=shifts[:SHIFTS_SHOWN], utterances=utterances),
        "further": max(len(shifts) - SHIFTS_SHOWN, 0),
        "affiliations": list(affiliations),
        "statements": list(statements.for_display()[:STATEMENTS_SHOWN]),
        "votes": list(Vote.objects.filter(party=shown).select_related("proposal__negotiation").order_by("-cast_at")),
    }
    return render(request, "parties/page.html", context)


def distances_of(found: Matrix, shown: Party) -> list[tuple[Party, Distance | None]]:
    """Return how far a party stands from each other one, the nearest first, those not comparable at the end."""
    issues = [issue.pk for issue in found.issues]
    others = [row.party for row in found.rows if row.party != shown]
    apart = [(other, distance(found.ledger, shown.pk, other.pk, issues=issues)) for other in others]
    return sorted(apart, key=nearest_first)


def nearest_first(pair: tuple[Party, Distance | None]) -> tuple[bool, float]:
    """Order by the distance known, of a split party by the middle of its bounds."""
    apart = pair[1]
    if apart is None:
        return True, 0.0
    return False, (apart.low + apart.high) / 2 if apart.mean is None else apart.mean
