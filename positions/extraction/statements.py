"""Write what the reader found in an article as suggested statements, with the positions their words suggest."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from django.db import transaction

from positions.enums import Origin
from positions.extraction.attributions import Attribution, Reader, find_claims, reader_of
from positions.extraction.registry import PartyNames, Resolution
from positions.extraction.resolution import resolve_sources
from positions.extraction.rosters import load_registry
from positions.extraction.suggestions import suggest_positions
from positions.models import Article, ArticleVersion, Statement
from positions.models.statements import MAX_WORDS
from positions.text import Span, words_at

LONGEST_NAME = 200
OTHERS: dict[str, Callable[[Resolution], tuple[PartyNames, ...]]] = {
    "joint_with": attrgetter("joint"),
    "addressed_to": attrgetter("addressed"),
    "targets": attrgetter("targets"),
}
SAME_WORDS = 0.5  # share of characters from which two markings are of one statement


@transaction.atomic
def extract_statements(*, version: ArticleVersion) -> list[Statement]:
    """Suggest the statements of a text, in the order of its words, and return all that this reader suggested.

    A text is read once by one reader: a second call changes nothing and returns the same rows. What another reader
    or a person recorded stays; words that a person already decided on are not suggested again.
    """
    ArticleVersion.objects.select_for_update().only("pk").get(pk=version.pk)
    reader = reader_of(version.text, use_model=version.negotiation.uses_model)
    if not version.statements.filter(method=reader).exists():
        created = _Writer(version, reader).write()
        suggest_positions(statements=created, method=reader)
    return list(version.statements.filter(method=reader).in_order())


class _Writer:
    """Turns the attributions of one version into rows, those that report others first."""

    def __init__(self, version: ArticleVersion, reader: Reader) -> None:
        self.version = version
        self.reader = reader
        self.registry = load_registry(negotiation=version.negotiation)
        self.day = version.article.published_at.date()
        undecided = set(version.statements.undecided().filter(origin=Origin.MACHINE).values_list("pk", flat=True))
        known = list(version.statements.all())
        self._known = {_key(row.spans, row.speaker_as_written): row for row in known}
        self._decided = [row for row in known if row.pk not in undecided]

    def write(self) -> list[Statement]:
        text = self.version.text
        found = find_claims(text, use_model=self.reader == Reader.MODEL, names=self.registry.names)
        resolved = resolve_sources(
            text, found, registry=self.registry, day=self.day, byline=byline_of(self.version.article)
        )
        waiting = dict(enumerate(found))
        rows: dict[int, Statement] = {}
        created: list[Statement] = []
        while level := {at: one for at, one in waiting.items() if one.via is None or one.via in rows}:
            fresh = {at: row for at, one in level.items() if (row := self._row(one, resolved[at], rows))}
            new = {id(row): row for row in fresh.values() if row.pk is None}
            created += Statement.objects.bulk_create(new.values())
            _write_others([(row, resolved[at]) for at, row in fresh.items() if id(row) in new])
            rows |= fresh
            waiting = {at: one for at, one in waiting.items() if at not in level}
        return created

    def _row(self, found: Attribution, resolved: Resolution, rows: dict[int, Statement]) -> Statement | None:
        """Return the row for an attribution, a known one where there is one; None for what cannot be a statement."""
        words = words_at(self.version.text, found.content)
        written = self._written(found)
        known = self._known.get(_key(found.content, written)) or self._decided_on(found)
        if known is not None:
            return known
        if len(words) > MAX_WORDS:
            return None
        row = Statement(
            negotiation_id=self.version.negotiation_id,
            version=self.version,
            spans=[list(span) for span in found.content],
            words=words,
            kind=found.kind,
            speaker_as_written=written,
            source_span=found.source,
            cue_span=found.cue,
            speaker_id=resolved.person.key if resolved.person else None,
            party_id=resolved.party.key if resolved.party else None,
            unresolved_reason=resolved.reason[:LONGEST_NAME],
            reported_through=rows[found.via] if found.via is not None else None,
            said_at=self.version.article.published_at,
            said_at_precision=self.version.article.published_at_precision,
            origin=Origin.MACHINE,
            method=self.reader,
            confidence=found.confidence,
        )
        self._known[_key(found.content, written)] = row
        return row

    def _written(self, found: Attribution) -> str:
        """Return the speaker as printed; where a quotation goes on without a source, as he was last called."""
        printed = self.version.text[slice(*found.source)] if found.source else found.speaker or ""
        return printed[:LONGEST_NAME]

    def _decided_on(self, found: Attribution) -> Statement | None:
        """Return the statement of a person, or one a person judged, that holds most of the same words."""
        alike = (row for row in self._decided if (row.reported_through_id is None) == (found.via is None))
        return next((row for row in alike if _shared(row.spans, found.content) >= SAME_WORDS), None)


def byline_of(article: Article) -> str:
    """Return what names the author of an article that speaks in the first person: its title and its outlet."""
    return f"{article.title}; {article.source.name}"


def _write_others(rows: Sequence[tuple[Statement, Resolution]]) -> None:
    """Write with, to and against whom new statements are said, one query for each of the three."""
    for name, others in OTHERS.items():
        link = getattr(Statement, name).through
        pairs = dict.fromkeys((row.pk, party.key) for row, known in rows for party in others(known))
        link._default_manager.bulk_create(link(statement_id=pk, party_id=key) for pk, key in pairs)


def _key(spans: Sequence[Sequence[int]], written: str) -> tuple[tuple[Span, ...], str]:
    return tuple((start, end) for start, end in spans), written


def _shared(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Return the share of characters two lists of spans have in common, of all that either has."""
    common = sum(max(0, min(e1, e2) - max(s1, s2)) for s1, e1 in one for s2, e2 in other)
    total = sum(end - start for start, end in (*one, *other)) - common
    return common / total if total else 0.0
