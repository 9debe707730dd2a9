"""The words of a negotiation on their way through the encoder, a stretch ahead of the statements that are compared."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np

from positions.embeddings.encoder import encode
from positions.embeddings.vectors import changed_since, write_vectors
from positions.linking.talks import Talks

# Statements. The encoder reads texts of like length together, and finds more of them among many: of 512 it reads each
# a seventh sooner than of 64.
MOST, LEAST = 512, 128
PART = 32  # texts of like length
# Parts sent at a time, so that the encoder's threads never wait for the end of one; these are read between two looks at
# the clock, in one second, or in 13 on a very busy machine.
HANDS = 2


@dataclass(frozen=True)
class Part:
    """Rows of statements, and their vectors as soon as they are read."""

    rows: list[int]
    vectors: Future[np.ndarray]


@dataclass(frozen=True)
class Stretch:
    """Statements that follow each other; `parts` are those of them that have no vector yet."""

    rows: range
    parts: list[Part]


class Ahead:
    """What an item of work sends to the encoder; it reads in threads of its own, the database is asked in this one."""

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        self._reader = ThreadPoolExecutor(max_workers=HANDS)
        self._waiting: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._reader.shutdown(cancel_futures=True)

    def stretches(self, first: int, deadline: float) -> Iterator[range]:
        """Yield rows from the first on, a stretch at a time, once each has a vector; end when the time is up.

        Vectors are written as they come. At least one part is, however late it is, so that every item gets further.
        """
        ahead = self._send(first)
        while ahead:
            now, ahead = ahead, self._send(ahead.rows.stop)
            for part in now.parts:
                self._take(part)
                if part is not now.parts[-1] and time.monotonic() >= deadline:
                    return
            yield now.rows

    def keep(self) -> None:
        """Call off what is not read yet, and write what is: the next item finds it."""
        for part in [part for part in self._waiting if not part.vectors.cancel()]:
            self._take(part)

    def _send(self, first: int) -> Stretch | None:
        """Send the words that follow to the encoder; fewer toward the end, since beside the last none are read."""
        left = len(self.talks.keys) - first
        if not left:
            return None
        rows = range(first, first + min(left, MOST, max(LEAST, left // 2)))
        words = {self.talks.keys[row]: self.talks.words[row] for row in rows}
        changed = sorted(map(self.talks.row_of.__getitem__, changed_since(words)), key=self._length)
        cuts = [changed[start : start + PART] for start in range(0, len(changed), PART)]
        parts = [Part(cut, self._reader.submit(encode, [self.talks.words[row] for row in cut])) for cut in cuts]
        self._waiting += parts
        return Stretch(rows, parts)

    def _take(self, part: Part) -> None:
        vectors = part.vectors.result()
        self._waiting.remove(part)
        self.talks.hood.learn(part.rows, vectors)
        write_vectors({self.talks.keys[row]: self.talks.words[row] for row in part.rows}, vectors)

    def _length(self, row: int) -> int:
        return len(self.talks.words[row])
