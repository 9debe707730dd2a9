"""One supervisor for everything that `make run` keeps alive: starts again what dies, ends all of it on Ctrl-C."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from tracker import processes
from tracker.processes import Program

ALIVE_LONG_ENOUGH = 10.0  # seconds after which a death counts as an accident, not as a failure to start
LONGEST_PAUSE = 30.0  # seconds between attempts to start what keeps failing
LOOK_EVERY = 0.2  # seconds
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    """A program with its present process; times are on the clock of `time.monotonic`."""

    program: Program
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0
    next_start: float = 0.0


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C or asked us to end."""


class Supervisor:
    """Keeps programs alive and ends them in order, those that use others first."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []

    def listen(self) -> None:
        """Turn the signals that end a run into `StopRequestedError`."""
        for number in ENDING:
            signal.signal(number, _request_stop)

    def add(self, program: Program) -> subprocess.Popen[bytes]:
        child = Child(program, processes.spawn(program), time.monotonic())
        self.children.append(child)
        return child.process

    def watch(self) -> None:
        """Keep every child alive until a signal raises `StopRequestedError`."""
        while True:
            for child in self.children:
                self._look_after(child)
            time.sleep(LOOK_EVERY)

    def stop(self, *, seconds: float) -> None:
        """End all children, tier by tier; each tier gets that many seconds to end in order."""
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        for tier in sorted({child.program.tier for child in self.children}, reverse=True):
            ending = [child for child in self.children if child.program.tier == tier]
            for child in ending:
                processes.ask_to_end(child.process, child.program)
            deadline = time.monotonic() + seconds
            for child in ending:
                left = max(deadline - time.monotonic(), 0)
                processes.await_end(child.process, child.program, seconds=left)
        self.children.clear()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process.poll() is None:
            return
        if not child.next_start:
            processes.kill_session(child.process.pid)
            child.failures = 0 if now - child.started > ALIVE_LONG_ENOUGH else child.failures + 1
            pause = min(2.0**child.failures - 1, LONGEST_PAUSE)
            child.next_start = now + pause
            self.say(
                f"{child.program.name} {_ending(child.process.returncode)}; {_again(pause)} (see {child.program.log})."
            )
        if now >= child.next_start:
            child.process, child.started, child.next_start = processes.spawn(child.program), now, 0.0


def _request_stop(*_signal: object) -> None:
    raise StopRequestedError


def _ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def _again(pause: float) -> str:
    return f"starting it again in {pause:.0f} s" if pause else "starting it again"
