"""Says of each row of a file what an import makes of it; nothing is written here.

A dry run and an import weigh alike. What differs is where earlier rows of the file are found: once they are taken in
they stand in the tables, before that they are weighed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q

from positions.enums import RowOutcome
from positions.exchange.comparing import Differences, compare_article, compare_statement, new_article
from positions.exchange.drafts import ArticleDraft, StatementDraft, identity
from positions.exchange.entering import Comparison, compare_entry
from positions.exchange.errors import BadRecord
from positions.exchange.names import Names, Naming, clean_name
from positions.exchange.records import ArticleRecord, CarriedRecord, StatementRecord
from positions.exchange.rests import Rests
from positions.exchange.stored import read_record, short_key
from positions.models import Negotiation, Statement, Transfer, TransferRow
from positions.text import normalise

REGISTERED = ("party", "person", "issue", "proposal")
GONE = "It was taken in and has been removed since."
LONGEST_NAME = 200  # characters of a speaker as written, and of a place that is carried


class Weighing:
    """An import's view of a negotiation, batch by batch; `articles`, `statements` and `carried` are to be written."""

    def __init__(self, transfer: Transfer, negotiation: Negotiation, *, is_taking: bool) -> None:
        self.transfer, self.negotiation, self.is_taking = transfer, negotiation, is_taking
        self.may_enter = transfer.options.get("unknown_names", "enter") != "refuse"
        self.names = Names(negotiation)
        self._clear()
        if not is_taking:
            self._weigh_names_again()

    def weigh(self, rows: Sequence[TransferRow]) -> None:
        """Give each row of a batch its outcome. Rows of a file come in order, without gaps."""
        self._clear()
        for row in self.rests.gather(rows):
            self._weigh(row, is_earlier=True)
        for row in rows:
            self._weigh(row)

    def _clear(self) -> None:
        self.names.fresh.clear()
        self.rests = Rests(self.transfer, self.names, self.is_taking)
        self.articles: dict[ArticleDraft, None] = {}
        self.statements: dict[StatementDraft, None] = {}
        self.carried: dict[str, Any] = {}

    def _weigh_names_again(self) -> None:
        """Know the names of rows weighed before, when a dry run goes on after a pause."""
        known = self.transfer.rows.filter(
            Q(kind__in=REGISTERED) | ~Q(also=[]), number__lte=self.transfer.reached, outcome__in=["create", "change"]
        )
        for row in known.order_by("number").iterator():
            for kind, name in row.also:
                naming = self._naming(may_enter=True)
                naming.name(kind, name)
                naming.keep()
            if row.kind in REGISTERED:
                with suppress(BadRecord):  # what it rested on is gone since; its own pass said so
                    self._weigh_entry(read_record(row.kind, row.record or {}), self._naming())

    def _naming(self, *, may_enter: bool | None = None) -> Naming:
        return Naming(self.names, may_enter=self.may_enter if may_enter is None else may_enter)

    def _weigh(self, row: TransferRow, *, is_earlier: bool = False) -> None:
        """Give a row its outcome; an earlier one is found again where it is in the tables, or counts as it did."""
        record = self.rests.records.get(row.number)
        if record is None:  # it could not be read, and says why
            return
        kept = (row.outcome, row.changes, row.also, row.why)
        row.changes, row.also, row.why = {}, [], ""
        try:
            self._weigh_record(row, record, self._naming(), is_found=is_earlier and self.is_taking)
        except BadRecord as error:
            row.outcome, row.why = RowOutcome.BAD, str(error)
        if is_earlier:
            row.outcome, row.changes, row.also, row.why = kept

    def _weigh_record(self, row: TransferRow, record: Any, naming: Naming, *, is_found: bool) -> None:
        match record:
            case ArticleRecord():
                self._weigh_article(row, record, is_found=is_found)
            case StatementRecord():
                self._weigh_statement(row, record, naming, is_found=is_found)
            case CarriedRecord():
                self._weigh_carried(row, record)
            case _:
                self._conclude(row, *self._weigh_entry(record, naming))

    def _weigh_entry(self, record: Any, naming: Naming) -> tuple[bool, Comparison, list[list[str]]]:
        found = compare_entry(record, naming)
        is_new = found.entry in naming.made.values()
        found.take()
        if found.changes and not is_new:
            self.names.touch(found.entry)
        for alias in found.entry.aliases:
            self.names.add_alias(found.entry, alias)
        made = [entry for entry in naming.keep() if entry is not found.entry]
        return is_new, found, [[entry.kind, entry.name] for entry in made]

    def _weigh_article(self, row: TransferRow, record: ArticleRecord, *, is_found: bool) -> None:
        key = short_key(record.key)
        text, digest = self.rests.text_of(record.key)
        if text.as_given != record.text:
            raise BadRecord(f"Another article of the file has the key “{record.key}”. Give each a key of its own.")
        row.identity = digest
        draft = self.rests.recorded.get(digest)
        is_new = draft is None
        if is_new and is_found:
            raise BadRecord(GONE)
        draft = draft or new_article(record, text.stored, digest)
        if not is_found:
            found = compare_article(record, draft)
            found.take()
            self._conclude(row, is_new, found, [])
            if found.changes:
                self.articles[draft] = None
        self.rests.recorded[digest] = self.rests.articles[key] = draft

    def _weigh_statement(self, row: TransferRow, record: StatementRecord, naming: Naming, *, is_found: bool) -> None:
        article = self.rests.recorded_for(record) or self.rests.articles.get(short_key(record.article))
        if article is None:
            self.rests.text_of(record.article)  # says why
            raise BadRecord(f"The article “{record.article}” could not be taken. Correct its row first.")
        spans = self.rests.spans_of(row.number)
        row.identity = identity(article.text_hash, spans)
        draft = self._find(record, article, row.identity, naming)
        is_new = draft is None
        if draft is None:
            if is_found:
                raise BadRecord(GONE)
            draft = StatementDraft(article, spans, written_as(record))
        if not is_found:
            found = compare_statement(record, draft, naming)
            self._compare_carrier(found, record, draft)
            if found.changes and draft.decided_by:
                told = ", ".join(found.changes)
                row.outcome, row.changes = RowOutcome.SKIP, found.changes
                row.why = f"Decided here by {draft.decided_by}; the file says otherwise: {told}."
            else:
                found.take()
                self._conclude(row, is_new, found, [[each.kind, each.name] for each in naming.keep()])
                if found.changes:
                    self.statements[draft] = None
        if is_new:
            self.rests.statements[row.identity].append(draft)
        if record.key:
            self.rests.keys[short_key(record.key)] = draft

    def _find(
        self, record: StatementRecord, article: ArticleDraft, words: str, naming: Naming
    ) -> StatementDraft | None:
        """Return the statement of these words that has the record's speaker."""
        known = self.rests.statements.get(words, [])
        written = {written_as(record), record.speaker_as_written}
        if exact := next((each for each in known if each.as_written in written), None):
            return exact
        if record.speaker_as_written or not known:
            return None
        speaker = naming.find("person", record.speaker) if record.speaker else None
        party = naming.find("party", record.party) if record.party else None
        fitting = (
            each
            for each in known
            if (not record.speaker or each.speaker is speaker) and (not record.party or each.party is party)
        )
        return next(fitting, None)

    def _compare_carrier(self, found: Differences, record: StatementRecord, draft: StatementDraft) -> None:
        if not record.reported_through:
            return
        carrier = self.rests.keys.get(short_key(record.reported_through))
        if carrier is None and record.reported_through == draft.carrier_id:
            return
        if carrier is None:
            raise BadRecord(
                f"No row before this one is a statement with the key “{record.reported_through}” that could be taken."
            )
        if carrier.article is not draft.article:
            raise BadRecord("A statement is reported through one of the same article. Correct which.")
        if draft.carrier is carrier or (carrier.key is not None and draft.carrier_key == carrier.key):
            return
        if stands_under(carrier, draft):
            raise BadRecord("A statement cannot be reported through itself. Correct through which it is reported.")
        now = draft.carrier or (draft.carrier_key and "another")
        found.note("reported_through", now and "another", record.reported_through, lambda: _report(draft, carrier))

    def _weigh_carried(self, row: TransferRow, record: CarriedRecord) -> None:
        if not 0 < len(record.place) <= LONGEST_NAME:
            raise BadRecord(f"What is carried needs a place of 1 to {LONGEST_NAME} characters.")
        is_new = record.place not in self.rests.carried
        if is_new or self.rests.carried[record.place] != record.content:
            self.rests.carried[record.place] = self.carried[record.place] = record.content
            row.outcome = RowOutcome.CREATE if is_new else RowOutcome.CHANGE
            row.changes = {} if is_new else {"content": []}
        else:
            row.outcome = RowOutcome.SAME

    def _conclude(
        self, row: TransferRow, is_new: bool, found: Differences | Comparison, also: Iterable[list[str]]
    ) -> None:
        row.also = list(also)
        if is_new:
            row.outcome = RowOutcome.CREATE
        else:
            row.outcome = RowOutcome.CHANGE if found.changes else RowOutcome.SAME
            row.changes = found.changes


def written_as(record: StatementRecord) -> str:
    """Return the speaker as written; where a file does not say, its name for who speaks."""
    written = " ".join(normalise(record.speaker_as_written).split()) or clean_name(record.speaker or record.party)
    if len(written) > LONGEST_NAME:
        raise BadRecord(f"The speaker as written has more than {LONGEST_NAME} characters. Shorten it.")
    return written


def stands_under(carrier: StatementDraft, draft: StatementDraft) -> bool:
    """Tell whether a statement is another one, or is reported through it, at whatever distance."""
    above: StatementDraft | None = carrier
    key: int | None = None
    while above is not None:
        if above is draft:
            return True
        key, above = above.carrier_key, above.carrier
    while key is not None and draft.key is not None:
        if key == draft.key:
            return True
        key = Statement.objects.values_list("reported_through", flat=True).get(pk=key)
    return False


def _report(draft: StatementDraft, carrier: StatementDraft) -> None:
    draft.carrier, draft.carrier_key, draft.carrier_id = carrier, carrier.key, ""
    draft.fresh.add("reported_through")
