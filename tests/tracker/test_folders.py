"""The data folder: one holder at a time, room enough, nobody else's."""

import os
import subprocess
import sys
from collections import namedtuple

import pytest

from tracker import folders


def test_var_dir_is_the_checkouts_own_by_default(monkeypatch):
    monkeypatch.delenv("VAR_DIR")
    assert folders.var_dir() == folders.ROOT / "var"


def test_held_folder_is_refused_to_a_second_holder(tmp_path):
    with folders.owned(tmp_path), pytest.raises(folders.InUseError) as refusal, folders.owned(tmp_path):
        pass
    assert str(refusal.value) == (
        f"{tmp_path} is in use by another run (process {os.getpid()}): stop that one, or set VAR_DIR to another folder."
    )


def test_folder_of_a_killed_holder_is_free(tmp_path):
    hold = "import sys, time; from pathlib import Path; from tracker import folders\n"
    hold += "with folders.owned(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", hold, tmp_path], stdout=subprocess.PIPE, cwd=folders.ROOT)
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.communicate()
    with folders.owned(tmp_path) as was_killed:
        assert was_killed
        assert (tmp_path / "engines.lock").read_text() == str(os.getpid())


def test_folder_left_in_order_tells_of_no_killed_holder(tmp_path):
    with pytest.raises(KeyboardInterrupt), folders.owned(tmp_path):
        raise KeyboardInterrupt
    with folders.owned(tmp_path) as was_killed:
        assert not was_killed


def test_full_disk_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "SPACE_NEEDED", 10**18)
    with pytest.raises(folders.CannotRunError, match=r"^Only \d+ MB are free where .* lies: make room"):
        folders.check_space(tmp_path)


def test_private_folder_laid_by_somebody_else_is_refused(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "sockets").symlink_to(elsewhere)
    with pytest.raises(folders.CannotRunError, match="belongs to another user"):
        folders.make_private(tmp_path / "sockets", None)


def test_process_left_by_a_killed_run_is_ended(tmp_path):
    left = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    (tmp_path / "engine.pid").write_text(f"{left.pid}\n{tmp_path}\n")
    folders.take_over(tmp_path, tmp_path / "engine.pid", 15)
    assert (left.wait(), (tmp_path / "engine.pid").exists()) == (-15, False)


def test_stranger_with_the_number_of_a_killed_run_lives_on(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "engine.pid").write_text(str(os.getpid()))
    folders.take_over(data, data / "engine.pid", 9)
    assert list(data.iterdir()) == []


def test_way_is_opened_for_passing_through_only(tmp_path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    account = namedtuple("Account", "pw_name pw_uid")("nobody", 65534)  # noqa: PYI024 - a stand-in with two fields
    folders.open_the_way(closed / "var", account)
    assert closed.stat().st_mode & 0o777 == 0o701
