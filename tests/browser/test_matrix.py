"""The matrix as an instrument: slider, play, two dates, evidence beside it or as a sheet, order, many parties."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.models import Membership
from tests.browser.axe import overflow, violations
from tests.factories import SAID_AT, MembershipFactory, NegotiationFactory
from tests.web.talks import make_issue, make_party, say

SLIDER = "As-of date, in days since"


@pytest.fixture
def member() -> Membership:
    """A reader of talks with three shifts on three days, 6, 10 and 14 March 2031."""
    member = MembershipFactory(negotiation=NegotiationFactory(title="Harbour talks"))
    dues = make_issue(member.negotiation, "Harbour dues", slug="dues", number=1)
    light = make_issue(member.negotiation, "Lighthouse", slug="light", number=2)
    zahira = make_party(member.negotiation, "Zahira", slug="zahira", number=1, group="The coast")
    northmark = make_party(member.negotiation, "Northmark", slug="northmark", number=2, group="Inland")
    make_party(member.negotiation, "Estmark", slug="estmark", number=3, group="Inland")
    for days, value in ((0, 90), (2, 80), (6, 60)):
        say(dues, zahira, f"The dues may be {value}.", days=days, value=value)
    say(light, northmark, "The lighthouse comes first.", value=20)
    say(light, northmark, "The lighthouse may wait.", days=10, value=50)
    return member


def matrix(member: Membership, query: str = "date=2031-03-14") -> str:
    return reverse("matrix", args=[member.negotiation.slug]) + f"?{query}"


def test_dragging_follows_the_thumb_without_a_new_page_and_without_a_jump(open_page, member):
    page = open_page(matrix(member), member.user)
    page.evaluate("window.stays = true")
    slider = page.get_by_label(SLIDER)
    before = slider.bounding_box()

    page.mouse.move(before["x"] + before["width"] - 13, before["y"] + 12)
    page.mouse.down()
    for share in (0.9, 0.7, 0.5, 0.3):
        page.mouse.move(before["x"] + before["width"] * share, before["y"] + 12, steps=3)
    page.mouse.move(before["x"] + 13, before["y"] + 12)
    page.mouse.up()

    expect(page.get_by_role("heading", level=1)).to_have_text("Positions as of 4 Mar 2031")
    expect(page.locator("a.cell .val").first).to_have_text("90")
    expect(page.get_by_text("Tue 4 Mar 2031")).to_be_visible()
    assert page.url.endswith("?date=2031-03-04")
    assert page.evaluate("window.stays")
    assert slider.bounding_box()["y"] == pytest.approx(before["y"], abs=1)
    assert page.get_by_role("link", name="CSV", exact=True).get_attribute("href").endswith("date=2031-03-04")


def test_an_answer_that_is_late_does_not_follow_a_newer_one(open_page, member):
    page = open_page(matrix(member), member.user)
    page.route("**/matrix/?date=2031-03-13", lambda route: (page.wait_for_timeout(600), route.continue_()))
    slider = page.get_by_label(SLIDER)
    slider.focus()

    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(150)
    page.keyboard.press("Home")

    expect(page.get_by_role("heading", level=1)).to_have_text("Positions as of 4 Mar 2031")
    page.wait_for_timeout(800)
    expect(page.get_by_role("heading", level=1)).to_have_text("Positions as of 4 Mar 2031")


def test_play_steps_from_shift_to_shift_and_stops_at_the_last(open_page, member):
    page = open_page(matrix(member, "date=2031-03-04"), member.user)
    page.evaluate("document.querySelector('[data-play]').dataset.pause = 300")
    page.evaluate("""
        window.titles = [document.querySelector("h1").textContent];
        const note = () => {
          const title = document.querySelector("h1")?.textContent;
          if (title && title !== titles.at(-1)) titles.push(title);
        };
        new MutationObserver(note).observe(document.body, {childList: true, subtree: true});
    """)

    page.keyboard.press("p")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Northmark softened by 30 points")
    expect(page.get_by_role("button", name="Play from shift to shift")).to_be_visible()
    assert page.evaluate("titles.map((title) => title.split(' on ')[0])") == [
        "Positions as of 4 Mar 2031",
        "Zahira softened by 10 points",
        "Zahira softened by 20 points",
        "Northmark softened by 30 points",
    ]
    assert page.url.endswith("?date=2031-03-14")


def test_play_pauses(open_page, member):
    page = open_page(matrix(member, "date=2031-03-04"), member.user)
    page.get_by_role("button", name="Play from shift to shift").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zahira softened by 10 points")

    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(2500)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zahira softened by 10 points")


def test_steps_keep_their_focus_and_the_back_button_undoes_them(open_page, member):
    page = open_page(matrix(member), member.user)

    page.get_by_role("link", name="Previous shift").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zahira softened by 20 points")
    assert page.evaluate("document.activeElement.id") == "shift-before"
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Northmark softened by 30 points")
    expect(page.get_by_text("Fri 14 Mar 2031")).to_be_visible()


def test_evidence_opens_beside_the_table_and_closes_to_its_cell(open_page, member):
    page = open_page(matrix(member), member.user)
    page.evaluate("window.stays = true")

    page.locator("a.cell").first.focus()
    page.keyboard.press("Enter")
    evidence = page.get_by_role("complementary", name="Harbour dues")
    expect(evidence).to_contain_text("The dues may be 60.")
    expect(evidence).to_be_focused()
    assert "party=zahira&issue=dues" in page.url
    page.keyboard.press("Escape")

    expect(evidence).to_have_count(0)
    expect(page.locator("a.cell").first).to_be_focused()
    assert page.evaluate("window.stays")


def test_evidence_follows_the_slider(open_page, member):
    page = open_page(matrix(member, "date=2031-03-14&party=zahira&issue=dues"), member.user)

    page.get_by_label(SLIDER).press("Home")

    expect(page.get_by_role("complementary", name="Harbour dues")).to_contain_text("The dues may be 90.")


@pytest.mark.parametrize("way", ["Escape", "back", "close"])
def test_evidence_is_a_sheet_at_the_bottom_of_a_phone(open_page, member, way):
    member.user.keyboard = False
    member.user.save()
    page = open_page(matrix(member), member.user, width=390)

    page.locator("a.cell:visible").first.click()
    sheet = page.get_by_role("complementary", name="Harbour dues")
    expect(sheet).to_be_focused()
    box = sheet.bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 900)
    assert box["y"] > 100
    assert violations(page) == []
    assert overflow(page) == 0
    {
        "Escape": lambda: page.keyboard.press("Escape"),
        "back": page.go_back,
        "close": lambda: page.get_by_role("link", name="Close").click(),
    }[way]()

    expect(sheet).to_have_count(0)
    expect(page.locator("a.cell:visible").first).to_be_focused()


def test_two_dates_are_compared_from_the_page_and_narrowed_to_what_changed(open_page, member):
    page = open_page(matrix(member), member.user)

    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northmark softened by 30 points on Lighthouse")
    expect(page.locator(".cell-changed")).to_have_count(2)
    page.get_by_role("button", name="Only changed").click()

    expect(page.locator(".cell-same")).to_have_count(2)
    assert "changed=1" in page.url
    assert violations(page) == []


def test_order_is_chosen_and_kept_in_the_address(open_page, member):
    page = open_page(matrix(member), member.user)

    page.get_by_text("Sort as set up").click()
    page.get_by_label("Parties", exact=True).select_option("by name")
    page.get_by_label("Group by").select_option("none")
    assert violations(page) == []
    page.get_by_role("button", name="Arrange").click()

    expect(page.locator("tbody th .party").first).to_have_text("Estmark")
    assert "sort=name&near=estmark&group=none" in page.url or "sort=name" in page.url
    assert "date=2031-03-14" in page.url


@pytest.mark.parametrize("width", [390, 1440])
def test_twelve_parties_on_nine_issues_scroll_beside_the_party_column(open_page, width):
    member = MembershipFactory()
    issues = [make_issue(member.negotiation, f"Question {number}", number=number) for number in range(1, 10)]
    for number in range(1, 13):
        party = make_party(member.negotiation, f"Delegation {number}", number=number)
        for issue in issues[:2]:
            say(issue, party, f"We said so, {number}.", value=number)
    page = open_page(matrix(member), member.user, width=width)

    marks = page.locator("tbody th .party").evaluate_all("all => all.map((one) => one.className)")
    assert len(set(marks)) == 12
    assert overflow(page) == 0
    assert violations(page) == []
    if width == 1440:
        first = page.locator("tbody th[scope=row]").first
        before = first.bounding_box()["x"]
        page.locator("#matrix-table").evaluate("box => { box.scrollLeft = 300; }")
        assert first.bounding_box()["x"] == before


def test_matrix_at_two_dates_works_without_script(open_page, member):
    page = open_page(matrix(member), member.user, javascript=False)

    page.get_by_role("link", name="Compare two dates").click()
    expect(page.locator(".cell-changed")).to_have_count(2)
    page.get_by_role("link", name="Previous shift").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zahira softened by")
    expect(page.get_by_role("button", name="Play from shift to shift")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_two_dates_reflow_and_are_accessible(open_page, member, width, theme):
    query = f"date=2031-03-14&against={SAID_AT + timedelta(days=1):%Y-%m-%d}"

    page = open_page(matrix(member, query), member.user, width=width, theme=theme)

    assert (violations(page), overflow(page)) == ([], 0)
