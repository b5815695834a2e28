"""From a folder of pictures to a trained network, and to files that the notebook opens."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QListWidget, QMenu, QPushButton, QSpinBox

from catgui.widgets.opening import KindDialog
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS
from engine.data.sources import open_dataset
from engine.training.config import TrainingConfig
from tests.support.drops import drop, files
from tests.support.messages import error
from tests.support.picture_files import make_class_folders
from tests.support.small_data import save_network


@pytest.fixture
def folder(tmp_path):
    return make_class_folders(tmp_path / "pets")


def wait_until_loaded(window, qtbot):
    qtbot.waitUntil(lambda: window.workspace.folder_data is not None and not window.workspace.loading)


def answer_kinds(window, qtbot, button, row, **numbers):
    """Choose a kind and some numbers in the dialog and press a button."""
    qtbot.waitUntil(lambda: window.findChild(KindDialog) is not None)
    dialog = window.findChild(KindDialog)
    dialog.findChild(QListWidget).setCurrentRow(row)
    for name, number in numbers.items():
        dialog.findChild(QSpinBox, f"kind_{name}").setValue(number)
    qtbot.mouseClick(dialog.findChild(QPushButton, button), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(KindDialog) is None)


def message(window):
    return error(window).text


def test_a_dropped_folder_becomes_data_to_train_on(window, qtbot, folder):
    drop(window, files(folder))
    answer_kinds(window, qtbot, "kind_open_button", 0)
    wait_until_loaded(window, qtbot)
    assert window.windowTitle().startswith("pets")
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(4,), iterations=5))


def test_a_picture_without_folders_of_other_classes_is_refused_in_the_words_of_the_user(
    window, qtbot, folder, monkeypatch
):
    shutil.rmtree(folder / "non-cat")
    (folder / "exports").mkdir()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(folder / "cat" / "0.png")], ""))
    window.files.open_commands.choose_data()
    qtbot.waitUntil(lambda: message(window) != "")
    start = f"Each folder in {folder}, such as cat, would be a class. "
    assert message(window).startswith(start)
    assert "exports: it holds no pictures itself" in message(window)


def test_a_network_chosen_as_data_is_opened_as_a_network(window, qtbot, folder, monkeypatch):
    drop(window, files(folder))
    answer_kinds(window, qtbot, "kind_open_button", 0)
    wait_until_loaded(window, qtbot)
    qtbot.train(window.session, window.workspace.dataset, TrainingConfig(hidden_layers=(4,), iterations=5))
    path = folder / "my net.npz"
    save_network(window.document, path)
    window.session.start_over()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    window.files.open_commands.choose_data()
    qtbot.waitUntil(lambda: window.document.path == path)
    assert message(window) == ""


def test_of_many_kinds_one_is_chosen_once(window, qtbot, tmp_path, settings, dataset):
    drop(window, files(make_class_folders(tmp_path / "animals", {"ant": 4, "bee": 4, "cat": 4, "dog": 4})))
    answer_kinds(window, qtbot, "kind_open_button", 1)
    wait_until_loaded(window, qtbot)
    assert window.workspace.dataset.classes == ("non-bee", "bee")
    window.workspace.set_dataset(dataset)
    window.workspace.open(settings.recent[0])
    wait_until_loaded(window, qtbot)
    assert window.workspace.dataset.classes == ("non-bee", "bee")


def test_a_picture_that_is_opened_as_data_opens_the_folders_around_it(window, qtbot, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(folder / "cat" / "0.png")], ""))
    window.findChild(QAction, "open_source").trigger()
    answer_kinds(window, qtbot, "kind_open_button", 0)
    wait_until_loaded(window, qtbot)
    assert window.workspace.location == [str(folder)]


def test_a_folder_that_is_no_data_is_not_taken_for_photos_where_data_are_wanted(window, qtbot, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder / "cat"))
    window.findChild(QAction, "open_folder_action").trigger()
    qtbot.waitUntil(lambda: "cat: it needs a folder of pictures for each class" in message(window))
    assert window.photos.rowCount() == 0


def test_a_recent_folder_is_opened_again_with_its_settings(window, qtbot, folder, settings, dataset):
    drop(window, files(folder))
    wanted = replace(DEFAULT_FOLDER_SETTINGS, side=24, test_percent=50, seed=4, positive="cat")
    answer_kinds(window, qtbot, "kind_open_button", 0, side=24, test_percent=50, seed=4)
    wait_until_loaded(window, qtbot)
    assert window.workspace.folder_data.settings == wanted
    window.workspace.set_dataset(dataset)

    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    recent.parent().aboutToShow.emit()
    recent.actions()[0].trigger()
    wait_until_loaded(window, qtbot)
    assert window.workspace.folder_data.settings == wanted
    assert window.workspace.dataset.picture_shape == (24, 24)


def test_data_are_saved_as_a_pair(window, qtbot, folder, tmp_path, monkeypatch):
    drop(window, files(folder))
    answer_kinds(window, qtbot, "kind_open_button", 0)
    wait_until_loaded(window, qtbot)
    suggested = []

    def answer(_parent, title, suggestion, _kinds):
        suggested.append((title, suggestion))
        return str(tmp_path / "train_mine.h5"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    window.findChild(QAction, "save_data_action").trigger()
    qtbot.waitUntil(lambda: window.files.save_commands.queue.name is None)
    title, suggestion = suggested[0]
    assert title == "Save the train file; the test file comes beside it"
    assert suggestion.endswith("train_pets.h5")
    saved = open_dataset([tmp_path / "test_mine.h5", tmp_path / "train_mine.h5"])
    assert saved.classes == ("non-cat", "cat")
    assert (saved.train.pictures == window.workspace.dataset.train.pictures).all()
