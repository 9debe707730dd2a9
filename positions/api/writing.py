"""What every write of the API can be asked for beside the write: once only, only if unchanged, several at a time.

Each layer hands on to the next: an answer kept for an Idempotency-Key, a row locked and compared with If-Match, the
items of a list one by one, and in the end the view's own method.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.etags import require_unchanged
from positions.models import KeptAnswer

KEY = "Idempotency-Key"
LONGEST_KEY = 255
MOST_ITEMS = 100  # a list in one request
NOTHING = object()

Answer = Callable[..., Response]


class KeyReused(APIException):
    """The key came before, with another request."""

    status_code = 422
    default_code = "key_reused"
    default_detail = "This Idempotency-Key was sent with another request. Give every request a key of its own."


def answer_write(view: Any, answer: Answer, request: Request, **kwargs: Any) -> Response:
    """Answer a request that may change something, by the layers that its headers and its body ask for."""
    if is_list(view, request):
        answer = partial(answer_items, view, answer)
    if "If-Match" in request.headers and view.detail:
        answer = partial(answer_if_unchanged, view, answer)
    if KEY in request.headers and request.method == "POST":
        answer = partial(answer_once, view, answer)
    return answer(request, **kwargs)


def answer_once(view: Any, answer: Answer, request: Request, **kwargs: Any) -> Response:
    """Answer as before to a key that came before.

    The work and its answer are kept in one transaction: a twin that comes meanwhile waits for it, and what failed
    leaves nothing behind.
    """
    key, wish = key_of(view, request), fingerprint(request)
    with transaction.atomic():
        mine = KeptAnswer(user=view.caller, key=key, fingerprint=wish)
        KeptAnswer.objects.outdated(timezone.now()).filter(user=view.caller, key=key).delete()
        KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
        kept = KeptAnswer.objects.get(user=view.caller, key=key)
        if kept.pk != mine.pk:
            return answer_again(kept, wish)
        response = answer(request, **kwargs)
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        kept.status, kept.etag = response.status_code, response.get("ETag", "")
        kept.body = JSONRenderer().render(response.data).decode()
        kept.save(update_fields=["status", "etag", "body"])
        return response


def answer_again(kept: KeptAnswer, wish: str) -> Response:
    if kept.fingerprint != wish:
        raise KeyReused
    headers = {"Idempotency-Replayed": "true", **({"ETag": kept.etag} if kept.etag else {})}
    return Response(json.loads(kept.body) if kept.body else None, status=kept.status, headers=headers)


def key_of(view: Any, request: Request) -> str:
    key = request.headers[KEY]
    if not view.keeps_answers:
        raise ValidationError({"detail": f"This address keeps no answers. Leave {KEY} out."}, code="key_not_kept")
    if not re.fullmatch(rf"[!-~]{{1,{LONGEST_KEY}}}", key):
        said = f"Write {KEY} in 1 to {LONGEST_KEY} printable ASCII characters without blanks, for example a UUID."
        raise ValidationError({"detail": said}, code="bad_key")
    return key


def fingerprint(request: Request) -> str:
    """Return the SHA-256 of what a request asks for: method, address and body, whatever its type and boundaries."""
    sent: Any = request.data
    body = [(name, [plain(each) for each in sent.getlist(name)]) for name in sorted(sent)] if is_form(sent) else sent
    wish = [request.method, request.get_full_path(), body]
    return sha256(json.dumps(wish, sort_keys=True).encode()).hexdigest()


def is_form(sent: Any) -> bool:
    return isinstance(sent, MultiValueDict)


def plain(value: Any) -> str:
    """Return a form's value as text; of a file its name and the SHA-256 of its bytes."""
    if isinstance(value, str):
        return value
    digest = sha256(value.read()).hexdigest()
    value.seek(0)
    return f"{value.name} {digest}"


def answer_if_unchanged(view: Any, answer: Answer, request: Request, **kwargs: Any) -> Response:
    """Answer while the row is what If-Match names; who else writes to it waits, or has written before."""
    with transaction.atomic():
        row = view.get_object()
        type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        require_unchanged(request, view.get_serializer(view.get_object()).data)
        return answer(request, **kwargs)


def is_list(view: Any, request: Request) -> bool:
    return view.action in view.takes_lists and isinstance(request.data, list)


def answer_items(view: Any, answer: Answer, request: Request, **kwargs: Any) -> Response:
    """Answer each item of a list by itself: what one item lacks does not hold up the others.

    What nobody foresaw undoes them all, so that an answer of 500 has changed nothing.
    """
    if not 1 <= len(request.data) <= MOST_ITEMS:
        said = f"Send 1 to {MOST_ITEMS} items at a time."
        raise ValidationError({"non_field_errors": [said]}, code="bad_number_of_items")
    with transaction.atomic():
        results = [answer_item(view, partial(answer, request, **kwargs), item) for item in request.data]
    return Response(results, status=207)


def answer_item(view: Any, answer: Callable[[], Response], item: Any) -> dict[str, Any]:
    view.item = item
    try:
        with transaction.atomic():
            response = answer()
    except Exception as error:  # noqa: BLE001  # raised again by the view unless it is one that it has an answer to
        response = view.handle_exception(error)
        return {"status": response.status_code, "row": None, "error": response.data}
    finally:
        view.item = NOTHING
    return {"status": response.status_code, "row": response.data, "error": None}
