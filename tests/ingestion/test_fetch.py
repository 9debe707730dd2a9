"""The one fetch against a real server on this machine; production's own reach is tested to refuse it."""

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from positions.ingestion.errors import FetchError
from positions.ingestion.fetch import USER_AGENT, Fetched, Reach, fetch

PAGE = b"<html><body>The ships are counted.</body></html>"


class Site(BaseHTTPRequestHandler):
    """Answers by path: a status, a redirect, a bomb, or a byte from time to time."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        name, _, value = self.path[1:].partition("/")
        getattr(self, f"answer_{name}")(value)

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def answer_page(self, value: str) -> None:
        self.answer(200, PAGE, Content_Type="text/html; charset=utf-8")

    def answer_agent(self, value: str) -> None:
        self.answer(200, self.headers["User-Agent"].encode())

    def answer_status(self, value: str) -> None:
        self.answer(int(value))

    def answer_to(self, value: str) -> None:
        self.answer(302, Location=value)

    def answer_bomb(self, value: str) -> None:
        self.answer(200, gzip.compress(bytes(100_000_000), 1), Content_Encoding="gzip")

    def answer_torn(self, value: str) -> None:
        self.answer(200, b"no gzip at all", Content_Encoding="gzip")

    def answer_large(self, value: str) -> None:
        self.answer(200, b"a" * 2_000)

    def answer_slowhead(self, value: str) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: ")

    def answer_slowbody(self, value: str) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\n\r\n")

    def drip(self, beginning: bytes) -> None:
        self.close_connection = True
        try:
            self.wfile.write(beginning)
            for _ in range(200):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Readers that hang up are what is tested."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = QuietServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def reach(site: str) -> Reach:
    """This machine, on the server's port alone; the rest as in production."""
    return Reach(allow_loopback=True, ports=frozenset({80, 443, int(site.rpartition(":")[2])}), seconds=5)


def test_page_is_fetched(site: str, reach: Reach) -> None:
    assert fetch(f"{site}/page", reach) == Fetched(f"{site}/page", PAGE, "text/html; charset=utf-8")


def test_reader_says_who_it_is(site: str, reach: Reach) -> None:
    assert fetch(f"{site}/agent", reach).content.decode() == USER_AGENT


def test_redirect_is_followed_to_its_address(site: str, reach: Reach) -> None:
    assert fetch(f"{site}/to//page", reach).url == f"{site}/page"


@pytest.mark.parametrize(
    ("status", "message", "permanent"),
    [
        (401, "asks for a login", True),
        (403, "refuses automated readers", True),
        (404, "has no such page", True),
        (410, "was removed", True),
        (418, "answered 418 and no page", True),
        (429, "answered 429: it is busy", False),
        (500, "answered 500: it is busy or broken", False),
        (503, "answered 503: it is busy or broken", False),
        (204, "answered 204 and no page", True),
    ],
)
def test_refusal_says_whether_to_try_again(
    site: str, reach: Reach, status: int, message: str, *, permanent: bool
) -> None:
    with pytest.raises(FetchError, match=message) as refused:
        fetch(f"{site}/status/{status}", reach)
    assert refused.value.permanent == permanent


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
     "http://[::ffff:10.0.0.1]/", "http://10.0.0.1/", "http://169.254.169.254/latest/", "https://[fec0::1]/"],
)  # fmt: skip
def test_production_refuses_private_addresses(url: str) -> None:
    with pytest.raises(FetchError, match="private network"):
        fetch(url)


def test_production_refuses_the_test_server(site: str) -> None:
    with pytest.raises(FetchError, match="not one of the web's"):
        fetch(f"{site}/page")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://169.254.169.254/latest/", "private network"),
        ("http://10.0.0.1/", "private network"),
        ("//192.168.0.1/", "private network"),
        ("file:///etc/passwd", "begin with http"),
        ("http://127.0.0.1:22/", "Port 22"),
        ("http://a:b@127.0.0.1/", "name or password"),
        ("/to//to//to//to//to//to//page", "without end"),
    ],
)
def test_redirect_is_checked_like_an_address(site: str, reach: Reach, target: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        fetch(f"{site}/to/{target}", reach)


def test_unpacked_size_is_limited(site: str, reach: Reach) -> None:
    with pytest.raises(FetchError, match="larger than 5 MB"):
        fetch(f"{site}/bomb", reach)


def test_size_at_the_limit_is_read(site: str, reach: Reach) -> None:
    exact = Reach(reach.allow_loopback, reach.ports, reach.seconds, max_bytes=2_000)
    assert len(fetch(f"{site}/large", exact).content) == 2_000


def test_page_that_cannot_be_unpacked_is_refused(site: str, reach: Reach) -> None:
    with pytest.raises(FetchError, match="cannot be unpacked"):
        fetch(f"{site}/torn", reach)


@pytest.mark.parametrize("part", ["slowhead", "slowbody"])
def test_slow_site_is_left_at_the_deadline(site: str, reach: Reach, part: str) -> None:
    hurried = Reach(reach.allow_loopback, reach.ports, seconds=0.5)
    started = time.monotonic()
    with pytest.raises(FetchError, match="took too long") as late:
        fetch(f"{site}/{part}", hurried)
    assert time.monotonic() - started < 3
    assert not late.value.permanent


def test_unknown_site_is_named_so() -> None:
    with pytest.raises(FetchError, match="No site is known by this name"):
        fetch("http://courier.invalid/")


def test_closed_port_cannot_be_reached(reach: Reach) -> None:
    with pytest.raises(FetchError, match="cannot be reached") as refused:
        fetch("http://127.0.0.1:80/", reach)
    assert not refused.value.permanent
