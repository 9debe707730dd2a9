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
