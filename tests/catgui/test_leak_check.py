"""The leak check fails a test that leaves something running, and no other."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

PROBE = """
import gc, subprocess, sys, threading
import pytest
from PySide6.QtCore import QCoreApplication, QThread, QTimer

gc.disable()
application = QCoreApplication([])
kept, ended = [], threading.Event()

@pytest.fixture(autouse=True)
def stop_what_the_last_test_left():
    for left in kept:
        if isinstance(left, QThread):
            left.quit()
            assert left.wait(10_000)
        elif isinstance(left, QTimer):
            left.stop()
        elif isinstance(left, threading.Thread):
            ended.set()
            left.join()
        else:
            left.communicate(b"")
    kept.clear()

def test_good():
    timer = QTimer()
    timer.start(1000)
    timer.stop()

def test_timer():
    kept.append(QTimer())
    kept[-1].start(1000)

def test_timer_after_collecting():
    kept.append(QTimer())
    kept[-1].start(1000)
    gc.collect()

def test_qthread():
    kept.append(QThread())
    kept[-1].start()

def test_thread():
    kept.append(threading.Thread(target=ended.wait, daemon=True))
    kept[-1].start()

def test_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))

def test_last():
    pass
"""
# What fails the tests of the probe, as pytest's summary names it.
EXPECTED = {
    "test_timer": "left running: [<PySide6.QtCore.QTimer",
    "test_timer_after_collecting": "left running: [<PySide6.QtCore.QTimer",
    "test_qthread": "left running: [<PySide6.QtCore.QThread",
    "test_thread": "threads left running: [<Thread",
    "test_process": "processes left running: [psutil.Process",
}


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    """Test of the probe -> its error in pytest's summary."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "test_probe.py").write_text(PROBE)
    (folder / "pytest.ini").write_text("[pytest]\n")  # in place of one in a folder above
    plugin = ["-p", "tests.support.leaks", "-p", "no:cacheprovider", "-p", "no:pytest-qt"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, "--rootdir", str(folder), str(folder / "test_probe.py")],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    summary = [line.removeprefix("ERROR ") for line in done.stdout.splitlines() if line.startswith("ERROR ")]
    assert summary, done.stdout + done.stderr
    return {line.split(" - ")[0].split("::")[1]: line for line in summary}


@pytest.mark.parametrize("test", EXPECTED)
def test_what_is_left_running_fails_the_test(errors, test):
    assert EXPECTED[test] in errors[test]


def test_what_is_stopped_fails_nothing(errors):
    assert errors.keys() == EXPECTED.keys()
