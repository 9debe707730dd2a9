"""Names of at most a length that stay apart: what the tracker calls DNA's organizations, people and concepts; pure."""

from __future__ import annotations

from positions.exchange.dna.schema import LONGEST
from positions.text import normalise


class Given:
    """Gives each name once, shortened where it is too long; two that would be the same then are numbered."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._taken: set[str] = set()

    def give(self, name: str) -> str:
        """Return the name in one line, or what stands for it; empty stays empty."""
        plain = " ".join(normalise(name).split())
        return self.keep(plain) if plain else ""

    def keep(self, name: str) -> str:
        """Return the name as it is, shortened or numbered only where it has to be."""
        given, number = shortened(name, self._longest), 1
        while given in self._taken:
            number += 1
            given = numbered(name, number, self._longest)
        self._taken.add(given)
        return given


def numbered(name: str, number: int, longest: int) -> str:
    """Return the name with a number behind it: “Sierra Club (2)”; the first has none."""
    mark = f" ({number})" if number > 1 else ""
    return shortened(name, longest - len(mark)) + mark if name else mark.strip()


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return text of at most so many characters, with an ellipsis where it was longer."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
