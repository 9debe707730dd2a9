"""Statement, pair, person, proposals, conditions and briefing: what they show and write, and that they stay quick."""

import csv
import json
import re
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify
from docx import Document

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import ConditionState, Firmness, Relation, Stance
from positions.models import ConditionVerdict
from tests.factories import (
    SAID_AT,
    AffiliationFactory,
    ConditionVerdictFactory,
    ProposalFactory,
    SpokespersonFactory,
    StatementFactory,
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
    return make_party(negotiation, slug="zahira")


@pytest.fixture
def northmark(negotiation):
    return make_party(negotiation, "Northmark", slug="northmark")


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def get(client, name: str, *args: object, **query: str) -> str:
    return text(client.get(reverse(name, args=args), query))


# Party


def test_party_tells_in_what_rhythm_it_says_a_position_again(analyst_client, negotiation, issue, party):
    for days in (0, 2, 4):
        say(issue, party, value=90, days=days)

    page = get(analyst_client, "party", negotiation.slug, party.slug)

    assert "said about every 2 days, last on" in page


# Statement


def test_statement_offers_each_citation_to_copy_and_to_download(analyst_client, negotiation, issue, party):
    statement = say(issue, party, "The dues may fall.").statement
    page = text(analyst_client.get(statement.get_absolute_url()))

    for ending in ("txt", "md", "bib", "json"):
        address = reverse("statement_citation", args=[negotiation.slug, statement.public_id, ending])
        assert f'href="{address}"' in page
        response = analyst_client.get(address)
        assert "The dues may fall." in text(response)
        assert response["Content-Disposition"].startswith("attachment; filename=")
    assert json.loads(text(response))[0]["type"] == "article-newspaper"
    assert f'<code id="permalink">http://testserver{statement.get_absolute_url()}</code>' in page


def test_statement_has_no_citation_of_another_kind(analyst_client, negotiation, issue, party):
    statement = say(issue, party).statement

    text(analyst_client.get(reverse("statement_citation", args=[negotiation.slug, statement.public_id, "exe"])), 404)


def test_statement_draws_its_links_and_lists_them(analyst_client, issue, party):
    middle = say(issue, party, "The dues may fall.", days=2)
    relate(say(issue, party, "The dues stay."), middle)
    confirm(link=relate(middle, say(issue, party, "They fall.", days=4), Relation.RESTATES))

    page = text(analyst_client.get(middle.statement.get_absolute_url()))

    assert 'aria-label="softens, suggested: Zahira, 4 Mar 2031"' in page
    assert 'aria-label="restates: Zahira, 8 Mar 2031"' in page
    assert page.count('class="lk lk-pencil"') == 1
    assert page.count('class="linkrow') == 2


def test_statement_tells_who_changed_what_before_and_after(analyst_client, analyst, negotiation, issue, party):
    northmark = make_party(negotiation, "Northmark")
    statement = say(issue, party, is_suggested=True).statement
    address = reverse("statement_correct", args=[negotiation.slug, statement.public_id])
    form = {"statement-said": "2031-03-04", "statement-kind": "direct"}
    statement.party = northmark
    statement.save()
    analyst_client.post(address, form)

    page = text(analyst_client.get(statement.get_absolute_url()))

    assert '<del class="gone" dir="auto">Zahira</del> <ins class="come" dir="auto">Northmark</ins>' in page


# Pair


def test_pair_stands_side_by_side_with_words_and_distance(analyst_client, negotiation, issue, party, northmark):
    say(issue, party, "The dues stay.", value=90)
    say(issue, northmark, "No ship pays.", value=10)
    make_issue(negotiation, "Pilots on board")

    page = get(analyst_client, "pair", negotiation.slug, "zahira", "northmark")

    assert "<h1>Zahira and Northmark stand 80 points apart</h1>" in page
    assert "The dues stay." in page
    assert "No ship pays." in page
    assert "80 points apart</span>" in page
    assert "No chart: they have been comparable since one day only" in page
    assert "Nothing on record of either on:" in page


def test_pair_draws_the_distance_and_hands_out_its_numbers(analyst_client, negotiation, issue, party, northmark):
    say(issue, party, "The dues stay.", value=90)
    say(issue, northmark, "No ship pays.", value=10)
    say(issue, party, "The dues may fall.", days=3, value=60)

    page = get(analyst_client, "pair", negotiation.slug, "zahira", "northmark")
    rows = list(csv.reader(StringIO(get(analyst_client, "pair_csv", negotiation.slug, "zahira", "northmark"))))

    assert '<figcaption id="chart-title">Zahira and Northmark came 30 points closer</figcaption>' in page
    assert re.search(r"Zahira moved first, on <time[^>]*>[^<]+</time>: it ", page)
    assert rows[1:] == [
        ["2031-03-04", "80.0", "80.0", "80.0", "80.0", "1.0", "Zahira: Harbour dues; Northmark: Harbour dues"],
        ["2031-03-07", "50.0", "50.0", "50.0", "50.0", "1.0", "Zahira: Harbour dues"],
    ]


def test_pair_that_cannot_be_compared_says_so(analyst_client, negotiation, issue, party, northmark):
    say(issue, party, value=90)

    page = get(analyst_client, "pair", negotiation.slug, "zahira", "northmark")

    assert "<h1>Zahira and Northmark</h1>" in page
    assert "How far apart they stand cannot be told" in page
    assert "cannot be compared" in page


def test_pair_leads_to_another_second_party_without_script(analyst_client, negotiation, party, northmark):
    make_party(negotiation, "Estmark", slug="estmark")
    address = reverse("pair", args=[negotiation.slug, "zahira", "northmark"])

    answer = analyst_client.get(address, {"with": "estmark"})

    assert answer.url == reverse("pair", args=[negotiation.slug, "zahira", "estmark"])
    assert analyst_client.get(reverse("pair", args=[negotiation.slug, "zahira", "zahira"])).url == (
        party.get_absolute_url()
    )
    assert analyst_client.get(address, {"with": "nowhere\0"}).status_code == 404


# Person


def test_person_shows_roles_words_and_where_the_party_line_is_another(analyst_client, negotiation, issue, party):
    person = party.affiliations.get().spokesperson
    other = AffiliationFactory(party=party, spokesperson=SpokespersonFactory(negotiation=negotiation))
    say(issue, party, "The dues stay.", value=90)
    later = say(issue, party, "The dues may fall.", days=2, value=60)
    later.statement.speaker = other.spokesperson
    later.statement.save()

    page = get(analyst_client, "person", negotiation.slug, slugify(person.name))

    assert "30 points apart" in page
    assert "The dues may fall." in page
    assert "foreign minister" in page
    assert page.count('class="statement"') == 1


def test_former_addresses_of_a_person_keep_resolving(analyst_client, negotiation):
    person = SpokespersonFactory(negotiation=negotiation, name="Zoë Marchetti")
    person.name = "Zoë Marchetti-Ahlgren"
    person.save()

    for former, status in ((person.pk, 301), ("zoë-marchetti", 302)):
        answer = analyst_client.get(reverse("person", args=[negotiation.slug, former]))
        assert (answer.status_code, unquote(answer.url)) == (
            status,
            f"/n/{negotiation.slug}/people/zoë-marchetti-ahlgren/",
        )


@pytest.mark.parametrize("wanted", ["nobody", "9" * 30, "4242"])
def test_address_of_nobody_is_not_found(analyst_client, negotiation, wanted):
    SpokespersonFactory(negotiation=negotiation)

    assert analyst_client.get(reverse("person", args=[negotiation.slug, wanted])).status_code == 404


def test_person_of_another_negotiation_is_not_found_by_the_former_address(analyst_client, negotiation):
    elsewhere = SpokespersonFactory()

    assert analyst_client.get(reverse("person", args=[negotiation.slug, elsewhere.pk])).status_code == 404


def test_namesakes_have_addresses_of_their_own(analyst_client, negotiation):
    one = SpokespersonFactory(negotiation=negotiation, name="Ida Berg")
    other = SpokespersonFactory(negotiation=negotiation, name="Ida, Berg")

    page = get(analyst_client, "people", negotiation.slug)

    for person, slug in ((one, "ida-berg"), (other, f"ida-berg-{other.pk}")):
        assert f'/people/{slug}/"' in page
        assert f"<h1><bdi>{person.name}</bdi></h1>" in get(analyst_client, "person", negotiation.slug, slug)


def test_people_lead_to_their_pages(analyst_client, negotiation, issue, party):
    say(issue, party)
    person = party.affiliations.get().spokesperson

    page = get(analyst_client, "people", negotiation.slug)

    assert reverse("person", args=[negotiation.slug, slugify(person.name)]) in page
    assert (
        '1 confirmed statement, last <time datetime="2031-03-04" title="only the day is known">4 Mar 2031</time>'
        in page
    )


# Proposals


def test_proposal_tells_every_partys_answer_in_its_words(analyst_client, negotiation, issue, party, northmark):
    plan = ProposalFactory(negotiation=negotiation, put_at=SAID_AT)
    say(issue, party, "We accept it.", condition="the port opens", proposal=plan)

    page = get(analyst_client, "proposal", negotiation.slug, plan.slug)

    assert "<b>sets conditions</b>" in page
    assert "We accept it." in page
    assert "<b>has not answered</b>" in page
    assert "for 6 days" in page


def test_proposals_list_who_answered_what(analyst_client, negotiation, issue, party, northmark):
    plan = ProposalFactory(negotiation=negotiation, put_at=SAID_AT)
    say(issue, party, "Never.", stance=Stance.OPPOSES, proposal=plan)

    page = get(analyst_client, "proposals", negotiation.slug)

    assert "<span>rejects</span>" in page
    assert "1 has not answered for 6 days" in page


# Conditions


def test_conditions_tell_the_deadlock_with_the_words_of_each(analyst_client, negotiation, issue, party, northmark):
    for one, other, words in ((party, northmark, "the arrears are paid"), (northmark, party, "the port opens")):
        ConditionVerdictFactory(position=say(issue, one, f"Only if {words}.", condition=words), awaits=other)

    page = get(analyst_client, "conditions", negotiation.slug)

    assert "<h1>Zahira and Northmark wait for each other</h1>" in page
    assert "Zahira waits for Northmark, and Northmark waits for Zahira." in page
    assert "Only if the arrears are paid." in page
    assert page.count('class="wait"') == 2


def test_conditions_are_narrowed_by_state_party_and_issue(analyst_client, negotiation, issue, party, northmark):
    met = say(issue, party, "First.", condition="the arrears are paid")
    ConditionVerdictFactory(position=met, state=ConditionState.MET, note="Paid on 6 March.")
    say(issue, northmark, "Second.", condition="the port opens")

    assert "First." not in get(analyst_client, "conditions", negotiation.slug, state="open")
    assert "Second." not in get(analyst_client, "conditions", negotiation.slug, party="zahira")
    assert "No condition fits this filter" in get(analyst_client, "conditions", negotiation.slug, issue="other")
    assert "Paid on 6 March." in get(analyst_client, "conditions", negotiation.slug, state="met")


def test_conditions_are_shown_as_they_stood_on_the_day_asked_for(analyst_client, negotiation, issue, party, northmark):
    position = say(issue, party, "Only if they pay.", condition="the arrears are paid")
    shows = say(issue, northmark, "We have paid.", days=6).statement
    ConditionVerdictFactory(position=position, state=ConditionState.MET, shown_by=shows, awaits=northmark)

    then = get(analyst_client, "conditions", negotiation.slug, date="2031-03-07")
    now = get(analyst_client, "conditions", negotiation.slug, date="2031-03-10")

    assert "1 condition is open" in then
    assert "open for 3 days" in then
    assert "We have paid." not in then
    assert "<h1>Conditions</h1>" in now
    assert "We have paid." in now
    assert 'name="date" value="2031-03-10"' in now


def test_conditions_say_when_they_are_those_that_the_records_held_earlier(analyst_client, negotiation, issue, party):
    say(issue, party, "Only if they pay.", condition="the arrears are paid")

    page = get(analyst_client, "conditions", negotiation.slug, known="2020-01-01")

    assert "This is what the records said at the end of 1 Jan 2020" in page
    assert "No condition was on record then." in page
    assert "Only if they pay." not in page


def test_condition_withdrawn_by_a_later_statement_says_so(analyst_client, negotiation, issue, party):
    position = say(issue, party, condition="the port opens")
    say(issue, party, "No ship will land.", days=2, stance=Stance.OPPOSES, value=0)

    page = get(analyst_client, "condition", negotiation.slug, position.pk, "zahira")

    assert "withdrawn by later statement" in page
    assert "No ship will land." in page
    assert "read off a later statement" in page


def decide(client, position, **form):
    address = reverse("condition_decide", args=[position.issue.negotiation.slug, position.pk, "zahira"])
    return client.post(address, {"state": "met", "note": "Seen.", "seen": ""} | form)


def test_condition_is_decided_with_the_statement_that_shows_it(
    analyst_client, analyst, negotiation, issue, party, northmark
):
    position = say(issue, party, condition="the arrears are paid")
    shows = say(issue, northmark, "We have paid.", days=2).statement
    page = get(analyst_client, "condition", negotiation.slug, position.pk, "zahira")
    assert "We have paid." in page

    address = f"http://testserver{shows.get_absolute_url()}"
    answer = decide(analyst_client, position, awaits="northmark", shown_by=address, note="")

    assert answer.status_code == 302
    verdict = ConditionVerdict.objects.get()
    assert (verdict.state, verdict.awaits, verdict.shown_by, verdict.by) == ("met", northmark, shows, analyst)


def test_condition_offers_what_the_awaited_party_said_where_nothing_was_said_on_the_issue(
    analyst_client, negotiation, issue, party, northmark
):
    position = say(issue, party, condition="the arrears are paid")
    say(make_issue(negotiation, "Pilots"), northmark, "We have paid.", days=2)
    assert "We have paid." not in get(analyst_client, "condition", negotiation.slug, position.pk, "zahira")

    ConditionVerdictFactory(position=position, awaits=northmark)

    assert "We have paid." in get(analyst_client, "condition", negotiation.slug, position.pk, "zahira")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"note": ""}, "Say what shows it"),
        ({"state": ""}, "Choose what became of it"),
        ({"shown_by": "x"}, "There is no statement of this negotiation at this address."),
        ({"awaits": "nowhere"}, "This party is no longer here."),
        ({"awaits": "zahira"}, "A party does not wait for itself."),
        ({"seen": "9"}, "The decision you saw has been taken back."),
    ],
)
def test_condition_that_cannot_be_decided_says_why_and_keeps_what_was_typed(
    analyst_client, negotiation, issue, party, form, sentence
):
    position = say(issue, party, condition="the arrears are paid")

    page = text(decide(analyst_client, position, **({"note": "A long note.", "state": "broken"} | form)), 422)

    assert sentence in page
    assert ('value="broken" required checked' in page) == ("state" not in form)
    assert ("A long note." in page) == ("note" not in form)
    assert ConditionVerdict.objects.count() == 0


def test_condition_decision_is_taken_back(analyst_client, negotiation, issue, party):
    position = say(issue, party, condition="the arrears are paid")
    decide(analyst_client, position)
    verdict = ConditionVerdict.objects.get()
    address = reverse("condition_undo", args=[negotiation.slug, position.pk, "zahira"])

    assert "replaced since" in text(analyst_client.post(address, {"seen": ""}), 422)
    assert "Taken back." in text(analyst_client.post(address, {"seen": verdict.pk}, follow=True))
    assert not ConditionVerdict.objects.current().exists()


def test_condition_that_only_a_suggestion_sets_is_not_decided_here(analyst_client, negotiation, issue, party):
    position = say(issue, party, condition="the arrears are paid", is_suggested=True)

    page = get(analyst_client, "condition", negotiation.slug, position.pk, "zahira")

    assert "What became of it" not in page
    assert "This position is only suggested. Confirm it first." in text(decide(analyst_client, position), 422)


# Briefing


def test_briefing_quotes_every_sentence(analyst_client, negotiation, issue, party, northmark):
    say(issue, party, "The dues stay.", value=90, firmness=Firmness.RED_LINE)

    page = get(analyst_client, "briefing", negotiation.slug, party="zahira")

    assert "<h1>Briefing: Zahira</h1>" in page
    assert "Zahira draws a red line on harbour dues" in page
    assert "The dues stay." in page


def test_briefing_asks_for_its_subject(analyst_client, negotiation, party):
    assert "Choose a party, two parties or an issue" in get(analyst_client, "briefing", negotiation.slug)
    assert analyst_client.get(reverse("briefing", args=[negotiation.slug]), {"party": "x"}).status_code == 404


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_briefing_files_hold_the_same_sentences(analyst_client, negotiation, issue, party, northmark, ending):
    say(issue, party, "The dues stay.", value=90)
    address = reverse("briefing_file", args=[negotiation.slug, ending])

    answer = analyst_client.get(address, {"party": "zahira", "with": "northmark", "issue": issue.slug})

    assert f'zahira-northmark-{issue.slug}-2031-03-10.{ending}"' in answer["Content-Disposition"]
    if ending == "md":
        assert "# Briefing: Zahira and Northmark on harbour dues" in text(answer)
    else:
        told = [paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs]
        assert told[0] == "Briefing: Zahira and Northmark on harbour dues"


def test_briefing_comes_in_no_other_form(analyst_client, negotiation):
    text(analyst_client.get(reverse("briefing_file", args=[negotiation.slug, "exe"])), 404)


# All


def fill(negotiation, number: int) -> None:
    """Add one more row of everything these pages list."""
    issue = make_issue(negotiation, f"Issue {number}")
    parties = negotiation.parties.filter(slug__in=["zahira", "northmark"])
    for place, party in enumerate(parties):
        plan = ProposalFactory(negotiation=negotiation, put_by=party)
        first = say(issue, party, f"First {number}.", value=90 - 60 * place, proposal=plan)
        second = say(issue, party, f"Second {number}.", days=2, value=60, condition=f"it rains {number}")
        other = next(each for each in parties if each != party)
        ConditionVerdictFactory(position=second, awaits=other, shown_by=first.statement)
        StatementFactory(negotiation=negotiation, party=party, reported_through=second.statement,
                         version=second.statement.version, spans=[[0, 9]])  # fmt: skip
        VoteFactory(proposal=plan, party=other)
        answer = say(issue, other, f"No {number}.", days=3, value=20)
        confirm(link=relate(second, answer, Relation.RESPONDS_TO))


@pytest.mark.parametrize(
    ("name", "most"),
    [("pair", 40), ("people", 13), ("person", 26), ("party", 55), ("proposals", 25), ("proposal", 35),
     ("conditions", 25), ("condition", 35), ("briefing", 50)],
)  # fmt: skip
def test_page_asks_as_often_for_three_rows_as_for_one(analyst_client, negotiation, party, northmark, name, most):
    asked = []
    for number in range(3):
        fill(negotiation, number)
        if number == 1:
            continue
        person = party.affiliations.get().spokesperson
        position = ConditionVerdict.objects.filter(party=party).first().position
        args = {
            "pair": ["zahira", "northmark"],
            "person": [slugify(person.name)],
            "party": ["zahira"],
            "proposal": [negotiation.proposals.first().slug],
            "condition": [position.pk, "zahira"],
        }.get(name, [])
        address = reverse(name, args=[negotiation.slug, *args])
        bring_up_to_date(negotiation=negotiation)
        with CaptureQueriesContext(connection) as queries:
            text(analyst_client.get(address, {"party": "zahira"} if name == "briefing" else {}))
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert asked[0] <= most
