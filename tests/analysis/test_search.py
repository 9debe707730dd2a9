"""Search over words, parties, issues and dates."""

from datetime import date, timedelta

from positions.analysis.search import Names, Wanted, find_names, find_statements, pieces
from positions.analysis.wording import Piece
from tests.analysis.test_entries import say
from tests.analysis.test_shifts import quote
from tests.factories import IssueFactory, PartyAliasFactory, PartyFactory, refuse


def found(issue, **wanted) -> list[str]:
    return [each.words for each in find_statements(negotiation=issue.negotiation, wanted=Wanted(**wanted))]


def test_search_finds_inflected_words_and_marks_them(issue, party):
    quote(issue, party, "The harbour dues were halved.")
    quote(issue, party, "Nothing of the kind.")

    [statement] = find_statements(negotiation=issue.negotiation, wanted=Wanted(words="due halving"))

    assert pieces(statement.marked) == (
        Piece("The harbour ", False),
        Piece("dues", True),
        Piece(" were ", False),
        Piece("halved", True),
        Piece(".", False),
    )


def test_search_without_words_lists_the_latest_first(issue, party):
    quote(issue, party, "One.")
    quote(issue, party, "Two.", days=1)

    assert found(issue) == ["Two.", "One."]


def test_search_restricts_to_parties_issues_and_days(issue, party):
    other = PartyFactory(negotiation=issue.negotiation)
    elsewhere = IssueFactory(negotiation=issue.negotiation)
    quote(issue, party, "Mine.")
    quote(issue, other, "Theirs.", days=1)
    quote(elsewhere, party, "On another issue.", days=2)

    assert found(issue, parties=(other,)) == ["Theirs."]
    assert found(issue, issues=(elsewhere,)) == ["On another issue."]
    assert found(issue, first=date(2031, 3, 5), last=date(2031, 3, 5)) == ["Theirs."]


def test_search_finds_joint_statements_of_a_party(issue, party):
    other = PartyFactory(negotiation=issue.negotiation)
    quote(issue, party, "Together.").statement.joint_with.add(other)

    assert found(issue, parties=(other,)) == ["Together."]


def test_search_leaves_out_refused_statements(issue, party):
    refused = say(issue, party, confirmed=False).statement
    refused.judgements.all().delete()
    assert len(found(issue)) == 1

    refuse(statement=refused)

    assert found(issue) == []


def test_search_stays_in_its_negotiation(issue, party):
    strange = IssueFactory()
    quote(strange, PartyFactory(negotiation=strange.negotiation), "Elsewhere.")

    assert found(issue, words="elsewhere") == []


def test_names_are_found_by_alias_too(issue, party):
    PartyAliasFactory(party=party, name="the coastal side")

    assert find_names(negotiation=issue.negotiation, words="coastal") == Names((party,), (), ())


def test_names_of_an_empty_search_are_none(issue, party):
    assert find_names(negotiation=issue.negotiation, words=" ") == Names((), (), ())


def test_wanted_is_empty_until_something_is_asked():
    assert Wanted().is_empty
    assert not Wanted(last=date(2031, 3, 4) + timedelta(days=1)).is_empty
