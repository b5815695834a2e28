"""However other data are opened, a network that no file holds is asked for first."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QPushButton

from catgui.app import build_window
from catgui.widgets.basic.message_bar import MessageBar
from engine.data.image_folder.settings import ImageFolderSettings
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from tests.support.drops import drop, files
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset, save_network, save_pair

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def window(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    train(window, qtbot)
    yield window
    window.session.reset()
    window.close()


@pytest.fixture
def pair(tmp_path):
    place = tmp_path / "pair"
    place.mkdir()
    save_pair(place, make_dataset(train=12, test=6))
    return place


def train(window, qtbot, config=SHORT):
    with qtbot.waitSignal(window.session.completed):
        window.session.start(window.workspace.dataset, config)


def trained(dataset):
    """A network as from a file, which is there at once."""
    parameters = initialize_parameters_deep(SHORT.layer_dims(dataset.features))
    return Model(parameters, dataset.classes, dataset.picture_shape, SHORT, np.full(20, 0.5), dataset.name)


def question(window):
    return next((box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible()), None)


def asked(window, qtbot):
    qtbot.waitUntil(lambda: question(window) is not None)
    qtbot.waitUntil(lambda: not window.workspace.loading)
    return question(window)


def answer(window, button):
    question(window).button(getattr(QMessageBox.StandardButton, button)).click()


def by_button(window, pair, monkeypatch):
    window.findChild(QPushButton, "builtin_button").click()


def by_the_button_for_files(window, pair, monkeypatch):
    names = [str(path) for path in sorted(pair.iterdir())]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    window.findChild(QPushButton, "open_button").click()


def by_menu(window, pair, monkeypatch):
    window.findChild(QAction, "open_builtin_action").trigger()


def by_folder(window, pair, monkeypatch):
    folder = pair.parent / "pets"
    if not folder.exists():
        make_class_folders(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    window.findChild(QAction, "open_folder_action").trigger()


def by_the_list_of_recent_ones(window, pair, monkeypatch):
    window.settings.remember_dataset([str(pair)])
    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    recent.parent().aboutToShow.emit()
    recent.actions()[0].trigger()


def by_drop(window, pair, monkeypatch):
    drop(window, files(pair))


WAYS = (by_button, by_the_button_for_files, by_menu, by_folder, by_the_list_of_recent_ones, by_drop)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_asked_for_and_stays_or_goes(window, qtbot, pair, dataset, monkeypatch, way):
    way(window, pair, monkeypatch)
    asked(window, qtbot)
    answer(window, "Cancel")
    assert window.workspace.dataset is dataset
    assert window.session.snapshot is not None
    way(window, pair, monkeypatch)
    asked(window, qtbot)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        answer(window, "Discard")
    assert window.workspace.dataset is not dataset
    assert window.session.snapshot is None


def test_enter_saves_and_escape_stays(window, qtbot, pair, dataset, tmp_path, monkeypatch):
    path = tmp_path / "kept.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    drop(window, files(pair))
    qtbot.waitUntil(asked(window, qtbot).isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.workspace.dataset is dataset
    assert not path.exists()
    drop(window, files(pair))
    qtbot.waitUntil(asked(window, qtbot).isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workspace.dataset is not dataset)
    assert path.exists()


def test_closed_by_its_frame_the_question_loses_nothing(window, qtbot, pair, dataset):
    drop(window, files(pair))
    asked(window, qtbot).close()
    qtbot.wait(50)
    assert question(window) is None
    assert window.workspace.dataset is dataset
    assert window.session.snapshot is not None
    window.close()
    question(window).close()
    assert window.isVisible()
    assert question(window) is None


def test_other_settings_of_ones_own_pictures_ask_too(window, qtbot, tmp_path):
    window.session.reset()
    drop(window, files(make_class_folders(tmp_path / "pets")))
    qtbot.waitUntil(lambda: window.workspace.folder_data is not None and not window.workspace.loading)
    train(window, qtbot)
    folder_data = window.workspace.folder_data
    window.workspace.rebuild(ImageFolderSettings(side=16))
    asked(window, qtbot)
    answer(window, "Cancel")
    assert window.workspace.folder_data is folder_data
    assert window.session.snapshot is not None


def test_a_network_that_is_trained_while_the_data_are_read_is_asked_for(window, qtbot, pair, dataset):
    window.session.reset()
    window.workspace.open([str(pair)])
    # Not let in before: what was read waits in the queue of events.
    window.session.set_model(dataset, trained(dataset))
    asked(window, qtbot)
    answer(window, "Cancel")
    assert window.workspace.dataset is dataset


def test_it_waits_its_turn_behind_another_dialog(window, qtbot, pair):
    window.findChild(QAction, "about_action").trigger()
    about = QApplication.activeModalWidget()
    window.workspace.open([str(pair)])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert QApplication.activeModalWidget() is about
    assert question(window) is None
    about.close()
    asked(window, qtbot)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        answer(window, "Discard")


def test_data_that_cannot_be_read_ask_nothing(window, qtbot, tmp_path):
    broken = tmp_path / "broken.h5"
    broken.write_text("no data", encoding="utf-8")
    with qtbot.waitSignal(window.workspace.failed):
        drop(window, files(broken))
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert question(window) is None
    assert window.session.snapshot is not None


def test_data_and_a_model_ask_once_and_a_model_without_its_data_is_not_opened(window, qtbot, pair, dataset, tmp_path):
    save_network(window.document, tmp_path / "other.npz")
    train(window, qtbot, TrainingConfig(hidden_layers=(5,), iterations=20))
    drop(window, files(pair, tmp_path / "other.npz"))
    asked(window, qtbot)
    answer(window, "Cancel")
    window.session.reset()
    window.workspace.set_dataset(make_dataset())
    assert window.session.snapshot is None
    train(window, qtbot, TrainingConfig(hidden_layers=(5,), iterations=20))
    drop(window, files(pair, tmp_path / "other.npz"))
    asked(window, qtbot)
    answer(window, "Discard")
    qtbot.waitUntil(lambda: window.session.run is not None and window.session.run.config == SHORT)
    assert question(window) is None


def test_what_was_discarded_once_is_asked_for_again_of_the_next_network(window, qtbot, tmp_path):
    save_network(window.document, tmp_path / "other.npz")
    train(window, qtbot, TrainingConfig(hidden_layers=(5,), iterations=20))
    drop(window, files(tmp_path / "other.npz"))
    asked(window, qtbot)
    answer(window, "Discard")
    assert window.session.run.config == SHORT
    train(window, qtbot)
    window.close()
    assert window.isVisible()
    answer(window, "Cancel")


def test_a_model_that_is_damaged_asks_nothing_and_loses_nothing(window, qtbot, tmp_path):
    (tmp_path / "broken.npz").write_bytes(b"no model")
    drop(window, files(tmp_path / "broken.npz"))
    qtbot.waitUntil(lambda: "broken.npz" in window.findChild(MessageBar, "message_bar").text)
    assert question(window) is None
    assert window.session.snapshot is not None
