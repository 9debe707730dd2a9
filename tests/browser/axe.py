"""Accessibility rules of WCAG 2.2 AA on an open page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page: Page) -> list[str]:
    """Return one line per rule broken: its name and the places."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {[node['target'][0] for node in rule['nodes']]}" for rule in found]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def complaints(page: Page) -> list[str]:
    """Return what is wrong with an open page in light and dark, wide and narrow: rules broken, and sideways scrolling.

    One load serves all looks; a load per look costs the suite minutes.
    """
    found = []
    for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(50)
        found += [f"{width} {theme}: {broken}" for broken in violations(page)]
        if overflow(page):
            found.append(f"{width} {theme}: {overflow(page)} pixels too wide")
    return found
