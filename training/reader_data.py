"""PolNeAR's articles as batches for the reading model."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

from positions.extraction.labels import CONTENT, FIRST, INSIDE, SOURCE, Stretch
from positions.extraction.pieces import CLS, SEP, Pieces, cut_pieces, cut_windows, words_around

UNMARKED = -100  # the label of padding, which no loss counts
STYLES = ('""', "“”", "«»", "„“")
VARIED = 0.3  # share of the articles that are seen with other quotation marks in an epoch


@dataclass(frozen=True)
class Marked:
    """One attribution in words: its cue, and (role, first word, end) of its source and content."""

    cue: Stretch
    roles: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Window:
    """A range of words of one article, with the attributions whose cue stands in it."""

    pieces: Pieces
    marked: tuple[Marked, ...]
    start: int
    stop: int


class Cue(NamedTuple):
    """A cue to find the roles of: the place of its window in the batch, its words, its roles where it is marked."""

    window: int
    words: Stretch
    roles: tuple[tuple[int, int, int], ...] = ()


def load_articles(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def windows_of(article: dict[str, Any], tokenizer: Tokenizer, size: int) -> list[Window]:
    """Return the windows of an article, size pieces at most."""
    pieces = cut_pieces(article["text"], tokenizer)
    marked = tuple(_marked(pieces, article["attributions"]))
    return [
        Window(pieces, tuple(one for one in marked if start <= one.cue[0] and one.cue[1] <= stop), start, stop)
        for start, stop in cut_windows(pieces, size)
    ]


def vary(article: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Write some articles with other quotation marks of the same length, so that the model reads all of them."""
    if rng.random() > VARIED:
        return article
    opening, closing = rng.choice(STYLES)
    characters, is_inside = [], False
    for character in article["text"]:
        if character in '“”"':
            is_inside = character == "“" or (character == '"' and not is_inside)
            characters.append(opening if is_inside else closing)
        else:
            is_inside = is_inside and character != "\n"
            characters.append(character)
    return {**article, "text": "".join(characters)}


def mixed_batches(windows: Sequence[Window], size: int, rng: random.Random) -> Iterator[Sequence[Window]]:
    """Yield batches in random order, each of windows of like length: little padding, hence little wasted work."""
    shuffled = rng.sample(windows, len(windows))
    groups = (sorted(group, key=lambda window: window.stop - window.start) for group in _parts(shuffled, size * 16))
    batches = list(chain.from_iterable(_parts(group, size) for group in groups))
    rng.shuffle(batches)
    yield from batches


def _parts(windows: Sequence[Window], size: int) -> Iterator[Sequence[Window]]:
    for first in range(0, len(windows), size):
        yield windows[first : first + size]


def encoder_inputs(windows: Sequence[Window]) -> dict[str, torch.Tensor]:
    """Return ids, features, mask (n, pieces) and first, cues (n, words) of a batch."""
    borders = [np.append(window.pieces.first, len(window.pieces.ids)) for window in windows]
    longest = max(int(b[w.stop] - b[w.start]) for b, w in zip(borders, windows, strict=True)) + 2
    most = max(window.stop - window.start for window in windows)
    shape, words = (len(windows), longest), (len(windows), most)
    ids, features, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    first, cues = np.zeros(words, dtype=np.int64), np.full(words, UNMARKED, dtype=np.int64)
    for row, (window, border) in enumerate(zip(windows, borders, strict=True)):
        begin, end = int(border[window.start]), int(border[window.stop])
        size = end - begin
        ids[row, : size + 2] = [CLS, *window.pieces.ids[begin:end], SEP]
        features[row, 1 : size + 1] = window.pieces.features[begin:end]
        mask[row, : size + 2] = 1
        first[row, : window.stop - window.start] = window.pieces.first[window.start : window.stop] - begin + 1
        cues[row, : window.stop - window.start] = 0
        for one in window.marked:
            at, past = one.cue[0] - window.start, one.cue[1] - window.start
            cues[row, at:past] = INSIDE
            cues[row, at] = FIRST
    arrays = {"ids": ids, "features": features, "mask": mask, "first": first, "cues": cues}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def around(cue: Cue, windows: Sequence[Window]) -> Stretch:
    """Return the words around a cue that may have a role, as far as its window reaches."""
    window = windows[cue.window]
    low, high = words_around(window.pieces, cue.words[0])
    return max(low, window.start), min(high, window.stop)


def role_inputs(cues: Sequence[Cue], windows: Sequence[Window], most: int) -> dict[str, torch.Tensor]:
    """Return window, distance, inside, labels (cues, width); places are rows of states flattened to (n * most)."""
    stretches = [around(cue, windows) for cue in cues]
    shape = (len(cues), max(high - low for low, high in stretches))
    window, labels = np.full(shape, -1, dtype=np.int64), np.full(shape, UNMARKED, dtype=np.int64)
    distance, inside = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, (cue, (low, high)) in enumerate(zip(cues, stretches, strict=True)):
        words = np.arange(low, high)
        window[row, : high - low] = words - windows[cue.window].start + cue.window * most
        distance[row, : high - low] = words - cue.words[0]
        inside[row, : high - low] = (words >= cue.words[0]) & (words < cue.words[1])
        labels[row, : high - low] = 0
        for role, start, end in cue.roles:
            at, past = max(start, low) - low, min(end, high) - low
            if at < past:
                labels[row, at:past] = role + 1
                labels[row, at] = role
    arrays = {"window": window, "distance": distance, "inside": inside, "labels": labels}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def _marked(pieces: Pieces, attributions: Sequence[dict[str, Any]]) -> Iterator[Marked]:
    starts = np.array([start for start, _ in pieces.words])
    ends = np.array([end for _, end in pieces.words])

    def in_words(marking: dict[str, Any] | None) -> list[Stretch]:
        found = []
        for start, end in (marking or {}).get("spans", ()):
            first, past = int(np.searchsorted(ends, start, side="right")), int(np.searchsorted(starts, end))
            if first < past:
                found.append((first, past))
        return found

    for one in attributions:
        cue = in_words(one["cue"])
        if one["content"] and cue:
            roles = [(SOURCE, *words) for words in in_words(one["source"])]
            roles += [(CONTENT, *words) for words in in_words(one["content"])]
            yield Marked((cue[0][0], cue[-1][1]), tuple(roles))
