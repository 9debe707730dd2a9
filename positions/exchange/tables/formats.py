"""Tables as formats: CSV, alone or as an archive, and XLSX."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from positions.exchange.formats import Choice, Format, Options
from positions.exchange.tables.catalogue import ALL, READABLE, TABLES, tables_asked
from positions.exchange.tables.csv_writing import write_csv
from positions.exchange.tables.reading import read_csv, read_xlsx
from positions.exchange.tables.workbook import write_xlsx

ENCODINGS = ("UTF-8", "UTF-16", "Windows-1252", "Windows-1251", "Windows-1250", "Windows-1256", "KOI8-R")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


ESCAPES = _(
    "A text that begins with =, +, -, @, a tab or a line break gets an apostrophe before it, so that a spreadsheet "
    "does not calculate it. This changes the words: switch it off for R, pandas and other programs. Importing takes "
    "the apostrophes away again."
)
WHICH = Choice(
    "table",
    _("Table"),
    _("One table is a CSV file; all are a ZIP archive of such files, or sheets of a workbook."),
    ALL,
    ((ALL, _("All tables")), *((name, name.replace("_", " ")) for name in TABLES)),
)
READS = (
    Choice(
        "table",
        _("Table"),
        _("Where neither its name nor its columns tell which it is."),
        ALL,
        ((ALL, _("The file tells")), *((name, name.replace("_", " ")) for name in READABLE)),
    ),
    Choice(
        "skip_unknown",
        _("Skip unknown columns"),
        _("Off: a column that no table has is an error, because a misspelt one would lose what it holds."),
        False,
    ),
)


def escaping(*, usual: bool) -> Choice:
    """Return the option of formulas, as it usually is."""
    return Choice("escape_formulas", _("Apostrophe before formulas"), ESCAPES, usual)


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
    writes_with=(
        WHICH,
        escaping(usual=True),
        Choice("bom", _("Byte order mark"), _("Without it Excel shows letters such as é and ж wrongly."), False),
    ),
    reads_with=(
        *READS,
        escaping(usual=True),
        Choice(
            "encoding",
            _("Encoding"),
            _("Where letters come out wrong. Otherwise it is found out."),
            "",
            (("", _("Found out")), *((name, name) for name in ENCODINGS)),
        ),
    ),
)
XLSX = Format(
    name="xlsx",
    label=_("Tables as a workbook (XLSX)"),
    says=_("A sheet for every table, for Excel, LibreOffice and Numbers."),
    suffix=".xlsx",
    media_type=XLSX_TYPE,
    read=read_xlsx,
    write=write_xlsx,
    writes_with=(WHICH, escaping(usual=False)),
    reads_with=(*READS, escaping(usual=False)),
)
