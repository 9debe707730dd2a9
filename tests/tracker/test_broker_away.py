"""With Redis stopped, pages go on: nothing waits, nothing breaks."""

import time

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from tracker.cache import ForgivingRedisCache
from tracker.celery import app


@pytest.fixture
def cache():
    return ForgivingRedisCache("unix:///nowhere/valkey.sock", settings.CACHES["default"])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda cache: cache.get("word"), None),
        (lambda cache: cache.get("word", "unknown"), "unknown"),
        (lambda cache: cache.get("word", default="unknown"), "unknown"),
        (lambda cache: cache.get_or_set("word", "peace"), "peace"),
        (lambda cache: cache.get_many(["word"]), {}),
        (lambda cache: cache.set("word", "peace"), None),
        (lambda cache: cache.set_many({"word": "peace"}), []),
        (lambda cache: cache.add("word", "peace"), True),
        (lambda cache: cache.incr("count"), 1),
        (lambda cache: cache.touch("word"), False),
        (lambda cache: cache.delete("word"), False),
        (lambda cache: cache.delete_many(["word"]), None),
        (lambda cache: "word" in cache, False),
        (lambda cache: cache.clear(), False),
    ],
)
def test_cache_that_is_away_counts_as_empty(cache, question, answer):
    assert question(cache) == answer


def test_message_to_a_broker_that_is_away_fails_at_once():
    started = time.monotonic()
    with app.connection_for_write("redis+socket:///nowhere/valkey.sock") as connection:
        with pytest.raises(OperationalError):
            app.send_task("positions.sweep", connection=connection)
    assert time.monotonic() - started < 1.5
