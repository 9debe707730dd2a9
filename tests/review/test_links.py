"""Judging links and entering them by hand."""

import pytest

from positions.enums import Origin, Relation, Verdict
from positions.models import Link
from positions.review.errors import NotAllowed, ReviewError
from positions.review.links import judge_link, link_statements
from tests.factories import LinkFactory, MembershipFactory, StatementFactory


def test_confirmed_link_holds_the_suggested_relation(negotiation, analyst):
    link = LinkFactory(negotiation=negotiation, relation=Relation.SOFTENS)
    judgement = judge_link(link=link, verdict=Verdict.CONFIRM, by=analyst, relation=Relation.SOFTENS)
    assert (judgement.relation, link.held_relation) == ("", Relation.SOFTENS)


def test_confirmed_as_another_relation_keeps_the_suggestion_beside_it(negotiation, analyst):
    link = LinkFactory(negotiation=negotiation, relation=Relation.SOFTENS)
    judge_link(link=link, verdict=Verdict.CONFIRM, by=analyst, relation=Relation.REFINES)
    link.refresh_from_db()
    assert (link.relation, link.held_relation) == (Relation.SOFTENS, Relation.REFINES)


def test_refused_link_is_not_shown(negotiation, analyst):
    link = LinkFactory(negotiation=negotiation)
    assert list(Link.objects.shown()) == [link]
    judge_link(link=link, verdict=Verdict.REJECT, by=analyst)
    assert list(Link.objects.shown()) == []


def test_link_entered_by_hand_is_put_in_the_order_of_time(negotiation, analyst):
    later = StatementFactory(negotiation=negotiation, said_at="2016-10-09T00:00:00Z")
    earlier = StatementFactory(negotiation=negotiation, said_at="2016-10-01T00:00:00Z")
    for statement in (later, earlier):
        statement.refresh_from_db()

    link = link_statements(earlier=later, later=earlier, relation=Relation.REVERSES, by=analyst)

    assert (link.earlier, link.later, link.origin, link.verdict) == (earlier, later, Origin.PERSON, Verdict.CONFIRM)


def test_link_entered_where_one_was_suggested_confirms_it(negotiation, analyst):
    link = LinkFactory(negotiation=negotiation, relation=Relation.RESTATES)
    entered = link_statements(earlier=link.earlier, later=link.later, relation=Relation.HARDENS, by=analyst)
    assert (entered, entered.origin, entered.held_relation) == (link, Origin.MACHINE, Relation.HARDENS)


def test_link_to_itself_or_to_another_negotiation_is_refused(negotiation, analyst):
    statement, foreign = StatementFactory(negotiation=negotiation), StatementFactory()
    for other in (statement, foreign):
        with pytest.raises(ReviewError):
            link_statements(earlier=other, later=statement, relation=Relation.RESTATES, by=analyst)
    assert not Link.objects.exists()


def test_stranger_may_not_judge_a_link(negotiation):
    with pytest.raises(NotAllowed):
        judge_link(link=LinkFactory(negotiation=negotiation), verdict=Verdict.CONFIRM, by=MembershipFactory().user)
