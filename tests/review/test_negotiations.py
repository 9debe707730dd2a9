"""Opening, sharing and removing negotiations; jobs."""

import pytest

from positions.enums import ArticleState, JobKind, JobState, Role
from positions.models import Article, Job, Negotiation, Statement
from positions.review.errors import NotAllowed, ReviewError
from positions.review.jobs import ignore_job, retry_job
from positions.review.negotiations import create_negotiation, delete_negotiation, remove_member, set_member
from positions.review.registry import create_party, create_spokesperson
from tests.factories import (
    LinkFactory,
    NegotiationFactory,
    PartyFactory,
    PositionFactory,
    UserFactory,
    VoteFactory,
)


@pytest.mark.django_db
def test_two_negotiations_of_one_title_have_two_addresses():
    first, second = (create_negotiation(title="Переговоры", by=UserFactory()) for _ in range(2))
    assert (first.slug, second.slug) == ("переговоры", "переговоры-2")


def test_removing_a_negotiation_takes_everything_of_it_and_nothing_else(negotiation, lead):
    kept = PositionFactory().statement
    LinkFactory(negotiation=negotiation)
    PositionFactory(issue__negotiation=negotiation)
    VoteFactory(proposal__negotiation=negotiation, proposal__put_by=PartyFactory(negotiation=negotiation))

    delete_negotiation(negotiation=negotiation, by=lead)

    assert list(Statement.objects.all()) == [kept]
    assert list(Negotiation.objects.all()) == [kept.negotiation]


def test_only_a_lead_removes_a_negotiation(negotiation, analyst):
    with pytest.raises(NotAllowed):
        delete_negotiation(negotiation=negotiation, by=analyst)


def test_last_lead_stays(negotiation, lead):
    for leave in (
        lambda: set_member(negotiation=negotiation, user=lead, role=Role.VIEWER, by=lead),
        lambda: remove_member(negotiation=negotiation, user=lead, by=lead),
    ):
        with pytest.raises(ReviewError, match="only lead"):
            leave()
    assert negotiation.role_of(lead) == Role.LEAD


def test_second_party_of_one_name_is_refused(negotiation, analyst):
    create_party(negotiation=negotiation, name="Zahira", by=analyst)
    with pytest.raises(ReviewError, match="already one party named “Zahira”"):
        create_party(negotiation=negotiation, name=" Zahira ", by=analyst)


def test_known_person_gains_a_second_affiliation(negotiation, analyst):
    parties = [create_party(negotiation=negotiation, name=name, by=analyst) for name in ("Zahira", "Northmark")]
    for party in parties:
        person = create_spokesperson(negotiation=negotiation, name="Salma Haddun", party=party, by=analyst)
    assert [affiliation.party for affiliation in person.affiliations.order_by("pk")] == parties


def test_retried_article_waits_again(negotiation, article, analyst):
    Article.objects.filter(pk=article.pk).update(state=ArticleState.FAILED, error="It went wrong.")
    job = failed_job(negotiation, article=article)

    retry_job(job=job, by=analyst)

    article.refresh_from_db()
    job.refresh_from_db()
    assert (article.state, article.error) == (ArticleState.WAITING, "")
    assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")


def test_ignored_job_no_longer_waits_for_a_person(negotiation, analyst):
    ignore_job(job=failed_job(negotiation), by=analyst)
    assert not Job.objects.failed().exists()


def test_job_of_another_negotiation_cannot_be_retried(analyst):
    with pytest.raises(NotAllowed):
        retry_job(job=failed_job(NegotiationFactory()), by=analyst)


def failed_job(negotiation, **fields):
    return Job.objects.create(
        kind=JobKind.EXTRACT, key=f"extract:{negotiation.pk}", negotiation=negotiation, state=JobState.FAILED, **fields
    )
