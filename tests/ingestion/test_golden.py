"""Whole files of every text format, read into whole documents; `make golden` writes the expectations anew."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from positions.ingestion.documents import read_document

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.name for path in GOLDEN.iterdir() if path.suffix != ".json")


@pytest.mark.golden
@pytest.mark.parametrize("name", FILES)
def test_document_reads_as_before(name: str, pytestconfig: pytest.Config) -> None:
    document = read_document((GOLDEN / name).read_bytes(), filename=name)

    read = json.loads(json.dumps(asdict(document), default=str))
    expected = GOLDEN / f"{name}.json"
    if pytestconfig.getoption("--update-golden"):
        expected.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert read == json.loads(expected.read_text(encoding="utf-8"))
