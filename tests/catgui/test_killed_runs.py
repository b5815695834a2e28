"""What a killed program was training is back at the next start, and so is the saved network that was open."""

import json
import os
import subprocess
import sys
from functools import partial

import pytest

from tests import ROOT
from tests.catgui.killed_starts import start
from tests.support.small_data import make_dataset, save_pair
from tests.support.surroundings import home_variables

pytestmark = pytest.mark.slow

# Opens the window as the command does, with short intervals between two writings. Its `journey` yields one condition
# after the other that it waits for: it trains a network and saves it, then another one, paced, unless there are to be
# no other features; and says how far that is in the profile.
PROGRAM = """
import json, sys
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from catgui import app
from catgui.documents import session_restorer
from engine.saved_model.file import model_from_bytes
from engine.training.config import TrainingConfig

session_restorer._WRITE_INTERVAL_MS = 20
network, features = Path(sys.argv[1]), sys.argv[2]

def say(**facts):
    print(json.dumps(facts), flush=True)

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.steps = self.journey()
        self.condition = next(self.steps)
        self.look = QTimer(self, interval=10)
        self.look.timeout.connect(self.check)
        self.look.start()

    def check(self):
        if self.condition():
            self.condition = next(self.steps, lambda: False)

    def journey(self):
        yield lambda: self.workspace.dataset is not None and self.files.session.is_ready
        self.session.start(self.workspace.dataset, TrainingConfig((4,), iterations=20))
        yield lambda: self.session.now.is_inactive and self.document.can_save
        writing, on_written = self.document.saving(network)
        from engine.progress import UNOBSERVED
        writing(UNOBSERVED)
        on_written()
        if features == "none":
            yield lambda: self.written("network") and json.loads(self.written("contents"))["path"] == str(network)
            say(iterations=20)
            return
        config = replace(TrainingConfig.for_features(features), hidden_layers=(2, 2), iterations=100_000)
        self.session.speed.iterations_per_second = 20
        self.session.start(self.workspace.dataset, config)
        yield lambda: self.iterations() >= 3
        say(iterations=self.iterations())

    def written(self, name):
        query = "SELECT value FROM session WHERE name = ?"
        row = self.keeper.store.read(lambda connection: connection.execute(query, (name,)).fetchone())
        return row and row[0]

    def iterations(self):
        data = self.written("network")
        network = data and model_from_bytes(data)
        return 0 if not network or network.config.iterations == 20 else len(network.costs)

app.MainWindow = Window
sys.exit(app.run(sys.argv[3:]))
"""


@pytest.fixture
def train_and_kill(tmp_path, data):
    """Trains in a program with its own profile, and kills it; returns how many iterations were on the disk before."""
    environment = {**os.environ, **home_variables(tmp_path / "home")}

    def train_and_kill(features):
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "net.npz"), features, data]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as program:
            line = program.stdout.readline()
            program.kill()
        return json.loads(line)["iterations"]

    return train_and_kill


@pytest.fixture
def reopen(windows_in_turn, tmp_path, qtbot):
    """Starts the program in this process, with that profile; returns its window."""

    def reopen():
        window = windows_in_turn(partial(start, tmp_path / "home" / "catgui"))
        qtbot.waitUntil(lambda: window.playback.can_seek)
        return window

    return reopen


@pytest.fixture
def data(tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, make_dataset())
    return str(place)


@pytest.mark.parametrize("features", ["pixels", "convolution"])
def test_a_run_in_training_is_back_without_a_word(train_and_kill, reopen, features):
    written = train_and_kill(features)
    window = reopen()
    restored = len(window.session.now.costs)
    assert restored >= written
    assert window.session.now.run.config.features == features
    assert window.document.path is None
    assert [message.text for message in window.messages.shown] == []
    window.session.reset()
    kept = [(record.config.features, len(record.train)) for record in window.runs.records]
    assert ("pixels", 20) in kept, "the one before"
    assert (features, restored) in kept, "it is not lost when it is given up"


def test_a_saved_network_is_open_again_with_its_file(train_and_kill, reopen, tmp_path):
    train_and_kill("none")
    window = reopen()
    assert (len(window.session.now.costs), window.document.path) == (20, tmp_path / "net.npz")
