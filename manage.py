#!/usr/bin/env python
"""Run one of Django's or the product's commands; the embedded engines are there while it needs them."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from tracker import engines, folders

# Commands that touch no table, unless a negotiation's names are asked for.
WITHOUT_ENGINES = {
    "check",
    "collectstatic",
    "compilemessages",
    "evaluate_extraction",
    "evaluate_linking",
    "evaluate_relations",
    "extract",
    "help",
    "makemessages",
    "networks",
    "rank",
    "relate",
    "spectacular",
    "version",
}


def needs_engines(arguments: list[str]) -> bool:
    """Tell whether the command line reads or writes the database."""
    words = arguments[1:]
    if not words or words[0].startswith("-") or "--help" in words or "-h" in words:
        return False
    return words[0] not in WITHOUT_ENGINES or any(word.startswith("--negotiation") for word in words)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        with engines.borrowed() if needs_engines(sys.argv) else nullcontext():
            execute_from_command_line(sys.argv)
    except folders.CannotRunError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
