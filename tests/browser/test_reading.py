from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from positions.enums import Verdict
from positions.models import Link, Statement
from tests.browser.axe import complaints, violations
from tests.factories import LinkFactory, StatementFactory
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


@pytest.mark.parametrize("query", ["", "&edit=1", "&link=1"])
def test_reading_is_accessible_and_reflows(open_page, query):
    scene = read_article()
    path = f"{scene.version.article.get_absolute_url()}?s={scene.statements['quoted'].public_id}{query}"

    assert complaints(open_page(path, scene.analyst)) == []


def test_history_is_accessible_and_reflows(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.keyboard.press("a")
    expect(page.get_by_text("Statement 2 accepted")).to_be_visible()
    article = scene.version.article
    page.goto(reverse("article_history", args=[article.negotiation.slug, article.public_id, 1]))

    assert complaints(page) == []


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
    page.get_by_role("group", name="One more position").get_by_label("Issue", exact=True).select_option("Harbour dues")
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
        page.keyboard.press("Enter")
        expect(page.locator("#capturebox")).to_have_count(0)
        expect(page.locator(".toast-undo")).to_contain_text("Statement saved")

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
    page.keyboard.press("Enter")
    expect(page.get_by_text("Statement saved")).to_be_visible()

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


def test_further_words_are_taken_into_the_statement_under_way(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.evaluate(SELECT, ["No date", "given"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()
    page.keyboard.press("-")
    page.locator("[name=coding-issue]").select_option("Harbour dues")
    page.locator("#article-title").click()
    page.evaluate(SELECT, ["would rather", "report"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_contain_text("in 2 pieces")
    expect(page.locator("[name=coding-stance]")).to_have_value("opposes")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Statement saved")).to_be_visible()

    statement = Statement.objects.latest("pk")
    assert statement.words == "would rather wait for the envoy’s report … No date was given"
    assert statement.positions.get().stance == "opposes"
    expect(page.locator(f"mark[data-of='{statement.public_id}']")).to_have_count(2)


def test_new_party_person_and_issue_are_entered_with_the_captured_words(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.evaluate(SELECT, ["would rather", "report"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.press("n")
    page.keyboard.type("Envoy’s office")
    page.get_by_label("New person").fill("Teodor Vance")
    page.get_by_label("Another name").fill("the envoy")
    page.get_by_label("New issue").fill("Pilots")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Statement saved")).to_be_visible()

    statement = Statement.objects.latest("pk")
    position = statement.positions.get()
    assert (statement.party.name, statement.speaker.name) == ("Envoy’s office", "Teodor Vance")
    assert [alias.name for alias in statement.speaker.aliases.all()] == ["the envoy"]
    assert (position.issue.title, position.stance) == ("Pilots", "mixed")


def test_captured_words_are_taken_back_with_u(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.evaluate(SELECT, ["would rather", "report"])
    page.keyboard.press("c")
    expect(page.locator("#capturebox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Statement saved")).to_be_visible()

    page.keyboard.press("u")

    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(page.locator(".stmts > li")).to_have_count(5)
    expect(page.locator("#article-text mark")).to_have_count(5)
    assert Statement.objects.count() == 5


def test_older_correction_is_taken_back_from_the_history(open_page):
    scene = read_article()
    quoted = scene.statements["quoted"]
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.keyboard.press("e")
    page.get_by_role("group", name="Position 1").get_by_label("Value").fill("25")
    page.get_by_label("Party", exact=True).select_option("Northmark")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Statement 2 saved")).to_be_visible()
    page.keyboard.press("j")
    expect(card(page).locator(".markno")).to_have_text("3")
    page.keyboard.press("a")
    expect(page.get_by_text("Statement 3 accepted")).to_be_visible()

    page.keyboard.press("h")
    history = page.locator("#history")
    expect(history).to_contain_text("Changed the party from Zahira to Northmark of statement 2")
    expect(history).to_contain_text("Coded Harbour dues: opposes, 25, firm, before: opposes, 10, firm")
    assert violations(page) == []
    history.get_by_role("button", name="Undo changed the party").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(history.locator(".undone")).to_have_count(1)

    quoted.refresh_from_db()
    assert (quoted.party, quoted.positions.get().value, verdict_of(quoted)) == (scene.zahira, 10, "")
    assert verdict_of(scene.statements["outer"]) == Verdict.CONFIRM


def test_words_are_linked_and_links_confirmed_by_keys_alone(open_page):
    scene = read_article()
    quoted, earlier = (
        scene.statements["quoted"],
        StatementFactory(
            negotiation=scene.version.negotiation, party=scene.zahira, said_at=datetime(2024, 1, 1, tzinfo=UTC)
        ),
    )
    other = StatementFactory(negotiation=scene.version.negotiation, said_at=datetime(2023, 1, 1, tzinfo=UTC))
    suggested = LinkFactory(negotiation=scene.version.negotiation, later=quoted, earlier=other)
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    page.keyboard.press("y")
    expect(page.get_by_text("Link confirmed")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator("#finder [name=other]").first).to_be_focused()
    number = page.locator("#finder li", has_text=earlier.words).locator("kbd").inner_text()
    page.keyboard.press(number)
    page.keyboard.press("r")
    page.get_by_label("The later one").select_option("hardens")
    page.get_by_label("The later one").blur()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Linked: hardens", exact=True)).to_be_visible()

    assert suggested.verdict == Verdict.CONFIRM
    link = Link.objects.get(later=quoted, earlier=earlier)
    assert (link.relation, link.verdict) == ("hardens", Verdict.CONFIRM)


def test_words_are_captured_by_touch_from_the_sheet(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst, width=390)

    page.locator(".sheet").get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Statement 2 refused")).to_be_visible()
    page.evaluate(SELECT, ["would rather", "report"])
    page.get_by_role("button", name="Capture these words").click()
    expect(page.locator("#capturebox")).to_be_visible()
    page.get_by_label("Stance").select_option("opposes")
    page.locator("[name=coding-issue]").select_option("Harbour dues")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Statement saved")).to_be_visible()

    assert Statement.objects.latest("pk").positions.get().stance == "opposes"


def test_page_reads_from_right_to_left(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.evaluate("document.documentElement.dir = 'rtl'")

    assert complaints(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator(".article").bounding_box()["x"] > page.locator("#side").bounding_box()["x"]


def test_buttons_name_the_statement_they_act_on(open_page):
    scene = read_article()
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)

    for name in ("Accept statement 2, of Zahira", "Refuse statement 2, of Zahira", "Unsure of statement 2, of Zahira"):
        expect(card(page).get_by_role("button", name=name)).to_be_visible()
    expect(card(page).get_by_role("link", name="Edit statement 2, of Zahira")).to_be_visible()


def test_other_words_are_taken_for_a_statement_and_one_piece_more(open_page):
    scene = read_article()
    quoted = scene.statements["quoted"]
    page = open_page(scene.version.article.get_absolute_url(), scene.analyst)
    page.keyboard.press("e")
    expect(page.locator("#correction")).to_be_visible()
    page.locator("#article-title").click()

    page.evaluate(SELECT, ["that nobody", "carry out"])
    page.keyboard.press("w")
    page.evaluate(SELECT, ["No date", "given"])
    page.get_by_role("button", name="Add these").click()
    page.get_by_label("Kind").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Statement 2 saved")).to_be_visible()

    quoted.refresh_from_db()
    assert quoted.words == "that nobody in this room means to carry out … No date was given"
    expect(page.locator(f"mark[data-of='{quoted.public_id}']")).to_have_count(2)
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back")).to_be_visible()
    quoted.refresh_from_db()
    assert quoted.words.startswith("“We will not sign")
