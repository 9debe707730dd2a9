"""A negotiation's statements in memory: places, vectors, verdicts and coding, read in a few large queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from django.db import connection
from psycopg import Cursor

from positions.embeddings.encoder import DIMENSIONS, recipe
from positions.enums import Verdict
from positions.linking.facts import Names, Row, codings_of, side, utterance
from positions.linking.ingredients import linking_recipe
from positions.linking.neighbourhood import Neighbourhood
from positions.linking.utterances import Utterance
from positions.models import ArticleVersion, Judgement, Linking, Position

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
DAY = 86_400

AT_A_TIME = 10_000  # vectors: 8 MB
# As the database sends a vector in binary, big end first.
_VECTOR = np.dtype([("dimensions", ">i2"), ("unused", ">i2"), ("numbers", ">f2", DIMENSIONS)])
_VECTORS = "SELECT statement_id, vector FROM positions_embedding WHERE negotiation_id = %s AND recipe = %s"
# By hand: objects of Django, and moments as text, take three times as long to read.
_ROWS = """
SELECT id, (extract(epoch FROM said_at) * 1000000)::bigint, said_at_precision, version_id, start, words, spans,
       reported_through_id, party_id, speaker_id, speaker_as_written
  FROM positions_statement WHERE negotiation_id = %s ORDER BY said_at, version_id, start, id
"""

Place = tuple[datetime, int, int, int]


class Talks:
    """Statements by row, their place in the order in which they were said; the rest is read when first asked for."""

    def __init__(self, negotiation: int) -> None:
        self.negotiation = negotiation
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [negotiation])
            found = cursor.fetchall()
        self.rows = [Row(key, EPOCH + timedelta(microseconds=said), *rest) for key, said, *rest in found]
        self.keys = [each.pk for each in self.rows]
        self.row_of = {key: row for row, key in enumerate(self.keys)}
        self.places: list[Place] = [(each.said_at, each.version_id, each.start, each.pk) for each in self.rows]
        self.words = [each.words for each in self.rows]

    @cached_property
    def hood(self) -> Neighbourhood:
        """The vectors that are known and the index of words: seconds of work in a long negotiation."""
        hood = Neighbourhood(self.words, np.array([(place[0] - EPOCH).total_seconds() / DAY for place in self.places]))
        connection.ensure_connection()
        with Cursor(connection.connection) as read:  # one of Django's takes no binary answer
            read.execute(_VECTORS, [self.negotiation, recipe()], binary=True)
            while sent := read.fetchmany(AT_A_TIME):
                known = {self.row_of[key]: vector for key, vector in sent if key in self.row_of}
                hood.learn([*known], np.frombuffer(b"".join(known.values()), dtype=_VECTOR)["numbers"])
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

    def utterances(self, rows: Collection[int]) -> dict[int, Utterance]:
        """Return statements as the comparison reads them; their coding, which most have not, is asked for."""
        coded = codings_of([self.keys[row] for row in rows if self.keys[row] in self.issues])
        found = {}
        for row in rows:
            each = self.rows[row]
            told = [self.rows[other] for other in self._told.get(each.pk, ())]
            reports = [side(other.pk, other.party_id, other.speaker_as_written) for other in told]
            found[row] = utterance(each, self._articles[each.version_id], self._names, reports, coded.get(each.pk, ()))
        return found

    @cached_property
    def _names(self) -> Names:
        parties = {each.party_id for each in self.rows if each.party_id}
        return Names(parties, {each.speaker_id for each in self.rows if each.speaker_id})

    @cached_property
    def _articles(self) -> dict[int, int]:
        versions = ArticleVersion.objects.filter(negotiation=self.negotiation)
        return dict(versions.values_list("pk", "article_id"))

    def _mask(self, keys: Iterable[int]) -> np.ndarray:
        mask = np.zeros(len(self.keys), dtype=bool)
        mask[[self.row_of[key] for key in keys if key in self.row_of]] = True
        return mask

    @cached_property
    def _told(self) -> dict[int, list[int]]:
        """The rows reported within each statement, by its key."""
        told = defaultdict(list)
        for row, each in enumerate(self.rows):
            if each.reported_through_id:
                told[each.reported_through_id].append(row)
        return told

    @cached_property
    def _versions(self) -> dict[int, list[int]]:
        versions = defaultdict(list)
        for row, each in enumerate(self.rows):
            versions[each.version_id].append(row)
        return versions

    def on_an_issue_of(self, row: int, others: Sequence[int]) -> list[int]:
        """Return the places, among others, of those that are coded on an issue on which one is coded."""
        issues = self.issues.get(self.keys[row])
        if not issues:
            return []
        return [
            place
            for place, other in enumerate(others)
            if not issues.isdisjoint(self.issues.get(self.keys[other], _NONE))
        ]

    def without(self, row: int) -> set[int]:
        """Return the rows that share their words with one anyway: told within it, around it, or cut from the same."""
        here = self.rows[row]
        same_text = self._versions[here.version_id]
        apart = {other for other in same_text if _overlap(here.spans, self.rows[other].spans)}
        carrier = self.row_of.get(here.reported_through_id) if here.reported_through_id else None
        return apart | {row} | set(self._told.get(here.pk, ())) | ({carrier} if carrier is not None else set())


_NONE: set[int] = set()


def _overlap(spans: Sequence[Sequence[int]], others: Sequence[Sequence[int]]) -> bool:
    return any(start < other_end and other_start < end for start, end in spans for other_start, other_end in others)
