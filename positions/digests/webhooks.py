"""Tells programs of changes: signed as Standard Webhooks has it, tried again ever later, given up visibly."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.digests.backoff import PAUSES
from positions.digests.changes import Change, Heap
from positions.digests.quotations import Quotation
from positions.digests.summary import counts
from positions.enums import CallState, JobKind
from positions.ingestion.addresses import read_address
from positions.ingestion.errors import FetchError
from positions.ingestion.fetch import PUBLIC, Answer, Reach, post
from positions.models import Call, Job, Negotiation, User, Webhook
from positions.review.errors import ReviewError

MOST = 10  # webhooks of one person
GIVEN_UP = 5  # calls in a row after which nothing more is told until the owner resumes
GONE = 410
PAUSED_BY_OWNER = "Its owner paused it."
TEST = "This is a test: nothing has changed."
reach: Reach = PUBLIC  # tests reach their own machine


@transaction.atomic
def add_webhook(*, url: str, by: User) -> Webhook:
    """Have a program told of what a person follows; the secret is in the row that is returned."""
    try:
        url = read_address(url).geturl()
    except FetchError as error:
        raise ReviewError(str(error)) from error
    if not url.startswith("https://"):
        raise ReviewError(_("The address must begin with https://, so that nobody reads along."))
    if Webhook.objects.of(by).filter(url=url).exists():
        raise ReviewError(_("This address is told already."))
    if Webhook.objects.of(by).count() >= MOST:
        raise ReviewError(_("You have %(most)d webhooks already. Remove one first.") % {"most": MOST})
    return Webhook.objects.create(user=by, url=url)


@transaction.atomic
def pause_webhook(*, webhook: Webhook) -> None:
    """Tell it nothing until its owner resumes; one that is paused already keeps its reason."""
    if webhook.paused_at is None:
        webhook.paused_at, webhook.paused_because = timezone.now(), PAUSED_BY_OWNER
        webhook.save(update_fields=["paused_at", "paused_because"])


@transaction.atomic
def resume_webhook(*, webhook: Webhook) -> None:
    """Tell it again from now on; what was given up meanwhile is not told any more."""
    webhook.paused_at, webhook.paused_because, webhook.failures = None, "", 0
    webhook.save(update_fields=["paused_at", "paused_because", "failures"])


@transaction.atomic
def try_webhook(*, webhook: Webhook) -> Call:
    """Tell it something that is no change, to see what it answers."""
    call = Call.objects.create(webhook=webhook, key=f"test:{uuid4()}", payload=envelope("test", {"sentence": TEST}))
    ask(call)
    return call


def tell(*, webhook: Webhook, change: Change) -> None:
    """Ask a worker to tell a webhook of a change, once."""
    with translation.override(webhook.user.language):
        _tell(webhook, change.key, envelope(f"change.{change.kind}", data_of(change)))


def tell_of_many(*, webhook: Webhook, changes: Sequence[Change]) -> None:
    """Ask a worker to tell a webhook in one call of changes of one negotiation that came together, in order of `at`."""
    with translation.override(webhook.user.language):
        data = data_of_many(changes)
        _tell(webhook, data["id"], envelope("changes", data))


def tell_of_heap(*, webhook: Webhook, heap: Heap) -> None:
    """Ask a worker to tell a webhook in one call of more than can be compared."""
    with translation.override(webhook.user.language):
        data = data_of_heap(heap)
        _tell(webhook, data["id"], envelope("changes", data))


def _tell(webhook: Webhook, key: str, payload: dict[str, Any]) -> None:
    call, is_new = Call.objects.get_or_create(webhook=webhook, key=key, defaults={"payload": payload})
    if is_new:
        ask(call)


def ask(call: Call) -> None:
    """Ask a worker to make a call, in the caller's transaction."""
    Job.objects.request(kind=JobKind.WEBHOOK, key=f"webhook:{call.pk}", again=True, payload={"call": call.pk})


def ask_again(*, now: datetime) -> None:
    """Have workers make the calls again that were not taken earlier."""
    for call in Call.objects.to_try_again(now):
        with transaction.atomic():
            if Call.objects.filter(pk=call.pk, try_at=call.try_at).update(try_at=None):
                ask(call)


def envelope(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return what is told, as Standard Webhooks has it."""
    return {"type": kind, "timestamp": timezone.now().isoformat(), "data": data}


def data_of(change: Change) -> dict[str, Any]:
    """Return a change as plain values: what, of whom, on what, in one sentence, with both quotations."""
    slugs = {name: getattr(change, name) for name in ("party", "other", "issue", "proposal")}
    return {
        "id": change.key,
        "kind": str(change.kind),
        "sentence": change.sentence,
        "url": settings.BASE_URL + change.url,
        "negotiation": change.negotiation.slug,
        **{name: row.slug if row else None for name, row in slugs.items()},
        "recorded_at": change.at.isoformat(),
        "said_at": change.said_at.isoformat(),
        "said_at_precision": str(change.precision),
        "before": quoted(change.before),
        "after": quoted(change.after),
    }


def data_of_many(changes: Sequence[Change]) -> dict[str, Any]:
    """Return changes that came together as plain values: how many of each kind, and between which moments."""
    first, last = changes[0], changes[-1]
    told = ", ".join(words for count, words in counts(changes) if count)
    return {
        "id": f"many-{first.negotiation.pk}-{last.key}",
        "sentence": _("Much changed at once, as an import brings it: %(counts)s.") % {"counts": told},
        "count": len(changes),
        "kinds": Counter(str(change.kind) for change in changes),
        **_between(first.negotiation, first.at, last.at),
    }


def data_of_heap(heap: Heap) -> dict[str, Any]:
    """Return the like of what was not compared: `count` is None."""
    words = ngettext(
        "Much came to the record at once: %(count)d confirmed statement.",
        "Much came to the record at once: %(count)d confirmed statements.",
        heap.count,
    )
    return {
        "id": f"heap-{heap.negotiation.pk}-{heap.last.isoformat()}",
        "sentence": words % {"count": heap.count},
        "count": None,
        "kinds": {},
        **_between(heap.negotiation, heap.first, heap.last),
    }


def _between(negotiation: Negotiation, first: datetime, last: datetime) -> dict[str, str]:
    return {
        "url": settings.BASE_URL + negotiation.get_absolute_url(),
        "negotiation": negotiation.slug,
        "recorded_from": first.isoformat(),
        "recorded_until": last.isoformat(),
    }


def quoted(quotation: Quotation | None) -> dict[str, Any] | None:
    """Return a quotation as plain values."""
    if quotation is None:
        return None
    return {
        "words": quotation.words,
        "speaker": quotation.speaker,
        "outlet": quotation.outlet,
        "said_at": quotation.said_at.isoformat(),
        "url": settings.BASE_URL + quotation.url,
    }


def call_once(*, call: Call) -> None:
    """Tell it, and keep what came back; what was not taken is told again later, or given up."""
    if call.state != CallState.WAITING or (call.webhook.paused_at and not call.key.startswith("test:")):
        return
    call.called_at = timezone.now()
    body = json.dumps(call.payload, ensure_ascii=False).encode()
    try:
        answer = post(call.webhook.url, body=body, headers=headers_of(call, body), reach=reach)
    except FetchError as error:
        # What an analyst could do instead, which follows, is none of a program's business.
        answer = Answer(0, f"{str(error).split('. ')[0].rstrip('.')}.")
    call.status, call.answer = answer.status or None, answer.words.replace("\x00", "")
    if 200 <= answer.status < 300:  # HTTP's own numbers
        _taken(call)
    else:
        _not_taken(call)
    call.save(update_fields=["called_at", "status", "answer", "state", "tries", "try_at"])


def headers_of(call: Call, body: bytes) -> dict[str, str]:
    """Return the headers by which the receiver knows that it was us, when, and which call it is."""
    moment = str(int((call.called_at or timezone.now()).timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": str(call.public_id),
        "webhook-timestamp": moment,
        "webhook-signature": signature(call.webhook.secret, str(call.public_id), moment, body),
    }


def signature(secret: str, name: str, moment: str, body: bytes) -> str:
    """Return HMAC-SHA256 over name, moment and body, as standardwebhooks.com writes it."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{moment}.".encode() + body, hashlib.sha256)
    return f"v1,{b64encode(signed.digest()).decode()}"


def _taken(call: Call) -> None:
    call.state, call.try_at = CallState.TAKEN, None
    Webhook.objects.filter(pk=call.webhook_id).update(failures=0)


def _not_taken(call: Call) -> None:
    is_test, is_gone = call.key.startswith("test:"), call.status == GONE
    if call.tries < len(PAUSES) and not is_test and not is_gone:
        call.try_at, call.tries = timezone.now() + PAUSES[call.tries], call.tries + 1
        return
    call.state = CallState.FAILED
    if is_test:
        return
    Webhook.objects.filter(pk=call.webhook_id).update(failures=F("failures") + 1)
    given_up = Webhook.objects.filter(pk=call.webhook_id, paused_at=None, failures__gte=1 if is_gone else GIVEN_UP)
    reason = "It answered that it is gone." if is_gone else f"{GIVEN_UP} calls in a row were given up."
    given_up.update(paused_at=timezone.now(), paused_because=reason)
