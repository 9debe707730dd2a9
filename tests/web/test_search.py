"""Search: what it finds, how it is narrowed down, and what it says to a wish that cannot be met."""

import pytest
from django.urls import reverse

from positions.analysis import facets
from positions.enums import Relation, Role, Stance
from positions.web import search as search_pages
from tests.factories import MembershipFactory, NegotiationFactory, SourceFactory
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def issue(negotiation):
    return make_issue(negotiation)


@pytest.fixture
def party(negotiation):
    return make_party(negotiation)


@pytest.fixture
def found(analyst_client, negotiation):
    """Return `found(**filters)`: the page, which opened."""

    def get(status: int = 200, **filters) -> str:
        response = analyst_client.get(reverse("search", args=[negotiation.slug]), filters)
        assert response.status_code == status
        return response.content.decode()

    return get


def test_search_marks_the_words_and_keeps_the_filters(found, issue, party):
    say(issue, party, "The dues may fall.")
    say(issue, make_party(issue.negotiation, "Northmark"), "The dues stay.")

    page = found(q="due", party=party.slug)

    assert "1 statement with" in page
    assert 'The <mark class="hit">dues</mark> may fall.' in page
    assert '<span class="ctx">The talks went on. </span>' in page
    assert f'<input type="hidden" name="party" value="{party.slug}">' in page
    assert '<a class="field" aria-current="true" href="?q=due">' in page


def test_search_finds_parties_issues_and_people_by_name(found, issue, party):
    person = party.affiliations.get().spokesperson

    assert issue.get_absolute_url() in found(q="harbour")
    assert f'href="?person={person.pk}"' in found(q=person.name)


@pytest.mark.parametrize("words", ["'", '"', "-", "a\x00b", "((", "<script>", "𝔘" * 300, '"dues'])
def test_search_survives_any_words(found, words):
    assert "<script>alert" not in found(q=words)


def test_search_without_a_hit_says_so(found, issue, party):
    say(issue, party, "The dues stay.")

    page = found(q="lighthouse")

    assert "<h1>0 statements with “<bdi>lighthouse</bdi>”</h1>" in page
    assert "No statement fits" in page
    assert "Words are found in all their forms" not in page


def test_words_that_stand_everywhere_are_told(found, issue, party):
    say(issue, party, "The dues stay.")

    assert "Nothing to look for" in found(q="the")


def test_search_without_a_wish_explains_itself_and_lists_the_latest(found, issue, party):
    say(issue, party, "The dues stay.")
    say(issue, party, "The dues fall.", days=1)

    page = found()

    assert "Words are found in all their forms" in page
    assert page.index("The dues fall.") < page.index("The dues stay.")


def test_search_of_an_empty_negotiation_says_what_belongs_here(found):
    assert "Nothing has been said yet" in found()


def test_every_filter_narrows_and_is_named(found, issue, party):
    other = make_party(issue.negotiation, "Northmark")
    first = say(issue, party, "The dues may fall.", stance=Stance.SUPPORTS)
    second = say(issue, other, "The dues stay.", days=1, stance=Stance.OPPOSES, is_suggested=True)
    relate(first, second, Relation.OPPOSES)
    article = second.statement.version.article
    article.source = SourceFactory(name="Estmark Post")
    article.save()
    say(make_issue(issue.negotiation, "Pilots"), other, "Pilots may wait.", days=2)
    person = other.affiliations.get().spokesperson

    for filters in (
        {"party": other.slug, "issue": issue.slug},
        {"person": person.pk, "stance": "opposes"},
        {"relation": "opposes"},
        {"source": article.source.pk},
        {"state": "undecided"},
        {"from": "2031-03-05", "to": "2031-03-05"},
    ):
        page = found(**filters)
        assert "<h1>1 statement</h1>" in page, filters
        assert "The dues stay." in page, filters


def test_filters_say_how_many_statements_each_would_leave(found, issue, party):
    other = make_party(issue.negotiation, "Northmark")
    say(issue, party, "The dues may fall.")
    say(issue, party, "The dues may fall further.", days=1)
    say(issue, other, "The dues stay.", days=2)

    page = found(q="dues", party=other.slug)

    assert f'href="?q=dues&amp;party={other.slug}&amp;party={party.slug}"' in page
    assert '<span class="count">2<span class="visually-hidden"> statements</span></span>' in page


def test_filters_without_counts_when_there_are_too_many(found, issue, party, monkeypatch):
    monkeypatch.setattr(facets, "COUNTED_TO", 1)
    monkeypatch.setattr(search_pages, "COUNTED_TO", 1)
    say(issue, party, "The dues may fall.")
    say(issue, party, "The dues may fall further.", days=1)

    page = found(q="dues")

    assert "<h1>More than 1 statement with" in page
    assert f"party={party.slug}" in page
    assert '<span class="count">1<span' not in page


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"from": "soon"}, "“soon” is not a day. Write it as 2016-10-07."),
        ({"to": "2031-13-45"}, "“2031-13-45” is not a day."),
        ({"from": "2031-03-05", "to": "2031-03-04"}, "The time ends before it starts."),
        ({"party": "atlantis"}, "There is no party “atlantis” here"),
        ({"person": "x"}, "There is no person “x” here"),
        ({"person": "9" * 40}, "There is no person"),
        ({"source": "123456"}, "There is no source “123456” here"),
        ({"stance": "shouts"}, "“shouts” is none of the choices."),
        ({"sort": "fame"}, "“fame” is none of the choices."),
        ({"q": "x" * 301}, "Search for 300 characters at most."),
    ],
)
def test_wish_that_cannot_be_met_is_told_and_kept(found, issue, party, filters, sentence):
    say(issue, party, "The dues stay.")

    page = found(status=422, **{"q": "dues", **filters})

    assert sentence in page
    assert "Nothing was looked for yet" in page
    assert "The dues stay." not in page
    assert f'value="{next(iter(filters.values()))}"' in page or "fame" in page


def test_party_of_another_negotiation_is_unknown_here(found, issue):
    strange = make_party(NegotiationFactory(), "Elsewhere", slug="elsewhere")

    assert "There is no party “elsewhere” here" in found(status=422, party=strange.slug)


def test_sources_of_other_negotiations_are_not_named(found, issue, party):
    say(make_issue(NegotiationFactory()), None, "Elsewhere.")
    mine = say(issue, party, "Here.").statement.version.article.source

    page = found()

    assert f"source={mine.pk}" in page
    assert page.count('href="?source=') == 1


def test_address_of_confirmed_ones_still_works(found, issue, party):
    say(issue, party, "The dues may fall.")
    say(issue, party, "The dues stay.", days=1, is_suggested=True)

    page = found(confirmed="1")

    assert "<h1>1 statement</h1>" in page
    assert "The dues may fall." in page


def test_pages_keep_the_filters(found, issue, party):
    for number in range(21):
        say(issue, party, f"The dues fall, number {number}.", days=number)

    page = found(q="dues", party=party.slug, sort="earliest")
    assert f'href="?q=dues&amp;party={party.slug}&amp;sort=earliest&amp;page=2"' in page

    assert "number 20." in found(q="dues", sort="earliest", page="2")


@pytest.mark.parametrize("count", [1, 3])
def test_search_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, party, count):
    for number in range(count):
        other = make_party(negotiation, f"Party {number}")
        said = say(issue, party, f"The dues fall, number {number}.", days=number)
        said.statement.joint_with.add(other)
        make_issue(negotiation, f"Issue {number}")
    with django_assert_num_queries(32):
        page = analyst_client.get(reverse("search", args=[negotiation.slug]), {"q": "dues"}).content.decode()

    assert page.count('class="statement"') == count


def test_viewer_searches_too(client, negotiation, issue, party):
    say(issue, party, "The dues may fall.")
    client.force_login(MembershipFactory(negotiation=negotiation, role=Role.VIEWER).user)

    assert "1 statement with" in client.get(reverse("search", args=[negotiation.slug]), {"q": "dues"}).content.decode()
