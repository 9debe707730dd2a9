"""Reports in other languages: what is quoted or plainly reported, and whose name stands beside it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from positions.extraction.foreign import find_foreign
from positions.extraction.quotations import find_quotations
from positions.extraction.reading import Draft
from positions.extraction.words import find_notes

GOLDEN = Path(__file__).parent / "golden" / "foreign.txt"
NAMES = [
    "Ilka Brandt",
    "Teodor Vance",
    "Salma Haddun",
    "Zahira",
    "Илка Брандт",
    "Теодор Ванс",
    "Салма Хаддун",
    "سلمى هدون",
]


@dataclass(frozen=True)
class Case:
    language: str
    text: str
    expected: list[tuple[str, str]]


def cases() -> list[Case]:
    read = []
    for block in GOLDEN.read_text(encoding="utf-8").split("\n## ")[1:]:
        language, *lines = block.strip().split("\n")
        text = "\n".join(line for line in lines if not line.startswith("= "))
        expected = [tuple(line[2:].rsplit(" | ", 1)) for line in lines if line.startswith("= ")]
        read.append(Case(language, text, expected))
    return read


def drafts_of(text: str, language: str, names: list[str]) -> list[Draft]:
    return find_foreign(text, find_quotations(text), find_notes(text), language=language, names=names)


def written(text: str, draft: Draft) -> tuple[str, str]:
    """Return a draft as the golden file writes it."""
    said = " / ".join(text[start:end] for start, end in draft.content)
    return said, "^" if draft.follows is not None else text[slice(*draft.source)] if draft.source else "-"


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.language}-{case.text[:30]}")
def test_golden_report_is_read(case):
    drafts = drafts_of(case.text, case.language, NAMES)

    assert [written(case.text, draft) for draft in drafts] == case.expected
