"""The reading model: which words of a text are a cue, and which are its source and its content."""

import functools
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from positions.extraction.labels import SOURCE, Stretch, decode_cues, decode_roles
from positions.extraction.pieces import CLS, SEP, Pieces, cut_pieces, cut_windows, words_around
from positions.text import Span

WEIGHTS = Path(__file__).parent / "weights"
ENCODER = WEIGHTS / "reader-encoder.int8.onnx"
ROLES = WEIGHTS / "reader-roles.onnx"
TOKENIZER = WEIGHTS / "tokenizer.json"

BATCH = 4  # windows run together; more of them wait for the longest
# Several workers run beside each other on one machine; more threads in each of them only wait for one another.
THREADS = min(2, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A cue with its source and its content, as spans of the text.

    `cue_sureness` is the probability of the cue, `content_sureness` the mean probability of the labels of its content.
    """

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    cue_sureness: float
    content_sureness: float


def tag(text: str) -> list[Tagged]:
    """Return what the model finds in text, in the order of the cues. The same text gives the same list."""
    pieces = cut_pieces(text, _tokenizer())
    windows = [window for window in cut_windows(pieces) if _has_letters(text, pieces, window)]
    return [tagged for some in _batches(windows) for tagged in _in_windows(pieces, some)]


@functools.cache
def digest() -> str:
    """Return what identifies the model: SHA-256 of its files."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in (ENCODER, ROLES, TOKENIZER))).hexdigest()


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue in words of the text, the words around it that may belong to it, and its first row in the states."""

    words: Stretch
    around: Stretch
    row: int
    sureness: float


def _has_letters(text: str, pieces: Pieces, window: Span) -> bool:
    return any(text[start].isalpha() for start, _ in pieces.words[slice(*window)])


def _batches(windows: Sequence[Span]) -> Iterator[Sequence[Span]]:
    for first in range(0, len(windows), BATCH):
        yield windows[first : first + BATCH]


def _in_windows(pieces: Pieces, windows: Sequence[Span]) -> list[Tagged]:
    states, probabilities = _encode(pieces, windows)
    cues = []
    for number, (start, stop) in enumerate(windows):
        row = number * states.shape[1] - start
        for first, last, sureness in decode_cues(probabilities[number, : stop - start]):
            low, high = words_around(pieces, start + first)
            around = max(low, start), min(high, stop)
            cues.append(_Cue((start + first, start + last), around, row, sureness))
    if not cues:
        return []
    roles = _roles(states.reshape(-1, states.shape[-1]), cues)
    return [
        tagged
        for cue, label in zip(cues, roles, strict=True)
        if (tagged := _tagged(pieces.words, cue, label[: cue.around[1] - cue.around[0]]))
    ]


def _encode(pieces: Pieces, windows: Sequence[Span]) -> tuple[np.ndarray, np.ndarray]:
    """Return the states (windows, words, 384) and the cue probabilities (windows, words, 3)."""
    borders = np.append(pieces.first, len(pieces.ids))
    longest = max(int(borders[stop] - borders[start]) for start, stop in windows) + 2
    most = max(stop - start for start, stop in windows)
    ids, features, mask = (np.zeros((len(windows), longest), dtype=np.int64) for _ in range(3))
    first = np.zeros((len(windows), most), dtype=np.int64)
    for row, (start, stop) in enumerate(windows):
        begin, end = int(borders[start]), int(borders[stop])
        size = end - begin
        ids[row, : size + 2] = [CLS, *pieces.ids[begin:end], SEP]
        features[row, 1 : size + 1] = pieces.features[begin:end]
        mask[row, : size + 2] = 1
        first[row, : stop - start] = pieces.first[start:stop] - begin + 1
    inputs = {"ids": ids, "features": features, "mask": mask, "first": first}
    states, cues = _session(ENCODER, os.getpid()).run(None, inputs)
    return states, cues


def _roles(states: np.ndarray, cues: Sequence[_Cue]) -> np.ndarray:
    """Return the logarithms of the role probabilities (cues, width, 5) over the words around each cue."""
    width = max(high - low for low, high in (cue.around for cue in cues))
    window = np.full((len(cues), width), -1, dtype=np.int64)
    distance, inside = np.zeros_like(window), np.zeros_like(window)
    for row, cue in enumerate(cues):
        low, high = cue.around
        words = np.arange(low, high)
        window[row, : high - low] = words + cue.row
        distance[row, : high - low] = words - cue.words[0]
        inside[row, : high - low] = (words >= cue.words[0]) & (words < cue.words[1])
    inputs = {"states": states, "window": window, "distance": distance, "inside": inside}
    return _session(ROLES, os.getpid()).run(None, inputs)[0]


def _tagged(words: Sequence[Span], cue: _Cue, labels: np.ndarray) -> Tagged | None:
    """Return the cue with what its labels tell, None when they leave it without content."""
    path, found = decode_roles(labels)
    low = cue.around[0]
    spans = [(role, _chars(words, (low + start, low + end))) for role, start, end in found]
    content = tuple(span for role, span in spans if role != SOURCE)
    if not content:
        return None
    source = next((span for role, span in spans if role == SOURCE), None)
    of_content = [labels[at, label] for at, label in enumerate(path) if label > SOURCE + 1]
    sureness = float(np.exp(np.mean(of_content)))
    return Tagged(_chars(words, cue.words), source, content, cue.sureness, sureness)


def _chars(words: Sequence[Span], stretch: Stretch) -> Span:
    return words[stretch[0]][0], words[stretch[1] - 1][1]


@functools.cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@functools.cache
def _session(path: Path, process: int) -> onnxruntime.InferenceSession:
    """Return the session of one process: its threads do not survive a fork, so a child may not use its parent's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
