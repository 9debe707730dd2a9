"""Has a file read by a process of its own, with limits on its time and memory."""

import json
import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from positions.enums import Precision
from positions.ingestion.document import Document
from positions.ingestion.errors import IngestionError

# The process itself stops after 8 s of computing (`formats.CPU_SECONDS`); this also counts waiting on a busy machine.
WALL_SECONDS = 30
# SIGXCPU and SIGKILL: what a process that used up its time ends with.
_OUT_OF_TIME = {-24, -9}
_ROOT = Path(__file__).resolve().parents[2]

logger = logging.getLogger(__name__)

_NAMES = {"html": "page", "pdf": "PDF", "docx": "Word file", "eml": "message"}


def read_confined(kind: str, content: bytes, **options: str) -> Document:
    """Return what the reader of `kind` (html, pdf, docx, eml) makes of content.

    Raises IngestionError with the reader's own sentence, or with one that says that it ran out of time or broke.
    """
    command = [sys.executable, "-m", "positions.ingestion.formats", kind, json.dumps(options)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, cwd=_ROOT, env=_environment(), timeout=WALL_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise IngestionError(_too_long(kind), permanent=False) from error
    if done.returncode in _OUT_OF_TIME:
        raise IngestionError(_too_long(kind))
    if done.returncode:
        logger.warning("Reading a %s broke: %s", kind, done.stderr[-2000:].decode(errors="replace"))
        raise IngestionError(f"The {_NAMES[kind]} is damaged, or too unusual to be read. Paste its text instead.")
    return _document(json.loads(done.stdout))


def _environment() -> dict[str, str]:
    """Return what the process needs to start, without the secrets of this one."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(_ROOT)}


def _too_long(kind: str) -> str:
    return f"Reading the {_NAMES[kind]} took too long. Paste its text instead."


def _document(answer: dict) -> Document:
    if "error" in answer:
        raise IngestionError(answer["error"], permanent=answer["permanent"])
    fields = answer["document"]
    fields["remarks"] = tuple(fields["remarks"])
    if fields["published_at"]:
        fields["published_at"] = datetime.fromisoformat(fields["published_at"])
        fields["precision"] = Precision(fields["precision"])
    return Document(**fields)
