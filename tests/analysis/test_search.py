"""Search over words, parties, issues and dates."""

from datetime import date, timedelta

import pytest

from positions.analysis.hits import show_hits
from positions.analysis.search import Names, Wanted, find_names, find_statements, holds_no_word
from positions.analysis.wording import Piece
from positions.enums import Relation, Stance, Verdict
from positions.models import Judgement
from tests.analysis.test_entries import say
from tests.analysis.test_shifts import quote
from tests.factories import (
    ArticleVersionFactory,
    IssueFactory,
    LinkFactory,
    PartyAliasFactory,
    PartyFactory,
    PositionFactory,
    SourceFactory,
    SpokespersonAliasFactory,
    SpokespersonFactory,
    StatementFactory,
    UserFactory,
    confirm,
    refuse,
)


def found(issue, **wanted) -> list[str]:
    return [each.words for each in find_statements(negotiation=issue.negotiation, wanted=Wanted(**wanted))]


def show(issue, words):
    found = find_statements(negotiation=issue.negotiation, wanted=Wanted(words=words))
    return show_hits(list(found), words)


def test_search_finds_inflected_words_and_marks_them(issue, party):
    quote(issue, party, "The harbour dues were halved.")
    quote(issue, party, "Nothing of the kind.")

    [hit] = show(issue, "due halving")

    assert hit.pieces == (
        Piece("The harbour ", False),
        Piece("dues", True),
        Piece(" were ", False),
        Piece("halved", True),
        Piece(".", False),
    )


def test_words_are_marked_as_printed_where_accents_and_yo_are_folded(issue, party):
    quote(issue, party, "Le délégué parle encore.")
    quote(issue, party, "Ёлка стоит.")

    assert [piece.text for hit in show(issue, "delegue") for piece in hit.pieces if piece.is_changed] == ["délégué"]
    assert [piece.text for hit in show(issue, "елка") for piece in hit.pieces if piece.is_changed] == ["Ёлка"]


def test_phrase_keeps_words_together_and_minus_leaves_one_out(issue, party):
    quote(issue, party, "The harbour dues fall.")
    quote(issue, party, "Dues of the harbour fall.", days=1)
    quote(issue, party, "The harbour dues stay.", days=2)

    assert set(found(issue, words='"harbour dues"')) == {"The harbour dues fall.", "The harbour dues stay."}
    assert found(issue, words='"harbour dues" -stay') == ["The harbour dues fall."]
    assert found(issue, words='"harbour dues') == found(issue, words='"harbour dues"')


def test_hit_stands_between_the_words_around_it(issue, party):
    version = ArticleVersionFactory(
        article__negotiation=issue.negotiation,
        text="First paragraph.\n\nShe paused. The dues fall. Then she left.\n\nLast.",
    )
    start = version.text.index("The dues")
    StatementFactory(negotiation=issue.negotiation, party=party, version=version, spans=[[start, start + 14]])

    [hit] = show(issue, "dues")

    assert (hit.before, hit.after) == ("She paused. ", " Then she left.")


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


def test_search_restricts_to_people_and_sources(issue, party):
    person = SpokespersonFactory(negotiation=issue.negotiation)
    source = SourceFactory()
    quote(issue, party, "By her.", speaker=person)
    printed = quote(issue, party, "Elsewhere.", days=1).statement
    printed.version.article.source = source
    printed.version.article.save()

    assert found(issue, people=(person,)) == ["By her."]
    assert found(issue, sources=(source,)) == ["Elsewhere."]


def test_issue_and_stance_are_of_one_position(issue, party):
    elsewhere = IssueFactory(negotiation=issue.negotiation)
    said = quote(issue, party, "Yes and no.", stance=Stance.SUPPORTS).statement
    PositionFactory(statement=said, issue=elsewhere, stance=Stance.OPPOSES)

    assert found(issue, issues=(issue,), stances=(Stance.SUPPORTS,)) == ["Yes and no."]
    assert found(issue, issues=(issue,), stances=(Stance.OPPOSES,)) == []


def test_relation_is_the_one_a_person_named(issue, party):
    first, second = quote(issue, party, "Before."), quote(issue, party, "After.", days=1)
    link = LinkFactory(
        negotiation=issue.negotiation, earlier=first.statement, later=second.statement, relation=Relation.RESTATES
    )
    assert found(issue, relations=(Relation.RESTATES,)) == ["After."]

    confirm(link=link, relation=Relation.HARDENS)

    assert found(issue, relations=(Relation.RESTATES,)) == []
    assert found(issue, relations=(Relation.HARDENS,)) == ["After."]


def test_links_below_the_threshold_are_not_found(issue, party):
    first, second = quote(issue, party, "Before."), quote(issue, party, "After.", days=1)
    link = LinkFactory(negotiation=issue.negotiation, earlier=first.statement, later=second.statement)
    assert found(issue, relations=(Relation.RESTATES,)) == ["After."]

    link.score = 0.1
    link.save()

    assert found(issue, relations=(Relation.RESTATES,)) == []


@pytest.mark.parametrize("state", ["confirmed", "undecided", "unsure", "refused"])
def test_state_shows_what_was_decided(issue, party, state):
    verdicts = {"confirmed": Verdict.CONFIRM, "unsure": Verdict.UNSURE, "refused": Verdict.REJECT}
    for name in ("confirmed", "undecided", "unsure", "refused"):
        version = ArticleVersionFactory(article__negotiation=issue.negotiation, text=f"It is {name}.")
        statement = StatementFactory(negotiation=issue.negotiation, party=party, version=version, confirmed=False)
        if name in verdicts:
            Judgement.objects.create(statement=statement, verdict=verdicts[name], by=UserFactory())

    assert found(issue, state=state) == [f"It is {state}."]


def test_order_is_best_latest_or_earliest(issue, party):
    quote(issue, party, "Dues, dues and dues.")
    quote(issue, party, "The dues of a harbour in a country of many harbours.", days=1)

    best = found(issue, words="dues")
    assert best[0] == "Dues, dues and dues."
    assert found(issue, words="dues", sort="latest") == best[::-1]
    assert found(issue, sort="earliest") == best
    assert Wanted(sort="best").order == "latest"


def test_words_that_stand_everywhere_are_no_words(issue):
    assert holds_no_word("the", issue.negotiation)
    assert not holds_no_word("the dues", issue.negotiation)


def test_people_are_found_by_alias_without_accents(issue):
    person = SpokespersonAliasFactory(spokesperson__negotiation=issue.negotiation, name="Léa Ortún").spokesperson

    assert find_names(negotiation=issue.negotiation, words="lea ortun").people == (person,)


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
