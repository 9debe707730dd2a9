"""The data folder: where it is, who holds it, who may enter it, and what a killed run left in it."""

import fcntl
import os
import pwd
import shutil
import signal
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
SPACE_NEEDED = 200 * 1024 * 1024  # a fresh cluster takes 50 MB; the rest is room for its log of changes


class CannotRunError(Exception):
    """Something is in the way of a run; the message is one sentence with the remedy."""


class InUseError(CannotRunError):
    """Another live process owns the data folder."""


def var_dir() -> Path:
    """Tell where data lives: VAR_DIR, by default `var` in the checkout."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").expanduser().resolve()


@contextmanager
def owned(var: Path) -> Iterator[bool]:
    """Hold the data folder for ourselves, told whether its last holder was killed; raise `InUseError` when it is held.

    The kernel drops the lock when its holder dies, so that a killed run never leaves a stale one.
    Who ends in order empties the file.
    """
    lock = _open_lock(var / "engines.lock")
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = lock.read().strip() or "unknown"
            raise InUseError(
                f"{var} is in use by another run (process {holder}): stop that one, or set VAR_DIR to another folder."
            ) from None
        was_killed = bool(lock.read().strip())
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        check_space(var)
        try:
            yield was_killed
        finally:
            lock.truncate(0)
    finally:
        lock.close()


def _open_lock(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    lock.seek(0)
    return lock


@contextmanager
def shared(var: Path) -> Iterator[TextIO]:
    """Be counted among those who use the engines; whoever locks the file exclusively waits for us."""
    with _open_lock(var / "users.lock") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield users


def take_over(data: Path, pid_file: Path, stop_signal: int) -> None:
    """End what a killed run left on this data folder, and its pid file if that names a stranger.

    We hold the folder's lock, so whoever still works on it belongs to nobody. A process works on
    it when it is its current folder; after a reboot the same number may be anybody's.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    deadline = time.monotonic() + 20
    while _works_in(pid, data):
        harder = time.monotonic() > deadline
        os.kill(pid, signal.SIGKILL if harder else stop_signal)
        time.sleep(0.2)
    pid_file.unlink(missing_ok=True)


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve() and not _is_zombie(pid)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def account() -> pwd.struct_passwd | None:
    """Name whom the engines run as: PostgreSQL refuses root, so root lends it the account `nobody`."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def make_private(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Make a folder that only its owner enters, and refuse one that somebody else has laid there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.lstat()
    allowed = {os.geteuid()} | ({account.pw_uid} if account else set())
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in allowed:
        raise CannotRunError(f"{folder} belongs to another user: remove it, or run as that user.")
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    return folder


def open_the_way(path: Path, account: pwd.struct_passwd | None) -> None:
    """Let the lent account pass through the folders above, where root's umask or home forbids it.

    Passing through is all: listing a folder stays forbidden.
    """
    if account is None:
        return
    closed = [folder for folder in path.parents if not _lets_through(folder, account)]
    if closed:
        print(f"PostgreSQL refuses to be root: letting {account.pw_name} pass through {closed[0]}.", file=sys.stderr)
    for folder in closed:
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _lets_through(folder: Path, account: pwd.struct_passwd) -> bool:
    facts = folder.stat()
    return facts.st_uid == account.pw_uid or bool(facts.st_mode & stat.S_IXOTH)


def lend(tree: Path, account: pwd.struct_passwd | None) -> None:
    """Let the lent account read and run an installed package, where root's umask forbids it."""
    if account is None:
        return
    open_the_way(tree, account)
    if tree.stat().st_mode & stat.S_IXOTH:
        return
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (mode >> 6 & (stat.S_IROTH | stat.S_IXOTH)))


def check_space(var: Path) -> None:
    free = shutil.disk_usage(var).free
    if free < SPACE_NEEDED:
        raise CannotRunError(
            f"Only {free // 2**20} MB are free where {var} lies: make room ({SPACE_NEEDED // 2**20} MB at least), "
            "or set VAR_DIR to a folder on another disk."
        )
