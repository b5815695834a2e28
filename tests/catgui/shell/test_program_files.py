"""The program's own files are listed with their sizes, opened, and reset after a question; nothing else is touched."""

import sys

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from catgui.app import build_window
from catgui.documents.last_session import session_folder
from catgui.models.documents.recovery import recovery_folder
from catgui.models.edits.kept_edits import edits_file
from catgui.models.runs.history import RunHistory
from catgui.models.runs.store import runs_file
from catgui.models.undo_stack import UndoStack
from catgui.widgets.help.files_dialog import FilesDialog
from engine.data.course import COURSE_FILES
from engine.data.edits import PictureKey
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import save_model
from engine.storage.user_dirs import data_folder, log_folder, state_folder
from engine.system.memory import format_bytes
from engine.training.config import TrainingConfig
from tests.support.models import plain_model
from tests.support.small_data import make_dataset

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no variable names the folders"),
]

SETTINGS, RUNS, EDITS, SESSION, RECOVERY, DOWNLOADS, LOG = range(7)
SHORT = TrainingConfig((4,), iterations=20)


@pytest.fixture
def homes(monkeypatch, tmp_path):
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


def save(path, seed=1):
    """A network as if saved to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parameters = initialize_parameters_deep(SHORT.layer_dims(192), seed=seed)
    save_model(path, plain_model(parameters, ("non-cat", "cat"), (8, 8), SHORT, np.full(20, 0.5), "data"))
    return path


@pytest.fixture
def own_networks(homes):
    """Networks that somebody has saved in the program's folders."""
    folders = [data_folder(), state_folder(), session_folder(), recovery_folder(), log_folder()]
    return [save(folder / "mine.npz") for folder in folders]


@pytest.fixture
def window(qtbot, settings, own_networks):
    """A window that has written files of every kind."""
    save(recovery_folder() / f"{'0' * 16}.npz")  # of a killed program
    for name in ("session.json", "session.npz", "reason.txt"):
        (aside() / "pasted").mkdir(parents=True, exist_ok=True)
        (aside() / name).write_text("an earlier session")
    (aside() / "pasted" / ("a" * 64)).write_bytes(b"a photo")
    log_folder().mkdir(parents=True, exist_ok=True)
    for name in ("catgui.log", "catgui.log.1", "faults.log"):
        (log_folder() / name).write_text("an error")
    for file in COURSE_FILES:
        (data_folder() / file.name).write_bytes(bytes(100))
    settings.theme = "dark"
    settings.sync()
    window = build_window(make_dataset(), settings)
    qtbot.addWidget(window)
    window.show()
    window.files.last_session.begin(session_folder())
    window.files.recovery.begin(recovery_folder())
    window.runs.open(runs_file())
    window.edit_keeper.begin(edits_file())
    window.controls.retrains_on_change = False
    window.data_editor.leave_out([PictureKey("train", 1)])
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, SHORT)
    tasks = window.files.last_session._writing, window.edit_keeper._writing, window.files.recovery.recovery._task
    qtbot.waitUntil(lambda: session_files_exist() and not any(task.busy for task in tasks))
    yield window
    window.session.reset()
    window.close()


def aside():
    """The folder of a session that was kept aside."""
    return session_folder() / "aside-1"


def session_files_exist():
    return (session_folder() / "session.json").is_file()


@pytest.fixture
def dialog(window, qtbot):
    window.findChild(QAction, "program_files_action").trigger()
    dialog = window.findChild(FilesDialog)
    qtbot.waitUntil(lambda: size(dialog, LOG) != "…")
    return dialog


def size(dialog, number):
    return dialog.findChild(QLabel, f"files_size_{number}").text()


def press(dialog, name, number):
    dialog.findChild(QPushButton, f"files_{name}_{number}").click()


def question(dialog):
    return next(box for box in dialog.findChildren(QMessageBox, "reset_question") if box.isVisible())


def reset(dialog, number, qtbot):
    press(dialog, "reset", number)
    next(button for button in question(dialog).buttons() if button.text() == "&Reset").click()
    qtbot.waitUntil(lambda: not dialog.parent().program_files._measuring.busy)


def test_each_kind_has_its_place_and_its_size(dialog, window):
    assert all(size(dialog, number) not in ("…", "none") for number in range(LOG + 1))
    assert size(dialog, RUNS) == format_bytes(runs_file().stat().st_size)
    assert size(dialog, DOWNLOADS) == "200 bytes"
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for place in (runs_file(), edits_file(), session_folder(), recovery_folder(), log_folder(), window.settings.file):
        assert str(place) in shown


def test_nothing_is_lost_before_the_answer_and_what_is_lost_is_said(dialog, window):
    press(dialog, "reset", RUNS)
    box = question(dialog)
    assert "All runs are deleted from the list" in box.informativeText()
    assert "This cannot be undone. Files that you have saved yourself stay." in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert len(window.runs.records) == 1


def test_each_reset_deletes_what_it_says_and_no_file_of_the_user(dialog, window, own_networks, qtbot):
    before = [path.read_bytes() for path in own_networks]
    for number in (RUNS, EDITS, SESSION, RECOVERY, DOWNLOADS, LOG, SETTINGS):
        reset(dialog, number, qtbot)
    assert [path.read_bytes() for path in own_networks] == before
    assert window.runs.records == []
    again = RunHistory(window.session, UndoStack())
    again.open(runs_file())
    assert again.records == []
    again.shutdown()
    assert not edits_file().exists()
    assert not session_files_exist()
    assert not aside().exists()
    networks = {path.name for path in recovery_folder().glob("*.npz")} - {"mine.npz"}
    assert len(networks) == 1, "that of this window alone"
    assert networks != {f"{'0' * 16}.npz"}
    assert not any((data_folder() / file.name).exists() for file in COURSE_FILES)
    assert {path.name: path.stat().st_size for path in log_folder().glob("*.log*")} == {
        "catgui.log": 0,
        "faults.log": 0,
    }
    assert [size(dialog, number) for number in (EDITS, SESSION, DOWNLOADS)] == ["none"] * 3


def test_settings_and_session_stay_forgotten_when_the_window_closes(dialog, window, settings, qtbot):
    reset(dialog, SETTINGS, qtbot)
    reset(dialog, SESSION, qtbot)
    window.session.reset()
    window.training_settings.set_config(SHORT)
    assert window.close()
    assert not session_files_exist()
    assert "theme" not in settings.file.read_text()


def test_what_cannot_be_deleted_is_named(dialog, window, qtbot, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    reset(dialog, DOWNLOADS, qtbot)
    problem = dialog.findChild(QLabel, "files_problem")
    assert problem.isVisibleTo(dialog)
    assert (
        problem.text()
        == f"Not all could be reset: {data_folder() / COURSE_FILES[0].name}: writing is not allowed there."
    )
