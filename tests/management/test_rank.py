import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

CORPUS = [
    {"id": "c1", "text": "Northmark will pay the harbour dues.", "title": None, "date": "2031-03-01"},
    {"id": "c2", "text": "The envoy left for lunch.", "title": "Harbour talks pause"},
    {"id": "c3", "text": "Northmark will pay the harbour dues.", "date": "2021-03"},
]


@pytest.fixture
def run(tmp_path):
    def run(corpus, queries, **options):
        paths = {}
        for name, lines in (("corpus", corpus), ("queries", queries)):
            paths[name] = tmp_path / f"{name}.jsonl"
            text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
            paths[name].write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("rank", stdout=out, **paths, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_rank_prints_the_best_first_and_the_near_in_time_before_the_far(run):
    ranked = run(CORPUS, [{"id": "q1", "text": "Northmark pays harbour dues", "date": "2031-03-04"}])

    assert [line["id"] for line in ranked] == ["q1"]
    assert [found for found, _ in ranked[0]["ranked"]] == ["c1", "c3", "c2"]
    assert all(0 <= score <= 1 for _, score in ranked[0]["ranked"])


def test_rank_puts_the_first_of_two_before_the_other_that_differs_in_its_marks_only(run):
    corpus = [
        {"id": "c1", "text": 'Northmark wrote of "harbour dues" in May.'},
        {"id": "c2", "text": "Northmark wrote of 'harbour dues' in May."},
    ]

    ranked = run(corpus, [{"id": "q1", "text": "Northmark’s harbour dues"}])[0]["ranked"]

    assert [found for found, _ in ranked] == ["c1", "c2"]
    assert ranked[0][1] == ranked[1][1]


def test_rank_reads_packed_files_and_says_when_one_is_cut_off(tmp_path):
    corpus, queries, cut = (tmp_path / name for name in ("corpus.jsonl.gz", "queries.jsonl.gz", "cut.jsonl.gz"))
    corpus.write_bytes(gzip.compress(json.dumps(CORPUS[1]).encode()))
    queries.write_bytes(gzip.compress(b'{"id": "q1", "text": "lunch"}'))
    cut.write_bytes(corpus.read_bytes()[:-12])
    out = StringIO()

    call_command("rank", corpus=corpus, queries=queries, stdout=out)

    assert [found for found, _ in json.loads(out.getvalue())["ranked"]] == ["c2"]
    with pytest.raises(CommandError, match=r"cut\.jsonl\.gz cannot be read"):
        call_command("rank", corpus=cut, queries=queries, stdout=out)


def test_rank_keeps_the_order_of_the_queries_and_cuts_at_top(run):
    ranked = run(CORPUS, [{"id": 2, "text": "lunch"}, {"id": 1, "text": "dues"}], top=1)

    assert [(line["id"], len(line["ranked"])) for line in ranked] == [(2, 1), (1, 1)]
    assert ranked[0]["ranked"][0][0] == "c2"


def test_rank_of_an_empty_corpus_finds_nothing(run):
    assert run([], [{"id": "q1", "text": "dues"}]) == [{"id": "q1", "ranked": []}]


@pytest.mark.parametrize(
    ("corpus", "queries", "message"),
    [
        (["{broken"], [], "corpus.jsonl, line 1, is not JSON."),
        ([{"text": "no id"}], [], 'corpus.jsonl, line 1, has no "id".'),
        (CORPUS, ["", {"id": 1}], 'queries.jsonl, line 2: "text" must be a text.'),
        ([{"id": 1, "text": "a", "date": "last spring"}], [], "The date 'last spring' of 1 is not YYYY-MM-DD."),
        ([{"id": 1, "text": "a", "date": "2031-02-30"}], [], "The date '2031-02-30' of 1 is not YYYY-MM-DD."),
    ],
)
def test_rank_says_which_line_is_wrong(run, corpus, queries, message):
    with pytest.raises(CommandError) as error:
        run(corpus, queries)

    assert str(error.value).endswith(message)


def test_rank_says_that_a_file_is_missing(run, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.jsonl cannot be read: No such file or directory\."):
        call_command("rank", corpus=tmp_path / "nowhere.jsonl", queries=tmp_path / "nowhere.jsonl")
