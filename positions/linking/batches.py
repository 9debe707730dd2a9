"""Link all statements of a negotiation, oldest first, in batches that cost little more than encoding their words."""

import time
from bisect import bisect_right
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from positions.embeddings.encoder import encode
from positions.embeddings.vectors import changed_since, write_vectors
from positions.linking.facts import utterances
from positions.linking.ingredients import content, linking_recipe
from positions.linking.links import Found, write_links
from positions.linking.pairs import Pairs
from positions.linking.talks import Place, Talks
from positions.linking.utterances import Utterance
from positions.models import Linking, Statement

# Statements; a quarter of a minute for the least on a machine that is very busy. The encoder reads texts of like length
# together, and finds more of them among many: 512 cost it a seventh less each than 64.
LEAST, MOST = 96, 512
BATCH_SECONDS = 8  # for as many as that are taken at a time, between the least and the most


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
    talks = Talks(negotiation)
    total = len(talks.keys)
    first = bisect_right(talks.places, after) if after else 0
    with ThreadPoolExecutor(max_workers=1) as reader:
        work = _Work(talks, reader)
        ahead = work.read(first, LEAST) if first < total else None
        size, before = LEAST, time.monotonic()
        while ahead:
            now, ahead = ahead, None
            if now.rows.stop < total and time.monotonic() < deadline:
                ahead = work.read(now.rows.stop, size)
            yield work.compare(now)
            before, taken = time.monotonic(), time.monotonic() - before
            size = min(max(LEAST, int(len(now.rows) * BATCH_SECONDS / max(taken, 1e-3))), MOST)


class _Work:
    """One item of work on a negotiation."""

    def __init__(self, talks: Talks, reader: ThreadPoolExecutor) -> None:
        self.talks = talks
        self.reader = reader
        self.said: dict[int, Utterance] = {}  # by row; what changes within half a minute is linked anew

    def read(self, first: int, size: int) -> _Read:
        """Take the next batch from the database and send its new words through the encoder."""
        rows = range(first, min(first + size, len(self.talks.keys)))
        some = utterances(Statement.objects.filter(pk__in=self.talks.keys[rows.start : rows.stop]))
        self.said |= {self.talks.row_of[each.pk]: said for each, said in some.items()}
        contents = {each.pk: content(each, said, self.talks.verdicts.get(each.pk, "")) for each, said in some.items()}
        made_by = linking_recipe()
        same = {
            key
            for key, held in Linking.objects.filter(pk__in=contents, recipe=made_by).values_list("pk", "content")
            if held == contents[key]
        }
        statements = sorted((each for each in some if each.pk not in same), key=lambda each: self.talks.row_of[each.pk])
        changed = changed_since(statements)
        return _Read(rows, statements, contents, changed, self.reader.submit(encode, [each.words for each in changed]))

    def compare(self, read: _Read) -> Batch:
        """Find and read the statements that may matter to those of a batch."""
        vectors = read.vectors.result()
        if read.embedded:
            self.talks.hood.learn([self.talks.row_of[each.pk] for each in read.embedded], vectors)
        found = Pairs(self.talks, read.statements, self.said).found(read.contents) if read.statements else []
        after = self.talks.places[read.rows.stop - 1]
        return Batch(found, read.embedded, vectors, read.rows.stop, len(self.talks.keys), after)
