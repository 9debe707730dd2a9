"""Opens the example in Chromium for what has to be looked at or measured in a browser."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-headless-shell")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]
EXAMPLE = "/n/aleppo-autumn-2016-example"
# The pages by name: what an analyst opens, as the example shows it best.
PAGES = {
    "today": f"{EXAMPLE}/",
    "reading": f"{EXAMPLE}/articles/",
    "review": f"{EXAMPLE}/review/",
    "matrix": f"{EXAMPLE}/matrix/",
    "issue": f"{EXAMPLE}/issues/departure-of-al-nusra/",
    "party": f"{EXAMPLE}/parties/russia/",
    "search": f"{EXAMPLE}/search/?q=nusra",
    "set-up": f"{EXAMPLE}/settings/issues/",
}
PORT = 8900  # of a product started here
WAITS = 600  # seconds that a first start with the example may take


@contextmanager
def product(address: str, var: Path) -> Iterator[str]:
    """Give the address of a product with the example: the one that runs there, or one started in the folder `var`."""
    if address:
        yield address
        return
    environment = {**os.environ, "PORT": str(PORT), "VAR_DIR": str(var)}
    running = subprocess.Popen([sys.executable, "-m", "tracker.run"], env=environment)
    try:
        wait_for(running)
        yield f"http://localhost:{PORT}"
    finally:
        running.terminate()
        running.wait(60)


def wait_for(running: subprocess.Popen) -> None:
    """Return when the product answers; raise when it stopped or takes too long."""
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        if running.poll() is not None:
            raise SystemExit("The product did not start; what it said stands above.")
        try:
            asked = HTTPConnection("localhost", PORT, timeout=5)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == HTTPStatus.OK:
                return
        except (HTTPException, OSError):
            pass
        time.sleep(1)
    raise SystemExit(f"The product did not answer within {WAITS} seconds.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def signed_in(browser: Browser, address: str, **options: object) -> BrowserContext:
    """Return a window of the example's lead, without the first steps."""
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("nora")
    page.locator("[name=password]").fill("demo-nora")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    put_tour_away(page)
    page.close()
    return context


def put_tour_away(page: Page) -> None:
    page.goto(PAGES["today"])
    for name in ("No, thank you", "Put the first steps away"):
        button = page.get_by_role("button", name=name)
        if button.count():
            button.click()
            page.wait_for_load_state()


def paths(page: Page) -> dict[str, str]:
    """Return the pages with a report to read in the place of the list of reports."""
    page.goto(PAGES["reading"])
    report = page.locator("main a[href*='/articles/']", has_text="Lavrov").first
    return {**PAGES, "reading": report.get_attribute("href") or PAGES["reading"]}
