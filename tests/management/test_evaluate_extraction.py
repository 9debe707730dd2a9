import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

TEXT = "“The gate stays shut,” Brandt said. “No ship will pass it this year.”"
ARTICLE = {
    "id": 1,
    "text": TEXT,
    "attributions": [
        {
            "source": {"spans": [[23, 29]]},
            "cue": {"spans": [[30, 34]]},
            "content": {"spans": [[0, 22], [36, 69]]},
        },
        {"source": None, "cue": None, "content": None},
    ],
}


@pytest.fixture
def run(tmp_path):
    def run(text, *, name="marked.jsonl", **options):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        out = StringIO()
        call_command("evaluate_extraction", path, stdout=out, **options)
        return out.getvalue().splitlines()

    return run


@pytest.mark.parametrize("name", ["marked.jsonl", "marked.jsonl.gz"])
def test_evaluation_prints_all_each_side_of_the_marks_and_pronouns(run, name):
    lines = run(json.dumps(ARTICLE), name=name)

    assert lines[:2] == ["all: 1 marked, 1 found", "  detect          P 1.000  R 1.000  F1 1.000"]
    assert [line for line in lines if not line.startswith(" ")][:-1] == [
        "all: 1 marked, 1 found",
        "with quotation marks: 1 marked, 1 found",
        "without quotation marks: 0 marked, 0 found",
        "with a pronoun as source: 0 marked, 0 found",
    ]


def test_evaluation_of_the_rules_alone_reads_without_the_model(run):
    assert run(json.dumps(ARTICLE), rules=True)[:2] == [
        "all: 1 marked, 2 found",
        "  detect          P 0.500  R 1.000  F1 0.667",
    ]


def test_evaluation_prints_how_often_each_confidence_is_right(run):
    lines = run(json.dumps(ARTICLE))

    assert lines[-2] == "reliability: right is half of the words or more, and the source"
    assert lines[-1].split()[:2] == ["1", "suggestions"]
    assert lines[-1].endswith("right 1.00")


@pytest.mark.parametrize("bad", ["{", "[]", '{"id": 1}', '{"id": 1, "text": "x"}'])
def test_evaluation_names_the_bad_line(run, bad):
    with pytest.raises(CommandError, match="line 2"):
        run(f"{json.dumps(ARTICLE)}\n{bad}")


def test_evaluation_says_when_the_file_is_missing():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_extraction", "/nowhere/marked.jsonl")
