"""Windows that do not fit the screen, and maximized ones."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from catgui.shell.screens import bring_onto_screen


@pytest.fixture
def bare(qtbot):
    bare = QWidget()
    qtbot.addWidget(bare)
    return bare


def free():
    return QGuiApplication.primaryScreen().availableGeometry()


@pytest.mark.parametrize(("x", "y"), [(-5000, 40), (20_000, 20_000), (10, -900), (10, 10)])
def test_a_window_off_the_screen_is_brought_back(bare, x, y):
    bare.setGeometry(x, y, 4000, 4000)
    bring_onto_screen(bare)
    assert free().contains(bare.geometry())


def test_a_reachable_window_stays_where_it_is(bare):
    bare.setGeometry(30, 40, 200, 100)
    bring_onto_screen(bare)
    assert (bare.x(), bare.y(), bare.width(), bare.height()) == (30, 40, 200, 100)


def test_a_maximized_window_stays_maximized(bare):
    bare.setGeometry(0, 0, 4000, 4000)
    bare.showMaximized()
    bring_onto_screen(bare)
    assert bare.isMaximized()
