"""Is everything alive? One address for a balancer or a watchman."""

import logging
import time

import redis
from celery.signals import heartbeat_sent
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.celery import app

logger = logging.getLogger(__name__)

# Who serves each queue; one worker may serve both.
WORKERS = {"worker": settings.CELERY_TASK_DEFAULT_QUEUE, "long_worker": settings.LONG_QUEUE}
# A worker says that it lives every 5 s and is taken for dead after missing it four times.
HEARTBEAT_EVERY = 5.0
HEARTBEAT_COUNTS = 20
HEARTBEATS = {"next": 0.0}  # on the clock of time.monotonic


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when web, database, broker and a worker of each queue are alive; otherwise 503, naming what is not."""
    parts = {"web": True, "database": _database_lives(), **_ask_broker()}
    states = {part: "alive" if lives else "not answering" for part, lives in parts.items()}
    return JsonResponse(states, status=200 if all(parts.values()) else 503)


def _database_lives() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _ask_broker() -> dict[str, bool]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as broker:
            return {"broker": True} | {name: bool(broker.exists(heartbeat(queue))) for name, queue in WORKERS.items()}
    except (redis.ConnectionError, redis.TimeoutError):
        return {"broker": False} | dict.fromkeys(WORKERS, False)


def heartbeat(queue: str) -> str:
    """Return the key of the sign that a queue is served."""
    return f"positions:worker:{queue}"


@heartbeat_sent.connect
def tell_worker_lives(**_signal: object) -> None:
    """Renew the sign of life for the worker's queues; Celery calls this every 2 s in the worker's main process."""
    if time.monotonic() < HEARTBEATS["next"]:
        return
    HEARTBEATS["next"] = time.monotonic() + HEARTBEAT_EVERY
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as broker:
            for queue in app.amqp.queues.consume_from:
                broker.set(heartbeat(queue), 1, ex=HEARTBEAT_COUNTS)
    except (redis.ConnectionError, redis.TimeoutError):
        logger.warning("The broker does not answer; the worker's sign of life waits.")
