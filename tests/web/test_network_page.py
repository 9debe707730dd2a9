"""The page of the networks of a negotiation."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import networkx as nx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from positions.enums import Relation, Stance
from positions.web.network_chart import DRAWN, Tie, chart_of
from tests.factories import SAID_AT, NegotiationFactory, confirm
from tests.web.talks import make_issue, make_party, relate, say

pytestmark = pytest.mark.django_db


def page(client, negotiation, **query):
    return client.get(reverse("network", args=[negotiation.slug]), query).content.decode()


def matrix(client, negotiation, **query):
    return client.get(reverse("network_csv", args=[negotiation.slug]), query).content.decode().splitlines()


@pytest.fixture
def talks(negotiation):
    """Zahira and Northmark agree on the pilots and not on the dues; Tessaly says one thing, as Zahira does."""
    dues, pilots = make_issue(negotiation, number=1), make_issue(negotiation, "Pilots", number=2)
    zahira, northmark, tessaly = (
        make_party(negotiation, name, number=number + 1)
        for number, name in enumerate(["Zahira", "Northmark", "Tessaly"])
    )
    first = say(dues, zahira, stance=Stance.SUPPORTS)
    answer = say(dues, northmark, "No ship pays.", days=1, stance=Stance.OPPOSES)
    for number, party in enumerate((zahira, northmark)):
        for time in range(2):
            say(pilots, party, f"Pilots, {time}.", days=2 + number + 2 * time, stance=Stance.SUPPORTS)
    say(dues, tessaly, "We pay.", days=9, stance=Stance.SUPPORTS)
    confirm(link=relate(first, answer, Relation.OPPOSES))
    return negotiation


def test_shared_stances_are_drawn_with_the_finding_as_title(analyst_client, talks):
    shown = page(analyst_client, talks)

    assert "<h1>Northmark and Zahira took the same stance most</h1>" in shown
    assert "from 7 confirmed statements" in shown
    assert shown.count('class="node"') == 2
    assert shown.count('class="node-thin"') == 1
    assert shown.count('class="tie tie-thin"') == 1


def test_each_number_is_explained_and_stands_in_the_table(analyst_client, talks):
    shown = page(analyst_client, talks, stance="conflict", weigh="average")

    assert "take opposite stances on an issue" in shown
    assert "divided by how many statements the two make on average" in shown
    assert "<td>0.333</td><td>3 and 3 statements</td>" in shown


def test_camps_are_told_with_what_they_leave_between(analyst_client, talks):
    shown = page(analyst_client, talks)

    assert "Two camps" in shown
    assert "Polarization is the difference, 0.30" in shown


def test_two_mode_says_who_is_for_and_against(analyst_client, talks):
    lines = matrix(analyst_client, talks, kind="spoken")

    assert lines == [",Harbour dues,Pilots", "Northmark,-1.0,2.0", "Tessaly,1.0,0.0", "Zahira,1.0,2.0"]
    shown = page(analyst_client, talks, kind="spoken")
    assert "Most clearly for an issue is Northmark, for “Pilots”" in shown
    assert '<option value="subtract" selected>for minus against</option>' in shown


def test_answers_go_one_way(analyst_client, talks):
    assert matrix(analyst_client, talks, kind="answers") == [",Northmark,Zahira", "Northmark,0.0,1.0", "Zahira,0.0,0.0"]
    assert "Northmark takes up the words of Zahira most" in page(analyst_client, talks, kind="answers")


def test_answers_that_oppose_are_taken_from_those_that_support(analyst_client, talks):
    assert matrix(analyst_client, talks, kind="answers", stance="subtract")[1] == "Northmark,0.0,-1.0"
    assert matrix(analyst_client, talks, kind="answers", stance="congruence")[1] == "Northmark,0.0,0.0"
    shown = page(analyst_client, talks, kind="answers", stance="subtract")
    assert "Northmark opposes the words of Zahira most" in shown
    assert "No tie to draw" in page(analyst_client, talks, kind="answers", stance="congruence")


def test_days_and_repeats_narrow_it(analyst_client, talks):
    day = talks.links.get().later.said_at

    first = matrix(analyst_client, talks, kind="spoken", stance="ignore", to=f"{day:%Y-%m-%d}")
    once = matrix(analyst_client, talks, kind="spoken", repeats="acrossrange")

    assert first == [",Harbour dues", "Northmark,1.0", "Zahira,1.0"]
    assert once[1] == "Northmark,-1.0,1.0"
    assert matrix(analyst_client, talks, kind="answers", **{"from": f"{day + timedelta(days=1):%Y-%m-%d}"}) == ['""']


def test_what_the_address_does_not_know_is_the_usual(analyst_client, talks):
    odd = {"kind": "rumour", "of": "rivers", "stance": "combine", "weigh": "prominence", "repeats": "x", "from": "May"}

    assert page(analyst_client, talks, **odd).count("selected") == page(analyst_client, talks).count("selected")
    assert matrix(analyst_client, talks, **odd) == matrix(analyst_client, talks)


def link(shown, words):
    return unescape(re.search(rf'<a href="([^"]*)">{words}</a>', shown).group(1))


@pytest.mark.parametrize(
    ("kind", "more"),
    [("shared", {}), ("spoken", {}), ("answers", {}), ("shared", {"window": "2", "unit": "weeks"}),
     ("spoken", {"window": "1", "unit": "months", "kernel": "gaussian"})],
)  # fmt: skip
def test_the_network_shown_is_a_file_of_other_programs(analyst_client, talks, kind, more):
    query = {"kind": kind, "stance": "subtract", "repeats": "month", **(more or {"to": "2031-04-30"})}
    shown = page(analyst_client, talks, **query)
    _head, *rows = csv.reader(matrix(analyst_client, talks, **query))
    weights = sorted(float(each) for row in rows for each in row[1:] if float(each))

    files = {words: analyst_client.get(link(shown, words)) for words in ("GraphML", "GEXF", "UCINET")}

    assert [each["Content-Disposition"] for each in files.values()] == [
        f'attachment; filename="network-{kind}.{ending}"' for ending in ("graphml", "gexf", "dl")
    ]
    read = nx.read_graphml(BytesIO(files["GraphML"].content)), nx.read_gexf(BytesIO(files["GEXF"].content))
    twice = 2 if kind == "shared" else 1  # the matrix has both halves
    assert [sorted([tie["weight"] for *_, tie in each.edges(data=True)] * twice) for each in read] == [weights] * 2
    numbers = files["UCINET"].content.decode().split("data:\n")[1].split()
    assert sorted(float(each) for each in numbers if float(each)) == weights != []


def test_nothing_on_record_says_what_belongs_here(analyst_client, negotiation):
    shown = page(analyst_client, negotiation)

    assert "No tie to draw" in shown
    assert "<svg" not in shown.split("<main")[1].split("</main")[0]


def test_another_negotiation_does_not_mix_in(analyst_client, negotiation):
    other = NegotiationFactory()
    say(make_issue(other), make_party(other), stance=Stance.SUPPORTS)

    assert matrix(analyst_client, negotiation, kind="spoken") == ['""']


def test_names_cannot_be_formulas(analyst_client, negotiation):
    say(make_issue(negotiation, "=1+1"), make_party(negotiation, "@Zahira"), stance=Stance.SUPPORTS)

    assert matrix(analyst_client, negotiation, kind="spoken") == [",'=1+1", "'@Zahira,1.0"]


@pytest.mark.parametrize("kind", ["shared", "spoken", "answers"])
def test_queries_do_not_grow(analyst_client, negotiation, kind):
    counts = []
    for number in range(3):
        dues = make_issue(negotiation, f"Dues {number}", number=number + 1)
        first = say(dues, make_party(negotiation, f"Zahira {number}", number=2 * number + 1), stance=Stance.SUPPORTS)
        other = make_party(negotiation, f"Northmark {number}", number=2 * number + 2)
        answer = say(dues, other, "No ship pays.", days=1, stance=Stance.OPPOSES)
        confirm(link=relate(first, answer, Relation.OPPOSES))
        with CaptureQueriesContext(connection) as seen:
            page(analyst_client, negotiation, kind=kind)
        counts.append(len(seen))

    assert len(set(counts)) == 1


def test_only_the_strongest_ties_are_drawn():
    ties = [Tie(f"party {number}", "Zahira", DRAWN + 2 - number, is_thin=False) for number in range(DRAWN + 2)]

    chart = chart_of(ties, {})

    assert (len(chart.lines), chart.left_out) == (DRAWN, 2)
    assert all(0 <= node.x <= 1 for node in chart.nodes)
    assert chart_of(ties, {}) == chart
    assert chart_of([], {}) is None


def test_parts_that_no_tie_joins_leave_each_other_room():
    ring = [Tie(f"a{each:02}", f"a{(each + step) % 12:02}", 8.0, False) for each in range(12) for step in (1, 2, 3)]

    chart = chart_of([*ring, Tie("y", "z", -1.0, False)], {})

    across = [node.x for node in chart.nodes if node.name.startswith("a")]
    assert max(across) - min(across) > 0.25  # of a picture of which 0.8 is used


def test_a_thin_tie_is_never_drawn_broad():
    ties = [Tie("Zahira", "Northmark", 9, is_thin=True), Tie("Zahira", "Tessaly", 9, is_thin=False)]

    assert [line.width for line in chart_of(ties, {}).lines] == [2.5, 7]


def over_time(client, negotiation, **query):
    return client.get(reverse("network_time_csv", args=[negotiation.slug]), query).content.decode().splitlines()


@pytest.fixture
def moved(negotiation):
    """Zahira and Northmark are opposed for five days and agree for the five after them; Tessaly speaks on the last."""
    dues = make_issue(negotiation)
    zahira, northmark, tessaly = (
        make_party(negotiation, name, number=number + 1)
        for number, name in enumerate(["Zahira", "Northmark", "Tessaly"])
    )
    for day in range(10):
        say(dues, zahira, f"Dues on day {day}.", days=day, stance=Stance.SUPPORTS)
        stance = Stance.OPPOSES if day < 5 else Stance.SUPPORTS
        say(dues, northmark, f"No ship on day {day}.", days=day, stance=stance)
    say(dues, tessaly, "No dues at all.", days=9, stance=Stance.OPPOSES)
    return negotiation


def test_a_window_of_days_moves_through_the_talks(analyst_client, moved):
    lines = over_time(analyst_client, moved, window="3", unit="days")

    assert lines[0] == "from,middle,to,statements,polarization,conflict_between,agreement_between,camp,other_camp"
    assert [line.split(",", 3)[3] for line in lines[1:]] == [
        "6,1.0,1.0,0.0,Northmark,Zahira",
        "6,1.0,1.0,0.0,Northmark,Zahira",
        "6,1.0,1.0,0.0,Northmark,Zahira",
        "6,0.0,0.0,0.0,Northmark; Zahira,",
        "6,0.0,0.0,0.0,Northmark; Zahira,",
        "6,,,,,",
        "6,,,,,",
        "7,1.0,1.0,0.0,Northmark; Zahira,Tessaly",
    ]


def test_with_a_kernel_those_who_are_silent_now_have_said_nothing(analyst_client, moved):
    query = {"kind": "spoken", "window": "2", "unit": "days", "kernel": "gaussian", "slice": "0"}

    assert "<td>0 statements" in page(analyst_client, moved, **query)


def test_the_window_that_is_shown_is_the_last_or_the_one_asked_for(analyst_client, moved):
    asked = {"kind": "spoken", "window": "3", "unit": "days"}
    day = SAID_AT + timedelta(days=4)

    assert matrix(analyst_client, moved, **asked) == [",Harbour dues", "Northmark,3.0", "Tessaly,-1.0", "Zahira,3.0"]
    assert matrix(analyst_client, moved, **asked, slice="0") == [",Harbour dues", "Northmark,-3.0", "Zahira,3.0"]
    assert matrix(analyst_client, moved, **asked, at=f"{day:%Y-%m-%d}")[1] == "Northmark,-1.0"
    assert matrix(analyst_client, moved, **asked, slice="999") == matrix(analyst_client, moved, **asked)


def test_windows_are_gone_through_and_their_polarization_is_the_finding(analyst_client, moved):
    shown = page(analyst_client, moved, window="3", unit="days", slice="0")

    assert f"Polarization was highest around {SAID_AT + timedelta(days=1):%-d %b %Y}: 1.00" in shown
    assert 'slice=1" rel="next"' in shown
    assert 'rel="prev"' not in shown
    assert shown.count('class="quiet">nobody conflicts') == 2


def test_a_kernel_says_how_statements_count(analyst_client, moved):
    query = {"kind": "spoken", "window": "4", "unit": "days", "kernel": "triangular"}
    query["at"] = f"{SAID_AT + timedelta(days=5):%Y-%m-%d}"

    lines = matrix(analyst_client, moved, **query)

    assert lines[1:] == ["Northmark,1.0", "Tessaly,0.0", "Zahira,2.0"]  # against a day before, for it since
    assert "counts 1 in the middle of the window" in page(analyst_client, moved, **query)


def test_too_many_windows_and_too_long_ones_are_told(analyst_client, moved):
    dues = moved.issues.get()
    say(dues, moved.parties.first(), "Much later.", days=500, stance=Stance.SUPPORTS)

    assert "That makes 501 windows, more than the 400 that can be shown" in page(
        analyst_client, moved, window="1", unit="days"
    )
    assert "These days are shorter than one window" in page(analyst_client, moved, window="9", unit="years")


def test_which_stances_occur_is_a_code_and_drawn_as_wide(analyst_client, moved):
    shown = page(analyst_client, moved, kind="spoken", stance="combine")

    assert matrix(analyst_client, moved, kind="spoken", stance="combine")[1:] == [
        "Northmark,5.0",
        "Tessaly,4.0",
        "Zahira,1.0",
    ]
    assert "<h1>Which stances are taken on which issues</h1>" in shown
    assert shown.count('stroke-width="2.0"') == 3


def test_only_ties_that_stand_out_are_kept(analyst_client, negotiation):
    dues = make_issue(negotiation)
    for number in range(12):
        party = make_party(negotiation, f"Party {number:02}", number=number + 1)
        for time in range(9 if number < 2 else 1):
            say(dues, party, f"Dues {number} {time}.", days=time, stance=Stance.SUPPORTS)

    lines = matrix(analyst_client, negotiation, backbone="1")

    assert lines[1].split(",")[1:3] == ["0.0", "81.0"]
    assert lines[3].split(",")[1:] == ["9.0", "9.0", *["0.0"] * 10]  # what they share among themselves is by chance
    assert "disparity filter" in page(analyst_client, negotiation, backbone="1")


def test_groups_that_tie_within_are_told(analyst_client, negotiation):
    for side in range(2):
        issue = make_issue(negotiation, f"Issue {side}", number=side + 1)
        for number in range(2):
            name = f"Party {side}{number}"
            party = make_party(negotiation, name, number=2 * side + number + 1)
            say(issue, party, f"Words of {name}.", stance=Stance.SUPPORTS)

    groups = page(analyst_client, negotiation).split('id="groups"')[1].split("</ul>")[0]

    assert groups.count("<li>") == 2
    assert groups.index("Party 00") < groups.index("Party 01") < groups.index("Party 10")
