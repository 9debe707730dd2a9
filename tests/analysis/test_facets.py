"""How many statements each value of a filter would leave."""

import pytest

from positions.analysis import facets
from positions.analysis.facets import count_facets
from positions.analysis.search import Wanted, find_statements
from positions.enums import Relation, Stance
from tests.analysis.test_shifts import quote
from tests.factories import IssueFactory, LinkFactory, PartyFactory, SpokespersonFactory, refuse


@pytest.fixture
def talks(issue, party):
    """Four statements of two parties on two issues, one refused, one joint, one linked."""
    other = PartyFactory(negotiation=issue.negotiation)
    elsewhere = IssueFactory(negotiation=issue.negotiation)
    person = SpokespersonFactory(negotiation=issue.negotiation)
    first = quote(issue, party, "The dues fall.", speaker=person).statement
    second = quote(issue, other, "The dues stay.", days=1, stance=Stance.OPPOSES).statement
    quote(elsewhere, party, "The dues shine.", days=2).statement.joint_with.add(other)
    refuse_later = quote(issue, party, "The dues lie.", days=3).statement
    refuse_later.judgements.all().delete()
    refuse(statement=refuse_later)
    LinkFactory(negotiation=issue.negotiation, earlier=first, later=second, relation=Relation.OPPOSES)
    return {"issue": issue, "elsewhere": elsewhere, "party": party, "other": other, "person": person}


def test_counts_are_those_that_the_filter_finds(talks):
    negotiation = talks["issue"].negotiation

    counts = count_facets(negotiation=negotiation, wanted=Wanted(words="dues"))

    assert counts["state"] == {"confirmed": 3, "undecided": 0, "unsure": 0, "refused": 1}
    for name, part, row in (
        ("party", "parties", talks["party"]),
        ("party", "parties", talks["other"]),
        ("person", "people", talks["person"]),
        ("issue", "issues", talks["issue"]),
        ("issue", "issues", talks["elsewhere"]),
    ):
        found = find_statements(negotiation=negotiation, wanted=Wanted(words="dues", **{part: (row,)}))
        assert counts[name][row.pk] == len(found) > 0
    assert counts["stance"] == {"supports": 2, "opposes": 1}
    assert counts["relation"] == {"opposes": 1}
    assert sum(counts["source"].values()) == 3


def test_own_choice_does_not_narrow_a_filter(talks):
    wanted = Wanted(words="dues", parties=(talks["other"],), issues=(talks["issue"],))

    counts = count_facets(negotiation=talks["issue"].negotiation, wanted=wanted)

    assert counts["party"] == {talks["party"].pk: 1, talks["other"].pk: 1}
    assert counts["issue"] == {talks["issue"].pk: 1, talks["elsewhere"].pk: 1}


def test_too_many_statements_are_not_counted(talks, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED_TO", 2)

    assert count_facets(negotiation=talks["issue"].negotiation, wanted=Wanted()) is None
