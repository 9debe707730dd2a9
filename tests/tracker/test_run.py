"""`make run` for real: engines, web, workers and beat in a data folder of their own."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import redis

from tracker import engines, health
from tracker.folders import CannotRunError
from tracker.run import refuse_busy_port

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tracker.run"]
PATIENCE = 120  # seconds; the first start makes all tables, on a machine that runs other tests too

pytestmark = pytest.mark.worker


def free_port():
    """Return a port nobody listens on, below those that the kernel gives to programs which ask for any."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


class Run:
    """A run in a data folder, with what it printed so far."""

    def __init__(self, var, port):
        self.var, self.port = var, port
        self.environment = {**os.environ, "VAR_DIR": str(var), "PORT": str(port), "DEMO": "0"}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def start(self):
        self.output = self.var.with_name("output")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                COMMAND, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        await_that(lambda: "Ctrl-C stops it" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def said(self):
        return self.output.read_text()

    def health(self):
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=10)) as asked:
            asked.request("GET", "/healthz")
            response = asked.getresponse()
            return response.status, json.load(response)

    def answers(self):
        try:
            return self.health()[0] == 200
        except OSError:
            return False

    def await_health(self):
        """Wait until everything is alive by a sign of life given from now on."""
        sockets = engines.socket_dir(self.var)
        await_that(lambda: engines.broker_answers(sockets), self.logs)
        with redis.Redis(unix_socket_path=str(sockets / engines.BROKER_SOCKET)) as broker:
            broker.delete(*map(health.heartbeat, health.WORKERS.values()))
        await_that(self.answers, self.logs)

    def logs(self):
        ends = [path.read_text(errors="replace")[-2000:] for path in sorted((self.var / "log").glob("*.log"))]
        return "\n\n".join([self.said(), *ends])

    def part(self, word):
        """The main process of a part, by a word of its command line."""
        return next(child for child in psutil.Process(self.process.pid).children() if word in child.cmdline())

    def processes(self):
        """Everything that runs on the data folder, whoever its parent is."""
        return [process for process in psutil.process_iter() if self.owns(process)]

    def owns(self, process):
        try:
            marks = [process.environ().get("VAR_DIR", ""), process.cwd()]
        except psutil.Error:
            return False
        return process.pid != os.getpid() and any(mark.startswith(str(self.var)) for mark in marks)


def await_that(question, why=lambda: "it did not come about"):
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, why()
        time.sleep(0.2)


@pytest.fixture(scope="module")
def run(new_var):
    running = Run(new_var(), free_port())
    running.start()
    yield running
    running.process.kill()
    running.process.wait()


def test_everything_is_alive_once_the_address_is_printed(run):
    assert f"Positions is open at http://localhost:{run.port}" in run.said()
    parts = ["web", "database", "broker", "worker", "long_worker"]
    assert run.health() == (200, dict.fromkeys(parts, "alive"))


@pytest.mark.parametrize("part", ["gunicorn", "--queues=celery", "--queues=long", "beat"])
def test_killed_part_is_started_again(run, part):
    killed = run.part(part)
    killed.kill()
    await_that(lambda: any(part in child.cmdline() for child in children_but(run, killed)), run.logs)
    run.await_health()


def children_but(run, killed):
    return [
        child for child in psutil.Process(run.process.pid).children() if child.pid != killed.pid and child.cmdline()
    ]


def test_killed_engine_is_started_again(run):
    psutil.Process(int((run.var / "valkey" / "valkey.pid").read_text())).kill()
    await_that(lambda: "Valkey was ended by SIGKILL; starting it again" in run.said(), run.logs)
    run.await_health()


def refusal(**variables):
    """What a run says that cannot start: its status and its words."""
    done = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_busy_port_is_one_sentence(run, tmp_path):
    said = refusal(VAR_DIR=str(tmp_path / "other"), PORT=str(run.port))
    other = run.port + 1
    sentence = f"Port {run.port} is in use by another program: stop that, or choose another (PORT={other})."
    assert said == (1, sentence)


def test_port_that_a_killed_run_is_about_to_leave_is_waited_for():
    leaving = socket.create_server(("127.0.0.1", 0))
    port = leaving.getsockname()[1]
    with pytest.raises(CannotRunError, match="in use by another program"):
        refuse_busy_port("127.0.0.1", port, patience=0)
    threading.Timer(0.5, leaving.close).start()
    refuse_busy_port("127.0.0.1", port, patience=PATIENCE)


def test_second_run_on_the_data_folder_is_one_sentence(run):
    said = refusal(VAR_DIR=str(run.var), PORT=str(free_port()))
    holder = f"{run.var} is in use by another run (process {run.process.pid})"
    assert said == (1, f"{holder}: stop that one, or set VAR_DIR to another folder.")


def test_wrong_setting_is_one_sentence(tmp_path):
    said = refusal(VAR_DIR=str(tmp_path), PORT=str(free_port()), WORKERS="many")
    assert said == (1, "WORKERS is 'many': set it to a whole number of at least 1.")


def test_ctrl_c_ends_everything_within_ten_seconds(run):
    started = time.monotonic()
    run.process.send_signal(signal.SIGINT)
    status = run.process.wait(timeout=30)
    assert (status, run.processes()) == (0, [])
    assert time.monotonic() - started < 10 * slowness()
    assert run.said().endswith(f"Stopping …\nStopped; the data stays in {run.var}.\n")


def test_run_that_was_killed_leaves_nothing_in_the_way(run):
    run.start()
    run.process.kill()
    run.process.wait()
    run.start()
    assert run.health()[0] == 200
    run.process.send_signal(signal.SIGTERM)
    assert (run.process.wait(timeout=30), run.processes()) == (0, [])


def slowness():
    """How many processes share a core, at least one: other tests run beside this one."""
    return max(os.getloadavg()[0] / (os.cpu_count() or 1), 1)
