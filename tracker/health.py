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

logger = logging.getLogger(__name__)

HEARTBEAT = "positions:worker"
# A worker says that it lives every 5 s and is taken for dead after missing it four times.
HEARTBEAT_EVERY = 5.0
HEARTBEAT_COUNTS = 20
HEARTBEATS = {"next": 0.0}  # on the clock of time.monotonic


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when web, database, broker and a worker are alive; otherwise 503, saying which is not."""
    broker, worker = _ask_broker()
    parts = {"web": True, "database": _database_lives(), "broker": broker, "worker": worker}
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


def _ask_broker() -> tuple[bool, bool]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as broker:
            return True, bool(broker.exists(HEARTBEAT))
    except (redis.ConnectionError, redis.TimeoutError):
        return False, False


@heartbeat_sent.connect
def tell_worker_lives(**_signal: object) -> None:
    """Renew the worker's sign of life; Celery calls this every 2 s in the worker's main process."""
    if time.monotonic() < HEARTBEATS["next"]:
        return
    HEARTBEATS["next"] = time.monotonic() + HEARTBEAT_EVERY
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as broker:
            broker.set(HEARTBEAT, 1, ex=HEARTBEAT_COUNTS)
    except (redis.ConnectionError, redis.TimeoutError):
        logger.warning("The broker does not answer; the worker's sign of life waits.")
