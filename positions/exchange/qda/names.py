"""How things of the tracker are named in files of REFI-QDA: codes, identifiers, and facts as lines of a comment; pure.

Programs for qualitative analysis know texts, codes and comments. Each fact that has no place of its own stands as a
line `name: value` in the comment of what it is about; further lines of a value are indented.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import sha1
from typing import TypeAlias
from uuid import UUID

from positions.enums import Firmness, Stance

PROJECT_XMLNS, CODEBOOK_XMLNS = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
ORIGIN = "Positions"
SPACE = UUID("6f0f2a52-7d0a-4c39-9a6e-3c1f6f6a4b1d")
# Codes at the top that hold others and are given to no words.
PARTIES, SPEAKERS, PROPOSALS = "Parties", "Speakers", "Proposals"
STANCES = {
    Stance.SUPPORTS: "supports",
    Stance.OPPOSES: "opposes",
    Stance.MIXED: "mixed",
    Stance.NONE: "takes none",
}
COLOURS = {Stance.SUPPORTS: "#2E7D32", Stance.OPPOSES: "#C62828", Stance.MIXED: "#F9A825", Stance.NONE: "#757575"}
FIRMNESS = {each: each.name.lower().replace("_", " ") for each in Firmness}
_LINE_ENDS = re.compile(r"\r\n?|\n")

Fact: TypeAlias = tuple[str, str]


@lru_cache(maxsize=4096)  # the same few codes are named by each statement
def guid(kind: str, *names: str) -> str:
    """Return the identifier of what has none of its own: the same names are the same identifier everywhere."""
    return guid_once(kind, *names)


def guid_once(kind: str, *names: str) -> str:
    """Return the same identifier without remembering it. A UUID 5, three times as fast as the library's."""
    digest = bytearray(sha1(SPACE.bytes + "\n".join((kind, *names)).encode(), usedforsecurity=False).digest())
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
    found = digest.hex()
    return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:32]}"


def stance_code(issue: str, stance: str) -> str:
    """Return the name of the code of a stance; with the issue in it, as some programs want every name only once."""
    return f"{issue}: {STANCES[Stance(stance)]}"


def told(facts: Iterable[Fact]) -> str:
    """Return facts as lines; those without a value are left out."""
    return "\n".join(f"{name}: {value.replace(chr(10), chr(10) + '  ')}" for name, value in facts if value)


def heard(text: str, names: Collection[str]) -> list[Fact]:
    """Return the facts that lines tell; nothing when the first line tells none, as in a person's own comment."""
    facts: list[Fact] = []
    for line in _LINE_ENDS.split(text):
        name, colon, value = line.partition(": ")
        if line.startswith("  ") and facts:
            facts[-1] = (facts[-1][0], f"{facts[-1][1]}\n{line[2:]}")
        elif colon and name in names:
            facts.append((name, value))
        elif not facts:
            return []
    return facts


def first(facts: Iterable[Fact], name: str) -> str:
    """Return the first value of a name, or nothing."""
    return next((value for each, value in facts if each == name), "")


def each(facts: Iterable[Fact], name: str) -> tuple[str, ...]:
    """Return all values of a name."""
    return tuple(value for known, value in facts if known == name)


def blocks(facts: Iterable[Fact], opening: str) -> list[list[Fact]]:
    """Return the facts cut before each `opening`; what stands before the first is left out."""
    found: list[list[Fact]] = []
    for fact in facts:
        if fact[0] == opening:
            found.append([])
        if found:
            found[-1].append(fact)
    return found
