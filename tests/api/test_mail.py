"""One's own mail, follows and webhooks, changed by programs; those of others are out of reach."""

import pytest
from rest_framework.test import APIClient

from positions.digests.webhooks import GIVEN_UP, pause_webhook
from positions.enums import JobKind
from positions.models import Call, Follow, Job, Negotiation, Subscription, User, Webhook
from tests import factories as make
from tests.api.test_comparisons import INSIDE

pytestmark = pytest.mark.django_db

MINE = "/api/v1/subscriptions/mine/"
HOOKS = "/api/v1/webhooks/"


class TestMail:
    def test_first_choice_begins_the_mail_and_later_ones_change_it(self, reader: APIClient, viewer: User) -> None:
        before = reader.get(MINE).status_code
        first = reader.patch(MINE, {"frequency": "daily", "hour": 7})
        second = reader.patch(MINE, {"has_alerts": True})

        assert (before, first.status_code, second.status_code) == (404, 200, 200)
        assert reader.get(MINE).json() == second.json()
        shown = {name: second.json()[name] for name in ("frequency", "hour", "has_alerts", "when_quiet", "is_active")}
        assert shown == {"frequency": "daily", "hour": 7, "has_alerts": True, "when_quiet": "line", "is_active": True}
        assert Subscription.objects.get().user == viewer

    @pytest.mark.parametrize("wish", [{"hour": 24}, {"weekday": 7}, {"month_day": 0}, {"frequency": "hourly"}])
    def test_what_no_mail_can_be_is_refused(self, reader: APIClient, wish: dict) -> None:
        answer = reader.patch(MINE, wish)

        assert (answer.status_code, set(wish) <= set(answer.json())) == (400, True)
        assert not Subscription.objects.exists()

    def test_it_is_paused_resumed_and_ended(self, reader: APIClient, viewer: User) -> None:
        make.SubscriptionFactory(user=viewer)
        paused = reader.post(f"{MINE}pause/").json()
        resumed = reader.post(f"{MINE}resume/").json()
        ended = reader.delete(MINE).status_code

        assert (paused["paused_reason"], resumed["paused_at"], ended) == ("reader", None, 204)
        assert not Subscription.objects.get().is_active

    def test_without_a_subscription_there_is_nothing_to_pause_and_no_feed(self, reader: APIClient) -> None:
        assert [reader.post(f"{MINE}{wish}/").status_code for wish in ("pause", "resume")] == [404, 404]
        assert reader.post(f"{MINE}feed/").status_code == 403

    def test_feed_address_is_shown_once_and_ends(self, reader: APIClient, viewer: User) -> None:
        make.SubscriptionFactory(user=viewer)
        url = reader.post(f"{MINE}feed/").json()["url"]
        path = url.split("//", 1)[1].partition("/")[2]
        shown = reader.get(f"/{path}").status_code
        ended = reader.delete(f"{MINE}feed/").status_code

        assert (shown, ended, reader.get(f"/{path}").status_code) == (200, 204, 404)


class TestFollows:
    def test_viewer_follows_and_leaves_one_thing(
        self, reader: APIClient, viewer: User, negotiation: Negotiation
    ) -> None:
        one, other = (make.PartyFactory(negotiation=negotiation, slug=slug) for slug in ("zahira", "northmark"))
        whole = reader.post(f"{INSIDE}/follows/", {}).json()
        pair = reader.post(f"{INSIDE}/follows/", {"party": "northmark", "other": "zahira"}).json()
        again = reader.post(f"{INSIDE}/follows/", {"party": "zahira", "other": "northmark"}).json()

        assert (whole["kind"], pair["kind"], again["id"]) == ("negotiation", "pair", pair["id"])
        assert (pair["party"], pair["other"]) == (one.slug, other.slug)
        assert [row["id"] for row in reader.get(f"{INSIDE}/follows/").json()["results"]] == [whole["id"], pair["id"]]
        assert reader.delete(f"/api/v1/follows/{pair['id']}/").status_code == 204
        assert [str(row.public_id) for row in Follow.objects.of(viewer)] == [whole["id"]]

    def test_things_of_others_are_not_there(self, reader: APIClient, negotiation: Negotiation) -> None:
        foreign = make.PartyFactory()
        search = make.SavedSearchFactory(negotiation=negotiation)
        theirs = make.FollowFactory(negotiation=negotiation)

        assert reader.post(f"{INSIDE}/follows/", {"party": foreign.slug}).status_code == 400
        assert reader.post(f"{INSIDE}/follows/", {"search": str(search.public_id)}).status_code == 400
        assert reader.delete(f"/api/v1/follows/{theirs.public_id}/").status_code == 404
        assert reader.get(f"{INSIDE}/follows/").json()["results"] == []

    def test_what_one_may_read_no_more_is_left_all_the_same(self, reader: APIClient, viewer: User) -> None:
        row = make.FollowFactory(subscription__user=viewer, member=False)

        assert reader.get("/api/v1/follows/").json()["results"] == []
        assert reader.delete(f"/api/v1/follows/{row.public_id}/").status_code == 204

    def test_stranger_follows_nothing(self, stranger: APIClient, negotiation: Negotiation) -> None:
        assert stranger.post(f"{INSIDE}/follows/", {}).status_code == 404


class TestWebhooks:
    def test_secret_is_shown_once(self, reader: APIClient) -> None:
        added = reader.post(HOOKS, {"url": "https://hooks.example/in"})
        row = Webhook.objects.get()
        shown = [reader.get(HOOKS).json()["results"][0], reader.get(f"{HOOKS}{row.public_id}/").json()]

        assert (added.status_code, added.json()["secret"]) == (201, row.secret)
        assert ["secret" in each for each in shown] == [False, False]

    @pytest.mark.parametrize("url", ["http://hooks.example/in", "https://u:p@hooks.example", "nonsense", ""])
    def test_addresses_that_are_not_told_are_refused(self, reader: APIClient, url: str) -> None:
        assert (reader.post(HOOKS, {"url": url}).status_code, Webhook.objects.count()) == (400, 0)

    def test_test_call_waits_for_a_worker_and_is_shown(self, reader: APIClient, viewer: User) -> None:
        hook = make.WebhookFactory(user=viewer)
        call = reader.post(f"{HOOKS}{hook.public_id}/test/")

        assert (call.status_code, call.json()["type"], call.json()["state"]) == (202, "test", "waiting")
        assert reader.get(f"{HOOKS}{hook.public_id}/calls/").json() == [call.json()]
        assert Job.objects.filter(kind=JobKind.WEBHOOK).count() == 1

    def test_it_is_paused_resumed_and_removed(self, reader: APIClient, viewer: User) -> None:
        hook = make.WebhookFactory(user=viewer, failures=GIVEN_UP)
        paused = reader.post(f"{HOOKS}{hook.public_id}/pause/").json()
        resumed = reader.post(f"{HOOKS}{hook.public_id}/resume/").json()

        assert (paused["paused_because"], resumed["paused_at"], resumed["failures"]) == (
            "Its owner paused it.",
            None,
            0,
        )
        assert reader.delete(f"{HOOKS}{hook.public_id}/").status_code == 204
        assert not Webhook.objects.exists()

    def test_one_that_is_paused_keeps_its_reason(self) -> None:
        hook = make.WebhookFactory(paused_at="2031-03-04T12:00Z", paused_because="It answered that it is gone.")
        pause_webhook(webhook=hook)

        assert hook.paused_because == "It answered that it is gone."

    def test_those_of_others_are_not_there(self, reader: APIClient) -> None:
        theirs = f"{HOOKS}{make.WebhookFactory().public_id}/"
        answers = [reader.get(theirs), reader.get(f"{theirs}calls/"), reader.delete(theirs)]
        answers += [reader.post(f"{theirs}{wish}/") for wish in ("test", "pause", "resume")]

        assert {each.status_code for each in answers} == {404}
        assert (Call.objects.count(), Webhook.objects.get().paused_at) == (0, None)
