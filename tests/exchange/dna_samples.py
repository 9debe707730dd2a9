"""DNA's own sample data, read in place, and the networks that DNA computed from them."""

import json
from datetime import datetime
from pathlib import Path

import numpy as np

from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape

DATA = Path(__file__).parents[3] / "shared/data/dna"
SHAPES = {"onemode": Shape.ONE_MODE, "twomode": Shape.TWO_MODE}


def lines(name):
    path = DATA / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def expected_networks():
    """Return those without time windows, which tests/analysis/test_dna_networks.py cuts of the same rows."""
    return [line for line in lines("expected_networks_dev.jsonl") if line["time_window"] == "no"]


def asked(expected, **names):
    """Return the settings of a network; `names` are our columns for DNA's variables."""
    first, last = (datetime.strptime(expected[end], "%d.%m.%Y") for end in ("start_date", "stop_date"))  # noqa: DTZ007
    return Settings(
        shape=SHAPES[expected["network_type"]],
        of=names.get(expected["variable1"], expected["variable1"]),
        by=names.get(expected["variable2"], expected["variable2"]),
        qualifier=Qualifier(expected["qualifier_aggregation"]),
        normalization=Normalization(expected["normalization"]),
        duplicates=Duplicates(expected["duplicates"]),
        start=first,
        stop=last.replace(hour=23, minute=59, second=59),
        isolates=expected["isolates"],
        as_dna=True,
    )


def weights(found):
    """Return the weight of each tie that is not 0; of one-mode networks the upper half."""
    upper = np.triu(found.matrix) if found.rows == found.columns else found.matrix
    return {(int(i), int(j)): float(upper[i, j]) for i, j in zip(*np.nonzero(upper), strict=True)}


def ties(expected):
    """Return the weight of each tie that DNA found."""
    return {(i, j): weight for i, j, weight in expected["edges"]}
