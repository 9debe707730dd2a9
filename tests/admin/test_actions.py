"""Bulk actions: what is decided is signed, what is refused is told, and the rest is done."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from positions.models import Job, Link, Negotiation, Position, Statement, Subscription, User
from tests import factories as make
from tests.admin.pages import act, address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "verdict", "said"), [("confirm", "confirm", "confirmed"), ("refuse", "reject", "refused")]
)
def test_statements_are_judged(
    desk: Client, keeper: User, negotiation: Negotiation, action: str, verdict: str, said: str
) -> None:
    rows = make.SuggestionFactory.create_batch(2, negotiation=negotiation)

    assert act(desk, action, *rows) == [f"2 statements are {said}."]
    assert {(row.verdict, row.judgement.by) for row in Statement.objects.all()} == {(verdict, keeper)}


@pytest.mark.parametrize(
    ("action", "verdict", "said"), [("confirm", "confirm", "confirmed"), ("refuse", "reject", "refused")]
)
def test_positions_are_judged(
    desk: Client, keeper: User, negotiation: Negotiation, action: str, verdict: str, said: str
) -> None:
    row = make.PositionFactory(issue=make.IssueFactory(negotiation=negotiation), confirmed=False)

    assert act(desk, action, row) == [f"1 positions are {said}."]
    assert [(row.verdict, row.judgement.by) for row in Position.objects.all()] == [(verdict, keeper)]


@pytest.mark.parametrize(
    ("action", "verdict", "said"), [("confirm", "confirm", "confirmed"), ("refuse", "reject", "refused")]
)
def test_links_are_judged(
    desk: Client, keeper: User, negotiation: Negotiation, action: str, verdict: str, said: str
) -> None:
    row = make.LinkFactory(negotiation=negotiation)

    assert act(desk, action, row) == [f"1 links are {said}."]
    assert [(row.verdict, row.judgement.by) for row in Link.objects.all()] == [(verdict, keeper)]


def test_rows_of_another_negotiation_are_left_alone(desk: Client, negotiation: Negotiation) -> None:
    """Their identifiers were sent all the same."""
    make.SuggestionFactory(negotiation=negotiation)
    act(desk, "confirm", make.SuggestionFactory())

    assert not Statement.objects.confirmed().exists()


def test_statements_are_linked_again(desk: Client, negotiation: Negotiation) -> None:
    rows = make.StatementFactory.create_batch(2, negotiation=negotiation)

    assert act(desk, "find_links_again", *rows) == ["2 statements are linked again."]
    assert sorted(job.key for job in Job.objects.all()) == sorted(f"link:statement:{row.pk}" for row in rows)


def test_negotiations_are_linked_anew_by_their_leads(desk: Client, keeper: User, negotiation: Negotiation) -> None:
    negotiation.memberships.filter(user=keeper).update(role="lead")

    assert act(desk, "link_anew", negotiation) == ["1 negotiations are linked anew."]
    [job] = Job.objects.all()
    assert (job.kind, job.key, job.requested_by) == ("link", f"link:negotiation:{negotiation.pk}", keeper)


def test_articles_are_read_again(desk: Client, negotiation: Negotiation) -> None:
    version = make.ArticleVersionFactory(article__negotiation=negotiation)

    assert act(desk, "read_once_more", version.article) == ["1 articles are read once more."]
    assert [(job.kind, job.state, job.article) for job in Job.objects.all()] == [("extract", "queued", version.article)]


def test_failed_jobs_are_retried(desk: Client, negotiation: Negotiation) -> None:
    job = make.JobFactory(negotiation=negotiation, state="failed", error="No text.")

    assert act(desk, "retry", job) == ["1 jobs are queued."]
    assert (Job.objects.get().state, Job.objects.get().error) == ("queued", "")


def test_failed_jobs_are_ignored_and_others_are_told(desk: Client, negotiation: Negotiation) -> None:
    failed = make.JobFactory(negotiation=negotiation, state="failed", error="No text.")
    done = make.JobFactory(negotiation=negotiation, state="done")

    assert act(desk, "ignore", failed, done) == [
        "reading an article: done: Only work that failed can be ignored. This has moved on; load the page again.",
        "1 jobs are ignored.",
    ]
    assert {job.state for job in Job.objects.all()} == {"ignored", "done"}


def test_subscriptions_are_deactivated(desk: Client, negotiation: Negotiation) -> None:
    row = make.FollowFactory(negotiation=negotiation).subscription

    assert act(desk, "deactivate", row) == ["1 subscriptions are deactivated."]
    assert not Subscription.objects.get().is_active


def test_accounts_are_deactivated_but_not_ones_own(site: Client, administrator: User) -> None:
    other = make.UserFactory()

    assert act(site, "deactivate", other, administrator) == ["1 accounts are deactivated."]
    assert set(User.objects.filter(is_active=True)) == {administrator}


def test_accounts_are_activated_again(site: Client) -> None:
    other = make.UserFactory(is_active=False)

    assert act(site, "activate", other) == ["1 accounts are active again."]
    assert User.objects.get(pk=other.pk).is_active


@pytest.mark.parametrize("action", ["confirm", "refuse", "find_links_again"])
def test_onlooker_decides_nothing(client: Client, negotiation: Negotiation, action: str) -> None:
    """Staff who may only look."""
    member = make.MembershipFactory(negotiation=negotiation, user__is_staff=True)
    member.user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(member.user)
    row = make.SuggestionFactory(negotiation=negotiation)
    client.post(address("changelist", Statement), {"action": action, "_selected_action": [row.pk]})

    assert Statement.objects.get().verdict == ""
    assert not Job.objects.exists()


def test_onlooker_retries_nothing(client: Client, negotiation: Negotiation) -> None:
    member = make.MembershipFactory(negotiation=negotiation, user__is_staff=True)
    member.user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(member.user)
    job = make.JobFactory(negotiation=negotiation, state="failed", error="No text.")
    client.post(address("changelist", Job), {"action": "retry", "_selected_action": [job.pk]})

    assert Job.objects.get().state == "failed"


def test_every_action_needs_a_right() -> None:
    open_to_all = [
        f"{page.__class__.__name__}.{action}"
        for page in admin.site._registry.values()
        if page.model._meta.app_label == "positions"
        for action in page.actions
        if not getattr(getattr(page, action), "allowed_permissions", None)
    ]

    assert open_to_all == []
