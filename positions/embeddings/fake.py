"""A stand-in for the model in tests: texts that share words get near vectors, the same ones on every machine."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

import numpy as np

from positions.text import fold

BATCH = 16
RECIPE = "hashed bag of folded words, 384"

_WORD = re.compile(r"\w+")


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return unit vectors, float32 (len(texts), 384); a text without words gets a fixed direction."""
    return np.stack([_vector(text) for text in texts]) if texts else np.empty((0, 384), dtype=np.float32)


def send(texts: Sequence[str]) -> Iterator[tuple[list[int], Future[np.ndarray]]]:
    """Yield places of texts with their vectors, which are there at once."""
    for first in range(0, len(texts), BATCH):
        read: Future[np.ndarray] = Future()
        read.set_result(encode(texts[first : first + BATCH]))
        yield [*range(first, min(first + BATCH, len(texts)))], read


def digest() -> str:
    """Return what identifies these vectors."""
    return RECIPE


def _vector(text: str) -> np.ndarray:
    vector = np.zeros(384, dtype=np.float32)
    for word in _WORD.findall(fold(text)) or [""]:
        number = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
        vector[number % 384] += 1 if number >> 63 else -1
    if not vector.any():  # words that cancelled each other out
        vector[0] = 1
    return vector / np.linalg.norm(vector)
