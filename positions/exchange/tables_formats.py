"""Tables as formats: CSV, alone or as an archive, and XLSX."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from positions.exchange.formats import Format, Options
from positions.exchange.sheets import write_xlsx
from positions.exchange.tables_catalogue import tables_asked
from positions.exchange.tables_csv import write_csv
from positions.exchange.tables_reading import read_csv, read_xlsx

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_ending(options: Options) -> tuple[str, str]:
    """Return suffix and media type: one table is a file, all are an archive."""
    tables = tables_asked(options)
    return (f"-{tables[0].name}.csv", "text/csv") if len(tables) == 1 else ("-tables.zip", "application/zip")


CSV = Format(
    name="csv",
    label=_("Tables as CSV"),
    says=_("Every table, or one of them, for R, pandas and spreadsheets."),
    suffix=".csv",
    media_type="text/csv",
    read=read_csv,
    write=write_csv,
    ending=csv_ending,
    also=(".zip", ".tsv"),
)
XLSX = Format(
    name="xlsx",
    label=_("Tables as a workbook (XLSX)"),
    says=_("A sheet for every table, for Excel, LibreOffice and Numbers."),
    suffix=".xlsx",
    media_type=XLSX_TYPE,
    read=read_xlsx,
    write=write_xlsx,
)
