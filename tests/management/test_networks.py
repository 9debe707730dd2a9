from io import StringIO

import pytest
from django.core.management import CommandError, call_command

HEADER = "date,person,organization,concept,agreement,document\n"
ROWS = (
    "2005-02-01,Ilka Brandt,Arland,quota,true,1\n"
    "2005-02-01,Ilka Brandt,Arland,quota,true,1\n"
    "2005-02-02,,Borria,quota,false,2\n"
    '2005-02-03,,"Cestia, Free City",veto,true,2\n'
)


def run(path, *options):
    out = StringIO()
    call_command("networks", "--in", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "statements.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def test_two_mode_network_is_a_matrix_with_names(table):
    options = ["--type", "two-mode", "--of", "organization", "--by", "concept", "--qualifier", "subtract"]

    assert run(table, *options) == ',quota,veto\nArland,2,0\nBorria,-1,0\n"Cestia, Free City",0,1\n'


def test_one_mode_network_is_normalised_in_full(table):
    options = ["--type", "one-mode", "--qualifier", "conflict", "--normalization", "average", "--as", "dna"]

    assert run(table, *options).splitlines()[:2] == [
        ',Arland,Borria,"Cestia, Free City"',
        "Arland,0,1.3333333333333333,0",
    ]


def test_repeats_range_and_isolates_are_chosen(table):
    options = ["--duplicates", "document", "--from", "2005-02-01", "--to", "2005-02-02"]

    assert run(table, *options) == ",quota\nArland,1\nBorria,1\n"
    assert run(table, *options, "--of", "person", "--isolates") == ",quota\nIlka Brandt,1\n"


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (HEADER + ROWS, ["--qualifier", "conflict"], "A two-mode network cannot be made with “conflict”; choose one"),
        (HEADER + ROWS, ["--of", "concept"], "two different variables"),
        ("date,organization,concept\n", [], "has no column “agreement”; its header must name date, agreement"),
        (HEADER + "2005,,Arland,quota,true,1\n", [], "Row 2: “2005” is no date"),
        (HEADER + "2005-02-01,,Arland,quota,often,1\n", [], "Row 2: agreement “often”"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path, text, options, sentence):
    path = tmp_path / "statements.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=sentence):
        run(path, *options)


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), (b"\xff\xfe", "is not UTF-8")])
def test_a_file_that_is_no_table_is_named(tmp_path, content, sentence):
    path = tmp_path / "statements.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        run(path)
