"""The reader's mail: following from every page, one page for all of it, previewing, sending, leaving, deleting."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from positions.enums import DeliveryState, PauseReason
from positions.models import Delivery, Follow, Job, Subscription
from tests.factories import DeliveryFactory, FollowFactory, ProposalFactory, SavedSearchFactory
from tests.web.talks import make_issue, make_party


@pytest.fixture
def address(negotiation) -> str:
    return reverse("digest", args=[negotiation.slug])


@pytest.fixture
def reader(analyst_client):
    return analyst_client.get(reverse("settings")).wsgi_request.user


@pytest.fixture
def follow(reader, negotiation):
    """Have the reader follow something of the negotiation."""
    first = FollowFactory(subscription__user=reader, negotiation=negotiation)
    return lambda **part: FollowFactory(subscription=first.subscription, negotiation=negotiation, **part)


@pytest.fixture
def delivery(follow):
    return DeliveryFactory(subscription=Subscription.objects.get(), subject="Zahira moved", html="<p>It moved.</p>")


@pytest.mark.parametrize("kind", ["negotiation", "party", "pair", "issue", "proposal", "search"])
def test_page_is_followed_and_left_in_one_click(analyst_client, reader, negotiation, kind):
    one, other = make_party(negotiation), make_party(negotiation, name="Northmark", slug="northmark", number=2)
    issue, proposal = make_issue(negotiation), ProposalFactory(negotiation=negotiation)
    search = SavedSearchFactory(negotiation=negotiation, user=reader)
    named, page = {
        "negotiation": ({}, reverse("negotiation", args=[negotiation.slug])),
        "party": ({"of": one.slug}, one.get_absolute_url()),
        "pair": ({"of": other.slug, "other": one.slug}, reverse("pair", args=[negotiation.slug, one.slug, other.slug])),
        "issue": ({"of": issue.slug}, issue.get_absolute_url()),
        "proposal": ({"of": proposal.slug}, proposal.get_absolute_url()),
        "search": ({"of": search.public_id}, reverse("saved_search", args=[negotiation.slug, search.public_id])),
    }[kind]
    button = reverse("follow_set", args=[negotiation.slug])
    assert 'aria-pressed="false"' in analyst_client.get(page).content.decode()

    shown = analyst_client.post(button, {"kind": kind, **named}, follow=True)
    assert (shown.redirect_chain[-1][0], Follow.objects.get().kind) == (page, kind)
    assert 'aria-pressed="true"' in shown.content.decode()
    assert "The next digest comes on" in shown.content.decode()

    analyst_client.post(button, {"kind": kind, "wish": "leave", **named})
    assert not Follow.objects.exists()


def test_digest_of_one_thing_is_previewed_before_it_is_followed(analyst_client, negotiation):
    party = make_party(negotiation)
    page = analyst_client.get(party.get_absolute_url()).content.decode()
    address = f"{reverse('digest_preview', args=[negotiation.slug])}?kind=party&amp;of={party.slug}"
    assert address in page

    shown = analyst_client.get(address.replace("&amp;", "&"))
    assert (shown.status_code, f"{negotiation}: {party}" in shown.content.decode()) == (200, True)
    assert analyst_client.get(address.replace("party", "x")).status_code == 404
    assert not Follow.objects.exists()


@pytest.mark.parametrize("wish", [{"kind": "x"}, {"kind": "party", "of": "nobody"}, {"kind": "search", "of": "x"}])
def test_what_is_not_there_cannot_be_followed(analyst_client, negotiation, wish):
    assert analyst_client.post(reverse("follow_set", args=[negotiation.slug]), wish).status_code == 404


def test_who_follows_nothing_is_offered_the_negotiation(analyst_client, address):
    page = analyst_client.get(address).content.decode()

    assert "You follow nothing yet" in page
    assert "Follow “" in page


@pytest.mark.parametrize("count", [1, 3])
def test_mail_page_takes_as_many_queries_for_three_things(analyst_client, follow, negotiation, count):
    for number in range(count):
        follow(party=make_party(negotiation, name=f"Party {number}", slug=f"party-{number}", number=number + 1))
        DeliveryFactory(subscription=Subscription.objects.get(), period_start=timezone.now() + timedelta(weeks=number))
    analyst_client.get(reverse("mail"))
    with CaptureQueriesContext(connection) as queries:
        page = analyst_client.get(reverse("mail")).content.decode()

    assert page.count('btn-bare" type="submit">Leave') == count + 1
    assert len(queries) == 8


def test_wish_is_kept(analyst_client, follow, address):
    wish = {"frequency": "monthly", "weekday": 0, "month_day": 31, "hour": 7, "when_quiet": "nothing"}
    analyst_client.post(address, {**wish, "has_alerts": "on"})

    row = Subscription.objects.get()
    assert {name: getattr(row, name) for name in wish} == wish
    assert (row.has_alerts, row.due_at > timezone.now()) == (True, True)


@pytest.mark.parametrize("change", [{"hour": "24"}, {"month_day": "32"}])
def test_bad_hour_or_day_is_refused_beside_its_field(analyst_client, follow, address, change):
    wish = {"frequency": "weekly", "weekday": "0", "month_day": "1", "hour": "9", "when_quiet": "line"}
    response = analyst_client.post(address, {**wish, **change})

    assert (response.status_code, "less than or equal to" in response.content.decode()) == (422, True)
    assert Subscription.objects.get().hour == 9


def test_pausing_resuming_and_leaving(analyst_client, follow):
    def asked(wish):
        page = analyst_client.post(reverse("mail_set"), {"wish": wish}, follow=True).content.decode()
        row = Subscription.objects.get()
        return row.paused_reason, row.is_active, "Your mail is paused" in page, "You receive no mail" in page

    assert asked("pause") == ("reader", True, True, False)
    assert asked("resume") == (None, True, False, False)
    assert asked("leave") == (None, False, False, True)
    assert asked("resume") == (None, True, False, False)


def test_digest_is_sent_at_once_and_not_twice_within_a_minute(analyst_client, follow):
    pages = [analyst_client.post(reverse("mail_set"), {"wish": "now"}, follow=True).content.decode() for _ in range(2)]

    assert "It is being written" in pages[0]
    assert "less than a minute ago" in pages[1]
    assert (Delivery.objects.count(), Job.objects.count()) == (1, 1)


def test_address_that_failed_is_said_with_what_the_mail_server_told(analyst_client, follow):
    Subscription.objects.update(
        paused_at=timezone.now(), paused_reason=PauseReason.BOUNCED, paused_because="550 no such mailbox"
    )
    page = analyst_client.get(reverse("mail")).content.decode()

    assert "mail came back. 550 no such mailbox" in page
    assert reverse("account_email") in page


def test_mail_that_failed_is_sent_by_a_button(analyst_client, delivery):
    Delivery.objects.update(state=DeliveryState.FAILED, error="The mail server refused it.")
    page = analyst_client.get(reverse("mail")).content.decode()
    assert "The mail server refused it." in page
    assert reverse("delivery_send", args=[delivery.public_id]) in page

    analyst_client.post(reverse("delivery_send", args=[delivery.public_id]))

    assert (Delivery.objects.get().state, Job.objects.get().payload) == (
        DeliveryState.CLAIMED,
        {"delivery": delivery.pk},
    )


def test_sent_mail_is_read_in_the_browser_with_its_own_styles_and_nothing_else(analyst_client, delivery):
    response = analyst_client.get(delivery.get_absolute_url())

    assert response.content == b"<p>It moved.</p>"
    policy = response["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "style-src 'unsafe-inline'" in policy) == (True, True)
    assert "script-src" not in policy


def test_mail_of_somebody_else_is_not_there(client, delivery):
    client.force_login(FollowFactory().subscription.user)
    row = Follow.objects.filter(subscription=delivery.subscription).get()

    answers = [
        client.get(delivery.get_absolute_url()),
        client.post(reverse("delivery_send", args=[delivery.public_id])),
        client.post(reverse("follow_remove", args=[row.public_id])),
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_all_of_it_is_taken_along_and_deleted(analyst_client, delivery):
    kept = analyst_client.get(reverse("mail_export"))
    assert kept["Content-Disposition"] == 'attachment; filename="subscriptions.json"'
    assert [mail["subject"] for mail in kept.json()["mails"]] == ["Zahira moved"]

    assert '<b class="num">1</b> mails' in analyst_client.get(reverse("mail_remove")).content.decode()
    assert Subscription.objects.exists()
    analyst_client.post(reverse("mail_remove"))
    assert not Subscription.objects.exists()


def test_leaving_a_negotiation_hides_what_is_followed_of_it(analyst_client, follow, negotiation, reader):
    negotiation.memberships.filter(user=reader).delete()
    page = analyst_client.get(reverse("mail")).content.decode()

    assert "no longer a member" in page
    assert negotiation.title not in page


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2016-10-09", "2016-10-03", "The period ends before it starts."),
        ("0001-01-01", "2016-10-03", "Choose days on which somebody may have negotiated."),
        ("2016-10-03", "9999-12-31", "Choose days on which somebody may have negotiated."),
        ("x", "2016-10-03", "Enter a valid date."),
    ],
)
def test_period_that_cannot_be_shown_is_asked_for_again(analyst_client, negotiation, first, last, sentence):
    response = analyst_client.get(reverse("digest_preview", args=[negotiation.slug]), {"first": first, "last": last})

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
