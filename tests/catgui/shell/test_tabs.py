"""The tab in front is told from the others at a glance, in both themes, and all titles are whole."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QTabBar

from catgui.app import build_window
from catgui.style.colors import DARK, LIGHT
from catgui.style.qimage import from_qimage

COLOURS = {"light": LIGHT, "dark": DARK}
USUAL_LETTER = 7


@pytest.fixture(params=list(COLOURS))
def theme(request, settings):
    settings.theme = request.param
    return request.param


@pytest.fixture
def window(qtbot, settings, dataset, theme):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    QApplication.processEvents()
    yield window
    window.close()


def bars(window):
    return [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]


def painted(bar, index, colour):
    """How many pixels of a tab are exactly of a colour."""
    pixels = from_qimage(bar.grab(bar.tabRect(index)).toImage())
    return int((pixels == QColor(colour).getRgb()[:3]).all(axis=2).sum())


def test_the_tab_in_front_and_no_other_has_an_edge_of_the_accent(window, theme):
    accent = COLOURS[theme].accent
    assert len(bars(window)) >= 2
    for bar in bars(window):
        for index in (bar.count() - 1, 0):
            bar.setCurrentIndex(index)
            QApplication.processEvents()
            marked = [painted(bar, tab, accent) > bar.tabRect(tab).width() for tab in range(bar.count())]
            assert marked == [tab == index for tab in range(bar.count())]


def test_all_titles_are_whole_in_a_small_window(window):
    if window.fontMetrics().averageCharWidth() > USUAL_LETTER:
        pytest.skip("the font of this system is wider than usual")
    for bar in bars(window):
        for index in range(bar.count()):
            # Elided, a tab would be narrower than it wants to be.
            assert bar.tabRect(index).width() >= bar.fontMetrics().horizontalAdvance(bar.tabText(index)) + 16
        assert bar.tabRect(bar.count() - 1).right() < bar.width()
