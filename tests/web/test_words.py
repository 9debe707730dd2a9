"""What the scripts say stands in the pages, in the reader's language."""

import re
from pathlib import Path

from django.conf import settings

# Carried by every page, or by the pages that load the script.
CARRIED = {"matrix.js": "matrix", "reading.js": "reading", "live.js": "reading"}


def said(name: str) -> set[str]:
    """Return the names of the texts that a partial carries, as scripts spell them."""
    text = (settings.BASE_DIR / "templates" / name / "words.html").read_text()
    return {re.sub(r"-([a-z])", lambda match: match[1].upper(), kebab) for kebab in re.findall(r"data-(\S+)=", text)}


def asked(script: Path) -> set[str]:
    return set(re.findall(r"\bwords\.(?!js)(\w+)", script.read_text()))


def test_scripts_ask_only_for_texts_that_their_pages_carry():
    for script in (settings.BASE_DIR / "static" / "js").glob("*.js"):
        if script.name == "passkeys.js":
            continue
        carried = said("partials") | said(CARRIED.get(script.name, "partials"))
        assert asked(script) - carried == set(), script.name


def test_no_text_is_carried_that_no_script_asks_for():
    scripts = [asked(script) for script in (settings.BASE_DIR / "static" / "js").glob("*.js")]

    assert said("partials") | said("matrix") | said("reading") <= set().union(*scripts)
