"""Link all statements of a negotiation, oldest first, in batches that cost little more than encoding their words."""

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from psycopg.sql import SQL, Literal

from positions.embeddings.encoder import DIMENSIONS, encode, recipe
from positions.embeddings.vectors import changed_since, write_vectors
from positions.enums import Verdict
from positions.linking.comparison import read
from positions.linking.facts import utterance, with_facts
from positions.linking.ingredients import content, linking_recipe
from positions.linking.links import (
    KEPT_FROM,
    MOST_SUGGESTED,
    MOST_TOWARD_OTHERS,
    TOWARD_OTHERS,
    Found,
    Pair,
    open_links,
    strongest_backwards,
    write_links,
)
from positions.linking.neighbourhood import Near, Neighbourhood
from positions.linking.relations import LEAST_CODED, RELATED, RelationReading, relate
from positions.linking.utterances import Utterance
from positions.models import Judgement, Linking, Position, Statement

BATCH = 64  # statements; a quarter of a minute on a machine that is very busy
CANDIDATES = 20  # as for one statement
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
DAY = 86_400
ROUNDED = 1e-4  # by as much a score may exceed what it is computed from

# As the database sends a key and its vector in binary: lengths before each, big end first.
_ROW = np.dtype(
    [
        ("columns", ">i2"), ("key_length", ">i4"), ("key", ">i8"), ("length", ">i4"), ("dimensions", ">i2"),
        ("unused", ">i2"), ("vector", ">f2", DIMENSIONS),
    ]
)  # fmt: skip
_HEADER, _TRAILER = 19, 2  # bytes
_VECTORS = SQL(
    "COPY (SELECT e.statement_id, e.vector FROM positions_embedding e JOIN positions_statement s"
    " ON s.id = e.statement_id WHERE s.negotiation_id = {} AND e.recipe = {}) TO STDOUT (FORMAT BINARY)"
)

Place = tuple[datetime, int, int, int]


@dataclass(frozen=True)
class Batch:
    """Statements compared and not yet written; `done` of `total` once they are, `after` the place of the last."""

    found: list[Found]
    embedded: list[Statement]
    vectors: np.ndarray
    done: int
    total: int
    after: Place

    @transaction.atomic
    def write(self) -> None:
        """Write vectors and links; what was the same as when it was linked last costs nothing."""
        if self.embedded:
            write_vectors(self.embedded, self.vectors)
        if self.found:
            write_links(self.found)


@dataclass(frozen=True)
class _Read:
    """A batch taken from the database, its words on their way through the encoder."""

    rows: range
    statements: list[Statement]
    contents: dict[int, str]
    embedded: list[Statement]
    vectors: Future[np.ndarray]


def compare_in_batches(*, negotiation: int, after: Place | None, seconds: float) -> Iterator[Batch]:
    """Yield batches of a negotiation's statements from a place on, until the last or until the time is used up.

    Each is to be written before the next is asked for. While one is compared the next is encoded.
    """
    deadline = time.monotonic() + seconds
    everything = _Everything(negotiation)
    total = len(everything.keys)
    first = bisect_right(everything.places, after) if after else 0
    with ThreadPoolExecutor(max_workers=1) as reader:
        ahead = everything.read(first, reader) if first < total else None
        while ahead:
            now, ahead = ahead, None
            if now.rows.stop < total and time.monotonic() < deadline:
                ahead = everything.read(now.rows.stop, reader)
            yield everything.compare(now)


class _Everything:
    """A negotiation's statements in memory, by row: the place in the order in which they were said."""

    def __init__(self, negotiation: int) -> None:
        columns = ("pk", "said_at", "version_id", "start", "words", "spans", "reported_through_id")
        statements = Statement.objects.filter(negotiation=negotiation)
        found: list[Any] = list(statements.in_order().values_list(*columns))
        self.negotiation = negotiation
        self.keys = [each[0] for each in found]
        self.row_of = {key: row for row, key in enumerate(self.keys)}
        self.places: list[Place] = [(each[1], each[2], each[3], each[0]) for each in found]
        self.spans = [each[5] for each in found]
        self.carriers = [each[6] for each in found]
        days = np.array([(each[1] - EPOCH).total_seconds() / DAY for each in found])
        self.hood = Neighbourhood([each[4] for each in found], days)
        self.utterances: dict[int, Utterance] = {}
        self._learn_vectors()
        self._learn_verdicts()

    def _learn_vectors(self) -> None:
        with connection.cursor() as cursor:
            query = _VECTORS.format(Literal(self.negotiation), Literal(recipe())).as_string(cursor.connection)
            with cursor.copy(query) as copy:
                sent = b"".join(copy)
        sent = sent[_HEADER : len(sent) - _TRAILER]
        read = np.frombuffer(sent, dtype=_ROW)
        known = [place for place, key in enumerate(read["key"]) if int(key) in self.row_of]
        self.hood.learn([self.row_of[int(key)] for key in read["key"][known]], read["vector"][known])

    def _learn_verdicts(self) -> None:
        decided = Judgement.objects.filter(superseded_at=None, statement__negotiation=self.negotiation)
        self.verdicts = dict(decided.values_list("statement_id", "verdict"))
        is_confirmed = self._mask(key for key, verdict in self.verdicts.items() if verdict == Verdict.CONFIRM)
        self.hood.is_refused = self._mask(key for key, verdict in self.verdicts.items() if verdict == Verdict.REJECT)
        linked = Linking.objects.filter(statement__negotiation=self.negotiation, recipe=linking_recipe())
        # Those that are linked again will look back themselves; the others are to be found from here.
        self.settled = self._mask(linked.values_list("pk", flat=True))
        self.followers = is_confirmed & self.settled
        self.issues: dict[int, set[int]] = defaultdict(set)
        coded = Position.objects.confirmed().filter(statement__negotiation=self.negotiation)
        for key, issue in coded.values_list("statement_id", "issue_id"):
            self.issues[key].add(issue)

    def _mask(self, keys: Any) -> np.ndarray:
        mask = np.zeros(len(self.keys), dtype=bool)
        mask[[self.row_of[key] for key in keys if key in self.row_of]] = True
        return mask

    @cached_property
    def _told(self) -> dict[int, list[int]]:
        """The rows reported within each statement, by its key."""
        told = defaultdict(list)
        for row, carrier in enumerate(self.carriers):
            if carrier:
                told[carrier].append(row)
        return told

    @cached_property
    def _versions(self) -> dict[int, list[int]]:
        versions = defaultdict(list)
        for row, place in enumerate(self.places):
            versions[place[1]].append(row)
        return versions

    def read(self, first: int, reader: ThreadPoolExecutor) -> _Read:
        """Take the next batch from the database and send its new words through the encoder."""
        rows = range(first, min(first + BATCH, len(self.keys)))
        some = with_facts(Statement.objects.filter(pk__in=self.keys[rows.start : rows.stop]))
        contents = {each.pk: content(each, self.verdicts.get(each.pk, "")) for each in some}
        made_by = linking_recipe()
        same = {
            key
            for key, held in Linking.objects.filter(pk__in=contents, recipe=made_by).values_list("pk", "content")
            if held == contents[key]
        }
        statements = sorted((each for each in some if each.pk not in same), key=lambda each: self.row_of[each.pk])
        changed = changed_since(statements)
        return _Read(rows, statements, contents, changed, reader.submit(encode, [each.words for each in changed]))

    def compare(self, read: _Read) -> Batch:
        """Find and read the statements that may matter to those of a batch."""
        vectors = read.vectors.result()
        if read.embedded:
            self.hood.learn([self.row_of[each.pk] for each in read.embedded], vectors)
        found = _Comparing(self, read.statements).found(read.contents) if read.statements else []
        after = self.places[read.rows.stop - 1]
        return Batch(found, read.embedded, vectors, read.rows.stop, len(self.keys), after)

    def without(self, row: int) -> set[int]:
        """Return the rows that share their words with one anyway: told within it, around it, or cut from the same."""
        same_text = self._versions[self.places[row][1]]
        apart = {other for other in same_text if _overlap(self.spans[row], self.spans[other])}
        carrier = self.row_of.get(self.carriers[row])
        return apart | {row} | set(self._told[self.keys[row]]) | ({carrier} if carrier is not None else set())


class _Comparing:
    """One batch against everything."""

    def __init__(self, everything: _Everything, statements: list[Statement]) -> None:
        self.everything = everything
        self.statements = statements
        kept = [each for each in statements if not everything.hood.is_refused[everything.row_of[each.pk]]]
        rows = [everything.row_of[each.pk] for each in kept]
        without = [everything.without(row) for row in rows]
        before = everything.hood.before(rows, without, CANDIDATES)
        after = everything.hood.after(rows, without, CANDIDATES, everything.followers)
        self.near = {row: (before[place], after[place]) for place, row in enumerate(rows)}
        self.open = self._open_rows()

    def _open_rows(self) -> dict[int, set[int]]:
        """Return, per row, those at the other end of its suggestions, unless they will look back themselves."""
        found: dict[int, set[int]] = defaultdict(set)
        row_of, settled = self.everything.row_of, self.everything.settled
        wanted = {each.pk for each in self.statements}
        for later, earlier in open_links(self.statements).values_list("later", "earlier"):
            if later not in row_of or earlier not in row_of:
                continue
            if later in wanted:
                found[row_of[later]].add(row_of[earlier])
            if earlier in wanted and settled[row_of[later]]:
                found[row_of[earlier]].add(row_of[later])
        return found

    def found(self, contents: dict[int, str]) -> list[Found]:
        """Return what the batch's statements were compared with, and what those pairs say that may be kept."""
        wanted = {self.everything.row_of[each.pk]: each for each in self.statements}
        hopeful = {row: self._hopeful(row) for row in wanted}
        self._utterances = self._read_utterances({*wanted, *(row for found in hopeful.values() for row in found)})
        return [
            Found(each, contents[each.pk], frozenset(self._looked_at(row)), self._readings(row, hopeful[row]))
            for row, each in wanted.items()
        ]

    def _looked_at(self, row: int) -> Iterator[Pair]:
        before, after = self.near.get(row, (_NOTHING, _NOTHING))
        for other in {*before.rows, *after.rows, *self.open[row]}:
            yield self._pair(row, other)

    def _pair(self, row: int, other: int) -> Pair:
        keys = self.everything.keys
        return keys[max(row, other)], keys[min(row, other)]

    def _hopeful(self, row: int) -> dict[int, tuple[float, float]]:
        """Return the rows whose relation may be kept: cosine, and the most that the score can be, the highest first."""
        if row not in self.near:
            return {}
        before, after = self.near[row]
        hood = self.everything.hood
        similarity = dict(zip([*before.rows, *after.rows], [*before.similarity, *after.similarity], strict=True))
        further = [other for other in self.open[row] if other not in similarity and not hood.is_refused[other]]
        similarity |= {other: float(cosine) for other, cosine in zip(further, hood.cosines(row, further), strict=True)}
        most = {other: self._most(row, other, cosine) for other, cosine in similarity.items()}
        kept = [other for other in most if most[other] >= KEPT_FROM]
        return {other: (similarity[other], most[other]) for other in sorted(kept, key=lambda each: -most[each])}

    def _most(self, row: int, other: int, similarity: float) -> float:
        """Return what the score of a relation between two cannot exceed; 0 where there can be none."""
        words, issues, keys = self.everything.hood.words, self.everything.issues, self.everything.keys
        closeness = max(similarity, _overlap_of_words(words[row], words[other]))
        if issues.keys() & {keys[row]} and issues[keys[row]] & issues.get(keys[other], set()):
            return LEAST_CODED + (1 - LEAST_CODED) * min(closeness, 1.0) + ROUNDED
        return closeness + ROUNDED if closeness >= RELATED - ROUNDED else 0.0

    def _read_utterances(self, rows: set[int]) -> dict[int, Utterance]:
        known = self.everything.utterances  # an item of work lasts half a minute: what changes meanwhile is linked anew
        known |= {self.everything.row_of[each.pk]: utterance(each) for each in self.statements}
        others = [self.everything.keys[row] for row in rows - known.keys()]
        for each in with_facts(Statement.objects.filter(pk__in=others)):
            known[self.everything.row_of[each.pk]] = utterance(each)
        return known

    def _readings(self, row: int, hopeful: dict[int, tuple[float, float]]) -> dict[Pair, RelationReading]:
        """Return the readings that may be kept; the rest cannot be among the strongest and are not read."""
        readings: dict[Pair, RelationReading] = {}
        strong: list[tuple[Pair, RelationReading]] = []
        for other, (similarity, most) in hopeful.items():
            pair = self._pair(row, other)
            earlier, later = self._utterances.get(min(row, other)), self._utterances.get(max(row, other))
            if earlier is None or later is None:  # gone since
                continue
            if other < row and most < self._least_kept(strong, earlier, later):
                continue
            readings[pair] = relate(earlier, later, similarity=similarity)
            if other < row and readings[pair].score >= KEPT_FROM:
                strong.append((pair, readings[pair]))
                strong.sort(key=lambda found: (-found[1].score, found[0]))
        return readings

    @staticmethod
    def _least_kept(strong: list[tuple[Pair, RelationReading]], earlier: Utterance, later: Utterance) -> float:
        """Return the score that a further pair must reach to be among the suggestions."""
        kept = strongest_backwards(strong)
        toward_others = [reading for _, reading in kept if reading.relation in TOWARD_OTHERS]
        if len(kept) == MOST_SUGGESTED:
            return kept[-1][1].score
        is_own = not (earlier.party and later.party) or earlier.party == later.party
        is_told = earlier.party in later.reports or (earlier.speaker == later.speaker != "")
        if len(toward_others) == MOST_TOWARD_OTHERS and not is_own and not is_told:
            return toward_others[-1].score
        return 0.0


_NOTHING = Near([], [])


@lru_cache(maxsize=50_000)
def _matter(text: str) -> frozenset[str]:
    return frozenset(read(text).matter)


def _overlap_of_words(one: str, other: str) -> float:
    """Return the share of two texts' distinct stems that they share (Dice), as their comparison does."""
    here, there = _matter(one), _matter(other)
    return 2 * len(here & there) / (len(here) + len(there)) if here or there else 0.0


def _overlap(spans: Sequence[Sequence[int]], others: Sequence[Sequence[int]]) -> bool:
    return any(start < other_end and other_start < end for start, end in spans for other_start, other_end in others)
