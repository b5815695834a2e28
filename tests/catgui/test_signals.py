"""A program that the system asks to end closes its window, and keeps what was done right before."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from catgui.documents.session_table import begin_restore
from catgui.profile.store import ProfileStore
from engine.data.edits import LEFT_OUT
from tests import ROOT
from tests.support.kill import KILLED
from tests.support.small_data import make_dataset, save_pair
from tests.support.surroundings import home_variables

pytestmark = pytest.mark.slow

# The same function ends the program on each of them: a session sends one.
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
# Leaves out a picture as soon as the data are open, says which of the named signals it handles, and waits for one.
PROGRAM = """
import signal
import sys
from PySide6.QtCore import QTimer
from catgui import app
from engine.data.edits import PictureKey

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.controls.retrains_on_change = False
        self.workspace.dataset_changed.connect(self.edit)

    def closeEvent(self, event):
        super().closeEvent(event)
        print("closed" if event.isAccepted() else "asks", flush=True)

    def edit(self):
        self.workspace.dataset_changed.disconnect(self.edit)
        self.data_editor.leave_out([PictureKey("train", 1)])
        handlers = {name: signal.getsignal(getattr(signal, name)) for name in sys.argv[2:]}
        print(*(name for name, handler in handlers.items() if handler.__module__ == app.__name__), flush=True)

app.MainWindow = Window
sys.exit(app.run(sys.argv[1:2]))
"""


# Changes the settings once all is open, and ends as a program does at the end of the user's session: it is asked, and
# then killed. Windows asks it by a message, which has the number 17.
ENDED = """
import os
import sys

if sys.platform == "win32":
    import ctypes

    os.environ["QT_QPA_PLATFORM"] = "windows"

from PySide6.QtCore import QTimer
from catgui import app
from engine.training.config import TrainingConfig
from tests.support.kill import KILL

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.controls.retrains_on_change = False
        self.look = QTimer(self, interval=20)
        self.look.timeout.connect(self.end)
        self.look.start()

    def end(self):
        if not self.files.session.is_ready:
            return
        for iterations in range(1, 8):
            self.training_settings.set_config(TrainingConfig((4,), iterations=iterations))
        if sys.platform == "win32":
            ctypes.windll.user32.SendMessageW(self.winId(), 17, 0, 0)
        else:
            app.QApplication.instance().commitDataRequest.emit(None)
        os.kill(os.getpid(), KILL)

app.MainWindow = Window
app.run(sys.argv[1:])
"""


@pytest.fixture
def data(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    save_pair(data, make_dataset())
    return str(data)


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "home" / "catgui" / "catgui.sqlite"


@pytest.fixture
def run(tmp_path):
    """Starts a program with a profile of its own; it ends with the test."""
    started = []

    def run(program, *words):
        environment = {**os.environ, **home_variables(tmp_path / "home")}
        command = [sys.executable, "-c", program, *words]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment))
        return started[-1]

    yield run
    for program in started:
        program.kill()
        program.communicate()


def assert_kept(profile):
    with closing(sqlite3.connect(profile)) as connection:
        ((edits,),) = connection.execute("SELECT edits FROM edits").fetchall()
        assert [part for *_, part, _ in json.loads(edits)["placements"]] == [LEFT_OUT]
        assert connection.execute("SELECT count(*) FROM session WHERE name = 'contents'").fetchone() == (1,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to windows")
@pytest.mark.parametrize("name", SIGNALS)
def test_an_edit_right_before_the_signal_is_kept(run, data, profile, name):
    program = run(PROGRAM, data, *SIGNALS)
    assert program.stdout.readline().split() == list(SIGNALS)
    program.send_signal(getattr(signal, name))
    assert program.wait(60) == 0
    assert_kept(profile)


def test_the_session_is_kept_before_that_of_the_user_ends(run, data, profile):
    assert run(ENDED, data).wait(60) == KILLED
    assert ProfileStore(profile).write(begin_restore)[0].contents.config.iterations == 7
