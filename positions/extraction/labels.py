"""Turn the label probabilities of the reading model into stretches of words."""

from collections.abc import Sequence

import numpy as np

Stretch = tuple[int, int]  # of words, the second one excluded

# The labels of cues: none, first word, inside. Those of roles: none, and the same two for source and content.
FIRST, INSIDE = 1, 2
SOURCE, CONTENT = 1, 3
ROLE_LABELS = 5
LEAST_CUE = 0.5  # probability from which a word opens a cue; chosen on PolNeAR's development articles
MOST_CUES = 40  # in one window, the likeliest ones: a text that repeats "he said" must not keep the reader busy
_NEVER = -1e9


def decode_cues(probabilities: np.ndarray, least: float = LEAST_CUE) -> list[tuple[int, int, float]]:
    """Return (first word, end, probability) of each cue in probabilities (words, 3)."""
    opens = probabilities[:, FIRST] >= least
    if opens.sum() > MOST_CUES:
        opens &= probabilities[:, FIRST] >= np.partition(probabilities[:, FIRST], -MOST_CUES)[-MOST_CUES]
    goes_on = probabilities.argmax(axis=1) == INSIDE
    cues = []
    end = 0
    for at in np.flatnonzero(opens).tolist():
        if at < end:
            continue
        end = at + 1
        while end < len(probabilities) and goes_on[end] and not opens[end]:
            end += 1
        cues.append((at, end, float(probabilities[at, FIRST])))
    return cues


def decode_roles(log_probabilities: np.ndarray) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Return the likeliest labels of (words, 5) in which none goes on that did not begin, and (role, first, end)."""
    path = _likeliest(log_probabilities)
    return path, _stretches(path)


def _forbidden() -> np.ndarray:
    """Return (from, to) penalties: the inside of a role follows its first word or its inside alone."""
    penalties = np.zeros((ROLE_LABELS, ROLE_LABELS))
    for role in (SOURCE, CONTENT):
        inside = role + 1
        penalties[[label for label in range(ROLE_LABELS) if label not in (role, inside)], inside] = _NEVER
    return penalties


_FORBIDDEN = _forbidden()


def _likeliest(log_probabilities: np.ndarray) -> list[int]:
    """Find the best path of labels, after Viterbi."""
    score = log_probabilities[0].astype(float)
    score[[SOURCE + 1, CONTENT + 1]] = _NEVER
    back = np.zeros((len(log_probabilities), ROLE_LABELS), dtype=int)
    for at in range(1, len(log_probabilities)):
        reached = score[:, None] + _FORBIDDEN
        back[at] = reached.argmax(axis=0)
        score = reached.max(axis=0) + log_probabilities[at]
    path = [int(score.argmax())]
    for at in range(len(log_probabilities) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return path[::-1]


def _stretches(path: Sequence[int]) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for at, label in enumerate(path):
        if label in (SOURCE, CONTENT):
            found.append((label, at, at + 1))
        elif label:
            role, start, _ = found[-1]
            found[-1] = (role, start, at + 1)
    return found
