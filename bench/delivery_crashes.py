"""Kills the sender of digests at every line it runs through, and prints what became of each mail.

    python -m bench.delivery_crashes [--runs 1000]

Each run claims one digest and has it sent by a process that dies, without cleaning up, as by kill -9, when it comes to
its n-th line: of the tasks, of `positions/digests` but for what composes and draws, of the job and delivery tables, of
Django's mail and of Python's smtplib. Then the world goes on as it does in production, leases run out, the sweeper
rings, beat ticks, until nothing is left to do. Told to a real mail server on this machine, with the real database.

Wrong, each of which must be 0: *twice*, a mail the server took twice before a person said so; *lost*, a mail it never
took that neither failed nor stands as handed over with a button to send it now; *stuck*, one that the button did not
send.
"""

import argparse
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from aiosmtpd.controller import Controller

DUE = datetime(2016, 10, 10, tzinfo=UTC)
CRASHED = 75  # exit status of a killed sender
ROUNDS = 6  # of leases running out; a job has three attempts


class Server:
    """Takes every mail and keeps its name, its `Message-ID`."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # their name
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 OK"


@dataclass
class Outcome:
    """How many runs ended how; `places` are where the sender died, by file and line."""

    runs: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


@contextmanager
def mail_server() -> Iterator[Server]:
    """Serve on a free port, and have Django send there."""
    from django.test import override_settings  # noqa: PLC0415  # after Django is set up

    server = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    mail = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 5,
    }
    try:
        with override_settings(**mail):
            yield server
    finally:
        controller.stop()


def traced_files() -> frozenset[str]:
    """Return whose lines count as the sender's."""
    import smtplib  # noqa: PLC0415  # beside the other files whose names are wanted

    from django.core.mail import message as messages  # noqa: PLC0415
    from django.core.mail.backends import smtp  # noqa: PLC0415

    from positions import tasks  # noqa: PLC0415
    from positions.digests import answers, deliveries, letters, schedule, subscriptions, writing  # noqa: PLC0415
    from positions.models import deliveries as mails  # noqa: PLC0415
    from positions.models import jobs  # noqa: PLC0415

    own = (tasks, answers, deliveries, letters, schedule, subscriptions, writing, mails, jobs)
    return frozenset(str(module.__file__) for module in (smtplib, messages, smtp, *own))


class Killer:
    """Counts the lines of some files, and ends the process at the n-th; at 0 it only counts."""

    def __init__(self, files: frozenset[str], at: int, report: int) -> None:
        self.files, self.at, self.report, self.seen = files, at, report, 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self.at:
                os.write(self.report, f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}".encode())
                os._exit(CRASHED)
        return self


def send_and_die(files: frozenset[str], at: int) -> tuple[int, str]:
    """Claim and send what is due in a process that dies at its n-th line; return its exit status and its last words."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        killer = Killer(files, at, write)
        sys.settrace(killer)
        try:
            tick_and_work()
        finally:
            sys.settrace(None)
            os.write(write, str(killer.seen).encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as words:
        told = words.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def tick_and_work() -> None:
    """Do what beat and one worker do: claim what is due, then every job that waits."""
    from positions import tasks  # noqa: PLC0415
    from positions.models import Job  # noqa: PLC0415

    tasks.tick_digests()
    for pk in list(Job.objects.filter(state="queued").values_list("pk", flat=True)):
        tasks.run(pk)


def go_on() -> None:
    """Let leases run out and others take over until nothing waits."""
    from positions import tasks  # noqa: PLC0415
    from positions.models import Job  # noqa: PLC0415

    for _ in range(ROUNDS):
        Job.objects.filter(state="running").update(lease_until="2016-01-01T00:00:00Z", rung_at=None)
        tasks.sweep()
        tick_and_work()
        for pk in list(Job.objects.filter(state="running").values_list("pk", flat=True)):
            tasks.run(pk)
        if not Job.objects.unfinished().exists():
            return


def run_once(server: Server, files: frozenset[str], at: int, outcome: Outcome) -> None:
    """Kill one sender, let the others go on, and say what became of its mail."""
    from positions.models import Delivery, Job, Subscription  # noqa: PLC0415

    Job.objects.all().delete()
    Delivery.objects.all().delete()
    Subscription.objects.update(due_at=DUE, told_until=DUE - timedelta(weeks=1))
    server.taken.clear()
    status, told = send_and_die(files, at)
    if status == CRASHED:
        outcome.places[told] += 1
    go_on()
    time.sleep(0.01)  # a mail may still be on its way through the server
    deliveries = list(Delivery.objects.select_related("subscription__user"))
    outcome.runs += 1
    outcome.ends[judged(server, deliveries, outcome)] += 1


def judged(server: Server, deliveries: list, outcome: Outcome) -> str:
    """Return how it ended, counting what is wrong."""
    from positions.digests.deliveries import send_now, why_not_now  # noqa: PLC0415
    from positions.models import Delivery  # noqa: PLC0415

    taken = sum(server.taken.values())
    if taken > 1 or len(deliveries) != 1:
        outcome.wrong["twice" if taken > 1 else "lost"] += 1
        return "wrong"
    [delivery] = deliveries
    is_shown = delivery.state in {"handed_over", "failed"} and delivery.error and not why_not_now(delivery)
    if taken:
        outcome.wrong["lost"] += not (delivery.state == "sent" or is_shown)
        return "sent" if delivery.state == "sent" else "sent, and shown as unknown"
    outcome.wrong["lost"] += not is_shown
    send_now(delivery=delivery, by=delivery.subscription.user)
    tick_and_work()
    sent = sum(server.taken.values()) == 1 and Delivery.objects.get().state == "sent"
    outcome.wrong["stuck"] += not sent
    return "not sent, shown, and sent by the button"


def crash(server: Server, runs: int, say: Callable[[str], object] = print) -> Outcome:
    """Kill as many senders, at lines spread evenly over all of them."""
    from positions import tasks  # noqa: PLC0415

    files, outcome = traced_files(), Outcome()
    with patch.object(tasks, "ring", lambda pk: None), patch("positions.models.Job.doorbell", lambda pk: None):
        run_once(server, files, 0, outcome)
        _reset_due()
        lines = int(send_and_die(files, 0)[1])
        say(f"{lines} lines from the tick of beat to a sent mail")
        for number in range(runs):
            at = 1 + number * lines // runs if runs < lines else 1 + number % lines
            run_once(server, files, at, outcome)
    return outcome


def _reset_due() -> None:
    from positions.models import Delivery, Job, Subscription  # noqa: PLC0415

    Job.objects.all().delete()
    Delivery.objects.all().delete()
    Subscription.objects.update(due_at=DUE, told_until=DUE - timedelta(weeks=1))


def main() -> None:
    reading = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reading.add_argument("--runs", type=int, default=1000)
    runs = reading.parse_args().runs
    from bench.population import database  # noqa: PLC0415  # sets Django up

    with database():
        _subscribe()
        with mail_server() as server:
            outcome = crash(server, runs)
    print(f"{outcome.runs} runs, killed at {len(outcome.places)} different lines")
    for end, count in outcome.ends.most_common():
        print(f"  {count:6} {end}")
    print("  wrong: " + ", ".join(f"{outcome.wrong[name]} {name}" for name in ("twice", "lost", "stuck")))
    sys.exit(1 if outcome.wrong.total() else 0)


def _subscribe() -> None:
    from positions.digests.subscriptions import follow  # noqa: PLC0415
    from positions.models import Membership, Negotiation, User  # noqa: PLC0415

    user = User.objects.create(username="rita", email="rita@example.org")
    negotiation = Negotiation.objects.create(title="Harbour talks", slug="harbour-talks")
    Membership.objects.create(user=user, negotiation=negotiation, role="viewer")
    follow(negotiation=negotiation, by=user)


if __name__ == "__main__":
    main()
