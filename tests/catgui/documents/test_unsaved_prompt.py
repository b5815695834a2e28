"""The question before a network is lost, answered by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from catgui.app import build_window


@pytest.fixture
def window(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.completed):
        window.train()
    yield window
    for box in window.findChildren(QMessageBox):
        box.close()
    window.session.reset()
    window.close()


def asked(window, qtbot):
    window.close()
    box = next(box for box in window.findChildren(QMessageBox, "unsaved_question") if box.isVisible())
    qtbot.waitUntil(box.isActiveWindow)
    return box


def press(qtbot, box, key):
    # A button that answers to its letter goes down for a moment first.
    with qtbot.waitSignal(box.finished):
        qtbot.keyClick(box, key, Qt.KeyboardModifier.AltModifier)


def test_alt_d_discards(window, qtbot):
    press(qtbot, asked(window, qtbot), Qt.Key.Key_D)
    assert not window.isVisible()


def test_alt_c_stays(window, qtbot):
    press(qtbot, asked(window, qtbot), Qt.Key.Key_C)
    assert window.isVisible()
    assert window.isWindowModified()


def test_alt_s_saves(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "kept.npz"
    monkeypatch.setattr("catgui.documents.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    press(qtbot, asked(window, qtbot), Qt.Key.Key_S)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert path.exists()


def test_escape_stays_and_enter_saves(window, qtbot, monkeypatch):
    qtbot.keyClick(asked(window, qtbot), Qt.Key.Key_Escape)
    assert window.isVisible()
    monkeypatch.setattr("catgui.documents.file_dialogs.QFileDialog.getSaveFileName", lambda *_: ("", ""))
    asked(window, qtbot)
    assert "Save" in QApplication.focusWidget().text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.isVisible()
