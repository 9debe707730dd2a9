"""Capturing words that the machine missed: the box under the selection, filled in from what stands around it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import HttpResponseClientRedirect

from positions.enums import Role
from positions.models import Article, ArticleVersion, Negotiation
from positions.review.errors import ReviewError
from positions.review.statements import speech_kind, trimmed_spans
from positions.text import words_at
from positions.web.access import PageRequest, negotiation_page
from positions.web.nearby import Neighbour, guess
from positions.web.reading import Row, rows_of
from positions.web.statement_forms import CaptureForm, CodingForm, enter_with_positions
from positions.web.vocabulary import Vocabulary, vocabulary_of


@negotiation_page(role=Role.ANALYST)
def capture(request: PageRequest, negotiation: Negotiation, public_id: UUID, number: int) -> HttpResponse:
    """Show the box for the words from `start` to `end`, and save them with a position."""
    article = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    version = get_object_or_404(article.versions.select_related("article", "negotiation"), number=number)
    span = _span(request, version)
    rows = rows_of(version)
    vocabulary = vocabulary_of(negotiation)
    carriers = [row.statement for row in rows if row.look != "refused"]
    typed = request.POST if request.method == "POST" else None
    who, coding = _guesses(version, span, rows, vocabulary)
    form = CaptureForm(typed, version=version, vocabulary=vocabulary, others=carriers, initial=who, prefix="capture")
    position = CodingForm(typed, vocabulary=vocabulary, initial=coding, prefix="coding")
    if typed is not None and enter_with_positions(form, [position], request.user):
        new = form.entered.public_id
        address = f"{article.get_absolute_url()}?s={new}#m-{new}"
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    words = words_at(version.text, [span])
    context = {
        "article": article,
        "version": version,
        "negotiation": negotiation,
        "form": form,
        "coding": position,
        "words": words,
        "count": len(words.split()),
        "kind": speech_kind(version.text, [span]).label,
        "span": span,
    }
    return render(request, "reading/capturebox.html" if request.htmx else "capture.html", context)


def _span(request: PageRequest, version: ArticleVersion) -> tuple[int, int]:
    """Return the selected words' place without blanks at the ends."""
    given = request.POST if request.method == "POST" else request.GET
    prefix = "capture-" if request.method == "POST" else ""
    try:
        start, end = int(given.get(f"{prefix}start", "")), int(given.get(f"{prefix}end", ""))
        [[left, right]] = trimmed_spans(version.text, [(start, end)])
    except ValueError as error:
        raise BadRequest("Select the words in the text first.") from error
    except ReviewError as error:
        raise BadRequest(str(error)) from error
    return left, right


def _guesses(
    version: ArticleVersion, span: tuple[int, int], rows: list[Row], vocabulary: Vocabulary
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what to fill in: who, and on which issue."""
    neighbours = [_neighbour(row) for row in rows if row.look != "refused"]
    people = [(person.pk, [person.name, *(a.name for a in person.aliases.all())]) for person in vocabulary.people]
    issues = [(issue.pk, [issue.title, *issue.keywords]) for issue in vocabulary.issues]
    found = guess(version.text, span, neighbours, people, issues)
    party = found.party
    if party is None and found.speaker is not None:
        speaker = next(person for person in vocabulary.people if person.pk == found.speaker)
        affiliation = speaker.affiliation_on(version.article.published_at.date())
        party = affiliation.party_id if affiliation else None
    return {"start": span[0], "end": span[1], "speaker": found.speaker, "party": party}, {"issue": found.issue}


def _neighbour(row: Row) -> Neighbour:
    statement = row.statement
    positions = statement.shown_positions  # type: ignore[attr-defined]  # brought along by for_display()
    issue = positions[0].issue_id if positions else None
    spans = statement.spans
    return Neighbour(spans[0][0], spans[-1][1], statement.speaker_id, statement.party_id, issue)
