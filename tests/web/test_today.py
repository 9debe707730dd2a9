"""What the morning's page tells: since when, by whom, who has not answered, what waits first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from positions.enums import JobState, PartyRole, Verdict
from positions.models import Judgement, Visit
from tests.factories import (
    SAID_AT,
    JobFactory,
    MembershipFactory,
    ProposalFactory,
    SuggestionFactory,
    VoteFactory,
)
from tests.web.talks import make_issue, make_party, say


@pytest.fixture
def issue(negotiation):
    return make_issue(negotiation)


@pytest.fixture
def party(negotiation):
    return make_party(negotiation)


def today(client, negotiation) -> str:
    response = client.get(negotiation.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def came(analyst, negotiation, days):
    """Have the analyst's last visit end so many days ago."""
    Visit.objects.create(user=analyst, negotiation=negotiation, last_at=timezone.now() - timedelta(days=days))


def test_today_is_named_in_full(analyst_client, negotiation):
    page = today(analyst_client, negotiation)

    now = timezone.localtime()
    assert any(f"{day:%A} {day.day} {day:%B %Y}, " in page for day in (now, now - timedelta(minutes=1)))


def test_last_visit_survives_signing_out(analyst, negotiation):
    came(analyst, negotiation, days=2)
    client = Client()
    client.force_login(analyst)
    assert "your last visit" in today(client, negotiation)
    client.logout()
    client.force_login(analyst)

    assert "your last visit" in today(client, negotiation)
    assert timezone.now() - Visit.objects.get().before_at > timedelta(days=1)


def test_pages_of_one_visit_are_one(analyst_client, negotiation):
    today(analyst_client, negotiation)
    page = today(analyst_client, negotiation)

    assert "your last visit" not in page
    assert Visit.objects.count() == 1


def test_what_moved_since_the_last_visit_is_the_title(analyst_client, analyst, negotiation, issue, party):
    came(analyst, negotiation, days=2)
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=2, value=60)

    assert "One position moved since your last visit" in today(analyst_client, negotiation)


def test_colleagues_are_counted_and_disagreements_named(analyst_client, analyst, negotiation, issue, party):
    tom = MembershipFactory(negotiation=negotiation, user__first_name="Tom", user__last_name="Berg").user
    came(analyst, negotiation, days=2)
    statements = [say(issue, party, f"The dues {day}.", days=day, is_suggested=True).statement for day in range(3)]
    now = timezone.now()
    for statement in statements[:2]:
        Judgement.objects.create(statement=statement, verdict=Verdict.CONFIRM, by=tom)
    Judgement.objects.create(
        statement=statements[2], verdict=Verdict.CONFIRM, by=analyst, superseded_at=now, superseded_by=tom
    )
    Judgement.objects.create(statement=statements[2], verdict=Verdict.REJECT, by=tom, at=now)

    page = today(analyst_client, negotiation)

    assert "<bdi>Tom Berg</bdi> confirmed 2 and refused 1 since your last visit." in page
    assert (
        f'<a href="{statements[2].get_absolute_url()}">a statement</a>: you said confirmed, now it is refused.' in page
    )


def test_what_was_decided_before_the_last_visit_is_not_news(analyst_client, analyst, negotiation, issue, party):
    tom = MembershipFactory(negotiation=negotiation, user__first_name="Tom").user
    statement = say(issue, party, is_suggested=True).statement
    Judgement.objects.create(
        statement=statement, verdict=Verdict.CONFIRM, by=tom, at=timezone.now() - timedelta(days=3)
    )
    came(analyst, negotiation, days=2)

    assert "Nobody else decided anything since your last visit." in today(analyst_client, negotiation)


def test_unanswered_proposal_names_who_is_silent_and_for_how_long(analyst_client, negotiation, issue, party):
    silent = make_party(negotiation, "Northmark")
    for each in (party, silent):
        each.role = PartyRole.NEGOTIATES
        each.save()
    put_at = timezone.now() - timedelta(days=4)
    proposal = ProposalFactory(negotiation=negotiation, title="Envoy’s plan", put_at=put_at, put_by=None)
    VoteFactory(proposal=proposal, party=party)
    say(issue, party, "The dues stay.")

    page = today(analyst_client, negotiation)

    assert "Envoy’s plan" in page
    unanswered = page.split('id="unanswered"')[1].split("</section>")[0]
    assert "Northmark" in unanswered
    assert "Zahira" not in unanswered
    assert "has not answered for <b>4 days</b>" in unanswered


def test_failed_work_is_retried_from_here_and_leads_back_here(analyst_client, negotiation):
    article = SuggestionFactory(negotiation=negotiation).version.article
    job = JobFactory(negotiation=negotiation, article=article, state=JobState.FAILED, error="The site answered 403.")
    assert "The site answered 403." in today(analyst_client, negotiation)

    response = analyst_client.post(f"/n/{negotiation.slug}/jobs/{job.public_id}/retry/", {"back": "today"})

    job.refresh_from_db()
    assert (response.url, job.state) == (negotiation.get_absolute_url(), JobState.QUEUED)


def test_suggestions_that_move_come_before_those_that_only_detail(analyst_client, negotiation, issue, party):
    say(issue, party, "The dues stay.", value=90)
    say(issue, party, "The dues may fall.", days=2, is_suggested=True, value=60)
    other = make_issue(negotiation, "Lighthouse", slug="lighthouse")
    say(other, party, "The light stays.")
    say(other, party, "The light stays, if paid.", days=5, is_suggested=True, condition="it is paid")

    page = today(analyst_client, negotiation)

    assert page.index("may have softened by 30 points") < page.index("may have set a condition")
    assert "<bdi>Zahira</bdi> on Harbour dues, <bdi>Zahira</bdi> on Lighthouse" in page


def test_what_waits_in_another_negotiation_is_named(analyst_client, analyst, negotiation, issue, party):
    other = MembershipFactory(user=analyst, negotiation__title="Canal talks").negotiation
    say(issue, party)
    assert "Nothing in your other negotiations." in today(analyst_client, negotiation)

    SuggestionFactory(negotiation=other)

    assert f'Something waits in <a href="{other.get_absolute_url()}"><bdi>Canal talks</bdi></a> too.' in today(
        analyst_client, negotiation
    )


@pytest.mark.parametrize("count", [1, 3])
def test_today_query_count_does_not_grow(analyst_client, django_assert_num_queries, negotiation, issue, count):
    proposals = ProposalFactory.create_batch(count, negotiation=negotiation, put_at=SAID_AT - timedelta(days=9))
    tom = MembershipFactory(negotiation=negotiation).user
    for number in range(count):
        party = make_party(negotiation, f"Party {number}", role=PartyRole.NEGOTIATES)
        say(issue, party, "The dues stay.", value=90)
        position = say(issue, party, "The dues may fall.", days=2, is_suggested=True, value=60)
        VoteFactory(proposal=proposals[0], party=party)
        Judgement.objects.create(position=position, verdict=Verdict.UNSURE, by=tom)
    today(analyst_client, negotiation)
    with django_assert_num_queries(36):
        page = today(analyst_client, negotiation)

    assert page.count('<section class="step step-pencil pencil">') == count
