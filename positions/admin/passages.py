"""Finds the spans of words that a data keeper pastes; pure."""

from positions.text import SPAN_JOIN


class PassageNotFound(ValueError):
    """The words are not in the text once; the message says what to do."""


def find_passage(text: str, passage: str) -> list[list[int]]:
    """Return the spans, in code points, of words as they stand in text; pieces are parted by “ … ”.

    Raises PassageNotFound for words that are not there, and for a single piece that is there more than once.
    """
    pieces = [piece.strip() for piece in passage.split(SPAN_JOIN) if piece.strip()]
    if not pieces:
        raise PassageNotFound("Paste the words as they stand in the article.")
    if len(pieces) == 1 and text.count(pieces[0]) > 1:
        raise PassageNotFound("These words stand in the article more than once. Paste more of the sentence.")
    spans, end = [], 0
    for piece in pieces:
        start = text.find(piece, end)
        if start < 0:
            raise PassageNotFound(f"“{piece[:60]}” does not stand in the article like this. Copy the words from it.")
        end = start + len(piece)
        spans.append([start, end])
    return spans
