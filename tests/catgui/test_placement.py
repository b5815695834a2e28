"""A window that no longer fits the screen."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from catgui.placement import bring_onto_screen


@pytest.mark.parametrize(("x", "y"), [(-5000, 40), (20_000, 20_000), (10, -900)])
def test_a_window_off_the_screen_is_brought_back(qtbot, x, y):
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(x, y, 4000, 4000)
    bring_onto_screen(window)
    free = QGuiApplication.primaryScreen().availableGeometry()
    assert free.contains(window.geometry())


def test_a_window_that_can_be_taken_hold_of_stays(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(30, 40, 200, 100)
    bring_onto_screen(window)
    assert (window.x(), window.y()) == (30, 40)
