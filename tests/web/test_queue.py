"""The queue's filters, its order, its progress and its way back."""

import re

import pytest
from django.urls import reverse

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import Relation, Verdict
from positions.models import Judgement, Link
from tests.factories import MembershipFactory
from tests.web.scenes import sight
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def issue(negotiation):
    return make_issue(negotiation)


@pytest.fixture
def party(negotiation):
    return make_party(negotiation)


@pytest.fixture
def link(issue, party) -> Link:
    earlier = say(issue, party, "The dues stay.", value=90)
    return relate(earlier, say(issue, party, "The dues may fall.", days=3, value=70), score=0.8)


def queue(client, negotiation, **query) -> str:
    response = client.get(reverse("review_queue", args=[negotiation.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("fits", "fails"),
    [
        ({"show": "softens"}, {"show": "reverses"}),
        ({"issue": "{issue}"}, {"issue": "elsewhere"}),
        ({"score": "0.8"}, {"score": "0.9"}),
        ({"kind": "indirect"}, {"kind": "direct"}),
        ({"who": "{who}"}, {"who": "9999999"}),
        ({"state": ""}, {"state": "unsure"}),
    ],
)
def test_links_are_filtered_from_the_address(analyst_client, negotiation, link, issue, fits, fails):
    names = {"issue": issue.slug, "who": link.later.speaker_id}
    link.later.kind = "indirect"
    link.later.save()

    wanted = {name: value.format(**names) for name, value in fits.items()}
    assert "Does this soften" in queue(analyst_client, negotiation, **wanted)
    assert "No link to judge fits this filter" in queue(analyst_client, negotiation, **fails)


@pytest.mark.parametrize("query", [{"who": "x"}, {"who": "9" * 40}, {"score": "nan"}, {"issue": "a\0"}, {"at": "x"}])
def test_filters_survive_any_address(analyst_client, negotiation, link, query):
    for name in ("links", "statements"):
        queue(analyst_client, negotiation, queue=name, **query)


def test_statements_are_filtered_from_the_address(analyst_client, negotiation, issue, party):
    position = say(issue, party, "The dues fall.", is_suggested=True)
    here = {"queue": "statements", "party": party.slug, "issue": issue.slug, "who": position.statement.speaker_id}

    assert "The dues fall." in queue(analyst_client, negotiation, **here)
    assert "No statement fits this filter" in queue(analyst_client, negotiation, **here | {"score": "0.9"})


def test_statement_that_would_move_a_position_comes_first_with_what_it_would_do(
    analyst_client, negotiation, issue, party
):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues are the dues.", days=1, is_suggested=True, value=90)
    say(issue, party, "The dues may fall.", days=2, is_suggested=True, value=70)

    shown = queue(analyst_client, negotiation, queue="statements")

    assert "The dues may fall." in shown
    assert "would have softened by 20 points, from 90 to 70" in shown
    assert "held until then on Harbour dues" in shown
    assert '<p class="words" dir="auto">The dues stay.</p>' in shown


def test_coding_alone_is_judged_where_the_words_are_confirmed(analyst_client, negotiation, issue, party):
    position = say(issue, party, "The dues fall.")
    Judgement.objects.filter(position=position).delete()
    assert "Is this what Zahira holds?" in queue(analyst_client, negotiation, queue="statements")

    address = reverse("review_statement", args=[negotiation.slug, position.statement.public_id])
    analyst_client.post(address, {"verdict": "reject", "seen": sight(position.statement)})

    assert (position.verdict, position.statement.verdict) == (Verdict.REJECT, Verdict.CONFIRM)


def decide(client, link, here="", **wish):
    address = reverse("link_judge", args=[link.negotiation.slug, link.public_id])
    return client.post(address, {"seen": "", "next": here, **wish}, follow=True).content.decode()


def test_unsure_is_an_answer_of_ones_own_and_still_a_question_for_others(analyst_client, client, negotiation, link):
    here = reverse("review_queue", args=[negotiation.slug])

    assert "No link waits for a decision" in decide(analyst_client, link, here, verdict="unsure")
    assert "Does this soften" in queue(analyst_client, negotiation, state="unsure")
    client.force_login(MembershipFactory(negotiation=negotiation).user)
    assert "Does this soften" in queue(client, negotiation)


def test_progress_counts_what_the_filter_lets_through(analyst_client, negotiation, link, issue, party):
    other = relate(link.earlier.positions.get(), say(issue, party, days=5), Relation.RESTATES)
    decide(analyst_client, other, verdict="reject")

    assert "1 of 2</b> decided today" in queue(analyst_client, negotiation)
    assert "0 of 1</b> decided today" in queue(analyst_client, negotiation, show="moves")


def test_undo_stays_in_the_queue_and_asks_again(analyst_client, negotiation, link, issue, party):
    relate(link.earlier.positions.get(), say(issue, party, days=5), Relation.REVERSES, score=0.99)
    here = reverse("review_queue", args=[negotiation.slug]) + "?party=" + party.slug
    page = decide(analyst_client, link, here, verdict="confirm")
    assert "Does this reverse" in page

    action, back = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("action", "next"))
    typed = {"action": action, "next": back.replace("&amp;", "&")}
    page = analyst_client.post(reverse("action_undo", args=[negotiation.slug]), typed, follow=True)

    assert page.redirect_chain[-1][0].startswith(here)
    assert "Does this soften" in page.content.decode()


def test_clash_in_the_queue_keeps_the_note(analyst_client, negotiation, link):
    colleague = MembershipFactory(negotiation=negotiation, user__first_name="Tom").user
    Judgement.objects.create(link=link, verdict=Verdict.CONFIRM, by=colleague)

    page = decide(analyst_client, link, verdict="reject", note="as in the minutes")

    assert "Tom decided “confirmed” a moment ago." in page
    assert "You were about to decide “refused”. Your note was: “as in the minutes”." in page


@pytest.mark.parametrize("count", [1, 3])
def test_statement_queue_query_count_does_not_grow(analyst_client, django_assert_num_queries, issue, party, count):
    say(issue, party, "The dues stay.", value=90)
    for days in range(1, count + 1):
        say(issue, party, f"The dues may fall {days}.", days=days, is_suggested=True, value=70)
    bring_up_to_date(negotiation=issue.negotiation)
    with django_assert_num_queries(27):
        page = queue(analyst_client, issue.negotiation, queue="statements")

    assert f"{count} left" in page
