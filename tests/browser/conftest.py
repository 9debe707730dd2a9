"""A headless Chromium, the product behind a real server, and readers who are signed in."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from positions.models import User

# Without windows of its own it takes half the time to open a page.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and let Django's ORM run beside Playwright's event loop."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not (CHROMIUM and os.access(CHROMIUM, os.X_OK)):
        pytest.fail("These tests need Chromium: apt-get install chromium-headless-shell, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def is_error(message: ConsoleMessage) -> bool:
    """Tell errors from what htmx logs when a newer request has replaced one under way, and from forms sent back."""
    is_sent_back = "the server responded with a status of 422" in message.text
    is_htmx = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    return message.type == "error" and not is_sent_back and not is_htmx


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return `open_page(path, user, width=1440, theme="light", javascript=True)`; a script error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, user: User | None, width: int = 1440, theme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=javascript,
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
