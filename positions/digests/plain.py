"""Lays plain text out within 78 columns, so that no mail program has to wrap it."""

import re
import textwrap

WIDTH = 78
_INDENT = re.compile(r" *(?:\d+\. +|\* +)?")
_BLANK_LINES = re.compile(r"\n{4,}")


def wrapped(text: str) -> str:
    """Return text with long lines wrapped under their own indent; addresses stay whole, at most two lines blank."""
    lines = (line.rstrip() for line in text.strip().splitlines())
    joined = "\n".join(_wrapped_line(line) for line in lines)
    return _BLANK_LINES.sub("\n\n\n", joined) + "\n"


def _wrapped_line(line: str) -> str:
    if len(line) <= WIDTH or " " not in line.strip():
        return line
    indent = " " * len(_INDENT.match(line)[0])  # type: ignore[index]  # the pattern matches the empty string too
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
