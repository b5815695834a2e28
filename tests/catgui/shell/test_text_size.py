"""The size of the text, by the View menu and by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from catgui.app import build_window
from catgui.style.text_size import text_size

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_keys_change_the_size_of_the_text_wherever_the_focus_is(qtbot, window):
    window.make_all_panels()
    window.panels.open("photos_panel")
    for name in ("data_panel", "photo_cards"):
        widget = window.findChild(QWidget, name)
        widget.setFocus()
        for key, size in ((Key.Key_Plus, 110), (Key.Key_Equal, 125), (Key.Key_Minus, 110), (Key.Key_0, 100)):
            qtbot.keyClick(widget, key, CTRL)
            assert text_size.percent == size


def test_the_size_is_kept_for_the_next_start(qtbot, settings, dataset, window):
    normal = window.fontMetrics().height()
    text_size.set_percent(150)
    window.close()
    text_size.set_percent(100)
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    assert text_size.percent == 150
    assert again.fontMetrics().height() == pytest.approx(1.5 * normal, abs=1)


@pytest.mark.parametrize("size", [(1280, 720), (1280, 800)])
def test_large_text_leaves_no_trace_in_the_bar(window, size):
    def places():
        for _ in range(4):
            QApplication.processEvents()
        return [field.geometry() for field in window._training.bar.form.findChildren(QWidget) if field.isVisible()]

    window.resize(*size)
    before = places()
    for percent in (200, 100, 150, 200, 100):
        text_size.set_percent(percent)
        places()
    assert places() == before


@pytest.mark.slow
@pytest.mark.parametrize("stored", [0, 130, 5000])
def test_a_stored_size_that_is_not_one_of_the_program_is_not_taken(qtbot, settings, dataset, stored):
    settings.text_size = stored
    qtbot.addWidget(build_window(dataset, settings))
    assert text_size.percent == 100
