"""Finds the machine's suggestion for words an analyst would mark, and the name printed nearest to them."""

from collections.abc import Iterable, Sequence

from positions.text import Span

SAME_WORDS = 0.5  # share of common characters from which a suggestion is corrected instead of captured anew

Spans = Sequence[Sequence[int]]


def pair(wanted: Sequence[Spans], suggested: Sequence[Spans]) -> dict[int, int]:
    """Return for indices of wanted the index of the suggestion with most characters in common, each used once."""
    shares = sorted(
        (
            (shared(ours, theirs), -ours_at, -theirs_at)
            for ours_at, ours in enumerate(wanted)
            for theirs_at, theirs in enumerate(suggested)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for share, ours_at, theirs_at in shares:
        if share >= SAME_WORDS and -ours_at not in pairs and -theirs_at not in pairs.values():
            pairs[-ours_at] = -theirs_at
    return pairs


def shared(ours: Spans, theirs: Spans) -> float:
    """Return the characters that both have over those that either has, 0 to 1."""
    first, second = _characters(ours), _characters(theirs)
    return len(first & second) / len(first | second)


def printed_name(text: str, at: int, names: Iterable[str]) -> Span | None:
    """Return where one of names stands nearest before a place, the longest of them there; None when none does."""
    found = [(start + len(name), len(name), start) for name in names if (start := text.rfind(name, 0, at)) >= 0]
    if not found:
        return None
    end, _, start = max(found)
    return start, end


def _characters(spans: Spans) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}
