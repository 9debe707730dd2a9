import io
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

PAIRS = [
    {"id": "1", "a": "Northmark is ready to sign.", "b": "Northmark is ready to sign."},
    {"id": "2", "a": "Northmark is ready to sign the treaty.", "b": "Northmark refuses to sign the treaty."},
    {"id": "3", "a": "Lunch was late.", "b": "Ships need pilots."},
]


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, PAIRS)), encoding="utf-8")
    return path


def test_relate_prints_relation_scores_polarity_and_reasons(pairs):
    lines = [json.loads(line) for line in run("relate", source=pairs)]

    assert [(line["id"], line["relation"], line["polarity"]) for line in lines] == [
        ("1", "restates", "agree"),
        ("2", "reverses", "disagree"),
        ("3", "unrelated", "unrelated"),
    ]
    assert lines[2] == {
        "id": "3",
        "relation": "unrelated",
        "scores": {"unrelated": 1.0},
        "polarity": "unrelated",
        "why": ["The two speak of different matters."],
    }
    assert lines[1]["why"][0].startswith("The wording moved from “ready to” to “refuses”")


def test_relate_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(PAIRS[0])))

    assert json.loads(run("relate")[0])["relation"] == "restates"


def test_relate_takes_texts_without_words(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"id": 1, "a": "", "b": "?"})))

    assert json.loads(run("relate")[0])["relation"] == "unrelated"


def test_relate_says_which_line_is_wrong(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "a": "x"}'))

    with pytest.raises(CommandError) as error:
        run("relate")

    assert str(error.value) == 'standard input, line 1: "b" must be a text.'


def test_relate_says_that_a_file_is_not_utf8(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_bytes("Ёлка".encode("cp1251"))

    with pytest.raises(CommandError, match="is not UTF-8; save it as UTF-8"):
        run("relate", source=path)


def test_evaluate_relations_prints_polarity_and_false_restatements(tmp_path):
    path = tmp_path / "pairs.jsonl"
    labels = ["entail", "contradict", "neutral"]
    lines = [pair | {"label": label} for pair, label in zip(PAIRS, labels, strict=True)]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    assert run("evaluate_relations", pairs=path, twins=5) == [
        "agree        F1 1.000  pairs 1",
        "disagree     F1 1.000  pairs 1",
        "unrelated    F1 1.000  pairs 1",
        "macro-F1 1.000  always disagree 0.167",
        "altered twins 5  taken for the same 0",
    ]


def test_evaluate_relations_names_a_label_it_does_not_know(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps(PAIRS[0] | {"label": "perhaps"}), encoding="utf-8")

    with pytest.raises(CommandError, match="found perhaps"):
        run("evaluate_relations", pairs=path)


def test_evaluate_linking_prints_what_each_part_adds(tmp_path):
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    corpus.write_text("\n".join(json.dumps({"id": pair["id"], "text": pair["a"]}) for pair in PAIRS), encoding="utf-8")
    queries.write_text(json.dumps({"id": "q", "text": "Pilots were late for lunch.", "gold": ["3"]}), encoding="utf-8")

    assert run("evaluate_linking", corpus=corpus, queries=queries) == [
        "3 texts, 1 queries",
        "words                  MAP@5 1.000  recall@20 1.000",
        "vectors                MAP@5 1.000  recall@20 1.000",
        "words and vectors      MAP@5 1.000  recall@20 1.000",
        "words, vectors, dates  MAP@5 1.000  recall@20 1.000",
    ]


def test_evaluate_linking_without_answers_says_so(tmp_path):
    path = tmp_path / "queries.jsonl"
    path.write_text(json.dumps({"id": "q", "text": "dues"}), encoding="utf-8")

    with pytest.raises(CommandError, match='holds no query with "gold"'):
        run("evaluate_linking", corpus=path, queries=path)
