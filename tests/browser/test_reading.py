import pytest
from playwright.sync_api import expect

from positions.enums import Verdict
from positions.models import Statement
from tests.browser.axe import complaints, violations
from tests.web.scenes import read_article

SELECT = """([start, end]) => {
  const text = document.getElementById("article-text");
  const places = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.dataset.at !== undefined) {
      places.push({ node, at: node.data.indexOf(start), until: node.data.indexOf(end) });
    }
  }
  const first = places.find((place) => place.at >= 0);
  const last = places.find((place) => place.until >= 0);
  const range = document.createRange();
  range.setStart(first.node, first.at);
  range.setEnd(last.node, last.until + end.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def verdict_of(statement):
    return Statement.objects.get(pk=statement.pk).verdict


def card(page):
    return page.locator("#side .card-open")


@pytest.mark.parametrize("query", ["", "&edit=1"])
def test_reading_is_accessible_and_reflows(open_page, query):
    scene = read_article()
    path = f"{scene.version.article.get_absolute_url()}?s={scene.statements['quoted'].public_id}{query}"

    assert complaints(open_page(path, scene.analyst)) == []


def test_a_accepts_and_opens_the_next(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.keyboard.press("a")

    expect(page.get_by_role("status").get_by_text("Statement 2 accepted")).to_be_visible()
    expect(card(page).locator(".markno")).to_have_text("3")
    expect(page.locator(f"#m-{scene.statements['quoted'].public_id}")).to_have_class("mark mark-ink")
    expect(page.locator(f"#m-{scene.statements['outer'].public_id}")).to_have_class("mark mark-pencil mark-current")
    assert verdict_of(scene.statements["quoted"]) == Verdict.CONFIRM


def test_u_takes_a_decision_back(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.keyboard.press("x")
    expect(page.get_by_text("Statement 2 refused")).to_be_visible()
    page.keyboard.press("u")

    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(card(page).locator(".markno")).to_have_text("2")
    assert verdict_of(scene.statements["quoted"]) == ""


def test_j_and_k_move_through_the_statements(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.keyboard.press("j")
    expect(card(page).locator(".markno")).to_have_text("3")
    page.keyboard.press("j")
    expect(card(page).locator(".markno")).to_have_text("4")
    page.keyboard.press("k")

    expect(card(page).locator(".markno")).to_have_text("3")
    expect(card(page)).to_be_focused()


def test_mark_in_the_text_opens_its_statement(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.locator(f"#m-{scene.statements['confirmed'].public_id}").click()

    expect(card(page).locator(".markno")).to_have_text("1")


def test_e_opens_the_form_and_saving_codes_a_position(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.keyboard.press("e")
    page.get_by_role("group", name="One more position").get_by_label("Issue").select_option("Harbour dues")
    page.get_by_role("group", name="One more position").get_by_label("Stance").select_option("mixed")
    page.get_by_label("Reported through").focus()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("This issue is coded above already.")

    page.get_by_role("group", name="One more position").get_by_label("Stance").select_option("not coded")
    page.get_by_role("group", name="Position 1").get_by_label("Value").fill("25")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Statement 2 saved")).to_be_visible()
    assert [position.value for position in scene.statements["quoted"].positions.all()] == [25]


def test_selected_words_are_captured_as_they_stand(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    for start, end, words in (
        ("that nobody", "carry out", "that nobody in this room means to carry out"),
        ("told the council", "Tuesday", "told the council\u00a0on Tuesday"),
        ("Salma Haddun said", "She recalled", "Salma Haddun said. She recalled"),
        ("of Northmark had", "unavoidable", "of Northmark had called the dues unavoidable"),
        ("نصٍّ", "تنفيذه", "نصٍّ لا ينوي أحدٌ تنفيذه"),
    ):
        page.evaluate(SELECT, [start, end])
        page.keyboard.press("c")
        expect(page.locator("#capturebox")).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")

        statement = Statement.objects.latest("pk")
        assert (statement.words, statement.verdict) == (words, Verdict.CONFIRM)
        expect(page.locator(f"#m-{statement.public_id}").first).to_be_visible()


def test_capturing_a_position_takes_three_keys_beyond_the_selection(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.evaluate(SELECT, ["ready to pay", "harbour dues"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("-")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    position = Statement.objects.latest("pk").positions.get()
    assert (position.stance, position.issue) == ("opposes", scene.dues)


def test_escape_closes_the_capture_box_and_gives_the_keys_back(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.evaluate(SELECT, ["would rather", "report"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#capturebox")).to_have_count(0)
    page.keyboard.press("j")

    expect(card(page).locator(".markno")).to_have_text("3")


def test_what_was_just_done_gives_way_to_a_form(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    toast = page.locator(".toast-undo")

    page.keyboard.press("a")
    expect(toast).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator("#correction")).to_be_visible()

    expect(toast).to_have_count(0)
    expect(page.locator(".keybar")).not_to_contain_text("undo")


def test_capture_box_is_shown_whole_above_the_keys(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.set_viewport_size({"width": 1440, "height": 560})

    page.evaluate(SELECT, ["would rather", "report"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()

    box, bar = page.locator("#capturebox").bounding_box(), page.locator(".keybar").bounding_box()
    assert box["y"] + box["height"] <= bar["y"]


def test_decisions_work_without_javascript(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst, javascript=False)

    page.get_by_role("button", name="Accept").first.click()

    expect(page.get_by_text("Statement 2 accepted.")).to_be_visible()
    assert verdict_of(scene.statements["quoted"]) == Verdict.CONFIRM
