"""Pictures are added to a class by the menu; a network waits for the data that are opened with it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QListWidget, QPushButton

from catgui.widgets.data.own_pictures_dialogs import AdditionDialog
from engine.errors import ModelFileError
from tests.support.picture_files import make_folders
from tests.support.sample_widgets import SHORT
from tests.support.small_data import make_dataset, save_network

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    return make_folders(tmp_path / "more", {"dogs": 3}) / "dogs"


def open_dialog(window):
    next(action for action in window.findChildren(QAction) if "Add pictures to a" in action.text()).trigger()
    return window.findChild(AdditionDialog)


def test_the_files_of_the_dialog_are_added_to_the_class_and_part_chosen_by_keys(window, qtbot, folder, monkeypatch):
    names = [str(path) for path in sorted(folder.iterdir())]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    dialog = open_dialog(window)
    targets = dialog.findChild(QListWidget, "addition_targets")
    assert [targets.item(row).text() for row in range(4)] == [
        "cat, for training",
        "cat, for the test",
        "non-cat, for training",
        "non-cat, for the test",
    ]
    for _ in range(2):
        qtbot.keyClick(targets, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        qtbot.keyClick(targets, Qt.Key.Key_Return)
    assert window.workspace.dataset.train.labels[0, -3:].tolist() == [0, 0, 0]
    assert window.workspace.dataset.train.files[-1] == "dogs/2.png"


def test_a_whole_folder_can_be_chosen(window, qtbot, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    count = window.workspace.dataset.train.count
    button = open_dialog(window).findChild(QPushButton, "addition_folder_button")
    with qtbot.waitSignal(window.workspace.dataset_changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.workspace.dataset.train.count == count + 3


@pytest.fixture
def network(window, qtbot, tmp_path):
    """The file of a network that was trained in the window."""
    qtbot.train(window.session, window.workspace.dataset, SHORT)
    save_network(window.document, tmp_path / "network.npz")
    return tmp_path / "network.npz"


def test_a_network_is_not_opened_after_data_that_could_not_be(window, qtbot, tmp_path, network):
    (tmp_path / "broken.h5").write_text("")
    with qtbot.waitSignal(window.workspace.not_opened):
        window.files.open_commands.open_paths([tmp_path / "broken.h5", network])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    window.workspace.set_dataset(make_dataset())
    assert not window.files.open_commands._reading.busy


def test_the_user_is_told_why_a_network_cannot_be_shown(window, qtbot, network, monkeypatch, user_errors):
    def refuse(path, *_):
        raise ModelFileError(path, "it needs more memory than is free")

    monkeypatch.setattr(window.document, "open", refuse)
    window.files.open_commands.open_model(network)
    qtbot.waitUntil(lambda: bool(user_errors))
    assert user_errors == [str(ModelFileError(network, "it needs more memory than is free"))]
