"""Capturing, correcting and judging statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.enums import JobKind, Origin, Precision, SpeechKind, Verdict
from positions.models import ArticleVersion, Job, Judgement, Link, Linking, Party, Spokesperson, Statement, User
from positions.models.statements import MAX_WORDS
from positions.review.errors import ReviewError
from positions.review.judgements import pass_judgement
from positions.review.permission import require
from positions.review.sight import hold_still
from positions.text import words_at

QUOTES = '"“”„‟«»‹›‘’'
CORRECTABLE = frozenset(
    {"spans", "party", "speaker", "kind", "said_at", "said_at_precision", "reported_through", "joint_with",
     "addressed_to", "targets"}
)  # fmt: skip
OTHER_PARTIES = ("joint_with", "addressed_to", "targets")
MOVES_LINKS = frozenset({"spans", "said_at"})


@transaction.atomic
def capture_statement(
    *,
    version: ArticleVersion,
    spans: Iterable[Sequence[int]],
    by: User,
    party: Party | None = None,
    speaker: Spokesperson | None = None,
    speaker_as_written: str = "",
    kind: SpeechKind | str = "",
    said_at: datetime | None = None,
    said_at_precision: Precision | str = Precision.DAY,
    reported_through: Statement | None = None,
    source_span: Sequence[int] | None = None,
    joint_with: Iterable[Party] = (),
    addressed_to: Iterable[Party] = (),
    targets: Iterable[Party] = (),
    seen: str | None = None,
) -> Statement:
    """Record words that a person marked in a text, as confirmed by that person.

    Spans are `[start, end)` in code points; blanks at their ends are cut. Words already recorded for the same speaker
    are corrected and confirmed, not doubled. Without `said_at` they count as said when the article was published;
    without `party` the speaker's affiliation on that day decides. Raises ReviewError for spans that cannot be, and
    with `seen` (see `sight.as_seen`; empty for words not recorded yet) Clash where somebody else recorded them.
    """
    require(by, version.negotiation)
    # Two captures of one text take turns.
    ArticleVersion.objects.select_for_update(no_key=True).only("pk").get(pk=version.pk)
    article = version.article
    if said_at is None:
        said_at, said_at_precision = article.published_at, article.published_at_precision
    checked = trimmed_spans(version.text, spans)
    fields: dict[str, Any] = {
        "party": party or _party_of(speaker, said_at),
        "speaker": speaker,
        "kind": kind or speech_kind(version.text, checked),
        "said_at": said_at,
        "said_at_precision": said_at_precision,
        "reported_through": reported_through,
        "joint_with": list(joint_with),
        "addressed_to": list(addressed_to),
        "targets": list(targets),
    }
    known = Statement.objects.filter(version=version, spans=checked, speaker_as_written=speaker_as_written).first()
    if known and seen is not None and known.judgement and known.judgement.by != by:
        hold_still(statement=known, seen=seen, by=by)
    if known:
        unsaid = {name for name in OTHER_PARTIES if not fields[name]}  # what the machine proposed stays
        said = {name: value for name, value in fields.items() if name not in unsaid}
        return correct_statement(statement=known, by=by, **said)
    _refuse_bad_fields(version, fields)
    others = {name: fields.pop(name) for name in OTHER_PARTIES}
    statement = Statement.objects.create(
        negotiation=version.negotiation,
        version=version,
        spans=checked,
        words=words_at(version.text, checked),
        speaker_as_written=speaker_as_written[:200],
        source_span=source_span,
        origin=Origin.PERSON,
        **fields,
    )
    for name, parties in others.items():
        getattr(statement, name).set(parties)
    judge_statement(statement=statement, verdict=Verdict.CONFIRM, by=by)
    return statement


@transaction.atomic
def correct_statement(*, statement: Statement, by: User, seen: str | None = None, **changes: Any) -> Statement:
    """Change what a statement says about its words, and confirm it; the history keeps what stood before.

    Changes: spans, party, speaker, kind, said_at, said_at_precision, reported_through, joint_with, addressed_to,
    targets. With `seen` (see `sight.as_seen`) raises Clash where somebody else decided or changed something since.
    """
    require(by, statement.negotiation)
    if seen is not None:
        hold_still(statement=statement, seen=seen, by=by)
    unknown = changes.keys() - CORRECTABLE
    if unknown:
        raise TypeError(f"correct_statement() cannot change {', '.join(sorted(unknown))}")
    _refuse_bad_fields(statement.version, changes, statement)
    others = {name: changes.pop(name) for name in OTHER_PARTIES if name in changes}
    if "spans" in changes:
        changes["spans"] = trimmed_spans(statement.version.text, changes["spans"])
        changes["words"] = words_at(statement.version.text, changes["spans"])
        same = Statement.objects.filter(
            version=statement.version, spans=changes["spans"], speaker_as_written=statement.speaker_as_written
        )
        if same.exclude(pk=statement.pk).exists():
            raise ReviewError(
                _("These words are a statement of this speaker already. Correct that one, or refuse one.")
            )
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    for field, value in changes.items():
        setattr(statement, field, value)
    if statement.party_id:
        statement.unresolved_reason = ""
    statement.save()
    statement.refresh_from_db(fields=["start"])  # the database generates it from the spans
    for name, parties in others.items():
        getattr(statement, name).set(parties)
    if changes.keys() & MOVES_LINKS:
        keep_links_backwards(statement)
    judge_statement(statement=statement, verdict=Verdict.CONFIRM, by=by)
    return statement


@transaction.atomic
def judge_statement(
    *,
    statement: Statement,
    verdict: Verdict,
    by: User,
    note: str = "",
    seen: int | EllipsisType | None = ...,
    with_positions: bool = False,
) -> Judgement:
    """Confirm, refuse or doubt a statement; a confirmed one is linked to earlier ones in the background.

    `with_positions` confirms the positions suggested with it too, for a page that shows them on the same card.
    """
    require(by, statement.negotiation)
    judgement = pass_judgement(row=statement, verdict=verdict, by=by, note=note, seen=seen)
    if with_positions and verdict == Verdict.CONFIRM:
        for position in statement.positions.open():
            pass_judgement(row=position, verdict=Verdict.CONFIRM, by=by)
    if verdict == Verdict.CONFIRM:
        request_links(statement, by=by)
    return judgement


def request_links(statement: Statement, *, by: User | None = None) -> Job:
    """Ask for a statement to be linked anew, once the caller's transaction is committed."""
    return Job.objects.request(
        kind=JobKind.LINK,
        key=f"link:statement:{statement.pk}",
        again=True,
        payload={"statement": statement.pk},
        negotiation=statement.negotiation,
        requested_by=by,
    )


def trimmed_spans(text: str, spans: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return spans in order and without blanks at their ends; raise ReviewError when they do not fit the text."""
    trimmed: list[list[int]] = []
    for start, end in sorted((int(start), int(end)) for start, end in spans):
        if not 0 <= start < end <= len(text) or (trimmed and start < trimmed[-1][1]):
            raise ReviewError(
                _("These words are not in the text as it stands. Load the page again and mark them anew.")
            )
        words = text[start:end]
        left = start + len(words) - len(words.lstrip())
        right = left + len(words.strip())
        if left < right:
            trimmed.append([left, right])
    if not trimmed:
        raise ReviewError(_("No words are marked. Select the words in the text first."))
    if len(words_at(text, trimmed)) > MAX_WORDS:
        said = _("A statement holds at most %(most)s characters. Mark the sentence that says it.")
        raise ReviewError(said % {"most": f"{MAX_WORDS:,}"})
    return trimmed


def speech_kind(text: str, spans: Sequence[Sequence[int]]) -> SpeechKind:
    """Tell direct from reported speech by the quotation marks in and around the words."""
    words = words_at(text, spans)
    before, after = text[: spans[0][0]].rstrip()[-1:], text[spans[-1][1] :].lstrip()[:1]
    opens, closes = words[0] in QUOTES or before in QUOTES, words[-1] in QUOTES or after in QUOTES
    if before and opens and closes:
        return SpeechKind.DIRECT
    if words[0] in QUOTES and words[-1] in QUOTES:
        return SpeechKind.DIRECT
    return SpeechKind.MIXED if any(mark in words for mark in '"“”„«»') else SpeechKind.INDIRECT


def _party_of(speaker: Spokesperson | None, said_at: datetime) -> Party | None:
    affiliation = speaker.affiliation_on(said_at.date()) if speaker else None
    return affiliation.party if affiliation else None


def _refuse_bad_fields(version: ArticleVersion, fields: dict[str, Any], statement: Statement | None = None) -> None:
    if fields.get("said_at") and fields["said_at"] > timezone.now():
        raise ReviewError(_("The date lies in the future. Write the day on which it was said."))
    others = [party for name in OTHER_PARTIES for party in fields.get(name, ())]
    owned = [fields.get("party"), fields.get("speaker"), *others]
    if any(row is not None and row.negotiation_id != version.negotiation_id for row in owned):
        raise ReviewError(_("Party and speaker belong to another negotiation. Choose one of this negotiation."))
    carrier = fields.get("reported_through")
    if carrier is not None and carrier.version_id != version.pk:
        raise ReviewError(_("A statement is reported through one of the same text. Choose one of this article."))
    while carrier is not None and statement is not None:
        if carrier.pk == statement.pk:
            raise ReviewError(_("A statement cannot be reported through itself. Choose the statement around it."))
        carrier = carrier.reported_through


def keep_links_backwards(statement: Statement) -> None:
    """Turn judged links that run forwards now; drop suggestions never judged, which are found anew."""
    links = Link.objects.of(statement)
    links.undecided().filter(origin=Origin.MACHINE, judgements=None).delete()
    Linking.objects.filter(statement=statement).delete()
    for link in links.select_related("later", "earlier"):
        if link.later.place < link.earlier.place:
            link.later, link.earlier = link.earlier, link.later
            link.save(update_fields=["later", "earlier"])
