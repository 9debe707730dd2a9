"""The supervisor, on small programs."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from tracker.processes import Program
from tracker.supervisor import StopRequestedError, Supervisor


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    keeper = Supervisor(said.append)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    keeper.listen()
    yield keeper
    keeper.stop(seconds=1)
    for number, handler in before.items():
        signal.signal(number, handler)


def program(tmp_path, *command, **options):
    return Program("clock", command, tmp_path, tmp_path / "clock.log", **options)


def watch(supervisor, *, seconds):
    """Let it watch that long, then ask it to stop as Ctrl-C does."""
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(StopRequestedError):
        supervisor.watch()


def lives(pid):
    """Tell whether the process runs; one that ended and that init has not buried yet does not."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_killed_child_is_started_again(supervisor, said, tmp_path):
    first = supervisor.add(program(tmp_path, "sleep", "60"))
    supervisor.children[0].started -= 60
    first.kill()
    watch(supervisor, seconds=1)
    second = supervisor.children[0].process
    assert (second.pid != first.pid, second.poll()) == (True, None)
    assert said == [f"clock was ended by SIGKILL; starting it again (see {tmp_path / 'clock.log'})."]


def test_child_that_cannot_start_is_tried_at_growing_pauses(supervisor, said, tmp_path):
    supervisor.add(program(tmp_path, "false"))
    watch(supervisor, seconds=3)
    pauses = [sentence.partition(";")[2].partition(" (")[0].strip() for sentence in said]
    assert pauses[:2] == ["starting it again in 1 s", "starting it again in 3 s"]
    assert said[0].startswith("clock ended with status 1;")


def test_stop_leaves_nothing_that_a_child_started(supervisor, tmp_path):
    leader = supervisor.add(program(tmp_path, "bash", "-c", "trap '' TERM; sleep 61 & echo $!; wait"))
    while not (tmp_path / "clock.log").read_text():
        time.sleep(0.05)
    grandchild = int((tmp_path / "clock.log").read_text())
    supervisor.stop(seconds=0.2)
    time.sleep(0.1)
    assert (lives(leader.pid), lives(grandchild)) == (False, False)


def test_programs_that_use_others_end_first(supervisor, tmp_path):
    note = "import signal, sys, time\nsignal.signal(15, lambda *_: (print(sys.argv[1], flush=True), sys.exit()))\n"
    note += "print('up', flush=True)\nwhile True: time.sleep(0.05)"
    for name, tier in (("engine", 0), ("web", 1)):
        supervisor.add(program(tmp_path, sys.executable, "-c", note, name, tier=tier))
    while (tmp_path / "clock.log").read_text().count("up") < 2:
        time.sleep(0.05)
    supervisor.stop(seconds=5)
    assert (tmp_path / "clock.log").read_text().split() == ["up", "up", "web", "engine"]


def test_children_end_with_a_supervisor_that_is_killed(tmp_path):
    script = "import sys, time; from pathlib import Path; from tracker.processes import Program, spawn\n"
    script += "folder = Path(sys.argv[1])\n"
    script += "print(spawn(Program('clock', ['sleep', '62'], folder, folder / 'clock.log')).pid, flush=True)\n"
    script += "time.sleep(60)"
    keeper = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE)
    child = int(keeper.stdout.readline())
    keeper.kill()
    keeper.communicate()
    time.sleep(0.3)
    assert not lives(child)
