from datetime import date

import pytest

from positions.enums import Firmness, Origin, SpeechAct, SpeechKind, Stance
from positions.extraction.attributions import Reader
from positions.extraction.statements import extract_statements
from positions.models import Position, Statement
from tests.factories import (
    SAID_AT,
    AffiliationFactory,
    ArticleVersionFactory,
    IssueFactory,
    PartyFactory,
    SpokespersonFactory,
    StatementFactory,
    confirm,
    refuse,
)

pytestmark = pytest.mark.django_db

TEXT = (
    "“We are ready to pay the dues if the guard ships leave,” Foreign Minister Ilka Brandt said. “Teodor Vance said "
    "that half of them carry grain.”\n\nThe minister noted that the strait is closed."
)


@pytest.fixture
def version():
    version = ArticleVersionFactory(text=TEXT)
    party = PartyFactory(negotiation=version.negotiation, name="Northmark")
    speaker = SpokespersonFactory(negotiation=version.negotiation, name="Ilka Brandt")
    AffiliationFactory(spokesperson=speaker, party=party, starts_on=date(2030, 1, 1))
    return version


def shown(statements: list[Statement]) -> list[tuple[str, str, str, bool]]:
    return [(one.words, one.speaker_as_written, str(one.party), one.reported_through is not None) for one in statements]


def test_statements_are_suggested_with_speaker_party_and_carrier(version):
    statements = extract_statements(version=version)

    assert shown(statements) == [
        ("We are ready to pay the dues if the guard ships leave", "Foreign Minister Ilka Brandt", "Northmark", False),
        ("Teodor Vance said that half of them carry grain.", "Foreign Minister Ilka Brandt", "Northmark", False),
        ("that half of them carry grain", "Teodor Vance", "None", True),
        ("that the strait is closed", "The minister", "Northmark", False),
    ]
    assert statements[2].reported_through == statements[1]
    assert statements[2].unresolved_reason == "“Teodor Vance” is not among the negotiation's names."


def test_statement_carries_with_to_and_against_whom_it_is_said(version):
    for name in ("Zahira", "Velland"):
        PartyFactory(negotiation=version.negotiation, name=name)
    text = (
        "Northmark and Velland said that the strait is open. Ilka Brandt told Zahira that the dues are low. "
        "Velland accused Zahira of closing the gate."
    )
    article = ArticleVersionFactory(article__negotiation=version.negotiation, text=text)

    found = [
        [str(one.party), *(list(map(str, others.all())) for others in (one.joint_with, one.addressed_to, one.targets))]
        for one in extract_statements(version=article)
    ]

    assert found == [
        ["Northmark", ["Velland"], [], []],
        ["Northmark", [], ["Zahira"], []],
        ["Velland", [], [], ["Zahira"]],
    ]


def test_statement_carries_its_provenance(version):
    first = extract_statements(version=version)[0]

    assert first.origin == Origin.MACHINE
    assert first.method == Reader.MODEL
    assert first.kind == SpeechKind.DIRECT
    assert 0.9 < first.confidence < 1
    assert TEXT[slice(*first.source_span)] == "Foreign Minister Ilka Brandt"
    assert TEXT[slice(*first.cue_span)] == "said"
    assert first.said_at == SAID_AT
    assert first.speaker.name == "Ilka Brandt"
    assert first.is_suggestion


def test_second_reading_changes_nothing(version):
    first = extract_statements(version=version)

    assert extract_statements(version=version) == first
    assert Statement.objects.count() == 4


def test_refused_suggestion_stays_refused_and_is_not_made_again(version):
    refused = extract_statements(version=version)[0]
    refuse(statement=refused)

    extract_statements(version=version)

    assert list(Statement.objects.refused()) == [refused]
    assert Statement.objects.count() == 4


def test_words_a_person_captured_are_not_suggested_again(version):
    captured = StatementFactory(
        version=version, negotiation=version.negotiation, spans=[[1, 40]], speaker_as_written="Brandt"
    )

    statements = extract_statements(version=version)

    assert captured not in statements
    assert [one.words for one in statements if one.start == 1] == []
    assert len(statements) == 3


def test_words_decided_under_another_method_are_not_suggested_again(version):
    statements = extract_statements(version=version)
    confirm(statement=statements[1])
    Statement.objects.update(method="rules-0")
    Statement.objects.filter(pk=statements[1].pk).update(speaker_as_written="Brandt")

    assert extract_statements(version=version) == []
    assert Statement.objects.count() == 4


def test_text_without_statements_gives_none():
    assert extract_statements(version=ArticleVersionFactory(text="The gate was painted red.")) == []


def test_position_is_suggested_where_issue_and_wording_tell_it(version):
    issue = IssueFactory(negotiation=version.negotiation, title="Harbour dues", keywords=["dues"])

    extract_statements(version=version)

    position = Position.objects.get()
    assert (position.issue, position.stance, position.firmness) == (issue, Stance.SUPPORTS, Firmness.OPEN)
    assert position.condition == "the guard ships leave"
    assert (position.act, position.mode) == (SpeechAct.OFFER, "")
    assert (position.origin, position.method) == (Origin.MACHINE, Reader.MODEL)
    assert 0.3 < position.confidence < 1


def test_position_of_another_negotiations_issue_is_not_suggested(version):
    IssueFactory(title="Harbour dues", keywords=["dues"])

    extract_statements(version=version)

    assert not Position.objects.exists()


def test_long_text_is_written_with_few_queries(version, django_assert_max_num_queries):
    text = "\n".join(f"“The gate number {number} stays shut,” Ilka Brandt said." for number in range(200))
    long_version = ArticleVersionFactory(article__negotiation=version.negotiation, text=text)

    with django_assert_max_num_queries(20):
        statements = extract_statements(version=long_version)

    assert len(statements) == 200


def test_rules_alone_read_where_the_model_is_switched_off(version):
    version.negotiation.uses_model = False

    assert {one.method for one in extract_statements(version=version)} == {Reader.RULES}


def test_text_in_french_is_read_by_its_marks_and_the_registered_names(version):
    text = (
        "« Nous sommes prêts à payer les droits », a déclaré mardi Ilka Brandt. La ministre a parlé devant le conseil "
        "du port pendant une heure, et la réunion a été suspendue ensuite."
    )
    french = ArticleVersionFactory(article__negotiation=version.negotiation, text=text)

    (statement,) = extract_statements(version=french)

    assert (statement.method, statement.speaker.name) == (Reader.FOREIGN, "Ilka Brandt")
    assert statement.words == "Nous sommes prêts à payer les droits"
