"""Encode texts with the backend of the settings, and name the recipe that made the vectors."""

import hashlib
from collections.abc import Sequence
from types import ModuleType

import numpy as np
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from positions.embeddings import fake, minilm
from positions.text import normalise

DIMENSIONS = 384
PREPARATION = "normal form, blanks folded"

BACKENDS = {"minilm": minilm, "fake": fake}


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return one unit vector a text: float32, (len(texts), 384), in their order.

    A dot product of two of them is their cosine. Texts beyond 256 tokens are read to there.
    """
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    return _backend().encode([prepare(text) for text in texts])


def recipe() -> str:
    """Return the SHA-256 of all that shapes a vector: weights, pooling, length, preparation.

    Vectors of different recipes must not be compared.
    """
    return hashlib.sha256(f"{_backend().digest()}; {PREPARATION}".encode()).hexdigest()


def prepare(text: str) -> str:
    """Return the text as the encoder reads it: normal form, every run of blanks one space."""
    return " ".join(normalise(text).split())


def _backend() -> ModuleType:
    if settings.EMBEDDINGS_BACKEND not in BACKENDS:
        raise ImproperlyConfigured(
            f"EMBEDDINGS_BACKEND is {settings.EMBEDDINGS_BACKEND!r}; set it to one of {', '.join(BACKENDS)}."
        )
    return BACKENDS[settings.EMBEDDINGS_BACKEND]
