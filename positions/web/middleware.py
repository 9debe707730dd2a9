"""Every page in its reader's own time zone and language; addresses that no text can hold are refused."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext


class AddressMiddleware:
    """Refuse an address with a NUL in it: PostgreSQL's text cannot hold one, so nothing can have such a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise BadRequest(gettext("This address holds a character that no name can have."))
        return self.get_response(request)


class ReaderMiddleware:
    """Activate the signed-in user's time zone and language for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := language_of(request):
            translation.activate(language)
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


def language_of(request: HttpRequest) -> str | None:
    """Return the language to answer in; None where the browser's wish, which Django has activated, stands.

    What programs read is the same for every reader: the API and tables to download stay English.
    """
    if request.path_info.startswith("/api/v1/") or request.path_info.endswith(".csv"):
        return settings.LANGUAGE_CODE
    if not request.user.is_authenticated:
        return None
    try:
        return translation.get_supported_language_variant(request.user.language)
    except LookupError:
        return None  # the pages are not written in it
