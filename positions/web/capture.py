"""Capturing words that the machine missed: the box under the selection, filled in from what stands around it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from positions.enums import Role
from positions.models import Article, ArticleVersion, Negotiation, Statement
from positions.review.actions import this_action
from positions.review.errors import ReviewError
from positions.review.statements import speech_kind, trimmed_spans
from positions.text import Span, words_at
from positions.web.access import PageRequest, negotiation_page
from positions.web.decisions import show_again
from positions.web.fields import read_spans, write_spans
from positions.web.nearby import Neighbour, guess
from positions.web.reading import Row, rows_of
from positions.web.statement_forms import CaptureForm, CodingForm, enter_with_positions
from positions.web.vocabulary import Vocabulary, vocabulary_of


@negotiation_page(role=Role.ANALYST)
def capture(request: PageRequest, negotiation: Negotiation, public_id: UUID, number: int) -> HttpResponse:
    """Show the box for the words at `spans`; with `add` or `drop` with a piece more or less; else save them."""
    article = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    version = get_object_or_404(article.versions.select_related("article", "negotiation"), number=number)
    spans = _spans(request, version)
    rows = rows_of(version)
    vocabulary = vocabulary_of(negotiation)
    carriers = [row.statement for row in rows if row.look != "refused"]
    typed = _typed(request, spans) if request.method == "POST" else None
    who, coding = _guesses(version, spans, rows, vocabulary)
    form = CaptureForm(typed, version=version, vocabulary=vocabulary, others=carriers, initial=who, prefix="capture")
    position = CodingForm(typed, vocabulary=vocabulary, initial=coding, prefix="coding")
    is_saved = typed is not None and not request.POST.keys() & {"add", "drop"}
    if is_saved and enter_with_positions(form, [position], request.user):
        return _captured(request, article, form.entered)
    words = words_at(version.text, spans)
    context = {
        "article": article,
        "version": version,
        "negotiation": negotiation,
        "form": form,
        "coding": position,
        "words": words,
        "count": len(words.split()) - (len(spans) - 1),
        "pieces": [(write_spans([span]), version.text[span[0] : span[1]]) for span in spans],
        "kind": speech_kind(version.text, spans).label,
        "is_saved": is_saved,
    }
    return render(request, "reading/capturebox.html" if request.htmx else "capture.html", context)


def _captured(request: PageRequest, article: Article, statement: Statement) -> HttpResponse:
    """Show the captured words as one more statement: in place for htmx, else on the page."""
    new = str(statement.public_id)
    if not request.htmx:
        return redirect(f"{article.get_absolute_url()}?s={new}#m-{new}")
    response = show_again(request, article, new, words=_("Statement saved"), action=this_action(), is_redrawn=True)
    return reswap(retarget(response, "#side"), "outerHTML")


def _typed(request: PageRequest, spans: list[Span]) -> QueryDict:
    """Return the form with the pieces as they are now."""
    typed = request.POST.copy()
    typed["capture-spans"] = write_spans(spans)
    return typed


def _spans(request: PageRequest, version: ArticleVersion) -> list[Span]:
    """Return the places of the selected words without blanks at their ends, after `add` and `drop`."""
    given = request.POST if request.method == "POST" else request.GET
    written = given.get("capture-spans" if request.method == "POST" else "spans", "")
    try:
        spans = read_spans(",".join(filter(None, [written, given.get("add", "")])))
        dropped = read_spans(given["drop"]) if given.get("drop") else []
        kept = [span for span in spans if span not in dropped] or spans
        return [(start, end) for start, end in trimmed_spans(version.text, kept)]
    except ValueError as error:
        raise BadRequest(_("Select the words in the text first.")) from error
    except ReviewError as error:
        raise BadRequest(str(error)) from error


def _guesses(
    version: ArticleVersion, spans: list[Span], rows: list[Row], vocabulary: Vocabulary
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what to fill in: who, and on which issue."""
    neighbours = [_neighbour(row) for row in rows if row.look != "refused"]
    people = [(person.pk, [person.name, *(a.name for a in person.aliases.all())]) for person in vocabulary.people]
    issues = [(issue.pk, [issue.title, *issue.keywords]) for issue in vocabulary.issues]
    found = guess(version.text, spans[0], neighbours, people, issues)
    party = found.party
    if party is None and found.speaker is not None:
        speaker = next(person for person in vocabulary.people if person.pk == found.speaker)
        affiliation = speaker.affiliation_on(version.article.published_at.date())
        party = affiliation.party_id if affiliation else None
    return {"spans": write_spans(spans), "speaker": found.speaker, "party": party}, {"issue": found.issue}


def _neighbour(row: Row) -> Neighbour:
    statement = row.statement
    positions = statement.shown_positions  # type: ignore[attr-defined]  # brought along by for_display()
    issue = positions[0].issue_id if positions else None
    spans = statement.spans
    return Neighbour(spans[0][0], spans[-1][1], statement.speaker_id, statement.party_id, issue)
