"""`make run`: engines, tables, demo, web, workers and beat, with one sentence when something is in the way."""

import argparse
import errno
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from tracker import engines, folders, preparations, processes
from tracker.folders import CannotRunError
from tracker.processes import Program
from tracker.supervisor import StopRequestedError, Supervisor

PATIENCE = 60.0  # seconds until everything must answer; it takes about 4
# Ctrl-C ends everything within 10 s: the web server and the workers get 5, then the engines 4.
STOP_SECONDS = 4.5
LEAVING_SECONDS = 20.0  # the web server of a killed run, on a busy machine
LARGE_LOG = 20 * 1024 * 1024


def main() -> None:
    options = _options()
    supervisor = Supervisor(say)
    supervisor.listen()
    os.environ["PORT"] = str(options.port)
    if options.with_parent:
        processes.LIBC.prctl(processes.PR_SET_PDEATHSIG, signal.SIGTERM)
    try:
        run(supervisor, bind=options.bind, port=options.port)
    except StopRequestedError:
        say("Stopping …")
    except (CannotRunError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit(f"The disk is full: make room where {folders.var_dir()} lies, or set VAR_DIR to a folder elsewhere.")
    finally:
        supervisor.stop(seconds=STOP_SECONDS)
    engines.remove_sockets(folders.var_dir())
    say("Stopped; the data stays in " + str(folders.var_dir()) + ".")


def run(supervisor: Supervisor, *, bind: str, port: int) -> None:
    """Prepare everything, start everything, and keep it alive until a signal."""
    var = folders.var_dir()
    with folders.owned(var) as was_killed:
        refuse_busy_port(bind, port, patience=LEAVING_SECONDS if was_killed else 0)
        with step("Loading the product"):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
            django.setup()
        for name, prepare in engines.needed().items():
            with step(f"Starting {name}"):
                engine = prepare(var)
                engines.await_answer(engine, supervisor.add(engine.program))
        prepare_product()
        for program in programs(var, bind, port):
            supervisor.add(program)
        with step("Waiting for web, workers and beat"):
            await_health(bind, port, var)
        welcome(bind, port, var)
        supervisor.watch()


def refuse_busy_port(bind: str, port: int, *, patience: float) -> None:
    """Raise `CannotRunError` when nobody can listen there, after that many seconds of waiting for who is leaving.

    The web server of a killed run finishes its requests before it lets go of the port.
    """
    deadline = time.monotonic() + patience
    while reason := _why_closed(bind, port):
        if time.monotonic() >= deadline:
            raise CannotRunError(reason)
        time.sleep(0.2)


def _why_closed(bind: str, port: int) -> str | None:
    sentences = {
        errno.EADDRINUSE: f"Port {port} is in use by another program: stop that, or choose another (PORT={port + 1}).",
        errno.EACCES: f"Port {port} is reserved for root: choose one above 1023 (PORT=8000).",
    }
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            other = f"{bind} is no address of this machine ({error.strerror}): set BIND to one that is."
            return sentences.get(error.errno or 0, other)
    return None


def prepare_product() -> None:
    """Bring tables, static files and, the first time, the demo into place."""
    preparations.migrate(step)
    preparations.collect_static(step)
    preparations.load_demo(step)
    connections.close_all()


def programs(var: Path, bind: str, port: int) -> list[Program]:
    """Name what runs beside the engines."""

    def program(name: str, *words: str, stop_signal: int = signal.SIGTERM) -> Program:
        log = fresh_log(var / "log" / f"{name}.log")
        return Program(name, [sys.executable, "-m", *words], folders.ROOT, log, stop_signal=stop_signal, tier=1)

    threads = ["--worker-class=gthread", "--workers=2", "--threads=4"]
    limits = ["--timeout=60", "--graceful-timeout=3", "--no-control-socket"]
    celery = ["celery", "--app=tracker", "--quiet"]

    def worker(name: str, queue: str, processes: int) -> Program:
        own = [f"--hostname={name}@%h", f"--queues={queue}", f"--concurrency={processes}"]
        # Celery's SIGQUIT gives running tasks 3 s and then hands them back to the broker; its SIGTERM waits for ever.
        return program(name, *celery, "worker", *own, "--without-mingle", "--loglevel=INFO", stop_signal=signal.SIGQUIT)

    return [
        program("web", "gunicorn", "tracker.wsgi", f"--bind={_host(bind)}:{port}", *threads, *limits),
        worker("worker", settings.CELERY_TASK_DEFAULT_QUEUE, settings.CELERY_WORKER_CONCURRENCY),
        worker("long-worker", settings.LONG_QUEUE, settings.LONG_WORKERS),
        program("beat", *celery, "beat", "--pidfile=", "--loglevel=WARNING"),
    ]


def fresh_log(log: Path) -> Path:
    """Put a log that has grown large aside, keeping one old one."""
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_suffix(".log.old"))
    return log


def await_health(bind: str, port: int, var: Path) -> None:
    """Wait until /healthz is content; raise `CannotRunError` naming what is not."""
    deadline = time.monotonic() + PATIENCE
    while missing := ill(bind, port):
        if time.monotonic() > deadline:
            raise CannotRunError(f"{' and '.join(missing)} did not come up within {PATIENCE:.0f} s: see {var / 'log'}.")
        time.sleep(0.2)


def ill(bind: str, port: int) -> list[str]:
    """Name the parts that do not answer."""
    asked = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind), port, timeout=10)  # noqa: S104
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        states = json.load(asked.getresponse())
    except (OSError, http.client.HTTPException, ValueError):
        return ["web"]
    finally:
        asked.close()
    return [part for part, state in states.items() if state != "alive"]


def welcome(bind: str, port: int, var: Path) -> None:
    say(f"\nPositions is open at http://{'localhost' if bind == '127.0.0.1' else _host(bind)}:{port}")
    accounts = list(preparations.demo_accounts())
    for account in accounts:
        say(f"  {account}")
    if accounts and bind not in {"127.0.0.1", "::1", "localhost"}:
        say("Whoever reaches this address can log in with these: remove the example, or change its passwords.")
    say(f"Ctrl-C stops it. Data, logs and mail are in {var}.\n")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = time.monotonic()
    print(f"{what} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def _host(bind: str) -> str:
    return f"[{bind}]" if ":" in bind else bind


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--bind", default=os.environ.get("BIND") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    options = parser.parse_args()
    if not 0 < options.port < 65536:
        parser.error(f"PORT is {options.port}: set it to a number between 1 and 65535.")
    return options


if __name__ == "__main__":
    main()
