"""Two analysts on one article: each sees what the other does, and neither overwrites the other."""

import pytest
from playwright.sync_api import Page, expect

from positions.enums import Verdict
from positions.models import Statement
from tests.browser.axe import violations
from tests.browser.test_reading import SELECT, card, verdict_of
from tests.factories import MembershipFactory
from tests.web.scenes import read_article

SOON = 12_000  # milliseconds: a page looks every three seconds, and the machine may be busy


@pytest.fixture
def scene():
    return read_article()


@pytest.fixture
def pages(open_page, scene) -> tuple[Page, Page]:
    """Return the article as Nora and as Tomás have it open."""
    tomas = MembershipFactory(
        negotiation=scene.version.negotiation, user__first_name="Tomás", user__last_name="Ferreira"
    ).user
    path = scene.version.article.get_absolute_url()
    return open_page(path, scene.analyst), open_page(path, tomas)


def told(page: Page, words: str) -> None:
    expect(page.locator("#news")).to_contain_text(words, timeout=SOON)


def test_decision_appears_at_the_other_with_the_name(pages, scene):
    nora, tomas = pages
    quoted = scene.statements["quoted"]
    tomas.keyboard.press("j")
    expect(card(tomas).locator(".markno")).to_have_text("3")

    nora.keyboard.press("a")

    told(tomas, "Nora Lindqvist accepted statement 2.")
    expect(tomas.locator(f"#s-{quoted.public_id} .tag-ink")).to_contain_text("Nora L.")
    expect(tomas.locator(f"#m-{quoted.public_id}")).to_have_class("mark mark-ink")
    expect(card(tomas)).to_be_focused()
    expect(tomas.locator(".sidehead")).to_contain_text("Nora Lindqvist is reading too")
    assert violations(tomas) == []


def test_captured_words_appear_in_the_text_of_the_other_but_not_while_words_are_selected(pages, scene):
    nora, tomas = pages
    tomas.evaluate(SELECT, ["She recalled", "She recalled"])

    nora.evaluate(SELECT, ["would rather", "report"])
    nora.keyboard.press("c")
    expect(nora.locator("#capturebox")).to_be_focused()
    nora.keyboard.press("Enter")
    expect(nora.get_by_text("Statement saved")).to_be_visible()

    told(tomas, "Nora Lindqvist captured statement 5.")
    new = Statement.objects.latest("pk").public_id
    expect(tomas.locator(f"#s-{new}")).to_be_visible()
    assert tomas.evaluate("getSelection().toString()") == "She recalled"
    assert tomas.locator(f"#m-{new}").count() == 0

    tomas.evaluate("getSelection().removeAllRanges()")
    expect(tomas.locator(f"#m-{new}")).to_be_visible(timeout=SOON)


def test_what_is_being_typed_is_left_alone_and_the_clash_shows_both_versions(pages, scene):
    nora, tomas = pages
    quoted = scene.statements["quoted"]
    tomas.keyboard.press("e")
    condition = tomas.get_by_role("group", name="Position 1").get_by_label("Condition")
    condition.fill("the port is open")

    nora.keyboard.press("x")

    expect(tomas.locator(".overtaken")).to_contain_text("Nora Lindqvist refused statement 2.", timeout=SOON)
    expect(condition).to_be_focused()
    expect(condition).to_have_value("the port is open")

    tomas.keyboard.press("Control+Enter")
    clash = tomas.locator(".clash")
    expect(clash).to_contain_text("Nora Lindqvist decided “refused” a moment ago.")
    expect(clash).to_contain_text("opposes, 10, firm, if the port is open")
    expect(clash).to_contain_text("refused by Nora Lindqvist")
    expect(tomas.locator("[name=position0-condition]")).to_have_value("the port is open")
    assert violations(tomas) == []
    assert verdict_of(quoted) == Verdict.REJECT

    tomas.get_by_label("Reported through").focus()
    tomas.keyboard.press("Control+Enter")
    expect(tomas.get_by_text("Statement 2 saved")).to_be_visible()
    assert (verdict_of(quoted), quoted.positions.get().condition) == (Verdict.CONFIRM, "the port is open")


def test_both_decide_at_once_and_the_second_is_shown_the_first(pages, scene):
    nora, tomas = pages
    for page in pages:
        page.route("**/news/**", lambda route: route.fulfill(status=204))

    nora.keyboard.press("x")
    expect(nora.get_by_text("Statement 2 refused")).to_be_visible()
    tomas.keyboard.press("a")

    clash = tomas.locator(".clash")
    expect(clash).to_contain_text("Nora Lindqvist decided “refused” a moment ago.")
    expect(clash.get_by_role("row", name="Decision")).to_contain_text("refused by Nora Lindqvist")
    expect(clash.get_by_role("row", name="Decision")).to_contain_text("confirmed")
    expect(card(tomas).locator(".markno")).to_have_text("2")
    assert verdict_of(scene.statements["quoted"]) == Verdict.REJECT

    tomas.keyboard.press("a")
    expect(tomas.get_by_text("Statement 2 accepted")).to_be_visible()
    assert verdict_of(scene.statements["quoted"]) == Verdict.CONFIRM


def test_both_capture_the_same_words_and_the_second_is_shown_the_first(pages, scene):
    nora, tomas = pages
    for page in pages:
        page.evaluate(SELECT, ["would rather", "report"])
        page.keyboard.press("c")
        expect(page.locator("#capturebox")).to_be_focused()
        page.locator("[name=coding-issue]").select_option("Harbour dues")

    nora.locator("[name=coding-stance]").select_option("supports")
    nora.keyboard.press("Enter")
    expect(nora.get_by_text("Statement saved")).to_be_visible()
    tomas.locator("[name=coding-stance]").select_option("opposes")
    tomas.keyboard.press("Enter")

    clash = tomas.locator("#capturebox .clash")
    expect(clash).to_contain_text("Nora Lindqvist decided “confirmed” a moment ago.")
    expect(clash.get_by_role("row", name="Harbour dues")).to_contain_text("supports")
    expect(clash.get_by_role("row", name="Harbour dues")).to_contain_text("opposes")
    assert [each.stance for each in Statement.objects.latest("pk").positions.all()] == ["supports"]
