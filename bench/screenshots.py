"""Writes docs/screenshots.md and its pictures anew, from the example.

    python -m bench.screenshots [--address http://localhost:8000] [--var DIR]

Without an address the product is started in DIR (a fresh folder takes minutes for the example). The pictures are WebP
files of 1440 x 900 or 390 x 844 pixels; together they stay under 2.5 MB.
"""

import argparse
import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.browser import chromium, paths, product, signed_in

DOCS = Path(__file__).resolve().parents[1] / "docs"
LOOKS = {
    "light": ({"width": 1440, "height": 900}, "light"),
    "dark": ({"width": 1440, "height": 900}, "dark"),
    "narrow": ({"width": 390, "height": 844}, "light"),
}
MOST_BYTES = 2_500_000
TOLD = {
    "today": "**Today**: what moved, with the words before and after; what waits.",
    "reading": "**Reading**: the report with what is suggested and confirmed in it, and the list that follows.",
    "review": "**Review**: one link, one question, one key.",
    "matrix": "**Matrix**: who holds what on which issue, as of a day.",
    "issue": "**Issue**: positions on the issue’s own scale, and the conversation.",
    "party": "**Party**: one party on every issue, and who speaks for it.",
    "search": "**Search**: words with what stands around them, narrowed down by filters with counts.",
    "set-up": "**Set-up**: issues with their scales, in the order of the matrix.",
}
TO_WEBP = """async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.82).split(",")[1];
}"""


def webp(converter: Page, png: bytes) -> bytes:
    """Return a picture in a third of its bytes; the browser is the encoder that is there."""
    return base64.b64decode(converter.evaluate(TO_WEBP, base64.b64encode(png).decode()))


def take(browser: Browser, address: str) -> dict[str, bytes]:
    """Return the pictures by the name of their file."""
    context = signed_in(browser, address)
    page, converter = context.new_page(), browser.new_page()
    pictures = {}
    for name, path in paths(page).items():
        for look, (size, theme) in LOOKS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.goto(path)
            page.wait_for_timeout(300)
            pictures[f"{name}-{look}.webp"] = webp(converter, page.screenshot())
    return pictures


def written(names: list[str]) -> str:
    """Return the page that shows the pictures."""
    lines = ["# Screenshots", "", "The example, drawn anew by `make screenshots`.", ""]
    for name in names:
        lines += [f"## {name.capitalize()}", "", TOLD[name], ""]
        lines += [f"![{name}, {look}](screenshots/{name}-{look}.webp)" for look in LOOKS]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="", help="of a product that runs with the example")
    parser.add_argument("--var", type=Path, default=Path(tempfile.gettempdir()) / "positions-screenshots")
    options = parser.parse_args()
    with product(options.address, options.var) as address, chromium() as browser:
        pictures = take(browser, address)
    total = sum(map(len, pictures.values()))
    if total > MOST_BYTES:
        raise SystemExit(f"The pictures take {total:,} bytes, more than {MOST_BYTES:,}. Leave some out.")
    folder = DOCS / "screenshots"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)
    (DOCS / "screenshots.md").write_text(written(list(TOLD)))
    print(f"{len(pictures)} pictures, {total / 1000:,.0f} kB, in {folder}")


if __name__ == "__main__":
    main()
