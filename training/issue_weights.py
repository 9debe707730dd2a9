"""Fit the weights of positions/extraction/issues.py and print them.

    .venv/bin/python -m training.issue_weights DATA

DATA is the folder of the speeches; the encoder is the product's, without a Django project around it. The part dev of
the golden statements counts, each statement four times, with and without earlier codings and keywords: a negotiation
starts without both. The demonstration's codings are left for `evaluate_stance`.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from django.conf import settings

from positions.extraction.issues import WEIGHTS, common_words, find_terms, find_traits
from positions.management.commands.evaluate_stance import Evaluation
from positions.management.labelled import GOLDEN, read_golden
from positions.text import fold

RIDGE = 0.01  # keeps weights of a few hundred examples from running away


def examples(found: Evaluation) -> Iterator[tuple[list[float], bool]]:
    """Yield the traits of each statement and issue, a one behind them, and whether the issue was labelled."""
    common = common_words(tuple(found.issues))
    for at, one in enumerate(found.statements):
        if one.part != found.coded_part:
            continue
        folded = fold(one.words)
        for with_codings, keeps_keywords in product((True, False), (True, False)):
            known = found.known(at, with_codings=with_codings)
            for issue in found.issues if keeps_keywords else [replace(each, keywords=()) for each in found.issues]:
                traits = find_traits(folded, issue, find_terms(folded, issue, common), known, common)
                yield [*(traits[name] for name in WEIGHTS), 1.0], issue.key in one.readings


def fit(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression, by Newton's method; the last is the bias."""
    weights = np.zeros(rows.shape[1])
    penalty = RIDGE * len(rows) / 100 * np.eye(rows.shape[1])
    penalty[-1, -1] = 0
    for _ in range(50):
        given = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (given - labels) + penalty @ weights
        curvature = (rows * (given * (1 - given))[:, None]).T @ rows + penalty
        weights -= np.linalg.solve(curvature, gradient)
    return weights


if __name__ == "__main__":
    settings.configure(EMBEDDINGS_BACKEND="minilm")
    issues, statements, _ = read_golden(GOLDEN, Path(sys.argv[1]))
    pairs = list(examples(Evaluation(issues, statements)))
    fitted = fit(np.array([row for row, _ in pairs]), np.array([label for _, label in pairs], dtype=float))
    for name, weight in zip([*WEIGHTS, "bias"], fitted, strict=True):
        print(f"{name:<9} {weight:.2f}")
