"""Today, matrix, issue, party, proposal and search: what they show, and that they stay quick."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import Stance, VoteChoice
from positions.models import Position, Proposal, Statement
from tests.factories import (
    SAID_AT,
    LinkFactory,
    OutsideEventFactory,
    ProposalFactory,
    SpokespersonFactory,
    VoteFactory,
    confirm,
)
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


def test_matrix_title_of_a_narrow_screen_tells_one_move(analyst_client, negotiation, issue, party):
    for number, slug in enumerate(("light", "tolls")):
        other = make_issue(negotiation, slug.capitalize(), slug=slug)
        say(other, party, value=90)
        say(other, party, days=number + 1, value=70)

    page = get(analyst_client, "matrix", negotiation.slug)

    assert '<span class="only-narrow">Zahira softened by 20 points on Tolls, and 1 more move</span>' in page
    assert (
        '<span class="only-wide">Zahira softened by 20 points on Tolls; Zahira softened by 20 points on Light</span>'
        in page
    )


def test_marks_of_shifts_lead_to_their_evidence(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    later = say(issue, party, "The dues may fall.", days=1, value=70)

    on_the_strip = f"date=2031-03-05&amp;party={party.slug}&amp;issue={issue.slug}#evidence"
    strip = get(analyst_client, "matrix", negotiation.slug)
    chart = get(analyst_client, "issue", negotiation.slug, issue.slug)
    first = get(analyst_client, "issue", negotiation.slug, issue.slug, show="shifts")

    assert strip.count(on_the_strip) == 2
    assert chart.count(f'<a href="#said-{later.pk}" tabindex="-1">') == 1
    assert chart.count(f'<td><a href="#said-{later.pk}">') == 1
    earlier = negotiation.statements.get(words="The dues stay.")
    assert first.count(f'href="{earlier.get_absolute_url()}" tabindex="-1"') == 1


def test_titles_of_outside_events_stand_below_a_narrow_picture(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)
    OutsideEventFactory(negotiation=negotiation, title="Storm closes the port", happened_at=SAID_AT + timedelta(days=2))

    for page in (
        get(analyst_client, "matrix", negotiation.slug),
        get(analyst_client, "issue", negotiation.slug, issue.slug),
    ):
        [below] = re.findall(r'<p class="evs small quiet">(.*?)</p>', page)
        assert "Storm closes the port" in below


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


def test_matrix_too_large_to_look_at_shows_what_is_known_best(analyst_client, negotiation, issue, party, monkeypatch):
    monkeypatch.setattr("positions.web.matrix.MOST_CELLS", 3)
    monkeypatch.setattr("positions.web.matrix.MOST_PARTIES", 1)
    monkeypatch.setattr("positions.web.matrix.MOST_ISSUES", 1)
    make_party(negotiation, "Northmark", slug="northmark", number=9)
    light = make_issue(negotiation, "Lighthouse", slug="light")
    say(light, party, value=90)

    page = get(analyst_client, "matrix", negotiation.slug)
    opened = get(analyst_client, "matrix", negotiation.slug, party="northmark", issue=issue.slug)
    whole = get(analyst_client, "matrix", negotiation.slug, cells="all")

    assert "Of 2 parties and 2 issues those are shown of which most is known." in page
    assert "1 party on 1 issue" in page
    assert "Northmark, Harbour dues: unknown" not in page
    assert "2 parties on 2 issues" in opened
    assert "Northmark, Harbour dues: unknown" in whole
    assert "those are shown of which most is known" not in whole


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


def test_matrix_compares_two_dates_in_words(analyst_client, negotiation, issue, party):
    other = make_party(negotiation, "Northmark")
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)
    say(issue, other, value=20)

    page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-09", against="2031-03-05")

    assert "<h1>Zahira softened by 20 points on Harbour dues</h1>" in page
    assert "1 of 2 cells." in page
    assert '<span class="moved">−20, softened by 20 points</span>' in page
    assert page.count("cell-changed") == 1
    assert page.count("cell-same") == 1


def test_matrix_compares_the_same_whichever_date_comes_first(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)

    assert "softened by 20 points" in get(
        analyst_client, "matrix", negotiation.slug, date="2031-03-05", against="2031-03-09"
    )


def test_matrix_shows_only_what_changed_when_asked(analyst_client, negotiation, issue, party):
    other = make_party(negotiation, "Northmark", slug="northmark")
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)
    say(issue, other, value=20)
    two = {"date": "2031-03-09", "against": "2031-03-05"}

    assert "cell-same" in get(analyst_client, "matrix", negotiation.slug, **two)
    assert "cell-same" not in get(analyst_client, "matrix", negotiation.slug, changed="1", **two)


def test_matrix_of_two_dates_without_a_change_says_so(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)

    page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-09", against="2031-03-05", changed="1")

    assert "No cell changed between the two dates." in page
    assert "<h1>Nothing moved between 5 Mar and 9 Mar 2031</h1>" in page


def test_matrix_csv_of_two_dates_holds_the_changes(analyst_client, negotiation, issue, party):
    make_party(negotiation, "Northmark")
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)

    sheet = get(analyst_client, "matrix_csv", negotiation.slug, date="2031-03-09", against="2031-03-05")

    rows = list(csv.DictReader(StringIO(sheet)))
    assert [(row["party"], row["points"], row["value_then"], row["value_now"], row["change"]) for row in rows] == [
        ("Zahira", "-20", "90", "70", "softened by 20 points")
    ]


def test_shifts_csv_holds_the_steps_of_all_time(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)

    rows = list(csv.DictReader(StringIO(get(analyst_client, "shifts_csv", negotiation.slug, date="2031-03-05"))))

    assert [(row["day"], row["party"], row["what_happened"], row["points"], row["state"]) for row in rows] == [
        ("2031-03-08", "Zahira", "softened by 20 points", "-20", "confirmed")
    ]


def test_matrix_sorts_and_ungroups_and_keeps_both_in_its_links(analyst_client, negotiation, issue):
    for number, name in enumerate(("Zahira", "Northmark"), start=1):
        make_party(negotiation, name, slug=name.lower(), number=number, group=f"Group {number}")

    page = get(analyst_client, "matrix", negotiation.slug, sort="name", group="none", date="2031-03-09")

    assert page.index("Northmark, Harbour dues: unknown") < page.index("Zahira, Harbour dues: unknown")
    assert '<tr class="group">' not in page
    assert "?date=2031-03-09&amp;sort=name&amp;group=none&amp;party=zahira" in page


def test_matrix_answers_a_script_with_the_part_it_swaps(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    address = reverse("matrix", args=[negotiation.slug]) + f"?party={party.slug}&issue={issue.slug}"

    parts = {
        target: text(analyst_client.get(address, headers={"HX-Request": "true", "HX-Target": target}))
        for target in ("matrix-table", "matrix-panel")
    }

    assert [("<html" in part, "The dues stay." in part, "<table" in part) for part in parts.values()] == [
        (False, True, True), (False, True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_matrix_of_two_dates_takes_a_fixed_number_of_queries(
    analyst_client, django_assert_num_queries, negotiation, issue, count
):
    for number in range(count):
        say(issue, make_party(negotiation, f"Party {number}"), value=90)
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(26):
        page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-09", against="2031-03-01", sort="moved")

    assert page.count("cell-changed") == count


@pytest.mark.parametrize("count", [1, 3])
def test_matrix_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    for number in range(count):
        party = make_party(negotiation, f"Party {number}")
        say(issue, party, value=90)
        say(issue, party, days=1, value=80)
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(22):
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


def test_issue_tells_outside_events_and_proposals_in_their_place(analyst_client, negotiation, issue, party):
    say(issue, party, "First words.", value=90)
    say(issue, party, "Last words.", days=4, value=90)
    OutsideEventFactory(negotiation=negotiation, title="A storm", happened_at=SAID_AT + timedelta(days=2))
    other = OutsideEventFactory(negotiation=negotiation, title="A strike", happened_at=SAID_AT)
    other.issues.add(make_issue(negotiation, "Lighthouse"))
    put = ProposalFactory(negotiation=negotiation, title="Envoy's plan", put_by=party, put_at=SAID_AT)
    put.issues.add(issue)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug, order="oldest")
    talk = page[page.index('class="talk') :]

    assert "A strike" not in page
    assert talk.index("Proposal put:") < talk.index("First words.") < talk.index("A storm.") < talk.index("Last words.")
    assert page.count('<line class="ev"') == 2  # in the chart, and in its key
    assert page.count('<path class="prop"') == 2


def test_issue_says_when_it_was_opened_settled_and_opened_again(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    for day, effect in ((3, "opens"), (5, "settles"), (7, "opens")):
        event = OutsideEventFactory(negotiation=negotiation, effect=effect, happened_at=SAID_AT.replace(day=day))
        event.issues.add(issue)

    page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    words = " ".join(re.sub("<[^>]*>", "", page).split())
    assert "Opened 3 Mar 2031, settled 5 Mar 2031, reopened 7 Mar 2031, not settled" in words
    assert page.count('<rect class="closed"') == 1


def test_issue_leaves_out_what_happened_before_the_conversation_shown(
    analyst_client, negotiation, issue, party, monkeypatch
):
    monkeypatch.setattr("positions.web.issues.NODES_SHOWN", 1)
    say(issue, party, value=90)
    say(issue, party, days=2, value=80)
    OutsideEventFactory(negotiation=negotiation, title="A storm", happened_at=SAID_AT)

    talk = [
        page[page.index('class="talk') :]
        for page in (
            get(analyst_client, "issue", negotiation.slug, issue.slug, **query) for query in ({}, {"all": "1"})
        )
    ]

    assert ["A storm." in each for each in talk] == [False, True]


def test_issue_chart_zooms_to_the_days_in_the_address(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    say(issue, party, days=4, value=70)

    whole = get(analyst_client, "issue", negotiation.slug, issue.slug)
    zoomed = get(analyst_client, "issue", negotiation.slug, issue.slug, **{"from": "2031-03-07"})

    assert "own scale, 4 Mar 2031 to 10 Mar 2031" in whole
    assert "own scale, 7 Mar 2031 to 10 Mar 2031" in zoomed
    assert "from 4 Mar 2031 on</a>" in zoomed


def test_issue_says_who_answered_a_proposal_and_who_has_not_for_how_long(analyst_client, negotiation, issue, party):
    make_party(negotiation, "Northmark")
    proposal = ProposalFactory(negotiation=negotiation, title="Envoy's plan", put_at=SAID_AT)
    proposal.issues.add(issue)
    say(issue, party, days=1, proposal=proposal, condition="the port opens")

    page = " ".join(re.sub("<[^>]*>", " ", get(analyst_client, "issue", negotiation.slug, issue.slug)).split())

    assert "Answers to Envoy&#x27;s plan put 4 Mar" in page
    assert "sets conditions Zahira the port opens has not answered for 6 days Northmark" in page
    assert "answers Envoy&#x27;s plan" in page


@pytest.mark.parametrize("count", [1, 3])
def test_issue_with_events_and_proposals_takes_a_fixed_number_of_queries(
    analyst_client, django_assert_num_queries, negotiation, issue, party, count
):
    for number in range(count):
        proposal = ProposalFactory(negotiation=negotiation, put_by=party, put_at=SAID_AT)
        proposal.issues.add(issue)
        VoteFactory(proposal=proposal, party=party)
        say(issue, party, days=number, value=90 - number, proposal=proposal)
        event = OutsideEventFactory(negotiation=negotiation, effect="opens")
        event.issues.add(issue)
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(34):
        page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert page.count("Answers to") == count


def test_matrix_draws_outside_events_on_its_strip_and_lists_them(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)
    OutsideEventFactory(negotiation=negotiation, title="A storm", summary="The ferry stays in port.")

    page = get(analyst_client, "matrix", negotiation.slug)

    assert page.count('<line class="ev"') == 1
    assert "The ferry stays in port." in page


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
    with django_assert_num_queries(36):
        page = get(analyst_client, "issue", negotiation.slug, issue.slug)

    assert page.count('<div class="step">') == count


def test_issues_list_what_is_held(analyst_client, negotiation, issue, party):
    say(issue, party, value=90)

    page = get(analyst_client, "issues", negotiation.slug)

    assert "Harbour dues" in page
    assert "1 of 1 party on record" in page


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
    with django_assert_num_queries(42):
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
    with django_assert_num_queries(31):
        page = get(analyst_client, "proposal", negotiation.slug, proposal.slug)

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
    bring_up_to_date(negotiation=negotiation)
    with django_assert_num_queries(40):
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
    with django_assert_num_queries(22):
        page = get(analyst_client, "matrix", negotiation.slug, date="2031-03-08", known="2031-03-12")

    assert page.count("said once") == count
