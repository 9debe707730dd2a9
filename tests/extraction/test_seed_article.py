"""The reader's figures on the first real article, read in place; only offsets of the marking are kept here."""

import hashlib
import json
from pathlib import Path

import pytest

from positions.extraction.attributions import Attribution, find_claims

ARTICLE = Path(__file__).parents[3] / "shared/data/seed/article_tass_2016-10-07.txt"
GOLD = json.loads((Path(__file__).parent / "seed_gold.json").read_text(encoding="utf-8"))

# One careful reader marks a statement per claim, another one per quoted stretch; the reader must suit both.
READINGS = ["claims", "stretches"]


@pytest.fixture(scope="module")
def text() -> str:
    if not ARTICLE.exists():
        pytest.skip("The seed article is not beside this checkout.")
    read = ARTICLE.read_bytes().decode("utf-8")
    if hashlib.sha256(read.encode()).hexdigest() != GOLD["sha256"]:
        pytest.skip("The seed article is another version than the one that was marked.")
    return read


@pytest.fixture(scope="module")
def found(text: str) -> list[Attribution]:
    return find_claims(text)


def letters(text: str, spans: list[list[int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if text[at].isalnum()}


def matches(text: str, reading: str, found: list[Attribution]) -> dict[int, int]:
    """Pair marked and found statements, one to one, where each shares half or more of its characters."""
    gold = [letters(text, marked["spans"]) for marked in GOLD[reading]]
    read = [letters(text, one.content) for one in found]
    shares = sorted(
        ((len(g & r) / len(g | r), -i, -j) for i, g in enumerate(gold) for j, r in enumerate(read) if g & r),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, i, j in shares:
        g, r = gold[-i], read[-j]
        if -i not in pairs and -j not in pairs.values() and 2 * len(g & r) >= max(len(g), len(r)):
            pairs[-i] = -j
    return pairs


@pytest.mark.parametrize("reading", READINGS)
def test_seed_article_nine_statements_of_ten_are_found(text, found, reading):
    assert len(matches(text, reading, found)) >= 0.9 * len(GOLD[reading])


@pytest.mark.parametrize("reading", READINGS)
def test_seed_article_three_suggestions_of_four_are_right(text, found, reading):
    assert len(matches(text, reading, found)) >= 0.75 * len(found)


@pytest.mark.parametrize("reading", READINGS)
def test_seed_article_every_speaker_found_is_right(text, found, reading):
    wrong = [
        (GOLD[reading][i]["speaker"], found[j].speaker)
        for i, j in matches(text, reading, found).items()
        if GOLD[reading][i]["speaker"] not in (found[j].speaker or "")
    ]

    assert wrong == []


def test_seed_article_third_parties_are_reported_through_the_minister(text, found):
    pairs = matches(text, "claims", found)
    through = {
        (found[j].speaker, found[j].party, found[found[j].via].speaker, found[found[j].via].party)
        for i, j in pairs.items()
        if GOLD["claims"][i]["via"] and found[j].via is not None
    }

    assert len([marked for marked in GOLD["claims"] if marked["via"]]) == 3
    assert through == {
        ("Staffan de Mistura", "United Nations", "Sergey Lavrov", "Russia"),
        ("French colleagues", "France", "Sergey Lavrov", "Russia"),
    }


def test_seed_article_editorial_notes_stay_outside(text, found):
    assert [one for one in found if any("TASS" in text[start:end] for start, end in one.content)] == []
