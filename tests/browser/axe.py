"""Accessibility rules of WCAG 2.2 AA on an open page."""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A theme changes colours and nothing else.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Nothing is loaded ahead: the content policy forbids what axe would write into the page, and no rule asked needs it.
RUN = """async (runOnly) => {
  const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
  return violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target[0]).join(", ")}`);
}"""
# Layout and colours have settled when two frames have been drawn.
SETTLE = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"

Look = tuple[int, Literal["light", "dark"], list[str]]
LOOKS: list[Look] = [
    (1440, "light", LEVELS),
    (1440, "dark", OF_COLOURS),
    (390, "dark", OF_COLOURS),
    (390, "light", LEVELS),
    (320, "light", []),
]
# Another language has the same colours; mirrored only the widths can differ.
LIGHT: list[Look] = [look for look in LOOKS if look[1] == "light"]
MIRRORED: list[Look] = [(width, "light", []) for width in (1440, 390)]


def violations(page: Page, rules: list[str] = LEVELS) -> list[str]:
    """Return one line per rule broken, of rules by name or by level: its name and the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, rules)


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def complaints(page: Page, looks: list[Look] = LOOKS) -> list[str]:
    """Return what is wrong with an open page, light and dark, wide and narrow: rules broken, and sideways scrolling.

    One load serves all looks; a load per look costs the suite minutes. All rules are asked at each width, in dark those
    of colours again. Sideways scrolling is looked for at 320 pixels too, which is a window of 1280 at 400 %.
    """
    found = []
    for width, theme, rules in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLE)
        if rules:
            found += [f"{width} {theme}: {broken}" for broken in violations(page, rules)]
        if pixels := overflow(page):
            found.append(f"{width} {theme}: {pixels} pixels too wide")
    return found


# Focus each thing there and back, and name what no point of can be seen: WCAG 2.4.11.
COVERED = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((each) => each.tabIndex >= 0);
  const isSeen = (each) => [...each.getClientRects()].some((box) => [.1, .5, .9].some((x) => [.1, .5, .9].some((y) => {
    const top = Math.max(0, box.top), bottom = Math.min(innerHeight, box.bottom);
    const hit = document.elementFromPoint(box.left + x * box.width, top + y * (bottom - top));
    return hit && (each.contains(hit) || hit.contains(each) && hit.matches("label, a"));
  })));
  scrollTo(0, 0);
  const covered = new Set();
  for (const each of [...all, ...all.toReversed()]) {
    each.focus();
    if (document.activeElement === each && !isSeen(each)) covered.add(each.outerHTML.slice(0, 120));
  }
  return [...covered];
}"""


def covered(page: Page) -> list[str]:
    """Return what has the focus and cannot be seen, in a window of 1280 x 1024 at 400 %."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate(SETTLE)
    return page.evaluate(COVERED)
