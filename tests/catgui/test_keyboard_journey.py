"""From launch to a verdict on a photo by the keyboard alone."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTabWidget

from catgui.app import build_window
from catgui.models.training.session import RunState
from engine.saved_model.file import load_model


@pytest.fixture
def window(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield window
    window.session.reset()
    window.close()


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def verdicts(window):
    return [entry.verdict for entry in window.photos]


def test_tab_reaches_every_control_of_a_new_window_and_space_then_trains(window, qtbot):
    first, seen = QApplication.focusWidget(), []
    assert not isinstance(first, (QLineEdit, QAbstractButton))
    for _ in range(100):
        press(qtbot, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is not None
        if QApplication.focusWidget() is first:
            break
        seen.append(QApplication.focusWidget())
    assert QApplication.focusWidget() is first
    names = {widget.objectName() for widget in seen}
    # Of Watch and Instant Tab reaches one, and the arrow keys the other.
    assert names & {"watch_button", "instant_button"}
    bar = {"train_button", "hidden_layers_field"}
    assert bar | {"pictures_button", "shown_pictures", "data_grid", "more_questions"} <= names
    press(qtbot, Qt.Key.Key_Space)
    assert window.session.now.state is RunState.RUNNING


def test_from_launch_to_a_verdict_and_a_saved_model(window, qtbot, tmp_path, monkeypatch):
    photo, model = tmp_path / "orange.png", tmp_path / "cats.npz"
    Image.new("RGB", (90, 60), "orange").save(photo)
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.wait_for_end(window.session, timeout=120_000):
        press(qtbot, Qt.Key.Key_Space)
    monkeypatch.setattr("catgui.documents.file_dialogs.QFileDialog.getOpenFileNames", lambda *_: ([str(photo)], ""))
    press(qtbot, Qt.Key.Key_P, control)
    qtbot.waitUntil(lambda: len(verdicts(window)) == 1 and verdicts(window)[0] is not None)
    assert verdicts(window)[0].class_name in window.workspace.dataset.classes
    monkeypatch.setattr("catgui.documents.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(model), ""))
    press(qtbot, Qt.Key.Key_S, control)
    qtbot.waitUntil(lambda: model.exists() and not window.isWindowModified())
    assert load_model(model).trained_on == window.workspace.dataset.name


def test_pasting_is_undone(window, qtbot):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QApplication.clipboard().setImage(image)
    control = Qt.KeyboardModifier.ControlModifier
    press(qtbot, Qt.Key.Key_V, control)
    qtbot.waitUntil(lambda: window.photos.rowCount() == 1 and not window.photos.busy)
    press(qtbot, Qt.Key.Key_Z, control)
    assert window.photos.rowCount() == 0


def test_a_removed_photo_is_restored_by_undo(window, qtbot):
    control = Qt.KeyboardModifier.ControlModifier
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QApplication.clipboard().setImage(image)
    press(qtbot, Qt.Key.Key_V, control)
    qtbot.waitUntil(lambda: window.photos.rowCount() == 1 and not window.photos.busy)
    tab_to(qtbot, "photo_cards")
    press(qtbot, Qt.Key.Key_A, control)
    press(qtbot, Qt.Key.Key_Delete)
    assert window.photos.rowCount() == 0
    press(qtbot, Qt.Key.Key_Z, control)
    assert window.photos.rowCount() == 1


def tab_to(qtbot, name):
    for _ in range(100):
        press(qtbot, Qt.Key.Key_Tab)
        if QApplication.focusWidget().objectName() == name:
            return
    pytest.fail(f"Tab does not reach {name}")


def test_arrow_keys_on_the_tabs_raise_a_panel_that_tab_then_leads_into(window, qtbot):
    window.training_settings.set_value("iterations", 5)
    with qtbot.wait_for_end(window.session, timeout=120_000):
        press(qtbot, Qt.Key.Key_Space)
    tabs = window.findChild(QTabWidget, "bottom_row").tabBar()
    tabs.setObjectName("bottom_tabs")
    right, left = Qt.Key.Key_Right, Qt.Key.Key_Left
    order = (right, "answers_part_switch"), (right, "photos_open_button"), (left, "answers_part_switch")
    for key, name in (*order, (left, "wrong_part_switch")):
        tab_to(qtbot, "bottom_tabs")
        press(qtbot, key)
        tab_to(qtbot, name)
        assert QApplication.focusWidget().isVisible()


def test_a_layer_is_changed_trained_and_taken_back(window, qtbot):
    before = window.training_settings.config
    tab_to(qtbot, "more_settings_button")
    press(qtbot, Qt.Key.Key_Space)
    tab_to(qtbot, "layer_2_units")
    press(qtbot, Qt.Key.Key_Up)
    assert window.training_settings.config.hidden_layers == (20, 8, 5)
    with qtbot.wait_for_end(window.session, timeout=120_000):
        press(qtbot, Qt.Key.Key_Return)
    assert window.session.now.run.config.hidden_layers == (20, 8, 5)
    press(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.training_settings.config == before
