"""A negotiation that never saw DNA is written as a database that DNA could have made."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from positions.enums import Stance
from positions.exchange.dna.schema import declaration
from positions.exchange.dna.writing import write_dna
from tests.exchange.dna_files import content, declarations, said
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    IssueFactory,
    NegotiationFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    SpokespersonFactory,
    StatementFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def negotiation():
    return NegotiationFactory()


@pytest.fixture
def export(negotiation, tmp_path):
    def write(**options):
        path = tmp_path / "export.dna"
        path.write_bytes(b"".join(write_dna(negotiation, options)))
        return path

    return write


def version_of(negotiation, text="The dues will be halved. Nobody pays twice.", **article):
    return ArticleVersionFactory(article=ArticleFactory(negotiation=negotiation, **article), text=text)


def coding(version, stance=Stance.SUPPORTS, issue="Dues", **statement):
    negotiation = version.negotiation
    found = negotiation.issues.filter(title=issue).first() or IssueFactory(negotiation=negotiation, title=issue)
    row = statement.pop("statement", None) or StatementFactory(negotiation=negotiation, version=version, **statement)
    PositionFactory(statement=row, issue=found, stance=stance)
    return row


def test_statement_is_written_with_its_four_variables(negotiation, export):
    party = PartyFactory(negotiation=negotiation, name="Zahira", group="Coastal states")
    PartyAliasFactory(party=party, name="Republic of Zahira")
    speaker = SpokespersonFactory(negotiation=negotiation, name="Salma Haddun")
    version = version_of(
        negotiation, "😀 The dues will be halved. No.", title="Dues", reference="S/1", url="https://gazette.example/1"
    )
    coding(version, Stance.OPPOSES, spans=[[2, 26]], party=party, speaker=speaker)

    path = export()

    assert said(path) == [("Dues", 3, 27, "Salma Haddun", "Zahira", "Dues", 0)]
    found = content(path)
    [document] = found["DOCUMENTS"]
    assert document[1:] == (
        1, "Dues", version.text, 1, "", version.article.source.name, "S/1", "https://gazette.example/1", "",
        int(datetime(2031, 3, 4, 12, tzinfo=UTC).timestamp()),
    )  # fmt: skip
    assert [row[2:4] for row in found["ENTITIES"]] == [(2, "Zahira"), (1, "Salma Haddun"), (3, "Dues")]
    assert [row[2:] for row in found["ATTRIBUTEVALUES"]][:3] == [
        (1, 2, "Coastal states"),
        (1, 5, "Republic of Zahira"),
        (1, 8, ""),
    ]


def test_tables_are_those_of_dna(export):
    path = export()

    found = content(path)

    assert declarations(path) == {name: declaration(name) for name in found}
    assert [row[1:] for row in found["SETTINGS"]] == [("version", "3.0.7"), ("date", "2022-06-10")]
    assert [(row[2], row[3]) for row in found["VARIABLES"]][:4] == [
        ("person", "short text"),
        ("organization", "short text"),
        ("concept", "short text"),
        ("agreement", "boolean"),
    ]


def test_coder_is_let_in_with_the_password_that_was_asked_for(export):
    [coder] = content(export(password="open sesame"))["CODERS"]

    kept = base64.b64decode(coder[8])
    digest = hashlib.sha256(kept[:16] + b"open sesame").digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    assert (coder[2], kept[16:]) == ("Admin", digest)


def test_same_negotiation_is_the_same_file(negotiation, export):
    for title in ("One", "Another"):
        version = version_of(negotiation, f"{title} will be halved.", title=title)
        coding(version)

    assert export().read_bytes() == export().read_bytes()


def test_mixed_stance_is_a_yes_and_a_no_and_none_is_left_out(negotiation, export):
    version = version_of(negotiation, title="Dues")
    party = PartyFactory(negotiation=negotiation, name="Zahira")
    row = coding(version, Stance.MIXED, party=party)
    coding(version, Stance.NONE, issue="Quays", statement=row)

    assert [each[5:] for each in said(export())] == [("Dues", 1), ("Dues", 0)]


def test_joint_statement_is_one_of_each_party(negotiation, export):
    one, other = (PartyFactory(negotiation=negotiation, name=name) for name in ("Zahira", "Northmark"))
    coding(version_of(negotiation), party=one).joint_with.add(other)

    assert [each[4] for each in said(export())] == ["Zahira", "Northmark"]


def test_only_what_a_person_confirmed_at_first_hand_is_written(negotiation, export):
    version = version_of(negotiation)
    first = StatementFactory(negotiation=negotiation, version=version, party=None)
    SuggestionFactory(negotiation=negotiation, version=version, spans=[[0, 3]])
    StatementFactory(negotiation=negotiation, version=version, spans=[[4, 8]], reported_through=first)
    PositionFactory(statement=first, issue=IssueFactory(negotiation=negotiation), confirmed=False)

    assert [each[1:] for each in said(export())] == [(0, 24, "", "", "", 1)]


def test_what_is_too_long_for_dna_is_cut_and_noted(negotiation, export):
    title = "Of the dues that are levied at the old pier, " * 6
    version_of(negotiation, title=title)

    [document] = content(export())["DOCUMENTS"]

    assert (len(document[2]), document[2][-1], document[8]) == (190, "…", title)


def test_statement_of_two_passages_is_marked_from_the_first_to_the_last(negotiation, export):
    coding(version_of(negotiation), spans=[[4, 8], [25, 31]])

    assert [each[1:3] for each in said(export())] == [(4, 31)]


def test_earlier_text_is_a_document_where_statements_stand_in_it(negotiation, export):
    article = ArticleFactory(negotiation=negotiation, title="Dues")
    first, _second, third = (
        ArticleVersionFactory(article=article, number=number, text=f"Version {number} of the dues. No.")
        for number in (1, 2, 3)
    )
    coding(first)

    assert [row[3] for row in content(export())["DOCUMENTS"]] == [first.text, third.text]
