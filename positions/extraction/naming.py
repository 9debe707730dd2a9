"""What an analyst may enter for a source that is not resolved, and resolving anew once it is entered."""

from collections.abc import Sequence
from dataclasses import dataclass

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction

from positions.enums import Origin, Role, SpeechKind
from positions.extraction.attributions import Attribution
from positions.extraction.names import People, printed_name
from positions.extraction.phrases import is_pronoun, is_unnamed
from positions.extraction.registry import Registry, Resolution
from positions.extraction.resolution import resolve_sources
from positions.extraction.rosters import load_registry
from positions.extraction.speeches import is_own, speaks_itself
from positions.extraction.statements import LONGEST_NAME, OTHERS, byline_of
from positions.models import ArticleVersion, Negotiation, Statement, User
from positions.models.negotiations import ROLES_FROM

LONGEST_ENTRY = 120  # characters that the names of people and parties hold


@dataclass(frozen=True, slots=True)
class Offer:
    """The full name that can be entered as a person, empty without one, and the printed name as another name."""

    person: str
    printed: str


def offer_for(statement: Statement) -> Offer | None:
    """Return what can be entered for a statement's source; None where it is resolved, a pronoun, or stays unnamed.

    Nor for a known person without a party on the day: no name is missing there, but an affiliation.
    """
    written = statement.speaker_as_written
    is_open = statement.speaker_id is None and (bool(statement.unresolved_reason) or statement.party_id is None)
    if statement.verdict or not is_open or not written or is_pronoun(written) or is_unnamed(written):
        return None
    printed = printed_name(written)
    if not printed or len(printed) > LONGEST_ENTRY:
        return None
    known = People(statement.version.text).find(written)
    return Offer(known.name if known and len(known.name) <= LONGEST_ENTRY else "", printed)


@transaction.atomic
def resolve_anew(*, negotiation: Negotiation, printed: str, by: User) -> int:
    """Resolve the sources of all texts anew in which one prints the name; return how many suggestions changed.

    Whole texts, because "he" and "the minister" hang on the name. Only what the machine suggested and nobody has
    judged changes; the history keeps what stood before, with who asked. Raises PermissionDenied below an analyst.
    """
    if negotiation.role_of(by) not in ROLES_FROM[Role.ANALYST]:
        raise PermissionDenied("Only analysts of the negotiation can have names resolved anew.")
    alike = Statement.objects.filter(negotiation=negotiation, speaker_as_written__icontains=printed)
    versions = ArticleVersion.objects.filter(pk__in=alike.values("version")).order_by("pk")
    registry = load_registry(negotiation=negotiation)
    with pghistory.context(user=by.pk):
        return sum(
            _resolve_version(version, registry)
            for version in versions.select_for_update(no_key=True, of=("self",)).select_related("article__source")
        )


def _resolve_version(version: ArticleVersion, registry: Registry) -> int:
    rows = list(version.statements.in_order().prefetch_related(*OTHERS))
    undecided = set(version.statements.filter(origin=Origin.MACHINE).undecided().values_list("pk", flat=True))
    day = version.article.published_at.date()
    byline = byline_of(version.article)
    attributions = _attributions(rows, is_speech=speaks_itself(version.text))
    found = resolve_sources(version.text, attributions, registry=registry, day=day, byline=byline)
    pairs = zip(rows, found, strict=True)
    return sum(_write(row, known) for row, known in pairs if row.pk in undecided)


def _attributions(rows: Sequence[Statement], *, is_speech: bool) -> list[Attribution]:
    """Return statements as the reader found them, so that the chain of mentions runs as it ran then."""
    places = {row.pk: at for at, row in enumerate(rows)}
    return [
        Attribution(
            content=tuple((start, end) for start, end in row.spans),
            source=tuple(row.source_span) if row.source_span else None,
            cue=tuple(row.cue_span) if row.cue_span else None,
            kind=SpeechKind(row.kind),
            via=places.get(row.reported_through_id or 0),
            confidence=row.confidence or 1.0,
            speaker=row.speaker_as_written or None,
            is_own=is_speech and row.reported_through_id is None and is_own(row.speaker_as_written, row.cue_span),
        )
        for row in rows
    ]


def _write(row: Statement, known: Resolution) -> bool:
    """Write a resolution where it differs; tell whether it did."""
    fields = {
        "speaker_id": known.person.key if known.person else None,
        "party_id": known.party.key if known.party else None,
        "unresolved_reason": known.reason[:LONGEST_NAME],
    }
    others = {name: {party.key for party in parties(known)} for name, parties in OTHERS.items()}
    changed = {name for name, value in fields.items() if getattr(row, name) != value}
    moved = {name for name, keys in others.items() if {party.pk for party in getattr(row, name).all()} != keys}
    for name, value in fields.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=[name.removesuffix("_id") for name in fields])
    for name in moved:
        getattr(row, name).set(others[name])
    return bool(changed or moved)
