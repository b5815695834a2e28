"""Pictures are added to a class by the menu: the class, then the files."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QListWidget, QPushButton

from catgui.widgets.data.addition_dialog import AdditionDialog
from tests.support.picture_files import make_folders

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
        "cat, training",
        "cat, test",
        "non-cat, training",
        "non-cat, test",
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
