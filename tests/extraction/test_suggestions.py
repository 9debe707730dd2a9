from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.embeddings.vectors import embed_statements
from positions.enums import Firmness, Mode, Origin, SpeechAct, Stance
from positions.extraction.suggestions import suggest_positions
from positions.models import Embedding, Position
from tests.factories import IssueFactory, PartyFactory, PositionFactory, StatementFactory, SuggestionFactory, refuse

pytestmark = pytest.mark.django_db

NUMBERS = count()
WORDS = "The lamps on the old pier stay lit through the night"


@pytest.fixture
def issue():
    return IssueFactory(title="Lights at sea", keywords=[], question="", description="")


@pytest.fixture
def party(issue):
    return PartyFactory(negotiation=issue.negotiation)


def say(issue, party, words=WORDS, make=SuggestionFactory):
    number = next(NUMBERS)  # a negotiation holds one text once
    article = {"version__text": f"{number} {words}", "version__article__negotiation": issue.negotiation}
    start = len(f"{number} ")
    return make(negotiation=issue.negotiation, party=party, spans=[[start, start + len(words)]], **article)


def code(issue, party, words=WORDS, **coding):
    return PositionFactory(statement=say(issue, party, words, StatementFactory), issue=issue, **coding)


def suggest(*statements):
    return suggest_positions(statements=statements, method="test-1")


def test_words_of_no_issue_are_not_suggested(issue, party):
    assert suggest(say(issue, party)) == []


def test_confirmed_coding_teaches_issue_stance_and_firmness_at_once(issue, party):
    code(issue, party, stance=Stance.OPPOSES, firmness=Firmness.RED_LINE)

    suggest(say(issue, party))

    position = Position.objects.get(origin=Origin.MACHINE)
    assert (position.issue, position.stance, position.firmness) == (issue, Stance.OPPOSES, Firmness.RED_LINE)
    assert position.confidence == 0.95


def test_coded_statement_without_a_vector_gets_one(issue, party):
    coded = code(issue, party)
    assert not Embedding.objects.exists()

    suggest(say(issue, party))

    assert list(Embedding.objects.values_list("statement_id", flat=True)) == [coded.statement_id]


def test_other_party_s_coding_teaches_the_issue_but_no_stance(issue, party):
    code(issue, PartyFactory(negotiation=issue.negotiation), stance=Stance.OPPOSES)

    suggest(say(issue, party))

    assert [(one.issue, one.stance) for one in Position.objects.filter(origin=Origin.MACHINE)] == [(issue, Stance.NONE)]


def test_denied_words_do_not_take_the_stance_of_the_plain_ones(issue, party):
    code(issue, party, "The lamps on the old pier must stay lit through the night", stance=Stance.SUPPORTS)

    suggest(say(issue, party, "The lamps on the old pier must not stay lit through the night"))

    assert [one.stance for one in Position.objects.filter(origin=Origin.MACHINE)] == [Stance.OPPOSES]


def test_refused_coding_teaches_nothing(issue, party):
    refused = code(issue, party, confirmed=False)
    refuse(position=refused)

    assert suggest(say(issue, party)) == []


def test_coding_of_another_negotiation_teaches_nothing(issue, party):
    other = IssueFactory(title="Lights at sea")
    code(other, PartyFactory(negotiation=other.negotiation))

    assert suggest(say(issue, party)) == []


def test_suggestion_holds_act_mode_and_condition(issue, party):
    dues = IssueFactory(negotiation=issue.negotiation, title="Harbour dues", keywords=["dues"])

    suggest(say(issue, party, "We will pay the dues if the guard ships leave"))

    position = Position.objects.get()
    assert (position.issue, position.act, position.mode) == (dues, SpeechAct.COMMIT, Mode.FUTURE)
    assert position.condition == "the guard ships leave"


def test_clear_mention_is_suggested_as_taking_no_stance(issue, party):
    IssueFactory(negotiation=issue.negotiation, title="Harbour dues", keywords=["harbour dues"])

    suggest(say(issue, party, "The harbour dues stand at nine crowns"))

    assert [one.stance for one in Position.objects.all()] == [Stance.NONE]


def test_number_of_queries_does_not_grow(issue, party):
    IssueFactory(negotiation=issue.negotiation, title="Harbour dues", keywords=["dues"])
    coded = [code(issue, party, f"The lamps of pier {number} stay lit") for number in range(5)]
    embed_statements(statements=[one.statement for one in coded])
    counted = []
    for many in (2, 40):
        statements = [say(issue, party, f"The dues at gate {number} must fall") for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            assert len(suggest(*statements)) == many
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 9
