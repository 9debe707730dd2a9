"""Writing beside others who write the same row at the same moment."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction


def settled(write: Callable[[], Any]) -> Any:
    """Write all or nothing; when somebody wrote the same row at the same moment, look again and write once more."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        with transaction.atomic():
            return write()
