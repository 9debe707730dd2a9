"""Every network that DNA 3 itself computed from its sample and from the climate talks; the data are read in place."""

import gzip
import json
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from positions.analysis.coding_rows import read_codings
from positions.analysis.kernels import Unit, slices
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape
from positions.analysis.networks import network

DATA = Path(__file__).parents[3] / "shared/data/dna"
PARTS = [
    ("statements.jsonl", "expected_networks_dev.jsonl"),
    ("enb_statements.jsonl.gz", "enb_expected_networks_dev.jsonl.gz"),
]
SHAPES = {"onemode": Shape.ONE_MODE, "twomode": Shape.TWO_MODE}
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the networks that DNA computed are not at {DATA}")


def lines(name):
    path = DATA / name
    if not path.exists():
        return []
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as stream:
        return [json.loads(line) for line in stream]


@cache
def statements(name):
    return read_codings(
        {key: str(value) for key, value in line.items()} | {"document": str(line["document_id"])}
        for line in lines(name)
    )


def moment(day):
    day, month, year = map(int, day.split("."))
    return datetime(year, month, day)


def asked(expected):
    return Settings(
        shape=SHAPES[expected["network_type"]],
        of=expected["variable1"],
        by=expected["variable2"],
        qualifier=Qualifier(expected["qualifier_aggregation"]),
        normalization=Normalization(expected["normalization"]),
        duplicates=Duplicates(expected["duplicates"]),
        start=moment(expected["start_date"]),
        stop=moment(expected["stop_date"]).replace(hour=23, minute=59, second=59),
        isolates=expected["isolates"],
        as_dna=True,
    )


def windows(codings, expected):
    unit = Unit(expected["time_window"])
    every = slices(codings, asked(expected), unit=unit, size=expected["window_size"])
    return {each.middle.isoformat(timespec="minutes"): each for each in every}


def edges(found, shape):
    """Return [row, column, weight] of what is not 0; of one-mode networks the upper half."""
    upper = np.triu(found.matrix) if shape is Shape.ONE_MODE else found.matrix
    return [[int(row), int(column), float(upper[row, column])] for row, column in zip(*np.nonzero(upper), strict=True)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [pytest.param(source, line, id=f"{source}-{line['id']}") for source, name in PARTS for line in lines(name)],
)
def test_network_equals_that_of_dna_in_every_edge(source, expected):
    settings = asked(expected)
    if expected["time_window"] == "no":
        found = network(statements(source), settings)
    else:
        window = windows(statements(source), expected)[expected["middle"]]
        found = window.network
        assert [at.isoformat(timespec="minutes") for at in (window.start, window.stop)] == [
            expected["start"],
            expected["stop"],
        ]

    assert list(found.rows) == expected["rows"]
    assert list(found.columns) == expected.get("cols", expected["rows"])
    assert found.statements == expected["n_statements"]
    assert edges(found, settings.shape) == [pytest.approx(edge, abs=1e-9, rel=0) for edge in expected["edges"]]
    assert found.matrix.sum() == pytest.approx(expected["sum"], rel=1e-8)
