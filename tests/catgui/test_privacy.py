"""The program connects to nothing: whatever a self-check does in the window and in a terminal opens no connection."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

# Python runs this at the start of each process, the reader process too. Qt could connect without Python, by its own
# module only.
_SPY = """
import atexit, os, sys

def note(event):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(f"{event}\\n")

def spy(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        note(event)

sys.addaudithook(spy)
atexit.register(lambda: note("PySide6.QtNetwork" if "PySide6.QtNetwork" in sys.modules else "ended"))
"""


@pytest.fixture
def connections(tmp_path):
    """Runs Python with arguments; returns what it printed, and what was noted of all its processes."""
    (tmp_path / "sitecustomize.py").write_text(_SPY)
    seen = tmp_path / "seen.txt"

    def run(*arguments):
        environment = {"PYTHONPATH": str(tmp_path), "SEEN": str(seen), "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return done.stdout, set(seen.read_text().split())

    return run


@pytest.mark.slow
def test_nothing_that_is_done_in_the_window_or_in_a_terminal_opens_a_connection(connections):
    printed, seen = connections("-m", "catgui", "--self-check")

    assert "FAILS" not in printed
    assert "works: terminal commands" in printed
    assert seen == {"ended"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "noted"),
    [
        ("import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', 9))", {"socket.connect", "ended"}),
        ("import PySide6.QtNetwork", {"PySide6.QtNetwork"}),
    ],
)
def test_a_connection_would_be_seen(connections, lines, noted):
    _, seen = connections("-c", lines)

    assert seen == noted
