"""The unsaved network of a killed program is offered in the window and restored."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from catgui.models.documents.recovery_file import RecoveryFile
from engine.data.dataset import DataOrigin
from engine.nn.parameters import initialize_parameters_deep
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.support.messages import data_offer, error, recovery_offer
from tests.support.models import plain_model
from tests.support.small_data import make_dataset, save_pair

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)

# Opens the window as the command does, trains on the named data, and prints "written" when the network is autosaved.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from catgui import app
from engine.training.config import TrainingConfig

folder, data = Path(sys.argv[1]), sys.argv[2]
app.recovery_folder = lambda: folder

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        self.workspace.dataset_changed.connect(self.begin)
        self.look = QTimer(self, interval=10)
        self.look.timeout.connect(self.check)

    def begin(self):
        self.session.completed.connect(self.look.start)
        self.session.start(self.workspace.dataset, TrainingConfig(hidden_layers=(4,), iterations=20))

    def check(self):
        if list(folder.glob("*.npz")):
            self.look.stop()
            print("written", flush=True)

app.MainWindow = Window
sys.exit(app.run([data]))
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recovery"


@pytest.fixture
def data(tmp_path, dataset):
    """The data set as files, in a folder of its own."""
    place = tmp_path / "data"
    place.mkdir()
    save_pair(place, dataset)
    return place


@pytest.fixture
def killed(tmp_path, folder, data):
    """A program is killed while its network is unsaved."""
    homes = {name: str(tmp_path / "home") for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, **homes},
    ) as program:
        assert program.stdout.readline() == b"written\n"
        program.kill()


@pytest.fixture
def left(folder):
    """The recovery file that such a program leaves."""
    return leave(folder)


def leave(folder, origin=None):
    folder.mkdir(exist_ok=True)
    recovery_file = RecoveryFile(folder)
    parameters = initialize_parameters_deep(SHORT.layer_dims(3 * 8 * 8))
    model = plain_model(parameters, ("non-cat", "cat"), (8, 8), SHORT, np.full(20, 0.5))
    recovery_file.acquire()
    data = replace(model.recipe.data, origin=origin)
    recovery_file.write(replace(model, recipe=replace(model.recipe, data=data)))
    recovery_file.release()
    return recovery_file


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_after_the_program_was_killed_its_network_is_offered_and_restored(killed, window, folder, data, qtbot):
    window.workspace.set_dataset(make_dataset(seed=9))
    window.files.recovery.begin(folder)
    assert recovery_offer(window).is_shown()
    assert "Recovered an unsaved network from" in recovery_offer(window).text
    assert QApplication.activeModalWidget() is None
    assert not window.isWindowModified()
    recovery_offer(window).press("Restore")
    qtbot.waitUntil(lambda: not recovery_offer(window).is_shown())
    # Its own data are opened, and its run is repeated on them.
    qtbot.waitUntil(lambda: window.playback.can_seek)
    assert window.workspace.location == [str(data)]
    assert len(window.session.costs.test[0]) > 0
    assert window.session.run.config == SHORT
    assert len(window.session.costs) == 20
    assert window.isWindowModified()
    assert error(window).text == ""
    qtbot.waitUntil(lambda: not window.workspace.loading)


def test_discard_deletes_the_file(window, left, folder, qtbot):
    window.files.recovery.begin(folder)
    recovery_offer(window).press("Discard")
    assert not recovery_offer(window).is_shown()
    assert list(folder.iterdir()) == []


def test_restoring_asks_about_an_unsaved_network_first(window, left, folder, qtbot):
    window.files.recovery.begin(folder)
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, TrainingConfig(hidden_layers=(5,), iterations=20))
    recovery_offer(window).press("Restore")
    wait_for_question(window, qtbot)
    answer(window, "Cancel")
    assert window.session.run.config.hidden_layers == (5,)
    assert recovery_offer(window).is_shown()
    recovery_offer(window).press("Restore")
    wait_for_question(window, qtbot)
    answer(window, "Discard")
    assert window.session.run.config == SHORT
    assert not recovery_offer(window).is_shown()


def wait_for_question(window, qtbot):
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox, "unsaved_question")))


def answer(window, button):
    box = next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())
    box.button(getattr(QMessageBox.StandardButton, button)).click()


def test_without_its_data_a_network_is_evaluated_on_those_that_are_open(window, folder, tmp_path, qtbot):
    leave(folder, DataOrigin((str(tmp_path / "gone.h5"),)))
    window.files.recovery.begin(folder)
    recovery_offer(window).press("Restore")
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    assert "which is no longer at" in data_offer(window).text
    assert window.session.run.config == SHORT
    qtbot.waitUntil(lambda: not window.session.is_evaluating)
    assert window.session.snapshot.test.count == window.workspace.dataset.test.count


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no model", b"no model"])
def test_a_damaged_network_can_only_be_discarded(window, left, folder, qtbot, content):
    left.path.write_bytes(content)
    window.files.recovery.begin(folder)
    recovery_offer(window).press("Restore")
    qtbot.waitUntil(lambda: error(window).text == "The network that was found is damaged. It can only be discarded.")
    recovery_offer(window).press("Discard")
    assert not recovery_offer(window).is_shown()


def test_a_network_of_a_newer_program_is_told_and_kept(window, left, folder, qtbot):
    with np.load(left.path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    description = json.loads(str(arrays["description"]))
    description["program"], description["recipe"]["stages"][0]["config"]["warmup"] = "0.4", 3
    np.savez(left.path, **{**arrays, "description": np.array(json.dumps(description))})
    before = left.path.read_bytes()
    window.files.recovery.begin(folder)
    recovery_offer(window).press("Restore")
    qtbot.waitUntil(lambda: "was written by Catgui 0.4, which has an option that this one" in error(window).text)
    assert "damaged" not in error(window).text
    window.session.reset()
    window.close()
    assert left.path.read_bytes() == before
