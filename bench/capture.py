"""Captures twenty statements in a real browser by keys alone, and prints how many keys and seconds each took.

    python -m bench.capture [--captures 20] [--pause 0.28]

A database of its own with an invented negotiation of two parties, three people, four issues and one article, the pages
behind gunicorn as in production, and Debian's Chromium. Each capture starts with the words selected and ends when the
page says that the statement is saved: `c`, a key for the stance, Enter. Party, speaker and issue are left as the
product filled them in, and compared afterwards with who said it and about what.

Before each key the script waits as long as an average typist takes for one (0.28 s: Card, Moran and Newell, 1980); what
the person thinks is not counted. The exit status is 1 when a capture took more than 4 keys or the median more than 6 s.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.browser import CHROMIUM, QUIET
from bench.population import database

MOST_KEYS, MOST_SECONDS = 4, 6.0
PEOPLE = {"Salma Haddun": "Zahira", "Ilka Brandt": "Northmark", "Teodor Vance": "Northmark"}
ISSUES = {"Harbour dues": "dues", "Inspections": "inspectors", "Pilots": "pilots", "Arrears": "arrears"}
KEYS = ["+", "-", "m", "0"]
SELECT = """([start, end]) => {
  const pieces = [...document.querySelectorAll("#article-text [data-at]")];
  const spot = (at) => {
    const piece = pieces.findLast((each) => Number(each.dataset.at) <= at);
    return [piece.firstChild, at - Number(piece.dataset.at)];
  };
  const range = document.createRange();
  range.setStart(...spot(start));
  range.setEnd(...spot(end));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def sentences(count: int) -> list[tuple[str, str, str]]:
    """Return as many invented things said: the words, who said them, and on which issue."""
    issues, people = list(ISSUES), list(PEOPLE)
    found = []
    for number in range(count):
        issue, person = issues[number % len(issues)], people[number % len(people)]
        found.append((f"the {ISSUES[issue]} of quay {number + 1} would have to wait for spring", person, issue))
    return found


def enter(said: list[tuple[str, str, str]]) -> tuple[Any, Any, str]:
    """Enter the negotiation and its article, already read; return the version, the analyst and the session."""
    from django.conf import settings  # noqa: PLC0415  # after `database` has set Django up
    from django.test import Client  # noqa: PLC0415

    from positions.enums import ArticleState, Precision  # noqa: PLC0415
    from positions.ingestion.articles import add_article  # noqa: PLC0415
    from positions.ingestion.document import Document  # noqa: PLC0415
    from positions.models import Article, ArticleVersion, User  # noqa: PLC0415
    from positions.review.negotiations import create_negotiation  # noqa: PLC0415
    from positions.review.registry import create_issue, create_party, create_spokesperson  # noqa: PLC0415

    analyst = User.objects.create_user("nora", first_name="Nora", last_name="Lindqvist")
    negotiation = create_negotiation(title="Harbour talks", by=analyst)
    parties = {name: create_party(negotiation=negotiation, name=name, by=analyst) for name in ("Zahira", "Northmark")}
    for person, party in PEOPLE.items():
        create_spokesperson(negotiation=negotiation, name=person, party=parties[party], by=analyst)
    for title, keyword in ISSUES.items():
        create_issue(negotiation=negotiation, title=title, keywords=[keyword], by=analyst)
    text = "\n\n".join(
        f"After noon {person} let it be known that {words}. The hall was full." for words, person, _ in said
    )
    document = Document(
        text=text,
        title="Quays",
        outlet="Gazette",
        published_at=datetime(2026, 3, 5, tzinfo=UTC),
        precision=Precision.DAY,
    )
    add_article(negotiation=negotiation, document=document, by=analyst)
    Article.objects.update(state=ArticleState.READ)
    client = Client()
    client.force_login(analyst)
    return ArticleVersion.objects.get(), analyst, client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def web() -> Iterator[str]:
    """Have the pages served as in production, by two processes of four threads; yield their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "tracker.wsgi",
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
    ]
    server = subprocess.Popen([*command, "--log-level=warning"])
    try:
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def capture(page: Page, place: tuple[int, int], stance: str, pause: float) -> tuple[int, float]:
    """Capture the words at a place with a stance; return the keys pressed and the seconds from selection to saved."""
    page.evaluate(SELECT, list(place))
    started = time.perf_counter()
    keys = ["c", stance, "Enter"]
    for key in keys:
        time.sleep(pause)
        page.keyboard.press(key)
        if key == "c":
            page.wait_for_selector("#capturebox:focus")
    page.wait_for_selector(".toast-undo:has-text('Statement saved')")
    taken = time.perf_counter() - started
    page.locator(".toast-undo").evaluate("toast => toast.remove()")
    return len(keys), taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.28)
    options = parser.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the ORM beside Playwright's event loop
    said = sentences(options.captures)
    with database():
        from django.conf import settings  # noqa: PLC0415  # after Django is set up
        from django.core.management import call_command  # noqa: PLC0415

        from positions.models import Statement  # noqa: PLC0415

        call_command("collectstatic", verbosity=0, interactive=False)
        version, _, session = enter(said)
        with web() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            page = context.new_page()
            page.goto(version.article.get_absolute_url())
            figures = []
            for number, (words, _, _) in enumerate(said):
                start = version.text.index(words)
                figures.append(capture(page, (start, start + len(words)), KEYS[number % len(KEYS)], options.pause))
            browser.close()
        rows = {row.words: row for row in Statement.objects.select_related("speaker", "party")}
        filled = sum(
            bool(row := rows.get(words))
            and (str(row.speaker), str(row.party), str(row.positions.get().issue)) == (who, PEOPLE[who], issue)
            for words, who, issue in said
        )
    keys, seconds = max(each for each, _ in figures), [each for _, each in figures]
    median, waited = statistics.median(seconds), options.pause * 3
    print(f"{len(figures)} captures, {len(rows)} statements saved, {filled} with the right speaker, party and issue")
    print(f"keys       {keys} each (bar {MOST_KEYS})")
    print(
        f"median     {statistics.median(seconds):.2f} s (bar {MOST_SECONDS:.0f} s), of which {waited:.2f} s at the keys"
    )
    print(f"slowest    {max(seconds):.2f} s")
    return int(keys > MOST_KEYS or median > MOST_SECONDS or len(rows) != len(said))


if __name__ == "__main__":
    sys.exit(main())
