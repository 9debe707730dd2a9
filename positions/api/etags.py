"""Entity tags: what was read may be asked for again at no cost, and is changed only while it is what was read.

The tag of a row is the SHA-256 of the row as JSON shows it: whatever the caller can see of it changes the tag, its
judgement or the codings under it too, and nothing else does.
"""

from hashlib import sha256
from typing import Any

from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from positions.api.errors import Changed


def tag_of(shown: Any) -> str:
    """Return the strong tag of a row as its serializer shows it."""
    return f'"{sha256(JSONRenderer().render(shown)).hexdigest()[:32]}"'


def answer_if_new(request: Request, response: Any) -> HttpResponseBase:
    """Return the response with its tag, or an empty 304 to a caller who has it already."""
    tag = tag_of(response.data)
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    known = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    if tag not in known and "*" not in known:
        return response
    unchanged = HttpResponseNotModified()
    for header in {"ETag", "Cache-Control", "Vary"} & set(response.headers):
        unchanged[header] = response[header]
    return unchanged


def require_unchanged(request: Request, shown: Any) -> None:
    """Raise Changed unless If-Match names the row as it is shown now."""
    wanted = parse_etags(request.headers["If-Match"])
    if wanted != ["*"] and tag_of(shown) not in wanted:
        raise Changed
