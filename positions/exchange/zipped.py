"""Writes ZIP archives piece by piece, without a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from positions.exchange.errors import ExchangeError

PIECE = 262_144
# The same content is the same archive, whenever it is written.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
# Fast: level 6 takes three times as long for files a tenth smaller.
LEVEL = 1
READABLE = 0o644 << 16


class Spool(RawIOBase):
    """Keeps what an archive writes until it is taken."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since."""
        content = b"".join(self.pieces)
        self.pieces.clear()
        return content


def zipped(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield an archive of named members; each is read when the one before it is written."""
    return in_pieces(_zipped(members))


def _zipped(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    spool = Spool()
    with limited(), ZipFile(spool, "w") as archive:
        for name, pieces in members:
            head = ZipInfo(name, WRITTEN_AT)
            head.compress_type, head.external_attr = ZIP_DEFLATED, READABLE
            head._compresslevel = LEVEL  # type: ignore[attr-defined]  # its public name is of Python 3.13
            with archive.open(head, "w") as member:
                for piece in pieces:
                    member.write(piece)
                    yield spool.taken()
    yield spool.taken()


@contextmanager
def limited() -> Iterator[None]:
    """Say what to do when a member is larger than archives hold that every program can read."""
    try:
        yield
    except RuntimeError as error:
        said = "A table is larger than the 2 GB that fit into an archive. Export that table alone, as CSV."
        raise ExchangeError(said) from error


def in_pieces(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of PIECE, the last one shorter."""
    kept = bytearray()
    for piece in stream:
        kept += piece
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    if kept:
        yield bytes(kept)
