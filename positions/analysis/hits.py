"""What a search shows of a statement: its words with those found marked, and the words around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.search import SearchHeadline
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Greatest, Least, Substr

from positions.analysis.wording import Piece
from positions.models import Statement
from positions.models.columns import SEARCH_CONFIG, Folded, search_query

# Private-use characters cannot stand in a stored text's words by chance.
OPEN, CLOSE = "\ue000", "\ue001"
CONTEXT = 160  # characters on each side
LONGEST = 700  # characters of one hit; a longer one is shown around what was found
BESIDE = 140  # characters kept on each side of a word found


@dataclass(frozen=True)
class Hit:
    """A statement found: its words in pieces (`is_changed`: found), and what stands before and after."""

    statement: Statement
    pieces: tuple[Piece, ...]
    before: str
    after: str


def show_hits(statements: Sequence[Statement], words: str) -> list[Hit]:
    """Return the statements as hits; asks the database once, and for these alone: marking is the dear part."""
    end = Func(F("spans"), template="(%(expressions)s)[array_upper(%(expressions)s, 1)][2]")
    end.output_field = models.IntegerField()
    rows = Statement.objects.filter(pk__in=[each.pk for each in statements]).annotate(
        marked=_marked(words) if words else F("words"),
        before=Substr("version__text", Greatest(F("start") + 1 - CONTEXT, Value(1)), Least(F("start"), Value(CONTEXT))),
        after=Substr("version__text", end + 1, CONTEXT),
    )
    seen = {pk: rest for pk, *rest in rows.values_list("pk", "marked", "before", "after")}
    hits = []
    for each in statements:
        marked, before, after = seen[each.pk]
        hits.append(Hit(each, shortened(pieces(each.words, marked)), head(before), tail(after)))
    return hits


def _marked(words: str) -> SearchHeadline:
    """Return the folded words with what was found between private marks."""
    return SearchHeadline(
        Folded(F("words")), search_query(words), config=SEARCH_CONFIG, start_sel=OPEN, stop_sel=CLOSE,
        highlight_all=True,
    )  # fmt: skip


def pieces(words: str, marked: str) -> tuple[Piece, ...]:
    """Cut words where their folded form is marked; where the two do not go together, nothing is marked."""
    letters = list(_clusters(words))
    flags, is_found = [], False
    rest = marked
    for letter in letters:
        while rest[:1] in {OPEN, CLOSE} and rest:
            is_found, rest = rest[0] == OPEN, rest[1:]
        bare = _bare(letter)
        if not rest.startswith(bare):
            return (Piece(words, False),)
        rest = rest[len(bare) :]
        flags.append(is_found)
    groups = groupby(zip(letters, flags, strict=True), key=lambda pair: pair[1])
    return tuple(Piece("".join(letter for letter, _ in group), found) for found, group in groups)


def _clusters(text: str) -> Iterator[str]:
    """Cut text into letters with the marks that follow them: what folding folds together."""
    cluster = ""
    for character in text:
        if cluster and not unicodedata.combining(character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _bare(letter: str) -> str:
    """Return a letter as `Folded` makes it."""
    if letter.isascii():
        return letter
    parts = unicodedata.normalize("NFD", letter)
    bare = "".join(part for part in parts if not "\u0300" <= part <= "\u036f" or part == "\u0306")
    return unicodedata.normalize("NFC", bare)


def shortened(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return pieces short enough for a list: of long words, what stands beside each word found."""
    if sum(len(piece.text) for piece in found) <= LONGEST:
        return found
    if len(found) == 1:
        return (Piece(found[0].text[:LONGEST].rsplit(" ", 1)[0] + " …", found[0].is_changed),)
    last, kept = len(found) - 1, []
    for place, piece in enumerate(found[:12]):
        text = piece.text
        if not piece.is_changed and len(text) > 2 * BESIDE:
            left = text[:BESIDE].rsplit(" ", 1)[0] if place else ""
            right = text[-BESIDE:].split(" ", 1)[-1] if place < last else ""
            text = f"{left} … {right}"
        kept.append(Piece(text, piece.is_changed))
    return (*kept, Piece(" …", False)) if last >= len(kept) else tuple(kept)


def head(before: str) -> str:
    """Return what stands before the words in their paragraph."""
    line = before.rsplit("\n", 1)[-1]
    return "… " + line.split(" ", 1)[-1] if len(line) == CONTEXT else line


def tail(after: str) -> str:
    """Return what stands after the words in their paragraph."""
    line = after.split("\n", 1)[0]
    return line.rsplit(" ", 1)[0] + " …" if len(line) == CONTEXT else line
