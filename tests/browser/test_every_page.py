"""Every address that answers with a page, seen by a lead: no rule of axe broken, no sideways scrolling."""

from dataclasses import dataclass
from typing import Any

import pytest

from positions.enums import ArticleState, Role
from positions.models import Issue, Membership, Party, Proposal, User
from tests.addresses import PAGES, ROUTE, address, make_world
from tests.browser.axe import complaints, covered
from tests.factories import ArticleFactory, FollowFactory, ScaleAnchorFactory
from tests.web.talks import say

pytestmark = pytest.mark.usefixtures("broker")

# What answers with a file, with a piece of a page, or only to what is sent.
NO_PAGES = {
    "action_undo", "article_news", "article_progress", "briefing_file", "condition_decide", "condition_undo",
    "event_remove", "follow_set", "issue_csv", "job_ignore", "job_retry", "link_judge", "matrix_csv", "network_csv",
    "network_dl", "network_gexf", "network_graphml",
    "network_time_csv", "pair_csv", "reading_link_add", "reading_link_judge", "registry_add", "review_statement",
    "saved_search_add", "saved_search_feed", "saved_search_remove", "setup_issue_move", "shifts_csv", "source_name",
    "statement_citation", "statement_correct", "statement_judge", "statement_link", "thresholds_csv",
    "thresholds_set", "tour_set", "tour_show", "transfer_file", "transfer_report", "transfer_set",
}  # fmt: skip
# What a page needs to be asked to show something.
ASKED = {
    "briefing": "?party={party_slug}",
    "capture": "?spans=0-10",
    "issue": "?to=2031-03-15",
    "matrix": "?date=2031-03-15",
    "pair": "?date=2031-03-15",
    "party": "?date=2031-03-15",
    "search": "?q=dues",
}
SHOWN = sorted({*PAGES, "home", "restore", "settings", "unsubscribe"} - NO_PAGES)
OPEN_DETAILS = """for (const each of document.querySelectorAll("main details:not([open])")) {
  each.open = true;
  each.dataset.opened = "";
}"""
# Menus lie over each other where all are open.
CLOSE_DETAILS = 'for (const each of document.querySelectorAll("[data-opened]")) each.open = false'
PARTS = 3  # so that both halves of a parallel run have some


@dataclass(frozen=True)
class Talks:
    """Addresses of a filled example, and its lead, who is a site administrator too."""

    lead: User
    world: dict[str, Any]

    def address(self, name: str) -> str:
        return address(name, self.world) + ASKED.get(name, "").format(**self.world)


@pytest.fixture
def talks(transactional_db: None) -> Talks:
    """One row of everything, and words of two parties that differ, move, and wait for a person."""
    world = make_world()
    lead = Membership.objects.get(user=world["viewer"])
    Membership.objects.update(role=Role.LEAD)
    lead.user.is_superuser = True
    lead.user.save()
    lead.negotiation.is_example = True
    lead.negotiation.save()
    ArticleFactory(negotiation=lead.negotiation, state=ArticleState.FAILED, error="The site answered 403.")
    issue, proposal = Issue.objects.get(slug=world["issue_slug"]), Proposal.objects.get()
    for end, meaning in ((0, "no dues"), (100, "dues as they are")):
        ScaleAnchorFactory(issue=issue, value=end, meaning=meaning)
    one, other = (Party.objects.get(slug=world[f"{which}_slug"]) for which in ("one", "other"))
    for days, party, value in ((1, one, 90), (2, other, 10), (5, one, 60), (6, other, 20)):
        say(issue, party, f"We would pay {value} % of the dues.", days=days, value=value)
    say(issue, one, "We would pay if it rains.", days=7, condition="it rains", proposal=proposal, value=40)
    say(issue, other, "None of the dues is paid.", days=8, value=0, is_suggested=True)
    world["token"] = FollowFactory(negotiation=lead.negotiation, subscription__user=lead.user).subscription.token
    return Talks(lead.user, world)


@pytest.mark.parametrize("part", range(PARTS))
def test_page_is_accessible_and_reflows(open_page, talks, part):
    page = open_page(talks.address("home"), talks.lead)
    broken = {}
    for name in SHOWN[part::PARTS]:
        answer = page.goto(talks.address(name), wait_until="domcontentloaded")
        page.evaluate(OPEN_DETAILS)
        assert (name, answer.status) == (name, 200)
        found = complaints(page)
        page.evaluate(CLOSE_DETAILS)
        if found := [*found, *(f"covered: {each}" for each in covered(page))]:
            broken[name] = found

    assert broken == {}


def test_what_is_no_page_is_still_an_address():
    assert set(ROUTE) >= NO_PAGES
