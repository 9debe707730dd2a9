"""Every address that answers with a page: no rule of axe broken, no sideways scrolling; some in French and mirrored."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from positions.enums import ArticleState, Role
from positions.models import Issue, Membership, Party, Proposal, User
from tests.addresses import ROUTE, address, make_world
from tests.browser.axe import LIGHT, MIRRORED, complaints, covered
from tests.factories import ArticleFactory, FollowFactory, ScaleAnchorFactory
from tests.web.talks import say

pytestmark = pytest.mark.usefixtures("broker")

# What answers with a file, with a piece of a page, with a mail (as digest_preview does), or only to what is sent.
NO_PAGES = {
    "action_undo", "article_news", "article_progress", "briefing_file", "changes_feed", "changes_feed_set",
    "condition_decide", "condition_undo", "delivery", "delivery_send", "event_remove", "feed", "follow_remove",
    "follow_set", "healthz", "issue_csv", "job_ignore", "job_retry", "link_judge", "mail_export", "mail_set",
    "matrix_csv", "network_csv", "network_dl", "network_gexf", "network_graphml", "network_time_csv", "pair_csv",
    "reading_link_add", "reading_link_judge", "registry_add", "restoring_file", "restoring_report", "restoring_set",
    "review_statement", "saved_search_add", "saved_search_feed", "saved_search_remove", "setup_issue_move",
    "shifts_csv", "source_name", "statement_citation", "statement_correct", "statement_judge", "statement_link",
    "thresholds_csv", "thresholds_set", "tour_set", "tour_show", "transfer_file", "transfer_report", "transfer_set",
    "webhook_set",
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
# What is drawn after loading, from a description of the whole API that takes seconds to write on a busy machine.
DRAWN_LATE = {"api": ".opblock-tag"}
# Those of accounts are in test_accounts.py.
SHOWN = sorted(
    name
    for name, route in ROUTE.items()
    if name not in NO_PAGES and not route.startswith(("accounts/", "api/v1/", "mail-events/"))
)
# The densest pages; other words are longer.
DENSE = ["matrix", "issue", "article", "review_queue", "network"]
# Of each kind of page that the admin has, the one with most on it.
OF_THE_ADMIN = ["index", "positions_statement_changelist", "positions_party_change"]
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
        if name in DRAWN_LATE:
            page.locator(DRAWN_LATE[name]).first.wait_for(timeout=60_000)
        page.evaluate(OPEN_DETAILS)
        assert (name, answer.status) == (name, 200)
        found = complaints(page)
        page.evaluate(CLOSE_DETAILS)
        if found := [*found, *(f"covered: {each}" for each in covered(page))]:
            broken[name] = found

    assert broken == {}


def test_dense_pages_are_accessible_and_reflow_in_french_and_mirrored(open_page, talks):
    """No language of the product is written from right to left yet; styles are ready for one."""
    User.objects.filter(pk=talks.lead.pk).update(language="fr")
    page = open_page(talks.address("home"), talks.lead)
    broken = {}
    for name in DENSE:
        page.goto(talks.address(name), wait_until="domcontentloaded")
        assert page.locator("html").get_attribute("lang") == "fr"
        found = complaints(page, LIGHT)
        page.evaluate("document.documentElement.dir = 'rtl'")
        if found := [*found, *(f"mirrored: {each}" for each in complaints(page, MIRRORED))]:
            broken[name] = found

    assert broken == {}


def test_admin_is_accessible(open_page, talks):
    User.objects.filter(pk=talks.lead.pk).update(is_staff=True, is_superuser=True)
    party = Party.objects.get(slug=talks.world["one_slug"])
    page = open_page(talks.address("home"), talks.lead)
    broken = {}
    for name in OF_THE_ADMIN:
        args = [party.pk] if name.endswith("_change") else []
        answer = page.goto(reverse(f"admin:{name}", args=args), wait_until="domcontentloaded")
        assert (name, answer.status) == (name, 200)
        if found := complaints(page):
            broken[name] = found

    assert broken == {}


def test_what_is_no_page_is_still_an_address():
    assert set(ROUTE) >= NO_PAGES
