"""One window per profile: a later start hands its files over, and ends; a killed process leaves nothing locked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catgui.profile import first_window
from catgui.profile.first_window import FirstWindow
from tests import ROOT
from tests.support.surroundings import home_variables

# Shows the window of the program, says which files it opens, and closes after those in "last".
PROGRAM = """
import sys, time
from catgui import app
from catgui.documents.open_commands import OpenCommands
from catgui.widgets.basic.text_dialogs import MessageBox

how, *words = sys.argv[1:]

class Window(app.MainWindow):
    def raise_(self):
        print("raised", flush=True)
        super().raise_()

def open_paths(commands, paths, **_):
    print("opens", *(path.name for path in paths), flush=True)
    if how == "hangs":
        time.sleep(100)
    if [path.name for path in paths] == ["last"]:
        commands.parent().close()

app.MainWindow = Window
OpenCommands.open_paths = open_paths
MessageBox.exec = lambda box: print("says", box.text(), flush=True)
from catgui.profile import first_window
if how == "second":
    first_window._MOST_SECONDS = 2
print("begins", flush=True)
sys.exit(app.run(words))
"""


@pytest.fixture
def start(tmp_path):
    """Starts the program with words; it ends with the test."""
    started = []

    def start(how, *words):
        environment = {**os.environ, **home_variables(tmp_path / "home")}
        command = [sys.executable, "-c", PROGRAM, how, *words]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment))
        assert started[-1].stdout.readline() == "begins\n"
        return started[-1]

    yield start
    for program in started:
        program.kill()
        program.communicate()


@pytest.mark.slow
def test_a_later_start_hands_its_files_to_the_window_which_raises_itself(start):
    first = start("first")
    second = start("second", "a.png", "b.png")  # while the first one starts
    assert first.stdout.readline() == "opens\n"
    assert second.wait(60) == 0
    assert [first.stdout.readline() for _ in range(2)] == ["raised\n", "opens a.png b.png\n"]
    assert start("second").wait(60) == 0, "without a file, it is raised alone"
    assert first.stdout.readline() == "raised\n"
    assert start("second", "last").wait(60) == 0
    assert first.wait(60) == 0
    assert start("second", "last").wait(60) == 0, "which is the first one then"


@pytest.mark.slow
def test_a_later_start_reports_a_window_that_does_not_answer(start, tmp_path):
    first = start("hangs")
    assert first.stdout.readline() == "opens\n"
    second = start("second")
    assert second.wait(60) == 1
    assert f"Catgui is open and does not answer. End process {first.pid}" in second.stdout.read()
    assert start("second", "--profile", str(tmp_path / "other"), "last").wait(60) == 0
    first.kill()
    assert start("second", "last").wait(60) == 0


@pytest.fixture
def first(qapp, tmp_path):
    first = FirstWindow(tmp_path / "profile")
    assert first.claim_or_hand_over([]) is None
    yield first
    first.release()


def write_owner(first, pid, host):
    """Let the lock name another process, as one that was killed has left it."""
    first.release()
    lock = first._folder / first_window.LOCK_NAME
    lock.write_text(f"{pid}\npython\n{host}\n\n\n")
    return lock


def test_a_lock_of_another_computer_is_reported_and_stays(first):
    lock = write_owner(first, 1, "elsewhere")
    text = first.claim_or_hand_over([])
    assert text == f"Catgui is open with your profile on elsewhere. Close it there, or delete {lock}."
    assert lock.exists()
    lock.unlink()


def test_a_lock_of_a_killed_process_is_taken_though_another_one_has_its_number(first):
    write_owner(first, os.getppid(), first_window.QSysInfo.machineHostName())
    assert first.claim_or_hand_over([]) is None


def test_what_is_handed_over_to_a_window_that_does_not_answer_is_withdrawn(first, monkeypatch, tmp_path):
    monkeypatch.setattr(first_window, "_MOST_SECONDS", 0.2)
    assert "does not answer" in FirstWindow(tmp_path / "profile").claim_or_hand_over([Path("/a.png")])
    assert [path.name for path in (tmp_path / "profile").iterdir()] == [first_window.LOCK_NAME]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path, qapp):
    (tmp_path / "profile").write_text("no folder")
    with pytest.raises(OSError, match="profile"):
        FirstWindow(tmp_path / "profile").claim_or_hand_over([])
