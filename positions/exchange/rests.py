"""What rows of a file rest on: earlier rows, recorded articles that have their texts, recorded statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from positions.enums import RowOutcome
from positions.exchange.drafts import ArticleDraft, Spans, StatementDraft, identity
from positions.exchange.errors import BadRecord
from positions.exchange.known import load_articles, load_carried, load_statements
from positions.exchange.names import Names
from positions.exchange.recorded import Named, find_named
from positions.exchange.records import CarriedRecord, StatementRecord
from positions.exchange.stored import read_record, short_key
from positions.exchange.texts import TakenText, take_text
from positions.models import Transfer, TransferRow
from positions.review.errors import ReviewError
from positions.review.statements import trimmed_spans
from positions.text import text_hash

TAKEN = [RowOutcome.CREATE, RowOutcome.CHANGE, RowOutcome.SAME, RowOutcome.SKIP]


@dataclass
class Rests:
    """What a batch of rows needs of what was before it; `is_taking` tells that earlier rows are in the tables."""

    transfer: Transfer
    names: Names
    is_taking: bool
    records: dict[int, Any] = field(default_factory=dict)
    texts: dict[str, tuple[TakenText, str] | BadRecord] = field(default_factory=dict)
    places: dict[int, Spans | BadRecord] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)  # texts by their hash
    recorded: dict[str, ArticleDraft] = field(default_factory=dict)  # by hash of the text
    articles: dict[str, ArticleDraft] = field(default_factory=dict)  # by the file's key, once their rows are weighed
    named: dict[Named, str | BadRecord] = field(default_factory=dict)  # hashes of recorded texts that statements name
    statements: dict[str, list[StatementDraft]] = field(default_factory=lambda: defaultdict(list))  # by identity
    keys: dict[str, StatementDraft] = field(default_factory=dict)  # by the file's key, once their rows are weighed
    carried: dict[str, Any] = field(default_factory=dict)

    def gather(self, rows: Sequence[TransferRow]) -> list[TransferRow]:
        """Read a batch's records and all they rest on; return the earlier rows among that, in their order."""
        first = rows[0].number
        held = {row.number: row for row in rows}
        waiting = list(rows)
        while waiting:
            self.records |= {row.number: read_record(row.kind, row.record) for row in waiting if row.record}
            articles = self._pull(first, held, "article", (self._article_key(row) for row in waiting))
            self.records |= {row.number: read_record(row.kind, row.record or {}) for row in articles}
            self._read_texts(first, held, sorted([*articles, *waiting], key=lambda row: row.number))
            self._find_named(first, held, waiting)
            for row in waiting:
                self._find_place(row)
            waiting = self._pull(first, held, "statement", (self._carrier_key(row) for row in waiting))
            waiting += self._alike(first, held)
        places = [row.key for row in held.values() if row.kind == "carried"]
        earlier = self._pull(first, held, "carried", places) if not self.is_taking else []
        self.records |= {row.number: read_record(row.kind, row.record or {}) for row in earlier}
        self.carried |= load_carried(self.transfer, [record.place for record in self.of(CarriedRecord)])
        load_statements(self, is_locking=self.is_taking)
        return [row for number, row in sorted(held.items()) if number < first]

    def of(self, kind: type[Any]) -> list[Any]:
        """Return the records of a kind."""
        return [record for record in self.records.values() if isinstance(record, kind)]

    def spans_of(self, number: int) -> Spans:
        """Return where the words of a statement's row stand; raise BadRecord where that is not known."""
        found = self.places[number]
        if isinstance(found, BadRecord):
            raise found
        return found

    def text_of(self, key: str) -> tuple[TakenText, str]:
        """Return the text that a file's key stands for, and its hash; raise BadRecord where there is none."""
        found = self.texts.get(short_key(key))
        if found is None:
            raise BadRecord(
                f"No row before this one is an article “{key}” that could be taken, and no article recorded here has "
                "this identifier. Add its row, or correct the identifier."
            )
        if isinstance(found, BadRecord):
            raise found
        return found

    def recorded_for(self, record: StatementRecord) -> ArticleDraft | None:
        """Return the recorded text that a statement names, None where that is in the file. Raises BadRecord."""
        found = self.named.get((record.article, record.version))
        if isinstance(found, BadRecord):
            raise found
        return self.recorded[found] if found else None

    def _article_key(self, row: TransferRow) -> str:
        record = self.records.get(row.number)
        return record.article if isinstance(record, StatementRecord) else row.key if row.kind == "article" else ""

    def _carrier_key(self, row: TransferRow) -> str:
        record = self.records.get(row.number)
        return record.reported_through if isinstance(record, StatementRecord) else ""

    def _pull(self, first: int, held: dict[int, TransferRow], kind: str, keys: Iterable[str]) -> list[TransferRow]:
        wanted = {short_key(key) for key in keys if key}
        return self._held(first, held, Q(kind=kind, key__in=wanted)) if wanted else []

    def _alike(self, first: int, held: dict[int, TransferRow]) -> list[TransferRow]:
        """Return earlier rows about the same words: while nothing is written, they alone know what will be there."""
        if self.is_taking:
            return []
        wanted = {identity(*self._words(number)) for number in self.places if self._words(number)[1]}
        return self._held(first, held, Q(identity__in=wanted)) if wanted else []

    def _words(self, number: int) -> tuple[str, Spans]:
        found = self.places[number]
        if isinstance(found, BadRecord):
            return "", ()
        record = self.records[number]
        draft = self.recorded_for(record)
        return draft.text_hash if draft else self.text_of(record.article)[1], found

    def _held(self, first: int, held: dict[int, TransferRow], which: Q) -> list[TransferRow]:
        earlier = self.transfer.rows.filter(which, number__lt=first, outcome__in=TAKEN)
        found = [row for row in earlier.exclude(number__in=[*held]) if row.record]
        held |= {row.number: row for row in found}
        return found

    def _read_texts(self, first: int, held: dict[int, TransferRow], rows: Iterable[TransferRow]) -> None:
        """Read articles' texts; places are moved to the text that is there already, recorded or in an earlier row."""
        taken: dict[str, tuple[TakenText, str]] = {}
        for row in rows:
            if row.kind == "article" and row.record and row.key not in self.texts and row.key not in taken:
                try:
                    text = take_text(self.records[row.number].text)
                    taken[row.key] = text, text_hash(text.stored)
                except BadRecord as error:
                    self.texts[row.key] = error
        unknown = {digest for _, digest in taken.values()} - self.recorded.keys() - self.stored.keys()
        self._load(first, held, unknown)
        for key, (text, digest) in taken.items():
            self.texts[key] = TakenText(text.as_given, self.stored.setdefault(digest, text.stored)), digest

    def _load(self, first: int, held: dict[int, TransferRow], hashes: set[str]) -> None:
        """Read articles that have these texts: those recorded and, until they are taken in, those of earlier rows."""
        self.recorded |= load_articles(self.transfer, hashes)
        self.stored |= {digest: self.recorded[digest].text for digest in hashes & self.recorded.keys()}
        if self.is_taking or not hashes:
            return
        for row in self._held(first, held, Q(kind="article", identity__in=hashes)):
            self.records[row.number] = record = read_record(row.kind, row.record or {})
            stored = self.stored.setdefault(row.identity, take_text(record.text).stored)
            self.texts.setdefault(row.key, (TakenText(record.text, stored), row.identity))

    def _find_named(self, first: int, held: dict[int, TransferRow], rows: Iterable[TransferRow]) -> None:
        """Find recorded texts that statements name: a lone table of them has no articles beside it."""
        records = [self.records.get(row.number) for row in rows]
        asked = {(each.article, each.version) for each in records if isinstance(each, StatementRecord)}
        in_file = {key: text[1] for key, text in self.texts.items() if not isinstance(text, BadRecord)}
        self.named |= find_named(self.transfer, asked - self.named.keys(), in_file)
        named = {text for text in self.named.values() if isinstance(text, str)}
        self._load(first, held, named - self.recorded.keys())

    def _find_place(self, row: TransferRow) -> None:
        record = self.records.get(row.number)
        if not isinstance(record, StatementRecord):
            return
        try:
            draft = self.recorded_for(record)
            text = TakenText(draft.text, draft.text) if draft else self.text_of(record.article)[0]
            # A file has the text of an article that was read last; the words of another one are looked for in it.
            said = record.spans if draft or record.version <= 1 else ()
            spans = trimmed_spans(text.stored, text.places(said, record.words))
            self.places[row.number] = tuple((start, end) for start, end in spans)
        except (BadRecord, ReviewError) as error:
            self.places[row.number] = BadRecord(str(error))
