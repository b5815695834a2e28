"""An unsaved network is asked about before it is replaced or the window closes."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from catgui.app import build_window
from engine.data.image_folder import ImageFolderSettings
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.reproduction import reproduce
from engine.training.config import TrainingConfig
from tests.support.drops import drop, files
from tests.support.messages import error, notice
from tests.support.models import plain_model
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
    """A network as if read from a file."""
    parameters = initialize_parameters_deep(SHORT.layer_dims(dataset.features))
    return plain_model(parameters, dataset.classes, dataset.picture_shape, SHORT, np.full(20, 0.5), dataset.name)


def question(window):
    return next((box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible()), None)


def wait_for_question(window, qtbot):
    qtbot.waitUntil(lambda: question(window) is not None)
    qtbot.waitUntil(lambda: not window.workspace.loading)
    return question(window)


def answer(window, button):
    question(window).button(getattr(QMessageBox.StandardButton, button)).click()


def by_button(window, pair, monkeypatch):
    window.findChild(QAction, "builtin_source").trigger()


def by_open_button(window, pair, monkeypatch):
    names = [str(path) for path in sorted(pair.iterdir())]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    window.findChild(QAction, "open_source").trigger()


def by_menu(window, pair, monkeypatch):
    window.findChild(QAction, "open_builtin_action").trigger()


def by_folder(window, pair, monkeypatch):
    folder = pair.parent / "pets"
    if not folder.exists():
        make_class_folders(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    window.findChild(QAction, "open_folder_action").trigger()


def by_recent_menu(window, pair, monkeypatch):
    window.settings.remember_dataset([str(pair)])
    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    recent.parent().aboutToShow.emit()
    recent.actions()[0].trigger()


def by_drop(window, pair, monkeypatch):
    drop(window, files(pair))


WAYS = (by_button, by_open_button, by_menu, by_folder, by_recent_menu, by_drop)


def test_opening_other_data_asks_and_keeps_or_discards_the_network(window, qtbot, pair, dataset, monkeypatch):
    for way in WAYS:
        window.workspace.set_dataset(dataset)
        train(window, qtbot)
        way(window, pair, monkeypatch)
        wait_for_question(window, qtbot)
        answer(window, "Cancel")
        assert window.workspace.dataset is dataset, way
        assert window.session.snapshot is not None, way
        way(window, pair, monkeypatch)
        wait_for_question(window, qtbot)
        with qtbot.waitSignal(window.workspace.dataset_changed):
            answer(window, "Discard")
        assert window.workspace.dataset is not dataset, way
        assert window.session.snapshot is None, way


def test_enter_saves_and_escape_cancels(window, qtbot, pair, dataset, tmp_path, monkeypatch):
    path = tmp_path / "saved.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    drop(window, files(pair))
    qtbot.waitUntil(wait_for_question(window, qtbot).isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.workspace.dataset is dataset
    assert not path.exists()
    drop(window, files(pair))
    qtbot.waitUntil(wait_for_question(window, qtbot).isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.workspace.dataset is not dataset)
    assert path.exists()


def test_other_settings_of_a_folder_of_pictures_ask_nothing_for_the_run_is_kept(window, qtbot, tmp_path):
    window.session.reset()
    drop(window, files(make_class_folders(tmp_path / "pets")))
    qtbot.waitUntil(lambda: window.workspace.folder_data is not None and not window.workspace.loading)
    train(window, qtbot)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.rebuild(ImageFolderSettings(side=16))
    assert question(window) is None
    assert notice(window).text.endswith("is kept in Runs.")


def test_a_network_trained_while_data_are_read_is_asked_about(window, qtbot, pair, dataset):
    window.session.reset()
    window.workspace.open([str(pair)])
    # The data that were read are still in the event queue.
    window.session.show_reproduction(reproduce(trained(dataset).recipe, dataset))
    wait_for_question(window, qtbot)
    answer(window, "Cancel")
    assert window.workspace.dataset is dataset


def test_the_question_waits_for_another_dialog_to_close(window, qtbot, pair):
    window.findChild(QAction, "about_action").trigger()
    about = QApplication.activeModalWidget()
    window.workspace.open([str(pair)])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert QApplication.activeModalWidget() is about
    assert question(window) is None
    about.close()
    wait_for_question(window, qtbot)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        answer(window, "Discard")


def test_data_with_a_model_ask_once_and_cancel_opens_neither(window, qtbot, pair, dataset, tmp_path):
    save_network(window.document, tmp_path / "other.npz")
    train(window, qtbot, TrainingConfig(hidden_layers=(5,), iterations=20))
    drop(window, files(pair, tmp_path / "other.npz"))
    wait_for_question(window, qtbot)
    answer(window, "Cancel")
    window.session.reset()
    window.workspace.set_dataset(make_dataset())
    assert window.session.snapshot is None
    train(window, qtbot, TrainingConfig(hidden_layers=(5,), iterations=20))
    drop(window, files(pair, tmp_path / "other.npz"))
    wait_for_question(window, qtbot)
    answer(window, "Discard")
    qtbot.waitUntil(lambda: window.session.run is not None and window.session.run.config == SHORT)
    assert question(window) is None


def test_a_damaged_model_asks_no_question_and_keeps_the_network(window, qtbot, tmp_path):
    (tmp_path / "broken.npz").write_bytes(b"no model")
    drop(window, files(tmp_path / "broken.npz"))
    qtbot.waitUntil(lambda: "broken.npz" in error(window).text)
    assert question(window) is None
    assert window.session.snapshot is not None


# --- the question at the close, by keyboard


def question_at_close(window, qtbot):
    window.close()
    box = question(window)
    qtbot.waitUntil(box.isActiveWindow)
    return box


def press(qtbot, box, key):
    # The mnemonic of a button animates the click.
    with qtbot.waitSignal(box.finished):
        qtbot.keyClick(box, key, Qt.KeyboardModifier.AltModifier)


def test_alt_s_saves(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "saved.npz"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(qtbot, question_at_close(window, qtbot), Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert path.exists()


def test_at_the_close_escape_cancels_and_enter_saves(window, qtbot, monkeypatch):
    qtbot.keyClick(question_at_close(window, qtbot), Qt.Key.Key_Escape)
    assert window.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    question_at_close(window, qtbot)
    assert "Save" in QApplication.focusWidget().text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.isVisible()
