"""Tables in the list of formats."""

import pytest

from positions.exchange.errors import ExchangeError
from positions.exchange.registry import FORMATS, guess_format
from positions.exchange.tables.formats import CSV, XLSX


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("Parties.CSV", "csv"), ("talks-tables.zip", "csv"), ("talks.tsv", "csv"), ("talks.xlsx", "xlsx")],
)
def test_format_is_told_by_the_name_of_a_file(name: str, format_name: str):
    assert guess_format(name).name == format_name


def test_name_that_tells_no_format_is_refused():
    with pytest.raises(ExchangeError, match="The file's name does not tell its format"):
        guess_format("talks.xls")


def test_file_of_one_table_and_of_all_end_otherwise():
    assert CSV.ending_for({"table": "votes"}) == ("-votes.csv", "text/csv")
    assert CSV.ending_for({}) == ("-tables.zip", "application/zip")
    assert XLSX.ending_for({"table": "votes"})[0] == ".xlsx"


def test_tables_are_in_the_list():
    assert [FORMATS["csv"], FORMATS["xlsx"]] == [CSV, XLSX]
