"""Fit the confidence of the exported reading model to how often it is right, and print the three numbers.

    python -m training.calibrate_reader POLNEAR_DIR

They go into `positions/extraction/tagged.py`; `manage.py evaluate_extraction` prints the table that they make.
"""

import argparse
from pathlib import Path

import numpy as np

from positions.extraction.measures import marking, right
from positions.extraction.tagged import _logit
from positions.extraction.tagger import tag
from training.reader_data import load_articles

STEPS = 50


def examples(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return (1, logit of the cue, logit of the content) of every suggestion, and whether it is right."""
    rows, outcomes = [], []
    for article in load_articles(path):
        text = article["text"]
        gold = [
            marking(text, *((one[role] or {}).get("spans", ()) for role in ("content", "source", "cue")))
            for one in article["attributions"]
            if one["content"]
        ]
        found = tag(text)
        markings = [marking(text, one.content, [one.source] if one.source else [], [one.cue]) for one in found]
        rows += [(1.0, _logit(one.cue_sureness), _logit(one.content_sureness)) for one in found]
        outcomes += right(gold, markings)
    return np.array(rows), np.array(outcomes, dtype=float)


def fit(rows: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """Return the logistic regression's weights, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        told = 1 / (1 + np.exp(-rows @ weights))
        curvature = (rows * (told * (1 - told))[:, None]).T @ rows
        weights += np.linalg.solve(curvature, rows.T @ (outcomes - told))
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear", type=Path)
    rows, outcomes = examples(parser.parse_args().polnear / "dev.jsonl.gz")
    print(f"{len(rows)} suggestions, {outcomes.mean():.3f} right")
    print(", ".join(f"{weight:.3f}" for weight in fit(rows, outcomes)))


if __name__ == "__main__":
    main()
