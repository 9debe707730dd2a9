"""A negotiation's statements in memory: places, vectors, verdicts and coding, read in a few large queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from psycopg.sql import SQL, Literal

from positions.embeddings.encoder import DIMENSIONS, recipe
from positions.enums import Verdict
from positions.linking.ingredients import linking_recipe
from positions.linking.neighbourhood import Neighbourhood
from positions.models import Judgement, Linking, Position, Statement

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
DAY = 86_400

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


class Talks:
    """Statements by row, their place in the order in which they were said; the rest is read when first asked for."""

    def __init__(self, negotiation: int) -> None:
        columns = ("pk", "said_at", "version_id", "start", "words", "spans", "reported_through_id")
        statements = Statement.objects.filter(negotiation=negotiation)
        found: list[Any] = list(statements.in_order().values_list(*columns))
        self.negotiation = negotiation
        self.keys = [each[0] for each in found]
        self.row_of = {key: row for row, key in enumerate(self.keys)}
        self.places: list[Place] = [(each[1], each[2], each[3], each[0]) for each in found]
        self.words: list[str] = [each[4] for each in found]
        self.spans = [each[5] for each in found]
        self.carriers = [each[6] for each in found]

    @cached_property
    def hood(self) -> Neighbourhood:
        """The vectors that are known and the index of words: seconds of work in a long negotiation."""
        hood = Neighbourhood(self.words, np.array([(place[0] - EPOCH).total_seconds() / DAY for place in self.places]))
        with connection.cursor() as cursor:
            query = _VECTORS.format(Literal(self.negotiation), Literal(recipe())).as_string(cursor.connection)
            with cursor.copy(query) as copy:
                sent = b"".join(copy)
        sent = sent[_HEADER : len(sent) - _TRAILER]
        read = np.frombuffer(sent, dtype=_ROW)
        known = [place for place, key in enumerate(read["key"]) if int(key) in self.row_of]
        hood.learn([self.row_of[int(key)] for key in read["key"][known]], read["vector"][known])
        hood.is_refused = self._mask(key for key, verdict in self.verdicts.items() if verdict == Verdict.REJECT)
        return hood

    @cached_property
    def verdicts(self) -> dict[int, str]:
        """The verdict in force on each statement that has one, by its key."""
        decided = Judgement.objects.filter(superseded_at=None, statement__negotiation=self.negotiation)
        return dict(decided.values_list("statement_id", "verdict"))

    @cached_property
    def settled(self) -> np.ndarray:
        """Those that are linked: the others will look back themselves, these are to be found from here."""
        linked = Linking.objects.filter(statement__negotiation=self.negotiation, recipe=linking_recipe())
        return self._mask(linked.values_list("pk", flat=True))

    @cached_property
    def followers(self) -> np.ndarray:
        """Those to which an earlier statement that is linked now may matter."""
        return self.settled & self._mask(key for key, verdict in self.verdicts.items() if verdict == Verdict.CONFIRM)

    @cached_property
    def issues(self) -> dict[int, set[int]]:
        """The issues that each statement is coded on, by its key."""
        issues = defaultdict(set)
        coded = Position.objects.confirmed().filter(statement__negotiation=self.negotiation)
        for key, issue in coded.values_list("statement_id", "issue_id"):
            issues[key].add(issue)
        return issues

    def _mask(self, keys: Iterable[int]) -> np.ndarray:
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

    def share_an_issue(self, row: int, other: int) -> bool:
        """Tell whether both are coded on one issue."""
        return not self.issues.get(self.keys[row], _NONE).isdisjoint(self.issues.get(self.keys[other], _NONE))

    def without(self, row: int) -> set[int]:
        """Return the rows that share their words with one anyway: told within it, around it, or cut from the same."""
        same_text = self._versions[self.places[row][1]]
        apart = {other for other in same_text if _overlap(self.spans[row], self.spans[other])}
        carrier = self.row_of.get(self.carriers[row])
        return apart | {row} | set(self._told[self.keys[row]]) | ({carrier} if carrier is not None else set())


_NONE: set[int] = set()


def _overlap(spans: Sequence[Sequence[int]], others: Sequence[Sequence[int]]) -> bool:
    return any(start < other_end and other_start < end for start, end in spans for other_start, other_end in others)
