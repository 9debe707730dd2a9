import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

MARKED = {
    "parties": [{"name": "Northmark", "aliases": []}],
    "people": [
        {
            "name": "Ilka Brandt",
            "aliases": [],
            "terms": [{"party": "Northmark", "title": "foreign minister", "from": None, "until": None}],
        }
    ],
    "passages": [
        {
            "form": "last name",
            "day": "2031-03-04",
            "text": "Brandt said the gate is shut. Vance said the gate is open.",
            "sources": [
                {"source": "Brandt", "cue": "said", "speaker": "Ilka Brandt", "party": "Northmark"},
                {"source": "Vance", "cue": "said", "speaker": "Ilka Brandt", "party": None},
            ],
        }
    ],
}


@pytest.fixture
def run(tmp_path):
    def run(text, **options):
        path = tmp_path / "speakers.json"
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("evaluate_speakers", path, stdout=out, **options)
        return out.getvalue().splitlines()

    return run


def test_table_has_a_line_per_form_and_one_for_all(run):
    lines = [" ".join(line.split()) for line in run(json.dumps(MARKED))]

    assert lines[1] == "last name 2 0.500 (2) 1.000 (1) 1.000 (0) 1.000 (0) 1.000 (0)"
    assert lines[2] == "all 2 0.500 (2) 1.000 (1) 1.000 (0) 1.000 (0) 1.000 (0)"


def test_what_is_wrong_is_listed_on_request(run):
    last = run(json.dumps(MARKED), wrong=True)[-1]

    assert last.startswith("Vance | speaker: Ilka Brandt is None | Brandt said")


@pytest.mark.parametrize("text", ["{", "{}", "[]"])
def test_other_file_is_refused_in_a_sentence(run, text):
    with pytest.raises(CommandError, match="is not a file of marked passages"):
        run(text)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_speakers", tmp_path / "none.json")
