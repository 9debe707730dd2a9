"""The words of a negotiation on their way through the encoder, a stretch ahead of the statements that are compared."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from positions.embeddings.encoder import Part, send
from positions.embeddings.vectors import changed_since, write_vectors
from positions.linking.talks import Talks

# Statements. The encoder reads texts of like length together, and finds more of them among many: of 1,024 one token in
# a hundred is padding.
MOST, LEAST = 1024, 128
WRITTEN = 128  # vectors written together, and then one look at the clock: two seconds, or 50 on a very busy machine


@dataclass(frozen=True)
class Sent:
    """Statements that follow each other; `changed` are the rows of those that have no vector yet, read in `parts`."""

    rows: range
    changed: list[int]
    parts: list[Part]


class Ahead:
    """What an item of work sends to the encoder; it reads in threads of its own, the database is asked in this one."""

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        self._waiting: list[Sent] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for sent in self._waiting:
            for part in sent.parts:
                part.call_off()

    def stretches(self, first: int, deadline: float) -> Iterator[range]:
        """Yield rows from the first on, a stretch at a time, once each has a vector; end when the time is up.

        Vectors are written as they come; where more of a stretch are to come, no rows are yielded, as a sign of life.
        Some are written, however late it is, so that every item gets further.
        """
        self._send(first)
        while self._waiting:
            now = self._waiting[0]
            self._send(now.rows.stop)
            while now.parts:
                self._take(now)
                if now.parts:
                    yield range(now.rows.start, now.rows.start)
                    if time.monotonic() >= deadline:
                        return
            self._waiting.remove(now)
            yield now.rows

    def keep(self) -> None:
        """Call off what is not read yet, and write what is: the next item finds it."""
        for sent in self._waiting:
            sent.parts[:] = [part for part in sent.parts if not part.call_off()]
            while sent.parts:
                self._take(sent)
        self._waiting.clear()

    def _send(self, first: int) -> None:
        """Send the words that follow to the encoder; fewer toward the end, since beside the last none are read."""
        left = len(self.talks.keys) - first
        if left:
            rows = range(first, first + min(left, MOST, max(LEAST, left // 2)))
            words = {self.talks.keys[row]: self.talks.words[row] for row in rows}
            changed = [self.talks.row_of[key] for key in changed_since(words)]
            self._waiting.append(Sent(rows, changed, send([self.talks.words[row] for row in changed])))

    def _take(self, sent: Sent) -> None:
        """Write the next few vectors of a stretch, waiting for them."""
        rows: list[int] = []
        vectors: list[np.ndarray] = []
        while sent.parts and len(rows) < WRITTEN:
            part = sent.parts.pop(0)
            vectors.append(part.vectors())
            rows += [sent.changed[place] for place in part.places]
        self.talks.hood.learn(rows, together := np.concatenate(vectors))
        write_vectors({self.talks.keys[row]: self.talks.words[row] for row in rows}, together)
