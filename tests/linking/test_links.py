from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.enums import Origin, Precision, Relation, Stance, Verdict
from positions.linking.ingredients import linking_recipe
from positions.linking.links import MOST_SUGGESTED, MOST_TOWARD_OTHERS, TOWARD_OTHERS, _suggest, link_statement
from positions.models import Embedding, Link, Linking, Statement
from positions.review.statements import correct_statement
from tests.factories import (
    SAID_AT,
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    MembershipFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    SpokespersonFactory,
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


def test_suggestion_to_a_statement_refused_since_is_shown_no_more_and_goes_with_its_next_linking(say):
    earlier, statement = say(TREATY, days=-30, confirmed=False), say(TREATY)
    assert link_statement(statement=statement)
    refuse(statement=earlier)

    assert not Link.objects.shown().exists()
    assert link_statement(statement=earlier) == []
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


# A refused pair


@pytest.fixture
def refused(say):
    say(TREATY, days=-30)
    later = say(TREATY)
    [link] = link_statement(statement=later)
    refuse(link=link)
    return link


def link_both(link):
    """Link both statements anew, as after an edit of either."""
    for key in (link.earlier_id, link.later_id):
        link_statement(statement=Statement.objects.get(pk=key))


def edit_words(link):
    Statement.objects.filter(pk=link.later_id).update(spans=[[0, 40]], words=TREATY[:40])


def edit_words_of_the_earlier(link):
    Statement.objects.filter(pk=link.earlier_id).update(spans=[[0, 40]], words=TREATY[:40])


def name_another_party(link):
    Statement.objects.filter(pk=link.earlier_id).update(party=PartyFactory(negotiation=link.negotiation))


def code_both_at_odds(link):
    issue = IssueFactory(negotiation=link.negotiation)
    PositionFactory(issue=issue, statement=link.earlier)
    PositionFactory(issue=issue, statement=link.later, stance=Stance.OPPOSES)


def turn_the_dates_round(link):
    Statement.objects.filter(pk=link.later_id).update(said_at=SAID_AT - timedelta(days=60))


def change_the_model(link):
    Linking.objects.update(recipe="of another model")
    Embedding.objects.update(recipe="of another model")


@pytest.mark.parametrize(
    "change",
    [
        edit_words, edit_words_of_the_earlier, name_another_party, code_both_at_odds, turn_the_dates_round,
        change_the_model,
    ],
)  # fmt: skip
def test_refused_pair_stays_refused_whatever_is_changed(refused, change):
    before = rows()
    change(refused)

    link_both(refused)

    assert Linking.objects.filter(recipe=linking_recipe()).count() == 2  # both were linked anew
    assert rows() == before
    assert not Link.objects.shown().exists()


def test_pair_nobody_refused_gets_the_new_relation_by_the_same_change(say):
    say(TREATY, days=-30)
    later = say(TREATY)
    [link] = link_statement(statement=later)
    code_both_at_odds(link)

    link_both(link)

    assert [row["relation"] for row in rows()] == [Relation.REVERSES]


@time_machine.travel(SAID_AT + timedelta(days=99), tick=False)
def test_refused_pair_stays_refused_when_a_date_is_corrected_by_an_analyst(refused):
    by = refused.judgements.get().by
    MembershipFactory(negotiation=refused.negotiation, user=by)
    correct_statement(statement=refused.later, by=by, said_at=SAID_AT - timedelta(days=60))

    link_both(refused)

    turned = Link.objects.get()
    assert (turned.pk, turned.later, turned.verdict) == (refused.pk, refused.earlier, Verdict.REJECT)


# Linked anew only when there is a reason


@pytest.fixture
def linked(say):
    say(TREATY, days=-30)
    statement = say(TREATY)
    link_statement(statement=statement)
    return statement


def test_linking_again_searches_nothing_and_writes_nothing(linked):
    before = Linking.objects.values().get()

    with CaptureQueriesContext(connection) as asked:
        assert len(link_statement(statement=linked)) == 1

    assert Linking.objects.values().get() == before
    written = [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    assert [sql for sql in written if "SAVEPOINT" not in sql] == []
    assert not any("@@" in query["sql"] or "<=>" in query["sql"] for query in asked)


def words_change(statement):
    Statement.objects.filter(pk=statement.pk).update(spans=[[0, 9]], words="Northmark")


def date_changes(statement):
    Statement.objects.filter(pk=statement.pk).update(said_at=SAID_AT + timedelta(days=1))


def party_changes(statement):
    Statement.objects.filter(pk=statement.pk).update(party=PartyFactory(negotiation=statement.negotiation))


def speaker_changes(statement):
    Statement.objects.filter(pk=statement.pk).update(speaker=SpokespersonFactory(negotiation=statement.negotiation))


def coding_is_confirmed(statement):
    PositionFactory(statement=statement, issue__negotiation=statement.negotiation)


def it_is_reported_through_another(statement):
    version = statement.version
    carrier = StatementFactory(
        negotiation=version.negotiation, version=version, party=statement.party,
        spans=[[len(TREATY) + 1, len(version.text)]],
    )  # fmt: skip
    Statement.objects.filter(pk=statement.pk).update(reported_through=carrier)


def encoder_changes(statement):
    Linking.objects.update(recipe="of another model")


@pytest.mark.parametrize(
    "change",
    [
        words_change, date_changes, party_changes, speaker_changes, coding_is_confirmed,
        it_is_reported_through_another, encoder_changes,
    ],
)  # fmt: skip
def test_what_links_are_made_of_links_anew_when_it_changes(linked, change):
    before = Linking.objects.values().get()
    change(linked)

    link_statement(statement=Statement.objects.get(pk=linked.pk))

    after = Linking.objects.values().get(statement=linked)
    assert after["linked_at"] > before["linked_at"]
    assert (after["content"], after["recipe"]) != (before["content"], "of another model")
    assert after["recipe"] == linking_recipe()


def test_coding_that_nobody_confirmed_links_nothing_anew(linked):
    before = Linking.objects.values().get()
    PositionFactory(statement=linked, issue__negotiation=linked.negotiation, confirmed=False)

    link_statement(statement=linked)

    assert Linking.objects.values().get() == before


def test_confirming_a_statement_links_it_to_what_was_recorded_meanwhile(say):
    suggestion = say(TREATY, confirmed=False)
    link_statement(statement=suggestion)
    earlier = say(TREATY, days=-30)
    link_statement(statement=earlier)
    assert rows() == []
    confirm(statement=suggestion)

    assert [link.earlier for link in link_statement(statement=suggestion)] == [earlier]


@time_machine.travel(SAID_AT + timedelta(days=99), tick=False)
def test_date_put_right_again_brings_the_suggestions_back(linked):
    by = MembershipFactory(negotiation=linked.negotiation).user
    for days in (90, 0):
        correct_statement(statement=linked, by=by, said_at=SAID_AT + timedelta(days=days))
    assert rows() == []

    assert len(link_statement(statement=Statement.objects.get(pk=linked.pk))) == 1


def test_pair_that_another_worker_suggests_at_the_same_moment_is_written_once(say):
    earlier, later = say(TREATY, days=-30), say(TREATY)
    facts = {
        "relation": Relation.REFINES,
        "score": 0.7512,
        "scores": {"refines": 0.7512, "restates": 0.1},
        "explanation": ["It says “yes” – \"da\", 'да', \\ and 100 %s."],
        "method": "relate-1",
    }
    _suggest(later.negotiation_id, {(later.pk, earlier.pk): facts})
    _suggest(later.negotiation_id, {(later.pk, earlier.pk): facts | {"score": 0.1}})

    [link] = Link.objects.all()
    assert {name: getattr(link, name) for name in facts} == facts
    assert (link.origin, link.negotiation, link.earlier, link.later) == (
        Origin.MACHINE, later.negotiation, earlier, later,
    )  # fmt: skip
