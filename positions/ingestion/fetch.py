"""Fetches one web page, and tells programs of changes; the only module that talks HTTP."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import urljoin

import requests
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError

from positions.ingestion.addresses import PORTS, PRIVATE, check_number, read_address
from positions.ingestion.document import MAX_TEXT_BYTES
from positions.ingestion.errors import FetchError

MAX_REDIRECTS = 5
CONNECT_SECONDS = 5
READ_SECONDS = 10
USER_AGENT = "PositionsTracker/0.1 (reads one article when an analyst asks for it)"
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en,*;q=0.5",
}
_CHUNK = 65_536
ANSWERED = 1_000  # bytes kept of what a program answers

_PASTE = gettext_lazy("Open it in the browser and paste the text instead.")
_ANSWERS = {
    401: format_lazy("{} {}", gettext_lazy("The site answered 401: it asks for a login."), _PASTE),
    402: format_lazy("{} {}", gettext_lazy("The site answered 402: it asks for payment."), _PASTE),
    403: format_lazy("{} {}", gettext_lazy("The site answered 403: it refuses automated readers."), _PASTE),
    404: gettext_lazy("The site answered 404: it has no such page. Check the address, or paste the text."),
    410: gettext_lazy("The site answered 410: the page was removed. Find a copy, and paste the text."),
    451: gettext_lazy("The site answered 451: the page is blocked for legal reasons. Find a copy, and paste the text."),
}


@dataclass(frozen=True)
class Reach:
    """How far a fetch may go. The defaults are those of production; only tests make others."""

    allow_loopback: bool = False
    ports: frozenset[int] = PORTS
    seconds: float = 30
    max_bytes: int = MAX_TEXT_BYTES


@dataclass(frozen=True)
class Fetched:
    """A page as it came: the address after redirects, the bytes unpacked, and what the site calls them."""

    url: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Answer:
    """What a program answered to what it was told: its status, and the beginning of its words."""

    status: int
    words: str


PUBLIC = Reach()


def fetch(url: str, reach: Reach = PUBLIC) -> Fetched:
    """Return the page at url.

    The network address is checked when the connection is made, at each redirect again, and the connection goes to
    the address that was checked. Raises FetchError with what to do next; `permanent` is False where trying later can
    help.
    """
    url = read_address(url, reach.ports).geturl()
    deadline = time.monotonic() + reach.seconds
    with _session(reach, deadline) as session:
        try:
            for _ in range(MAX_REDIRECTS + 1):
                with session.get(url, headers=_HEADERS, stream=True, allow_redirects=False) as response:
                    if not response.is_redirect:
                        return _read(response, url, reach.max_bytes, deadline)
                    url = read_address(urljoin(url, response.headers["Location"]), reach.ports).geturl()
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            raise _explained(error, is_late=time.monotonic() >= deadline) from error
    raise _to_paste(gettext("The site sends the reader from page to page without end."))


def post(url: str, *, body: bytes, headers: dict[str, str], reach: Reach = PUBLIC) -> Answer:
    """Tell a program something, and return what it answered; nothing is told to a place it points to instead.

    The network address is checked as for `fetch`. Raises FetchError, whose sentences speak of a site.
    """
    url = read_address(url, reach.ports).geturl()
    deadline = time.monotonic() + reach.seconds
    with _session(reach, deadline) as session:
        try:
            with session.post(url, data=body, headers=headers, stream=True, allow_redirects=False) as response:
                words = next(response.iter_content(ANSWERED), b"")[:ANSWERED]
                return Answer(response.status_code, words.decode(errors="replace"))
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            raise _explained(error, is_late=time.monotonic() >= deadline) from error


def _read(response: requests.Response, url: str, max_bytes: int, deadline: float) -> Fetched:
    if response.status_code != requests.codes.ok:
        raise _refusal(response.status_code)
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > max_bytes:
            size = f"{max_bytes / 1e6:.0f} MB"
            raise FetchError(
                gettext("The page is larger than %(size)s. Save the part that matters, and add it as a file.")
                % {"size": size}
            )
    if time.monotonic() >= deadline:
        raise _late()
    return Fetched(url, bytes(content), response.headers.get("Content-Type", ""))


def _refusal(status: int) -> FetchError:
    if status in _ANSWERS:
        return FetchError(str(_ANSWERS[status]))
    if status == 429 or status >= 500:
        return FetchError(
            gettext("The site answered %(status)s: it is busy or broken. Try again later.") % {"status": status},
            permanent=False,
        )
    return _to_paste(gettext("The site answered %(status)s and no page.") % {"status": status})


def _explained(error: Exception, *, is_late: bool) -> FetchError:
    """Return the sentence for what went wrong on the way."""
    if isinstance(error, InvalidIPAddress):
        return FetchError(str(PRIVATE))
    if is_late or isinstance(error, requests.Timeout):
        return _late()
    if isinstance(error, requests.exceptions.SSLError):
        return _to_paste(gettext("The site's certificate is not valid, so what it sends cannot be trusted."))
    if isinstance(error, requests.exceptions.InvalidURL | UnicodeError):
        return FetchError(gettext("This is not a web address. Copy it again from the browser."))
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return _to_paste(gettext("The site sent a page that cannot be unpacked."))
    if "resolve" in str(error):
        return FetchError(gettext("No site is known by this name. Check the spelling of the address."), permanent=False)
    return FetchError(gettext("The site cannot be reached. Try again later, or paste the text."), permanent=False)


def _to_paste(said: str) -> FetchError:
    return FetchError(f"{said} {_PASTE}")


def _late() -> FetchError:
    return FetchError(gettext("The site took too long to answer. Try again later, or paste the text."), permanent=False)


@contextmanager
def _session(reach: Reach, deadline: float) -> Iterator[requests.Session]:
    """Yield a session whose connections are cut at the deadline, even in the middle of a header."""
    session = HTTPSession(
        Config(
            ip_filter_enable=False,  # the adapters below do it, and more
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            user_agent_override=USER_AGENT,
        )
    )
    # No proxy, password file or certificate bundle out of the environment.
    session.trust_env = False
    adapters = [_PublicAdapter(reach, is_https_proto=is_https) for is_https in (False, True)]
    session.mount("http://", adapters[0])
    session.mount("https://", adapters[1])
    timer = Timer(max(0.0, deadline - time.monotonic()), _cut, args=adapters)
    timer.start()
    try:
        with session:
            yield session
    finally:
        timer.cancel()
        for adapter in adapters:
            adapter.forget()


def _cut(*adapters: "_PublicAdapter") -> None:
    """End every connection now; whoever reads from it gets an end of file."""
    for adapter in adapters:
        for twin in adapter.held:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)


class _Held:
    """A connection that leaves a twin of its socket where the timer finds it."""

    twins: list[socket.socket]

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        # The TLS layer takes the original away before the handshake, which may be slow too.
        self.twins.append(made.dup())
        return made


class _PublicAdapter(IPFilterAdapter):
    """Checks the pinned address against more ranges, and keeps a hold on every connection."""

    def __init__(self, reach: Reach, *, is_https_proto: bool) -> None:
        super().__init__(is_https_proto=is_https_proto, allow_loopback=reach.allow_loopback)
        self._reach = reach
        self.held: list[socket.socket] = []

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        check_number(host["host"], allow_loopback=self._reach.allow_loopback)
        return host, pool

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        if not hasattr(pool.ConnectionCls, "twins"):
            pool.ConnectionCls = type("Held", (_Held, pool.ConnectionCls), {"twins": self.held})
        return pool

    def forget(self) -> None:
        """Close the twins."""
        for twin in self.held:
            twin.close()
