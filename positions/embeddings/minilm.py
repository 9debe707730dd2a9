"""all-MiniLM-L6-v2 on the CPU, from the int8 file that `training/export_encoder.py` wrote."""

import functools
import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
MODEL = WEIGHTS / "minilm-l6-v2.int8.onnx"
TOKENIZER = WEIGHTS / "tokenizer.json"

MAX_TOKENS = 256  # what the model was trained with; a longer text is cut
BATCH = 16
SLICE = 4096  # texts tokenised at a time, so that a million texts do not stand in memory as tokens
# Batches read beside each other, each by one thread: two threads on one batch wait for each other at every layer, and
# both for whoever wants their processor. Several workers run beside each other on one machine; more would contend.
THREADS = min(2, os.cpu_count() or 1)

RECIPE = f"mean pooling, unit length, {MAX_TOKENS} tokens"


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return unit vectors, float32 (len(texts), 384), in the order of texts, whatever is encoded beside them."""
    vectors = np.empty((len(texts), 384), dtype=np.float32)
    for start in range(0, len(texts), SLICE):
        for places, found in [*send(texts[start : start + SLICE])]:
            vectors[[start + place for place in places]] = found.result()
    return vectors


def send(texts: Sequence[str]) -> Iterator[tuple[list[int], Future[np.ndarray]]]:
    """Hand texts to the threads that read, and yield places of texts with what will be their vectors.

    Texts of like length, in tokens, share a batch: little padding, hence little wasted work.
    """
    encodings = _tokenizer().encode_batch(list(texts))
    by_length = sorted(range(len(encodings)), key=lambda place: len(encodings[place].ids))
    for first in range(0, len(by_length), BATCH):
        places = by_length[first : first + BATCH]
        yield places, _readers(os.getpid()).submit(_run, [encodings[place] for place in places])


@functools.cache
def digest() -> str:
    """Return what identifies these vectors: SHA-256 of weights and tokenizer, and how they are used."""
    content = hashlib.sha256(MODEL.read_bytes() + TOKENIZER.read_bytes()).hexdigest()
    return f"{content}; {RECIPE}"


def _run(encodings: Sequence[Encoding]) -> np.ndarray:
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return _session(os.getpid()).run(None, {"input_ids": ids, "attention_mask": mask})[0]


@functools.cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


@functools.cache
def _readers(process: int) -> ThreadPoolExecutor:
    """Return the threads of one process, for the reason below."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="encoder")


@functools.cache
def _session(process: int) -> onnxruntime.InferenceSession:
    """Return the session of one process: what it holds does not survive a fork, so a child may not use its parent's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
