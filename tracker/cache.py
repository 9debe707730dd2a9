"""The Redis cache, except that a stopped Redis counts as an empty cache: pages go on without it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)


def forgiving(method: Callable, answer: Callable[..., Any]) -> Callable:
    """Give `answer` of the call's arguments when Redis does not reply."""

    @wraps(method)
    def ask(*arguments: Any, **options: Any) -> Any:
        try:
            return method(*arguments, **options)
        except (RedisConnectionError, RedisTimeoutError) as error:
            logger.warning("The cache does not answer (%s); going on without it.", error)
            return answer(*arguments, **options)

    return ask


def default(_cache: RedisCache, _key: str, default: Any = None, **_options: Any) -> Any:
    return default


class ForgivingRedisCache(RedisCache):
    """Reads find nothing and writes do nothing while Redis is away.

    Rate limits count through the cache, so they rest too: an analyst can still log in.
    """

    add = forgiving(RedisCache.add, lambda *_, **__: True)
    get = forgiving(RedisCache.get, default)
    set = forgiving(RedisCache.set, lambda *_, **__: None)
    touch = forgiving(RedisCache.touch, lambda *_, **__: False)
    delete = forgiving(RedisCache.delete, lambda *_, **__: False)
    get_many = forgiving(RedisCache.get_many, lambda *_, **__: {})
    has_key = forgiving(RedisCache.has_key, lambda *_, **__: False)
    incr = forgiving(RedisCache.incr, lambda *_, **__: 1)
    set_many = forgiving(RedisCache.set_many, lambda *_, **__: [])
    delete_many = forgiving(RedisCache.delete_many, lambda *_, **__: None)
    clear = forgiving(RedisCache.clear, lambda *_, **__: False)
