"""Encode texts with the backend of the settings, and name the recipe that made the vectors."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from positions.embeddings import fake, minilm
from positions.text import normalise

DIMENSIONS = 384
PREPARATION = "normal form, quotation marks of one kind, blanks folded"
# Outlets differ in their marks, and the same words are to have the same vector whoever prints them.
_MARKS = str.maketrans(dict.fromkeys('"“”„‟«»‹›‘’‚‛`´ʼ', "'"))

BACKENDS = {"minilm": minilm, "fake": fake}


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return one unit vector a text: float32, (len(texts), 384), in their order; the same for texts that are the same.

    A dot product of two of them is their cosine. Texts beyond 256 tokens are read to there.
    """
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    prepared = [prepare(text) for text in texts]
    places = {text: place for place, text in enumerate(dict.fromkeys(prepared))}
    return _backend().encode(list(places))[[places[text] for text in prepared]]


@dataclass(frozen=True)
class Part:
    """Texts that are read together, by their places; a text that was given twice has both of its places here."""

    places: list[int]
    _read: Future[np.ndarray]
    _lines: list[int]

    def vectors(self) -> np.ndarray:
        """Return a vector a place, as `encode` does, as soon as the encoder has them."""
        return self._read.result()[self._lines]

    def call_off(self) -> bool:
        """Have them not read; False where they are being read or were."""
        return self._read.cancel()


def send(texts: Sequence[str]) -> list[Part]:
    """Hand texts to the encoder, which reads them in threads of its own, and return at once."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(prepare(text), []).append(place)
    given = list(places.values())
    parts = []
    for some, read in _backend().send(list(places)) if places else ():
        lines = [(place, line) for line, each in enumerate(some) for place in given[each]]
        parts.append(Part([place for place, _ in lines], read, [line for _, line in lines]))
    return parts


def recipe() -> str:
    """Return the SHA-256 of all that shapes a vector: weights, pooling, length, preparation.

    Vectors of different recipes must not be compared.
    """
    return hashlib.sha256(f"{_backend().digest()}; {PREPARATION}".encode()).hexdigest()


def prepare(text: str) -> str:
    """Return the text as the encoder reads it: normal form, one kind of quotation mark, each run of blanks a space."""
    return " ".join(normalise(text).translate(_MARKS).split())


def _backend() -> ModuleType:
    if settings.EMBEDDINGS_BACKEND not in BACKENDS:
        raise ImproperlyConfigured(
            f"EMBEDDINGS_BACKEND is {settings.EMBEDDINGS_BACKEND!r}; set it to one of {', '.join(BACKENDS)}."
        )
    return BACKENDS[settings.EMBEDDINGS_BACKEND]
