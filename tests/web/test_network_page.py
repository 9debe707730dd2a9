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
from tests.factories import NegotiationFactory, confirm
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


@pytest.mark.parametrize("kind", ["shared", "spoken", "answers"])
def test_the_network_shown_is_a_file_of_other_programs(analyst_client, talks, kind):
    query = {"kind": kind, "stance": "subtract", "repeats": "month", "to": "2031-03-12"}
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
