"""A file in the database: written and read in pieces, so that memory does not grow with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from positions.models import Transfer, TransferPiece
from positions.models.exchanges import PIECE


def cut(content: Iterable[bytes], size: int = PIECE) -> Iterator[bytes]:
    """Yield the same bytes in pieces of `size`, the last one shorter."""
    held = bytearray()
    for each in content:
        held += each
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def write_pieces(*, transfer: Transfer, content: Iterable[bytes]) -> Iterator[int]:
    """Write a file's bytes piece by piece; yield after each how many there are so far."""
    size = 0
    for number, piece in enumerate(cut(content)):
        TransferPiece.objects.create(transfer=transfer, number=number, content=piece)
        size += len(piece)
        yield size


def read_pieces(transfer: Transfer) -> Iterator[bytes]:
    """Yield a file's bytes, one query and at most PIECE bytes at a time; for downloads too."""
    number = 0
    while True:
        found = TransferPiece.objects.filter(transfer=transfer, number=number).values_list("content", flat=True)
        piece = found.first()
        if piece is None:
            return
        yield bytes(piece)
        number += 1


def file_pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file of this machine."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def as_file(transfer: Transfer) -> Iterator[Path]:
    """Have a transfer's bytes as a file of this machine while readers need it."""
    with tempfile.TemporaryDirectory(prefix="positions-exchange-") as folder:
        # Readers may learn from its name what it holds; a name has at most 255 bytes.
        path = Path(folder) / (transfer.file_name.strip(".")[-60:] or "file")
        with path.open("wb") as file:
            for piece in read_pieces(transfer):
                file.write(piece)
        yield path
