"""Takes one file apart in a process of its own, where a hostile one can exhaust nothing but that process.

`python -m positions.ingestion.formats KIND ANSWER` reads the content from its input and writes the answer as
JSON to its output; `confined.py` starts it.
"""

import json
import logging
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from positions.ingestion.document import Document
from positions.ingestion.docx import read_docx
from positions.ingestion.eml import read_eml
from positions.ingestion.errors import IngestionError
from positions.ingestion.html import read_html
from positions.ingestion.pdf import read_pdf

READERS: dict[str, Callable[..., Document]] = {
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "eml": read_eml,
}
CPU_SECONDS = 8
MEMORY_BYTES = 2 * 1024**3


def main(kind: str, options: str) -> None:
    """Answer with the document, or with the sentence that says why there is none."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    logging.disable()
    try:
        document = READERS[kind](sys.stdin.buffer.read(), **json.loads(options))
        answer: dict[str, Any] = {"document": asdict(document)}
    except IngestionError as error:
        answer = {"error": error.message, "permanent": error.permanent}
    json.dump(answer, sys.stdout, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
