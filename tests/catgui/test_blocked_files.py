"""Something else in the place of the program's own files: the window opens, says so, and goes on."""

import json
import os
import subprocess
import sys
from itertools import chain

import pytest

from tests import ROOT
from tests.support.surroundings import LOG_FOLDER

pytestmark = pytest.mark.slow

# For each home folder: opens the window, trains a little and closes it; prints the exit statuses, and what each window
# said. A fork for each, since importing the program takes as long as all that; without one there is one folder.
PROGRAM = """
import json, os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from catgui import app
from catgui.models.messages import user_messages
from catgui.shell import deferred_panels
from engine.training.config import TrainingConfig
from tests.support.surroundings import HOME_VARIABLES, home_variables

finish = app._finish_startup

def start(window, profile, reporter, files):
    said = []
    user_messages.posted.connect(lambda message: said.append(message.text))
    window.workspace.dataset_changed.connect(lambda: QTimer.singleShot(0, train))
    window.session.changed.connect(lambda before, now: now.has_completed(before) and QTimer.singleShot(0, end))

    def train():
        window.session.start(window.workspace.dataset, TrainingConfig((2,), iterations=3))

    def end():
        runs = [record.title for record in window.runs.records]
        Path(os.environ[HOME_VARIABLES[0]], "said").write_text(json.dumps([runs, said]))
        window.session.reset()
        window.close()

    finish(window, profile, reporter, files)

def run(home):
    os.environ.update(home_variables(home))
    return app.run([])

def run_fork(home):
    child = os.fork()
    if child == 0:
        signal.alarm(30)  # ends it if it waits for a pipe
        sys.exit(run(home))
    return os.waitpid(child, 0)[1]

app._finish_startup = start
results = []
for home in sys.argv[1:]:
    status = run_fork(home) if hasattr(os, "fork") else run(home)
    said = Path(home, "said")
    results.append([status, *(json.loads(said.read_text()) if said.exists() else ["did not train", []])])
print(json.dumps(results))
"""

NOT_KEPT, NOT_LOGGED = "What you do is kept only until you close this window.", "Errors are not logged in"
# Files and folders in whose places something else may be at once, and what the window says of each.
PLACES = [
    {"catgui": (NOT_KEPT, NOT_LOGGED)},
    {
        f"{LOG_FOLDER.as_posix()}/catgui.log": (NOT_LOGGED,),
        "catgui/catgui.sqlite": (NOT_KEPT,),
        "catgui/train_catvnoncat.h5": (),  # no one is told before the course photos are opened
    },
    {f"{LOG_FOLDER.as_posix()}/faults.log": (NOT_LOGGED,), "catgui/settings.ini": ()},
    {"catgui/catgui.sqlite-journal": (NOT_KEPT,)},
]
# Two that open without an end, and two that do not open: a session tries one of each. A folder is nothing else in the
# place of a folder. Windows has only folders.
CASES = {"folder": PLACES[1:]}
if os.name == "posix":
    CASES |= dict.fromkeys(("pipe", "device", "link to itself"), PLACES)


def run(*homes):
    """The exit status, titles of runs and messages of the program in each home folder; and its errors."""
    if hasattr(os, "fork"):
        return run_process(*homes)
    done = [run_process(home) for home in homes]
    return [result for results, _ in done for result in results], "".join(errors for _, errors in done)


def run_process(*homes):
    """The same, of one process."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, homes)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
        # One BLAS thread: others would not survive a fork.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    return json.loads(done.stdout), done.stderr


def put(kind, path):
    """Put something of `kind` at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "link to itself":
        path.symlink_to(path)
    else:
        path.write_bytes(b"nobody may read this")
        path.chmod(0)


def test_the_window_opens_says_so_and_goes_on(tmp_path):
    cases = {}
    for kind, all_places in CASES.items():
        for number, places in enumerate(all_places):
            home = tmp_path / f"{kind} {number}"
            cases[home] = places
            for name in places:
                put(kind, home / name)
    results, errors = run(*cases)
    for (home, places), (status, runs, texts) in zip(cases.items(), results, strict=True):
        assert (status, runs) == (0, ["Run 1"]), f"{home.name}, {list(places)}: {errors}"
        for name, said in places.items():
            told = [text for text in texts if str(home / name) in text]
            assert all(any(words in text for text in told) for words in said), f"{home.name}, {name}: {texts}"
            assert (home / name).is_dir() or not (home / name).is_file(), name


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is unreadable for root")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_that_may_not_be_read_keeps_no_window_from_opening(tmp_path):
    for name in chain.from_iterable(PLACES[1:]):
        put("unreadable", tmp_path / name)
    [(status, runs, texts)], errors = run(tmp_path)
    assert (status, runs) == (0, ["Run 1"]), errors
    assert texts
