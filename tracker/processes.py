"""Child processes that never outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from pwd import struct_passwd

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """A command to keep running.

    `stop_signal` asks it to end in order, `cut_signal` to end at once; both are
    signal numbers. `account` is whom it runs as when we are root, `None` for ourselves.
    Programs of a higher tier use those of a lower one and end before them.
    """

    name: str
    command: Sequence[str | Path]
    folder: Path
    log: Path
    stop_signal: int = signal.SIGTERM
    cut_signal: int = signal.SIGKILL
    account: struct_passwd | None = None
    environment: Mapping[str, str] | None = None
    tier: int = 0


def spawn(program: Program) -> subprocess.Popen[bytes]:
    """Start the program in its own session, its output appended to its log.

    Its own session keeps Ctrl-C for us alone: we decide the order in which programs end.
    """
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        return subprocess.Popen(
            program.command,
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=program.environment,
            start_new_session=True,
            preexec_fn=ends_with_parent(program.stop_signal),  # noqa: PLW1509 - we start no threads
            **as_account(program.account),
        )


def as_account(account: struct_passwd | None) -> dict:
    """Give the `subprocess` arguments that run a command as that account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "umask": 0o077}


def ends_with_parent(stop_signal: int) -> Callable[[], None] | None:
    """Make the kernel signal the child when we die, even by `kill -9`: no orphan keeps a port or a lock."""
    if sys.platform != "linux":
        return None
    return lambda: LIBC.prctl(PR_SET_PDEATHSIG, stop_signal)


def end(process: subprocess.Popen[bytes], program: Program, *, seconds: float) -> None:
    """End the process in order; after that many seconds at once."""
    ask_to_end(process, program)
    await_end(process, program, seconds=seconds)


def ask_to_end(process: subprocess.Popen[bytes], program: Program) -> None:
    if process.poll() is None:
        process.send_signal(program.stop_signal)


def await_end(process: subprocess.Popen[bytes], program: Program, *, seconds: float) -> None:
    """Wait for the end; be harder after that many seconds, and again 2 s later. Nothing it started stays."""
    for harder in (program.cut_signal, signal.SIGKILL):
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(harder)
            seconds = 2
    process.wait()
    kill_session(process.pid)


def kill_session(leader: int) -> None:
    """Kill what a dead session leader left behind."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
