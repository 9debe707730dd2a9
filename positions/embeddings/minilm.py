"""all-MiniLM-L6-v2 on the CPU, from the int8 file that `training/export_encoder.py` wrote."""

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
MODEL = WEIGHTS / "minilm-l6-v2.int8.onnx"
TOKENIZER = WEIGHTS / "tokenizer.json"

MAX_TOKENS = 256  # what the model was trained with; a longer text is cut
BATCH = 32
SLICE = 4096  # texts tokenised at a time, so that a million texts do not stand in memory as tokens
# Several workers run beside each other on one machine; more threads in each of them only wait for one another.
THREADS = min(2, os.cpu_count() or 1)

RECIPE = f"mean pooling, unit length, {MAX_TOKENS} tokens"


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return unit vectors, float32 (len(texts), 384), in the order of texts, whatever is encoded beside them."""
    vectors = np.empty((len(texts), 384), dtype=np.float32)
    for start in range(0, len(texts), SLICE):
        encodings = _tokenizer().encode_batch(list(texts[start : start + SLICE]))
        # Texts of like length share a batch: little padding, hence little wasted work.
        by_length = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        for first in range(0, len(by_length), BATCH):
            places = by_length[first : first + BATCH]
            vectors[[start + place for place in places]] = _run([encodings[place] for place in places])
    return vectors


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
def _session(process: int) -> onnxruntime.InferenceSession:
    """Return the session of one process: its threads do not survive a fork, so a child may not use its parent's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
