"""`manage.py import` and `manage.py export`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from positions.enums import TransferState
from positions.exchange.formats import Format
from positions.exchange.records import PartyRecord
from positions.exchange.registry import FORMATS
from positions.models import Negotiation, Transfer
from tests.exchange.taking import article, lines, statement
from tests.factories import MembershipFactory, NegotiationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return MembershipFactory(user__username="nora", negotiation__slug="harbour").user


@pytest.fixture
def file(tmp_path):
    """Make a file of records."""

    def file(*records):
        path = tmp_path / "talks.records.jsonl"
        path.write_bytes(lines(*records))
        return str(path)

    return file


def told(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue().splitlines()


def test_import_prints_bad_rows_and_the_sum(analyst, file):
    path = file(PartyRecord("Zahira"), article(), statement(article="z"), statement(), "{")
    why = (
        "No row before this one is an article “z” that could be taken, and no article recorded here has this "
        "identifier. Add its row, or correct the identifier."
    )
    assert told("import", path, "--negotiation", "harbour", "--by", "nora") == [
        f"line 3: not taken: Salma Haddun: s: {why}",
        "line 5: This is no JSON: Expecting property name enclosed in double quotes at character 2. Correct the line.",
        "unreadable: 1 not taken",
        "article: 1 new",
        "party: 1 new",
        "statement: 1 not taken, 1 new",
        "Taken into /n/harbour/.",
    ]
    assert Negotiation.objects.get().statements.count() == 1


def test_dry_run_prints_the_same_and_takes_nothing_in(analyst, file):
    path = file(PartyRecord("Zahira"))
    assert told("import", path, "--negotiation", "harbour", "--by", "nora", "--dry-run") == [
        "party: 1 new",
        "Nothing was taken in: this was a dry run of /n/harbour/.",
    ]
    assert Negotiation.objects.get().parties.count() == 0


def test_import_into_a_new_negotiation(analyst, file):
    told("import", file(PartyRecord("Zahira")), "--into-new", "River talks", "--by", "nora")
    assert Negotiation.objects.get(title="River talks").parties.get().name == "Zahira"


def test_options_reach_the_import(analyst, file):
    with pytest.raises(CommandError, match="Nothing in the file could be taken"):
        told(
            "import", file(statement(spans=(), words="x")), "--negotiation", "harbour", "--by", "nora",
            "--option", "unknown_names=refuse",
        )  # fmt: skip
    assert Transfer.objects.get().options == {"unknown_names": "refuse"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--by", "nobody", "--negotiation", "harbour"], "no account with the user name 'nobody'"),
        (["--by", "nora", "--negotiation", "elsewhere"], "no negotiation with the address 'elsewhere'"),
        (["--by", "nora"], "Choose a negotiation, or give the new one a title"),
        (["--by", "nora", "--negotiation", "foreign"], "This needs the role analyst"),
        (["--by", "nora", "--negotiation", "harbour", "--format", "x"], "There is no format “x” for this"),
        (["--by", "nora", "--negotiation", "harbour", "--option", "x"], "Write an option as NAME=VALUE, not 'x'"),
    ],
)
def test_import_that_cannot_be_ends_with_a_sentence(analyst, file, arguments, why):
    NegotiationFactory(slug="foreign")
    with pytest.raises(CommandError, match=why):
        told("import", file(PartyRecord("Zahira")), *arguments)


def test_file_of_another_format_ends_with_a_sentence(analyst, tmp_path):
    path = tmp_path / "talks.records.jsonl"
    path.write_bytes(b"\xff\xfe\x00\x00")
    with pytest.raises(CommandError, match="The file is no text in UTF-8"):
        told("import", str(path), "--negotiation", "harbour", "--by", "nora")
    assert Transfer.objects.get().state == TransferState.FAILED


@pytest.fixture
def writing(monkeypatch):
    def write(negotiation, options):
        yield f"{negotiation.slug} {options}".encode()
        yield b"\n"

    monkeypatch.setitem(FORMATS, "test", Format("test", "Test", "", ".txt", "text/plain", write=write))


def test_export_writes_to_a_file_and_to_standard_output(analyst, writing, tmp_path, capfdbinary):
    written = b"harbour {'escape': True, 'from': '2021'}\n"
    asked = ["harbour", "--format", "test", "--option", "escape=yes", "--option", "from=2021"]
    told("export", *asked, "--out", str(tmp_path / "out.txt"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.txt", written)]
    told("export", *asked)
    assert capfdbinary.readouterr().out == written


def test_export_of_nothing_known_ends_with_a_sentence(analyst, writing):
    with pytest.raises(CommandError, match="There is no format “records” for this"):
        told("export", "harbour", "--format", "records")
    with pytest.raises(CommandError, match="no negotiation with the address 'elsewhere'"):
        told("export", "elsewhere", "--format", "test")
