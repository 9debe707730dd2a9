"""Pages ask the database as often for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from positions.analysis.held_positions import bring_up_to_date
from positions.enums import ArticleState, JobState, Role
from positions.models import Article, Statement
from tests.factories import (
    AffiliationFactory,
    ArticleVersionFactory,
    IssueFactory,
    JobFactory,
    LinkFactory,
    MembershipFactory,
    OutsideEventFactory,
    PartyAliasFactory,
    PositionFactory,
    ScaleAnchorFactory,
    SuggestionFactory,
)
from tests.web.scenes import SAID, TEXT

pytestmark = pytest.mark.django_db


def fill(negotiation, count):
    """Add as many rows of everything."""
    version = ArticleVersionFactory(
        article__negotiation=negotiation, article__state=ArticleState.READ, text=f"{TEXT}\n\n{count}"
    )
    for number in range(count):
        shared = {"negotiation": negotiation, "version": version, "said_at": SAID}
        statement = SuggestionFactory(spans=[[number, number + 9]], confirmed=True, **shared)
        PositionFactory(statement=statement, issue__negotiation=negotiation)
        link = LinkFactory(negotiation=negotiation, later=statement, earlier__said_at=SAID.replace(year=2023))
        PartyAliasFactory(party=link.earlier.party)
        AffiliationFactory(spokesperson__negotiation=negotiation)
        ScaleAnchorFactory(issue=IssueFactory(negotiation=negotiation, parent=IssueFactory(negotiation=negotiation)))
        OutsideEventFactory(negotiation=negotiation).issues.add(IssueFactory(negotiation=negotiation))
        other = ArticleVersionFactory(article__negotiation=negotiation, article__state=ArticleState.READ)
        SuggestionFactory(negotiation=negotiation, version=other)
        for state in (JobState.QUEUED, JobState.FAILED):
            JobFactory(negotiation=negotiation, article=other.article, state=state, error="It stopped.")
    Article.objects.filter(pk=version.article_id).update(published_at=SAID)
    return version.article


@pytest.mark.parametrize(
    "name",
    ["home", "articles", "jobs", "negotiation_settings", "setup_parties", "setup_people", "setup_issues",
     "setup_members", "events", "article", "article&edit", "article&link"],
)  # fmt: skip
def test_page_asks_as_often_for_three_rows_as_for_one(client, name):
    asked = []
    for count in (1, 3):
        member = MembershipFactory(role=Role.LEAD)
        article = fill(member.negotiation, count)
        for _ in range(count - 1):
            MembershipFactory(user=member.user)
            MembershipFactory(negotiation=member.negotiation)
        client.force_login(member.user)
        bring_up_to_date(negotiation=member.negotiation)  # as the background does after a change
        first = Statement.objects.filter(version__article=article).earliest("start")
        addresses = {
            "home": reverse("home"),
            "article": f"{article.get_absolute_url()}?s={first.public_id}",
            "article&edit": f"{article.get_absolute_url()}?s={first.public_id}&edit=1",
            "article&link": f"{article.get_absolute_url()}?s={first.public_id}&link=1",
        }
        address = addresses.get(name) or reverse(name, args=[member.negotiation.slug])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert asked[0] < 40
