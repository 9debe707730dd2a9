"""Remembers what tags draw: a page draws a few signs and words hundreds of times, each looked up in catalogues."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.utils.translation import get_language

Drawing = TypeVar("Drawing", bound=Callable[..., Any])


def by_language(most: int) -> Callable[[Drawing], Drawing]:
    """Remember up to `most` answers of a function of plain values, which depend on these and the language alone."""

    def remember(draw: Drawing) -> Drawing:
        @lru_cache(maxsize=most)
        def known(_language: str | None, *args: Any) -> Any:
            return draw(*args)

        @wraps(draw)
        def drawn(*args: Any) -> Any:
            return known(get_language(), *args)

        return drawn  # type: ignore[return-value]  # takes and returns what `draw` does

    return remember
