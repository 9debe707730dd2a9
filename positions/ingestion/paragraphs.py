"""Puts paragraphs back together where a file holds lines cut to a width."""

import re
from statistics import quantiles

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_BULLET = re.compile(r"(?:[•●▪–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")


def unwrap(text: str) -> str:
    """Return text with lines joined into paragraphs that are parted by blank lines.

    A line ends its paragraph at a blank line, or where a sentence ends before three quarters of the usual
    width; a word cut by a hyphen is joined.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return text.strip()
    width = quantiles(map(len, lines), n=4)[2]
    return "\n\n".join(
        paragraph
        for block in _BLANK.split(text)
        for paragraph in _join([line.strip() for line in block.split("\n") if line.strip()], width)
    )


def is_wrapped(text: str) -> bool:
    """Return whether lines look cut to a width: many of them, alike in length, none long."""
    lengths = [len(line) for line in text.split("\n") if line.strip()]
    if len(lengths) < 4 or max(lengths) > 100:
        return False
    return sum(length > 55 for length in lengths) >= len(lengths) / 3


def _join(lines: list[str], width: float) -> list[str]:
    paragraphs: list[list[str]] = []
    is_open = False
    for line in lines:
        if not is_open or _BULLET.match(line):
            paragraphs.append([line])
        elif _HYPHEN.search(paragraphs[-1][-1]) and line[:1].islower():
            paragraphs[-1][-1] = _HYPHEN.sub("", paragraphs[-1][-1])
            paragraphs[-1].append(line)
        else:
            paragraphs[-1].append(f" {line}")
        is_open = not (len(line) < 0.75 * width and _SENTENCE_END.search(line))
    return ["".join(pieces) for pieces in paragraphs]
