"""Today, matrix, issue, party, proposal and search: what they show, and that they stay quick."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import Stance, VoteChoice
from positions.models import Position, Proposal, Statement
from tests.factories import SAID_AT, LinkFactory, ProposalFactory, SpokespersonFactory, VoteFactory, confirm
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture(autouse=True)
def _a_week_later(time_machine):
    time_machine.move_to(SAID_AT.replace(day=10), tick=False)


@pytest.fixture
def issue(_a_week_later, negotiation):
    return make_issue(negotiation)


@pytest.fixture
def party(negotiation):
    return make_party(negotiation)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def get(client, name: str, *args: object, **query: str) -> str:
    return text(client.get(reverse(name, args=args), query))


# Matrix


def test_matrix_says_the_finding_and_opens_the_evidence(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall a little.", days=1, value=70, condition="the port opens")

    page = get(analyst_client, "matrix", negotiation.slug, party=party.slug, issue=issue.slug)

    assert "<h1>Zahira softened by 20 points on Harbour dues</h1>" in page
    assert "The dues may fall a little." in page
    assert "The dues stay." in page
    assert "the port opens" in page
    assert '<span class="moved">−20</span>' in page


def test_matrix_as_of_an_earlier_day_shows_what_was_held_then(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=5, value=70)

    page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-06")

    assert "<h1>Positions as of 6 Mar 2031</h1>" in page
    assert '<span class="val" title="on the issue’s scale, 0 to 100">90</span>' in page


def test_matrix_slider_works_as_a_form(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=5, value=70)

    assert "Positions as of 6 Mar 2031" in get(
        analyst_client, "matrix", negotiation.slug, **{"from": "2031-03-04", "days": "2"}
    )


@pytest.mark.parametrize("date", ["", "tomorrow", "2031-13-01", "9999-12-31"])
def test_matrix_survives_any_date(analyst_client, negotiation, issue, party, date):
    say(issue, party)

    assert "Zahira" in get(analyst_client, "matrix", negotiation.slug, date=date)


def test_matrix_shows_unknown_with_its_reason(analyst_client, negotiation, issue, party):
    assert "unknown. nothing on record" in get(analyst_client, "matrix", negotiation.slug)


def test_matrix_draws_suggestions_in_pencil_until_asked_to_include_them(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=1, value=10, is_suggested=True)

    assert "cell-pencil" not in get(analyst_client, "matrix", negotiation.slug)
    assert "cell-pencil" in get(analyst_client, "matrix", negotiation.slug, suggestions="1")


def test_matrix_narrows_to_chosen_parties_and_issues(analyst_client, negotiation, issue, party):
    make_party(negotiation, "Northmark", slug="northmark")
    make_issue(negotiation, "Lighthouse", slug="light")

    page = get(analyst_client, "matrix", negotiation.slug, p="northmark", i="light")

    assert "1 party on 1 issue" in page
    assert "Northmark, Lighthouse: unknown" in page


def test_matrix_without_parties_says_what_to_do(analyst_client, negotiation):
    assert "The matrix needs parties and issues" in get(analyst_client, "matrix", negotiation.slug)


def test_matrix_csv_holds_the_cells_and_leaves_the_unknown_empty(analyst_client, negotiation, issue, party):
    make_party(negotiation, "Northmark")
    say(issue, party, value=90)

    rows = list(csv.DictReader(StringIO(get(analyst_client, "matrix_csv", negotiation.slug, date="2031-03-06"))))

    assert [(row["party"], row["stance"], row["value"], row["state"]) for row in rows] == [
        ("Zahira", "supports", "90", "confirmed"),
        ("Northmark", "", "", "unknown"),
    ]


def test_matrix_shows_the_latest_shifts_and_all_when_asked(analyst_client, negotiation, issue, party, monkeypatch):
    monkeypatch.setattr("positions.web.matrix.SHIFTS_SHOWN", 1)
    for days, value in enumerate((90, 80, 60)):
        say(issue, party, days=days, value=value)

    latest = get(analyst_client, "matrix", negotiation.slug)
    every = get(analyst_client, "matrix", negotiation.slug, shifts="all")

    assert ("softened by 20 points</td>" in latest, "softened by 10 points</td>" in latest) == (True, False)
    assert "1 earlier shift</a>" in latest
    assert "softened by 10 points</td>" in every


def test_the_row_of_pages_counts_links_to_judge_up_to_a_bound(analyst_client, negotiation, monkeypatch):
    monkeypatch.setattr("positions.web.frame.COUNTED_TO", 1)
    LinkFactory(negotiation=negotiation)
    assert '<span class="count">1</span>' in get(analyst_client, "matrix", negotiation.slug)
    LinkFactory.create_batch(2, negotiation=negotiation)

    assert '<span class="count">1+</span>' in get(analyst_client, "matrix", negotiation.slug)


@pytest.mark.parametrize("count", [1, 3])
def test_matrix_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    for number in range(count):
        party = make_party(negotiation, f"Party {number}")
        say(issue, party, value=90)
        say(issue, party, days=1, value=80)
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(21):
        page = get(analyst_client, "matrix", negotiation.slug, party=party.slug, issue=issue.slug)

    assert page.count('<span class="moved">−10</span>') == count


# Issues


def test_issue_tells_the_conversation_with_shifts_and_votes(analyst_client, negotiation, issue, party):
    first = say(issue, party, "The dues stay.", value=90)
    second = say(issue, party, "The dues may fall.", days=1, value=70)
    confirm(link=relate(first, second))
    proposal = ProposalFactory(negotiation=negotiation, title="Envoy's plan")
    proposal.issues.add(issue)
    VoteFactory(proposal=proposal, party=party, choice=VoteChoice.AGAINST)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert "softened by 20 points" in page
    assert '<del class="gone">stay</del>' in page
    assert '<ins class="come">may fall</ins>' in page
    assert "1 against among the parties followed here" in page
    assert '<span class="tag tag-rel">softens</span>' in page
    assert "Zahira stepped from 90 to 70" in page


def test_issue_shows_only_shifts_when_asked(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=1, value=70)
    say(issue, party, "They may fall, as said.", days=2, value=70)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug, show="shifts")

    assert page.count("data-stop") == 1


def test_issue_turns_the_order_and_filters_by_party_and_day(analyst_client, negotiation, issue, party):
    other = make_party(negotiation, "Northmark")
    say(issue, party, "First words.")
    say(issue, party, "Second words.", days=1)
    say(issue, other, "Third words.", days=2)

    oldest = get(analyst_client, "issue", negotiation.slug, issue.slug, order="oldest")
    filtered = get(analyst_client, "issue", negotiation.slug, issue.slug, party=party.slug, **{"from": "2031-03-05"})

    assert oldest.index("First words.") < oldest.index("Second words.") < oldest.index("Third words.")
    assert "Second words." in filtered
    assert "First words." not in filtered
    assert "Third words." not in filtered


def test_issue_draws_suggestions_in_pencil(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=1, value=70, is_suggested=True)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert "may have softened by 20 points" in page
    assert "A move to 70 is suggested." in page


def test_issue_without_statements_says_so(analyst_client, negotiation, issue):
    assert "Nothing on record on this issue" in get(analyst_client, "issue", negotiation.slug, issue.slug)


def test_issue_csv_holds_the_numbers_of_the_chart(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=1, value=70)

    rows = list(csv.DictReader(StringIO(get(analyst_client, "issue_csv", negotiation.slug, issue.slug))))

    assert [(row["from"], row["until"], row["value"]) for row in rows] == [
        ("2031-03-04", "2031-03-05", "90"),
        ("2031-03-05", "", "70"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_issue_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    for number in range(count):
        party = make_party(negotiation, f"Party {number}")
        first, second = say(issue, party, value=90), say(issue, party, days=1, value=80)
        confirm(link=relate(first, second))
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(32):
        page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert page.count('<div class="step">') == count


def test_issues_list_what_is_held(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)

    page = get(analyst_client, "issues", negotiation.slug)

    assert "Harbour dues" in page
    assert "1 of 1 parties on record" in page


# Parties


def test_party_shows_positions_shifts_speakers_and_words(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=1, value=70)

    page = get(analyst_client, "party", negotiation.slug, party.slug)

    assert "Zahira softened by 20 points" in page
    assert party.affiliations.get().spokesperson.name in page
    assert page.count('class="statement"') == 2


@pytest.mark.parametrize("count", [1, 3])
def test_party_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, party, count):
    for number in range(count):
        issue = make_issue(negotiation, f"Issue {number}")
        say(issue, party, value=90)
        say(issue, party, days=1, value=80)
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(32):
        page = get(analyst_client, "party", negotiation.slug, party.slug)

    assert page.count('class="pair"') == count


def test_parties_list_who_speaks(analyst_client, negotiation, party):
    assert party.affiliations.get().spokesperson.name in get(analyst_client, "parties", negotiation.slug)


# Proposals


def test_proposal_shows_votes_with_totals_and_words_about_it(analyst_client, negotiation, issue, party):
    proposal = ProposalFactory(negotiation=negotiation)
    VoteFactory(proposal=proposal, party=party, choice=VoteChoice.AGAINST)
    VoteFactory(proposal=proposal, party=make_party(negotiation, "Northmark"))
    say(issue, party, "This plan will not do.", proposal=proposal)
    make_party(negotiation, "Estmark")

    page = get(analyst_client, "proposal", negotiation.slug, proposal.slug)

    assert '<b class="num">1</b> against' in page
    assert '<b class="num">1</b> for' in page
    assert "This plan will not do." in page
    assert page.count("nothing on record") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_proposal_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    proposal = ProposalFactory(negotiation=negotiation)
    for number in range(count):
        party = make_party(negotiation, f"Party {number}")
        VoteFactory(proposal=proposal, party=party)
        say(issue, party, proposal=proposal, days=number)
    with django_assert_num_queries(19):
        page = get(analyst_client, "proposal", negotiation.slug, proposal.slug)

    assert page.count('class="statement"') == count


# Search


def test_search_marks_the_words_and_keeps_the_filters(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues may fall.")
    say(issue, make_party(negotiation, "Northmark"), "The dues stay.")

    page = get(analyst_client, "search", negotiation.slug, q="due", party=party.slug)

    assert "1 statement with" in page
    assert 'The <mark class="hit">dues</mark> may fall.' in page
    assert f'<option value="{party.slug}" selected>' in page


def test_search_finds_parties_and_issues_by_name(analyst_client, negotiation, issue, party):
    page = get(analyst_client, "search", negotiation.slug, q="harbour")

    assert issue.get_absolute_url() in page


@pytest.mark.parametrize("words", ["'", '"', "-", "a\x00b", "((", "<script>", "𝔘" * 500])
def test_search_survives_any_words(analyst_client, negotiation, words):
    assert "<script>alert" not in get(analyst_client, "search", negotiation.slug, q=words)


def test_search_without_a_hit_says_so(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.")

    page = get(analyst_client, "search", negotiation.slug, q="lighthouse")

    assert "<h1>0 statements with “<bdi>lighthouse</bdi>”</h1>" in page
    assert "No statement fits" in page
    assert "Words are found in all their forms" not in page


def test_search_without_a_wish_explains_itself(analyst_client, negotiation):
    assert "Words are found in all their forms" in get(analyst_client, "search", negotiation.slug)


@pytest.mark.parametrize("count", [1, 3])
def test_search_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, party, count):
    for number in range(count):
        say(issue, party, f"The dues fall, number {number}.", days=number)
    with django_assert_num_queries(18):
        page = get(analyst_client, "search", negotiation.slug, q="dues")

    assert page.count('class="statement"') == count


# Today


def test_today_of_a_new_negotiation_says_where_to_start(analyst_client, negotiation):
    assert "Start here" in get(analyst_client, "negotiation", negotiation.slug)


def test_today_tells_the_shifts_of_the_last_days_on_record(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=1, value=70)

    page = get(analyst_client, "negotiation", negotiation.slug)

    assert "<h1>One position moved in the 7 days to 10 Mar 2031</h1>" in page
    assert "Zahira softened by 20 points on Harbour dues" in page


def test_today_tells_what_was_confirmed_since_the_last_visit(analyst_client, negotiation, issue, party, time_machine):
    time_machine.move_to(SAID_AT)
    say(issue, party, "The dues stay.", value=90)
    get(analyst_client, "negotiation", negotiation.slug)
    time_machine.move_to(SAID_AT.replace(day=6))
    say(issue, party, "The dues may fall.", days=1, value=70)

    page = get(analyst_client, "negotiation", negotiation.slug)

    assert "<h1>One position moved since your last visit</h1>" in page


def test_today_counts_what_waits(analyst_client, negotiation, issue, party):
    first, second = say(issue, party, value=90), say(issue, party, days=1, value=90)
    relate(first, second)
    say(issue, party, days=2, value=10, is_suggested=True)
    say(issue, None, days=3, is_suggested=True)

    page = get(analyst_client, "negotiation", negotiation.slug)

    assert "suggestion would move a held position" in page
    assert "link to judge" in page
    assert "articles with new suggestions" in page
    assert "name nobody has placed" in page


def test_today_counts_what_was_said_again_apart_from_what_moved(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=1, value=90)
    say(issue, party, days=2, value=90)

    assert "2 times more" in get(analyst_client, "negotiation", negotiation.slug)


@pytest.mark.parametrize("count", [1, 3])
def test_today_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    for number in range(count):
        party = make_party(negotiation, f"Party {number}")
        first, second = say(issue, party, value=90), say(issue, party, days=1, value=80)
        relate(first, second)
        say(issue, party, days=2, value=10, is_suggested=True)
    with django_assert_num_queries(25):
        page = get(analyst_client, "negotiation", negotiation.slug)

    assert page.count('class="pair"') == count


# Everywhere


@pytest.mark.parametrize("name", ["negotiation", "matrix", "matrix_csv", "issues", "parties", "search", "review_queue"])
def test_page_of_a_negotiation_does_not_open_for_strangers(client, negotiation, name, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger"))

    assert client.get(reverse(name, args=[negotiation.slug])).status_code == 404


def test_pages_keep_partial_dates_in_every_zone(analyst_client, analyst, negotiation, issue, party):
    """4 March, known to the day, stays 4 March for a reader in Kiritimati, fourteen hours ahead."""
    analyst.time_zone = "Pacific/Kiritimati"
    analyst.save()
    say(issue, party, value=90)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert '<b><time datetime="2031-03-04" title="2031">4 Mar</time></b>' in page


def test_vote_alone_holds_a_position(analyst_client, negotiation, issue, party):
    proposal: Proposal = ProposalFactory(negotiation=negotiation, title="Envoy's plan")
    vote = VoteFactory(proposal=proposal, party=party, choice=VoteChoice.AGAINST)
    confirm(position=Position.objects.create(issue=issue, vote=vote, stance=Stance.OPPOSES, origin="person"))

    page = get(analyst_client, "matrix", negotiation.slug, party=party.slug, issue=issue.slug)

    assert "Voted against: Envoy&#x27;s plan" in page


# Splits, other readings, first moves, silence, and what was known


def at_odds(issue, party, *, days: float = 1) -> None:
    """Have two speakers of a party say opposite things on one day."""
    other = SpokespersonFactory(negotiation=issue.negotiation, name="Ilka Brandt")
    say(issue, party, "The dues stay.", days=days, value=90)
    position = say(issue, party, "The dues go.", days=days, value=10, stance=Stance.OPPOSES)
    Statement.objects.filter(pk=position.statement_id).update(speaker=other)


def test_matrix_shows_a_split_with_both_sides_and_their_words(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay, of course.", value=90)
    at_odds(issue, party)

    page = get(analyst_client, "matrix", negotiation.slug, party=party.slug, issue=issue.slug)

    assert "<h1>Zahira spoke with two voices on Harbour dues</h1>" in page
    assert '<span class="moved">split</span>' in page
    assert "its speakers are at odds" in page
    assert ("The dues stay." in page, "The dues go." in page) == (True, True)
    assert "reversed" not in page
    assert '<svg class="shiftline"' not in page


def test_matrix_csv_says_that_speakers_are_at_odds(analyst_client, negotiation, issue, party):
    at_odds(issue, party)

    [row] = csv.DictReader(StringIO(get(analyst_client, "matrix_csv", negotiation.slug)))

    assert row["reason"] == "its speakers at odds: supports 90 against opposes 10"


def test_issue_shows_a_split_with_both_quotations(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay, of course.", value=90)
    at_odds(issue, party)
    say(issue, party, "The dues stay after all.", days=2, value=90)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug, show="shifts")

    assert "spoke with two voices" in page
    assert ("The dues stay." in page, "The dues go." in page) == (True, True)
    assert "only the words of Ilka Brandt count</bdi>, Zahira reversed by 80 points." in page
    assert page.count('<div class="step">') == 1


def test_issue_shows_a_split_nothing_was_held_before(analyst_client, negotiation, issue, party):
    at_odds(issue, party)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert "its speakers at odds: supports 90 against opposes 10" in page
    assert page.count('<div class="step">') == 1


def test_today_shows_both_sides_of_a_split(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay, of course.", value=90)
    at_odds(issue, party)

    page = get(analyst_client, "negotiation", negotiation.slug)

    assert "Zahira spoke with two voices on Harbour dues" in page
    assert ("The dues stay." in page, "The dues go." in page) == (True, True)


def test_issue_says_how_else_a_step_may_be_read(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall a little.", days=1, value=80, is_suggested=True)
    say(issue, party, "The dues may fall.", days=2, value=70)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert "<bdi>With suggestions counted</bdi>, Zahira may have softened by 10 points." in page
    assert "<bdi>By confirmed statements alone</bdi>, Zahira did not move: supports at 90 since 4 Mar." in page


def test_issue_says_that_a_late_article_changed_the_past(analyst_client, negotiation, issue, party, time_machine):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues go.", days=3, value=10, stance=Stance.OPPOSES)
    assert "changed the past" not in get(analyst_client, "issue", negotiation.slug, issue.slug)
    time_machine.move_to(SAID_AT.replace(day=20), tick=False)
    say(issue, party, "Half of the dues go.", days=1, value=50)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert page.count("changed the past") == 1


def test_issue_says_who_moved_first_and_who_followed(analyst_client, negotiation, issue, party):
    northmark = make_party(negotiation, "Northmark")
    make_party(negotiation, "Estmark")
    say(issue, party, value=90)
    say(issue, northmark, value=10)
    say(issue, make_party(negotiation, "Westmark"), value=50)
    say(issue, northmark, days=1, value=30)
    say(issue, party, days=4, value=80)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert "it softened by 20 points, nearer to Zahira, Westmark." in page
    assert ">3 days later</a>: it softened by 10 points, nearer to Northmark, Westmark." in page
    assert "Not moved on record: Westmark." in page


def test_issue_where_nobody_moved_names_no_first_mover(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)

    assert "Who moved first" not in get(analyst_client, "issue", negotiation.slug, issue.slug)


@pytest.mark.parametrize(("to", "sentence"), [
    ("2031-03-09", "says so about every 2 days, last on"),
    ("2031-03-31", "23 days ago; before, it said so about every 2 days."),
])  # fmt: skip
def test_issue_says_what_is_said_again_and_what_no_more(analyst_client, negotiation, issue, party, to, sentence):
    for days in (0, 2, 4):
        say(issue, party, value=90, days=days)

    assert sentence in get(analyst_client, "issue", negotiation.slug, issue.slug, to=to)


def test_issue_claims_no_rhythm_of_two_days(analyst_client, negotiation, issue, party):
    for days in (0, 2):
        say(issue, party, value=90, days=days)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug, to="2031-03-31")

    assert "Said again, and no more" not in page


def test_matrix_shows_what_was_known_on_a_day(analyst_client, negotiation, issue, party, time_machine):
    say(issue, party, "The dues stay.", value=90)
    time_machine.move_to(SAID_AT.replace(day=20), tick=False)
    say(issue, party, "The dues go.", days=2, value=10, stance=Stance.OPPOSES)

    then = get(analyst_client, "matrix", negotiation.slug, date="2031-03-08", known="2031-03-12")
    now = get(analyst_client, "matrix", negotiation.slug, date="2031-03-08")
    rows = csv.DictReader(StringIO(get(analyst_client, "matrix_csv", negotiation.slug, known="2031-03-12")))

    assert "at the end of 12 Mar 2031" in then
    assert ('scale, 0 to 100">90<' in then, 'scale, 0 to 100">10<' in then) == (True, False)
    assert ('scale, 0 to 100">10<' in now, "at the end of 12 Mar 2031" in now) == (True, False)
    assert [row["value"] for row in rows] == ["90"]


@pytest.mark.parametrize("count", [1, 3])
def test_matrix_of_what_was_known_takes_a_fixed_number_of_queries(
    analyst_client, django_assert_num_queries, negotiation, issue, count
):
    for number in range(count):
        say(issue, make_party(negotiation, f"Party {number}"), value=90)
    with django_assert_num_queries(20):
        page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-08", known="2031-03-12")

    assert page.count("said once") == count
