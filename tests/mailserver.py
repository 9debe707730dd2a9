"""A real mail server in the test's own process."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """Keeps what arrives and answers with `answer`; None breaks the connection off, `is_slow` never answers."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.answer: str | None = "250 OK"
        self.answer_rcpt = "250 OK"
        self.is_slow = False
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802  # their name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # their name
        if self.answer is None:
            server.transport.abort()
            return "421 gone"
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        if self.is_slow:
            await asyncio.sleep(60)
        return self.answer


@contextmanager
def serving() -> Iterator[Inbox]:
    """Serve an inbox on a free port of this machine."""
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox.port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()
