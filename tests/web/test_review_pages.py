"""The review queue, the link's and the statement's page: one question, one decision, and the way back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from positions.enums import Relation, Role, Verdict
from positions.models import Judgement, Link, Membership
from tests.factories import MembershipFactory, StatementFactory
from tests.web.scenes import sight
from tests.web.talks import make_issue, make_party, relate, say


@pytest.fixture
def issue(negotiation):
    return make_issue(negotiation)


@pytest.fixture
def party(negotiation):
    return make_party(negotiation)


@pytest.fixture
def suggestion(issue, party) -> Link:
    earlier = say(issue, party, "The dues stay.", value=90)
    return relate(earlier, say(issue, party, "The dues may fall.", days=3, value=70))


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def judge(client, link: Link, **wish: str):
    address = reverse("link_judge", args=[link.negotiation.slug, link.public_id])
    return client.post(address, {"seen": "", **wish}, follow=True)


def undo(client, link: Link, page: str) -> str:
    """Press the undo that a page offers."""
    action = re.search(r'name="action" value="([^"]+)"', page)[1]
    return text(client.post(reverse("action_undo", args=[link.negotiation.slug]), {"action": action}, follow=True))


def queue(client, link: Link, **query: str) -> str:
    return text(client.get(reverse("review_queue", args=[link.negotiation.slug]), query))


# The queue


def test_queue_asks_one_question_with_the_words_in_context(analyst_client, suggestion):
    page = queue(analyst_client, suggestion)

    assert "Does this soften what Zahira said on" in page
    assert 'The dues <del class="gone">stay</del>' in page
    assert '<span class="ctx">The talks went on. </span>' in page
    assert "suggested: softens, 0.80" in page
    assert "Same party, same words." in page


def test_queue_puts_first_what_would_move_a_position(analyst_client, suggestion, issue, party):
    relate(suggestion.earlier.positions.get(), say(issue, party, days=1), Relation.RESTATES, score=0.99)

    assert "Does this soften" in queue(analyst_client, suggestion)


def test_queue_skips_and_says_when_everything_is_skipped(analyst_client, suggestion):
    page = queue(analyst_client, suggestion, skip=str(suggestion.public_id))

    assert "You have skipped what was left" in page


def test_queue_filters_by_relation_and_party(analyst_client, suggestion):
    assert "No link to judge fits this filter" in queue(analyst_client, suggestion, show="repeats")
    assert "No link to judge fits this filter" in queue(analyst_client, suggestion, party="elsewhere")
    assert "Does this soften" in queue(analyst_client, suggestion, show="moves", party=suggestion.later.party.slug)


def test_queue_shows_what_speaks_against_a_link(analyst_client, suggestion, issue, party):
    other = relate(suggestion.earlier.positions.get(), say(issue, party, "Nothing falls.", days=4), Relation.RESTATES)

    assert "Nothing falls." in queue(analyst_client, suggestion)
    assert other.get_absolute_url() in queue(analyst_client, suggestion)


def test_queue_when_empty_says_so(analyst_client, negotiation):
    page = text(analyst_client.get(reverse("review_queue", args=[negotiation.slug])))

    assert "No link waits for a decision" in page


@pytest.mark.parametrize("skip", ["x", "\x00", "1" * 400])
def test_queue_survives_any_address(analyst_client, suggestion, skip):
    assert "Does this soften" in queue(analyst_client, suggestion, skip=skip)


@pytest.mark.parametrize("count", [1, 3])
def test_queue_query_count_does_not_grow(analyst_client, django_assert_num_queries, issue, party, count):
    earlier = say(issue, party, "The dues stay.")
    for days in range(1, count + 1):
        link = relate(earlier, say(issue, party, days=days))
    with django_assert_num_queries(29):
        page = queue(analyst_client, link)

    assert f"{count} left" in page


# Deciding


@pytest.mark.parametrize(
    ("verdict", "says"),
    [(Verdict.CONFIRM, "Confirmed"), (Verdict.REJECT, "Refused"), (Verdict.UNSURE, "Unsure")],
)
def test_link_takes_a_verdict_and_offers_the_way_back(analyst_client, analyst, suggestion, verdict, says):
    page = text(judge(analyst_client, suggestion, verdict=verdict))

    judgement = suggestion.judgements.get()
    assert (judgement.verdict, judgement.by, judgement.relation) == (verdict, analyst, "")
    assert f"<span>{says}</span>" in page
    assert 'name="action" value="' in page


def test_link_is_confirmed_as_another_relation(analyst_client, suggestion):
    judge(analyst_client, suggestion, verdict=Verdict.CONFIRM, relation=Relation.REVERSES)

    assert suggestion.judgements.get().relation == Relation.REVERSES


def test_link_decided_by_another_meanwhile_is_not_overwritten(analyst_client, suggestion):
    colleague = MembershipFactory(negotiation=suggestion.negotiation).user
    Judgement.objects.create(link=suggestion, verdict=Verdict.CONFIRM, by=colleague)

    page = text(judge(analyst_client, suggestion, verdict=Verdict.REJECT))

    assert suggestion.judgements.get().by == colleague
    assert "a moment ago" in page


def test_undo_takes_ones_own_decision_back(analyst_client, suggestion):
    page = text(judge(analyst_client, suggestion, verdict=Verdict.REJECT))

    page = undo(analyst_client, suggestion, page)

    assert list(Link.objects.undecided()) == [suggestion]
    assert "Taken back" in page


def test_undo_leaves_the_decision_of_another_alone(analyst_client, suggestion):
    colleague = Client()
    colleague.force_login(MembershipFactory(negotiation=suggestion.negotiation, user__first_name="Tom").user)
    page = text(judge(colleague, suggestion, verdict=Verdict.REJECT))

    assert "This was done by Tom. Decide anew instead, or ask a lead." in undo(analyst_client, suggestion, page)
    assert list(Link.objects.refused()) == [suggestion]


def test_verdict_never_leads_to_a_strange_site(analyst_client, suggestion):
    address = reverse("link_judge", args=[suggestion.negotiation.slug, suggestion.public_id])

    response = analyst_client.post(address, {"verdict": "confirm", "seen": "", "next": "https://example.org/"})

    assert response.url == suggestion.get_absolute_url()


def test_viewer_sees_the_question_but_decides_nothing(analyst_client, analyst, suggestion):
    Membership.objects.filter(user=analyst).update(role=Role.VIEWER)

    assert "analysts decide" in queue(analyst_client, suggestion)
    assert judge(analyst_client, suggestion, verdict=Verdict.CONFIRM).status_code == 403
    assert not suggestion.judgements.exists()


# Statements in the queue


def test_statement_queue_confirms_a_statement_with_its_positions(analyst_client, negotiation, issue, party):
    position = say(issue, party, "The dues fall.", is_suggested=True)
    page = text(analyst_client.get(reverse("review_queue", args=[negotiation.slug]), {"queue": "statements"}))
    assert "Did Zahira say this?" in page

    address = reverse("review_statement", args=[negotiation.slug, position.statement.public_id])
    analyst_client.post(address, {"verdict": "confirm", "seen": sight(position.statement)})

    assert position.judgements.get().verdict == Verdict.CONFIRM
    assert position.statement.judgements.get().verdict == Verdict.CONFIRM


# One statement


def test_statement_page_shows_context_chain_links_history_and_citation(analyst_client, suggestion):
    statement = suggestion.later

    page = text(analyst_client.get(statement.get_absolute_url()))

    assert '<span class="ctx">The talks went on. </span>The dues may fall.' in page
    assert "Same party, same words." in page
    assert f"http://testserver{statement.get_absolute_url()}" in page
    assert f"<b>Confirmed</b> by <bdi>{statement.judgements.get().by}</bdi>" in page


def test_statement_page_names_who_reports_it(analyst_client, negotiation, issue, party):
    carrier = say(issue, make_party(negotiation, "Northmark")).statement
    through = StatementFactory(
        negotiation=negotiation, party=party, version=carrier.version, reported_through=carrier, spans=[[0, 9]]
    )

    page = text(analyst_client.get(through.get_absolute_url()))

    assert "Second hand: it moves no held position by itself." in page
    assert carrier.get_absolute_url() in page


def test_statement_is_linked_by_hand(analyst_client, analyst, issue, party):
    earlier, later = say(issue, party, "The dues stay."), say(issue, party, "The lighthouse is closed.", days=2)
    page = text(analyst_client.get(later.statement.get_absolute_url(), {"find": "dues"}))
    assert str(earlier.statement.public_id) in page

    address = reverse("statement_link", args=[issue.negotiation.slug, later.statement.public_id])
    wish = {"other": str(earlier.statement.public_id), "relation": Relation.REFINES}
    text(analyst_client.post(address, wish, follow=True))

    link = Link.objects.get()
    assert (link.earlier, link.later, link.relation) == (earlier.statement, later.statement, Relation.REFINES)
    assert link.judgement.by == analyst


@pytest.mark.parametrize("wish", [{}, {"other": "x"}, {"other": "", "relation": "refines"}])
def test_statement_link_without_a_choice_says_what_to_do(analyst_client, suggestion, wish):
    address = reverse("statement_link", args=[suggestion.negotiation.slug, suggestion.later.public_id])

    assert "Choose the statement to link to." in text(analyst_client.post(address, wish, follow=True))


@pytest.mark.parametrize("count", [1, 3])
def test_statement_query_count_does_not_grow(analyst_client, django_assert_num_queries, issue, party, count):
    later = say(issue, party, days=9)
    for days in range(count):
        relate(say(issue, party, days=days), later)
    with django_assert_num_queries(40):
        page = text(analyst_client.get(later.statement.get_absolute_url()))

    assert page.count('class="linkrow') == count


def test_queue_reads_the_difference_of_the_two_codings(analyst_client, issue, party):
    earlier = say(issue, party, "The dues stay.", value=90, firmness=4)
    later = say(issue, party, "The dues may fall.", days=3, value=60, firmness=2, condition="the port opens")

    page = queue(analyst_client, relate(earlier, later))

    assert '<td data-l="Reading:">30 points down, less firm, a condition is new</td>' in page


@pytest.mark.parametrize("queue_name", ["links", "statements"])
def test_queue_survives_a_party_that_no_slug_can_name(analyst_client, suggestion, queue_name):
    assert "Show" in queue(analyst_client, suggestion, queue=queue_name, party="zahira\0")


def test_single_link_leads_back_to_the_queue_by_key(analyst_client, suggestion):
    page = text(analyst_client.get(suggestion.get_absolute_url()))

    assert 'data-key="s" data-key-label="back to the queue"' in page


def test_note_is_kept_without_what_the_database_cannot_hold(analyst_client, suggestion):
    judge(analyst_client, suggestion, verdict="confirm", note="as in\0 the minutes")

    assert Judgement.objects.get(link=suggestion).note == "as in the minutes"
