"""Fit the weights of positions/extraction/issues.py on the part dev of the golden statements and print them.

    .venv/bin/python -m training.issue_weights DATA

DATA is the folder of the speeches; the encoder is the product's, without a Django project around it.

Each statement counts four times, with and without earlier codings and keywords: a negotiation starts without both.
"""

import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from django.conf import settings

from positions.extraction.issues import WEIGHTS, find_terms, find_traits
from positions.management.commands.evaluate_stance import GOLDEN, Evaluation, read_golden
from positions.text import fold

RIDGE = 0.01  # keeps weights of a few hundred examples from running away


def examples(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return traits, a column each and a column of ones, and whether the issue was labelled."""
    issues, statements, _ = read_golden(GOLDEN, data)
    found = Evaluation(issues, statements)
    rows, labels = [], []
    for at, one in enumerate(statements):
        if one.part != "dev":
            continue
        folded = fold(one.words)
        for coded, keeps_keywords, (place, issue) in product(({}, found.coded(at)), (True, False), enumerate(issues)):
            known = issue if keeps_keywords else replace(issue, keywords=())
            likeness = {issue.key: found.likeness(at, place)}
            traits = find_traits(folded, known, find_terms(folded, known), likeness, coded)
            rows.append([*(traits[name] for name in WEIGHTS), 1.0])
            labels.append(issue.key in one.readings)
    return np.array(rows), np.array(labels, dtype=float)


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
    rows, labels = examples(Path(sys.argv[1]))
    for name, weight in zip([*WEIGHTS, "bias"], fit(rows, labels), strict=True):
        print(f"{name:<9} {weight:.2f}")
