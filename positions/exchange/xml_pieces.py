"""Writes XML piece by piece, so that a large file needs little memory; text that XML cannot hold is made visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

# What XML 1.0 has no way to write; the sign in its place shows that something stood there.
FORBIDDEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�")
PIECE = 64 * 1024  # bytes
# What lxml writes of these signs in a text and in an attribute.
IN_TEXTS = str.maketrans(FORBIDDEN | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
IN_ATTRIBUTES = IN_TEXTS | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


class Pieces:
    """A file that hands on what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, part: bytes) -> int:
        """Take a part."""
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def ready(self) -> Iterator[bytes]:
        """Yield what was written once it is worth handing on."""
        if self._size >= PIECE:
            yield from self.rest()

    def rest(self) -> Iterator[bytes]:
        """Yield what was written."""
        if self._parts:
            whole, self._parts, self._size = b"".join(self._parts), [], 0
            yield whole


def clean(text: str) -> str:
    """Return text that XML can hold."""
    return text.translate(FORBIDDEN)


def cleaned(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return attributes that XML can hold."""
    return {name: clean(value) for name, value in attributes.items()}


def leaf(document: etree._IncrementalFileWriter, tag: str, text: str = "", /, **attributes: str) -> None:
    """Write an element without others in it."""
    with document.element(tag, cleaned(attributes)):
        if text:
            document.write(clean(text))


def opening(name: str, attributes: Mapping[str, str]) -> str:
    """Return the tag that opens an element, as lxml writes it."""
    told = "".join(f' {each}="{value.translate(IN_ATTRIBUTES)}"' for each, value in attributes.items())
    return f"<{name}{told}>"


def inner(text: str) -> str:
    """Return text as lxml writes it."""
    return text.translate(IN_TEXTS)
