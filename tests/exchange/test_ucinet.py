"""UCINET's DL files: both layouts, read back as they were written, and files of other programs."""

import numpy as np
import pytest

from positions.analysis.networks import Network
from positions.exchange.errors import ExchangeError
from positions.exchange.graphs.ucinet import edge_list, full_matrix, read_names
from positions.exchange.graphs.ucinet_lines import read_dl
from positions.exchange.records import IssueRecord, PartyRecord, Row

PARTIES = ("Захира", "Northmark, the", "the “Coast”")
SHARED = Network(PARTIES, PARTIES, np.array([[0, 2.5, -1], [2.5, 0, 0], [-1, 0, 0]]), 7)
SPOKEN = Network(PARTIES, ("Harbour dues", "海港"), np.array([[1, 0], [-2, 1 / 3], [0, 4.0]]), 7)
AB, ABC = ("ann", "bob"), ("a", "b", "c")
TIES = [[0, 1, 0], [0, 0, 0], [0.5, 0, 0]]


def same(one: Network, other: Network) -> bool:
    return (one.rows, one.columns, one.matrix.tolist()) == (other.rows, other.columns, other.matrix.tolist())


def test_matrix_of_one_mode_has_labels_and_numbers():
    assert list(full_matrix(SHARED, is_two_mode=False)) == [
        "dl n = 3, format = fullmatrix",
        "labels:",
        '"Захира"',
        '"Northmark, the"',
        '"the “Coast”"',
        "data:",
        "0 2.5 -1",
        "2.5 0 0",
        "-1 0 0",
    ]


def test_list_of_two_modes_has_the_labels_in_it():
    assert list(edge_list(SPOKEN, is_two_mode=True)) == [
        "dl nr = 3, nc = 2, format = edgelist2",
        "row labels embedded",
        "column labels embedded",
        "data:",
        '"Захира" "Harbour dues" 1',
        '"Northmark, the" "Harbour dues" -2',
        f'"Northmark, the" "海港" {1 / 3!r}',
        '"the “Coast”" "海港" 4',
    ]


@pytest.mark.parametrize("layout", [full_matrix, edge_list])
@pytest.mark.parametrize(("network", "is_two_mode"), [(SHARED, False), (SPOKEN, True)])
def test_what_is_written_reads_back_the_same(layout, network, is_two_mode):
    found = read_dl("\n".join(layout(network, is_two_mode=is_two_mode)))

    assert found.is_two_mode is is_two_mode
    assert same(found.network, network)


def test_nodes_without_ties_are_in_a_list_of_ties():
    alone = Network(("ann", "bob"), ("tax", "toll"), np.array([[0, 0], [3.0, 0]]), 1)

    found = read_dl("\n".join(edge_list(alone, is_two_mode=True))).network

    assert same(found, alone)


def test_quotation_marks_in_a_label_become_apostrophes():
    odd = Network(('the "Coast"',), ('the "Coast"',), np.zeros((1, 1)), 0)

    assert list(full_matrix(odd, is_two_mode=False))[2] == "\"the 'Coast'\""


@pytest.mark.parametrize(
    ("text", "rows", "columns", "matrix"),
    [
        ("DL N = 2\nData:\n0 1\n1 0\n", ("1", "2"), ("1", "2"), [[0, 1], [1, 0]]),
        ("dl n=2\nformat = fullmatrix\nlabels:\nann,bob\ndata:\n0 3\n1 0", AB, AB, [[0, 3], [1, 0]]),
        ("dl n=2 labels embedded\ndata:\n  ann bob\nann 0 3\nbob 1 0", AB, AB, [[0, 3], [1, 0]]),
        ("dl nr=1, nc=2\nrow labels:\nann\ncol labels:\ntax toll\ndata: 1 2", ("ann",), ("tax", "toll"), [[1, 2]]),
        ("dl n=3\nformat=edgelist1\nlabels: a, b, c\ndata:\n1 2\n3 1 .5", ABC, ABC, TIES),
        ("DL n=2\nformat = edgelist1\nlabels embedded:\ndata:\nann bob\n\n", AB, AB, [[0, 1], [0, 0]]),
    ],
)  # fmt: skip
def test_files_of_other_programs_are_read(text, rows, columns, matrix):
    found = read_dl(text).network

    assert (found.rows, found.columns, found.matrix.tolist()) == (rows, columns, matrix)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,name\n", "This is no DL file of UCINET: its first line does not begin with “dl”."),
        ("dl n=2\nlabels:\na\nb\n", "The DL file has no “data:”; nothing can be read of it."),
        ("dl n=2\ndata:\n0 1 1\n", "The DL file has 3 numbers; 2 times 2 are 4."),
        ("dl n=2\ndata:\n0 1\nx 0\n", "Line 4: “x” is no number."),
        ("dl n=2\nlabels:\na\ndata:\n0 1\n1 0\n", "The DL file has 1 labels for 2 nodes."),
        ("dl n=2 nm=2\ndata:\n0 1\n1 0\n", "The DL file holds several matrices; save each as a file of its own."),
        ("dl n=9999\ndata:\n", "The DL file has more than 3000 nodes, more than can be read."),
        ("dl n=2 format=nodelist1\ndata:\n1 2\n",
         "DL files with format=nodelist1 are not read; save it as: fullmatrix, edgelist1, edgelist2."),
        ("dl n=2 format=edgelist1\ndata:\n1 3\n", "Line 3: “3” is no number of a node, 1 to 2."),
        ("dl n=2 format=edgelist1\nlabels embedded\ndata:\nthe coast guard x\n",
         "Line 4: a tie is two names and, perhaps, a number; put names in quotation marks."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_line(text, sentence):
    with pytest.raises(ExchangeError) as error:
        read_dl(text)
    assert str(error.value) == sentence


def test_rows_are_parties_columns_issues_and_numbers_are_not_taken_over(tmp_path):
    path = tmp_path / "talks.dl"
    path.write_text("\n".join(full_matrix(SPOKEN, is_two_mode=True)), encoding="utf-8")

    assert list(read_names(path, {})) == [
        Row("row 1", PartyRecord("Захира")),
        Row("row 2", PartyRecord("Northmark, the")),
        Row("row 3", PartyRecord("the “Coast”")),
        Row("column 1", IssueRecord("Harbour dues")),
        Row("column 2", IssueRecord("海港")),
        Row(
            "data",
            None,
            "4 numbers other than 0. Ties are counted from statements and are not taken over; "
            "import the statements to have them.",
        ),
    ]
