from datetime import timedelta

import pytest

from positions.enums import Origin, Precision, Relation, Stance
from positions.linking.links import MOST_SUGGESTED, MOST_TOWARD_OTHERS, TOWARD_OTHERS, link_statement
from positions.models import Link, Statement
from tests.factories import (
    SAID_AT,
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    StatementFactory,
    confirm,
    refuse,
)

pytestmark = pytest.mark.django_db

TREATY = "Northmark will sign the harbour treaty this spring."


@pytest.fixture
def negotiation():
    return NegotiationFactory()


@pytest.fixture
def party(negotiation):
    return PartyFactory(negotiation=negotiation, name="Northmark")


@pytest.fixture
def say(negotiation, party):
    def say(words, days=0, **facts):
        version = ArticleVersionFactory(article__negotiation=negotiation, text=f"{words} Reported on day {days}.")
        return StatementFactory(
            **{
                "negotiation": negotiation,
                "version": version,
                "party": party,
                "spans": [[0, len(words)]],
                "said_at": SAID_AT + timedelta(days=days),
            }
            | facts
        )

    return say


def rows():
    return list(Link.objects.order_by("pk").values("pk", "later", "earlier", "relation", "score", "explanation"))


def test_link_statement_suggests_with_relation_score_and_reasons(say):
    earlier, later = say(TREATY, days=-30), say("Northmark refuses to sign the harbour treaty this spring.")

    [link] = link_statement(statement=later)

    assert (link.earlier, link.later, link.relation, link.origin) == (
        earlier, later, Relation.REVERSES, Origin.MACHINE,
    )  # fmt: skip
    assert 0.5 <= link.score == link.scores["reverses"] <= 1
    assert link.explanation[0].startswith("The wording moved from “will sign” to “refuses”")
    assert link.method == "relate-1"


def test_link_statement_twice_changes_nothing(say):
    say(TREATY, days=-30)
    statement = say(TREATY)
    link_statement(statement=statement)
    before = rows()

    link_statement(statement=statement)

    assert len(before) == 1
    assert rows() == before


def test_unrelated_statements_are_not_linked(say):
    say("Lunch was late.", days=-30)

    assert link_statement(statement=say(TREATY)) == []


def test_statement_is_never_linked_to_itself_or_forward(say):
    statement, later = say(TREATY), say(TREATY, days=9, confirmed=False)

    assert link_statement(statement=statement) == []
    [link] = link_statement(statement=later)
    assert (link.later, link.earlier) == (later, statement)


def test_refused_link_never_comes_back(say):
    say(TREATY, days=-30)
    statement = say(TREATY)
    [link] = link_statement(statement=statement)
    refuse(link=link)

    assert link_statement(statement=statement) == []
    assert [row["pk"] for row in rows()] == [link.pk]


def test_refused_link_stays_as_it_was_when_the_words_are_corrected(say):
    say(TREATY, days=-30)
    statement = say(TREATY)
    [link] = link_statement(statement=statement)
    refuse(link=link)
    before = rows()
    Statement.objects.filter(pk=statement.pk).update(spans=[[0, 9]], words="Northmark")
    statement.refresh_from_db()

    link_statement(statement=statement)

    assert rows() == before


def test_confirmed_link_is_not_rewritten(say):
    earlier, statement = say(TREATY, days=-30), say(TREATY)
    link = LinkFactory(
        negotiation=statement.negotiation, earlier=earlier, later=statement, relation=Relation.SOFTENS, score=0.41
    )
    confirm(link=link)
    before = rows()

    link_statement(statement=statement)

    assert rows() == before


def test_link_a_person_entered_is_not_rewritten(say):
    earlier, statement = say("Lunch was late.", days=-30), say(TREATY)
    LinkFactory(negotiation=statement.negotiation, earlier=earlier, later=statement, origin=Origin.PERSON, score=1)
    before = rows()

    link_statement(statement=statement)

    assert rows() == before


def test_suggestion_is_refreshed_when_the_coding_is_new(say, negotiation):
    earlier, statement = say(TREATY, days=-30), say(TREATY)
    [before] = link_statement(statement=statement)
    issue = IssueFactory(negotiation=negotiation)
    PositionFactory(issue=issue, statement=earlier)
    PositionFactory(issue=issue, statement=statement, stance=Stance.OPPOSES)

    [after] = link_statement(statement=statement)

    assert (before.pk, before.relation) == (after.pk, Relation.RESTATES)
    assert after.relation == Relation.REVERSES


def test_position_nobody_confirmed_does_not_decide(say, negotiation):
    earlier, statement = say(TREATY, days=-30), say(TREATY)
    issue = IssueFactory(negotiation=negotiation)
    PositionFactory(issue=issue, statement=earlier, confirmed=False)
    PositionFactory(issue=issue, statement=statement, stance=Stance.OPPOSES, confirmed=False)

    assert [link.relation for link in link_statement(statement=statement)] == [Relation.RESTATES]


def test_suggestion_that_no_longer_holds_goes(say):
    say(TREATY, days=-30)
    statement = say(TREATY)
    assert link_statement(statement=statement)
    Statement.objects.filter(pk=statement.pk).update(
        spans=[[len(TREATY) + 1, len(TREATY) + 19]], words="Reported on day 0."
    )
    statement.refresh_from_db()

    assert link_statement(statement=statement) == []
    assert rows() == []


def test_suggestion_to_a_statement_refused_since_goes(say):
    earlier, statement = say(TREATY, days=-30, confirmed=False), say(TREATY)
    assert link_statement(statement=statement)
    refuse(statement=earlier)

    assert link_statement(statement=statement) == []
    assert rows() == []


def test_statement_recorded_late_is_linked_from_the_later_ones(say):
    later = say(TREATY, days=5)
    statement = say(TREATY)

    assert link_statement(statement=statement) == []
    assert [(row["later"], row["earlier"]) for row in rows()] == [(later.pk, statement.pk)]


def test_no_statement_gets_more_suggestions_than_a_person_reads(say):
    earlier = [say(TREATY, days=-day) for day in range(1, MOST_SUGGESTED + 3)]
    later = [say(TREATY, days=day) for day in range(2)]
    for statement in (*later, *earlier, *later):
        link_statement(statement=statement)
    assert {Link.objects.filter(later=statement).count() for statement in later} == {MOST_SUGGESTED}


def test_other_parties_of_one_mind_do_not_fill_the_suggestions(say, negotiation):
    for day in range(1, 4):
        say(TREATY, days=-day, party=PartyFactory(negotiation=negotiation))
    own = say(TREATY, days=-9)
    links = link_statement(statement=say(TREATY))
    assert len([link for link in links if link.relation in TOWARD_OTHERS]) <= MOST_TOWARD_OTHERS
    assert own in [link.earlier for link in links]


def test_two_passages_of_one_article_are_one_utterance(negotiation, party):
    text = f"{TREATY} Later she said: Northmark will be signing the treaty on the harbour this spring, she said."
    version = ArticleVersionFactory(article__negotiation=negotiation, text=text)
    facts = {"negotiation": negotiation, "version": version, "party": party}
    StatementFactory(spans=[[0, len(TREATY)]], **facts)
    second = StatementFactory(spans=[[text.index("Northmark", 9), len(text)]], **facts)

    assert [link.relation for link in link_statement(statement=second)] == [Relation.SAME_UTTERANCE]


def test_statements_dated_to_a_month_are_not_taken_for_one_utterance(say):
    say(TREATY, said_at_precision=Precision.MONTH)
    statement = say(TREATY + " It will.", said_at_precision=Precision.MONTH)

    assert [link.relation for link in link_statement(statement=statement)] != [Relation.SAME_UTTERANCE]


def test_another_party_that_passes_the_words_on_quotes_them(say, negotiation, party):
    say(TREATY, days=-9)
    zahira = PartyFactory(negotiation=negotiation, name="Zahira")
    words = f"They told us this: {TREATY}"
    carrier = say(words, party=zahira)
    reported = StatementFactory(
        negotiation=negotiation, version=carrier.version, party=party, spans=[[19, len(words)]],
        said_at=carrier.said_at, reported_through=carrier,
    )  # fmt: skip

    assert [link.relation for link in link_statement(statement=carrier)] == [Relation.QUOTES]
    assert [link.relation for link in link_statement(statement=reported)] == [Relation.RESTATES]


def test_link_the_wrong_way_round_goes_once_the_date_is_corrected(say):
    first, second = say(TREATY, days=-30), say(TREATY)
    link_statement(statement=second)
    Link.objects.update(score=0.9)
    Statement.objects.filter(pk=second.pk).update(said_at=SAID_AT - timedelta(days=60))
    second.refresh_from_db()

    link_statement(statement=second)

    assert [(row["later"], row["earlier"]) for row in rows()] == [(first.pk, second.pk)]
