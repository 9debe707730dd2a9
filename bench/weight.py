"""Prints what each page weighs and how it comes into sight, in Chromium on the example.

    python -m bench.weight [--address http://localhost:8000] [--var DIR] [--runs 3]

Bytes are of HTML, style sheets and scripts, each as gzip makes it. The largest paint is the median of the runs in
milliseconds, layout shift the worst of them; both as the browser reports them, with an empty cache, on this machine.
Exits with 1 where a page is over 120 kB or 1.5 seconds, or moves by more than 0.02.
"""

import argparse
import gzip
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Response

from bench.browser import chromium, paths, product, signed_in

MOST_BYTES, LARGEST_PAINT, MOST_SHIFT = 120_000, 1_500, 0.02
WEIGHED = {"document": "html", "stylesheet": "css", "script": "js"}
OBSERVE = """
window.paint = 0; window.shift = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.paint = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
SETTLES = 1_000  # milliseconds after loading in which a late script may still move something


def weigh(context: BrowserContext, path: str) -> tuple[dict[str, int], float, float]:
    """Return bytes by kind, largest paint and layout shift of one opening with an empty cache."""
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  # Playwright marks it
    page.add_init_script(OBSERVE)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(SETTLES)
    weights = dict.fromkeys(WEIGHED.values(), 0)
    for response in responses:
        if kind := WEIGHED.get(response.request.resource_type):
            weights[kind] += len(gzip.compress(response.body()))
    paint, shift = page.evaluate("[window.paint, window.shift]")
    page.close()
    return weights, paint, shift


def measure(browser: Browser, address: str, runs: int) -> bool:
    """Print a line per page and width; tell whether all keep within the limits."""
    is_fine = True
    first = signed_in(browser, address)
    state = first.storage_state()
    todo = paths(first.new_page())
    first.close()
    for width in (1440, 390):
        print(f"{width} px wide   html    css     js    sum  largest paint  shift")
        for name, path in todo.items():
            taken = []
            for _ in range(runs):
                size = {"width": width, "height": 900}
                context = browser.new_context(base_url=address, storage_state=state, viewport=size)  # type: ignore[arg-type]
                taken.append(weigh(context, path))
                context.close()
            weights = taken[0][0]
            total, paint = sum(weights.values()), statistics.median(paint for _, paint, _ in taken)
            shift = max(shift for *_, shift in taken)
            is_over = total > MOST_BYTES or paint > LARGEST_PAINT or shift > MOST_SHIFT
            is_fine &= not is_over
            parts = " ".join(f"{weights[kind] / 1000:6.1f}" for kind in WEIGHED.values())
            print(f"  {name:9} {parts} {total / 1000:6.1f} {paint:11,.0f} ms {shift:6.3f}{'  over' if is_over else ''}")
    return is_fine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="", help="of a product that runs with the example")
    parser.add_argument("--var", type=Path, default=Path(tempfile.gettempdir()) / "positions-screenshots")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with product(options.address, options.var) as address, chromium() as browser:
        is_fine = measure(browser, address, options.runs)
    raise SystemExit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
