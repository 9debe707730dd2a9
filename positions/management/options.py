"""Options of a file format as they are written on the command line."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError

WORDS = {"true": True, "yes": True, "false": False, "no": False}


def named_options(written: Iterable[str]) -> dict[str, Any]:
    """Return `name=value` as a dictionary; yes, no, true and false are truth values."""
    options: dict[str, Any] = {}
    for each in written:
        name, mark, value = each.partition("=")
        if not name or not mark:
            raise CommandError(f"Write an option as NAME=VALUE, not {each!r}.")
        options[name] = WORDS.get(value.lower(), value)
    return options
