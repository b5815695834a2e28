"""Keyboard focus through the whole window with Tab; its frame in both themes."""

from itertools import groupby

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from catgui.app import build_window
from catgui.shell.tab_row import TabRow
from catgui.style.colors import DARK, LIGHT, ThemeChoice
from catgui.widgets.figures import ConfusionCell
from tests.support.qt_inverses import from_qimage
from tests.support.sample_widgets import fill_panels

COLORS = {"light": LIGHT, "dark": DARK}
# What the frame around the smallest tool button has.
FEWEST_PIXELS = 96


@pytest.fixture
def theme(request, settings):
    settings.theme = getattr(request, "param", "light")
    return settings.theme


@pytest.fixture
def window(qtbot, settings, dataset, theme):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    fill_panels(window, qtbot)
    window.findChild(QWidget, "data_grid").setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield window
    window.session.reset()
    window.close()
    window._theme.set_choice(ThemeChoice.LIGHT)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def walk(qtbot, key=Qt.Key.Key_Tab):
    """The widgets that Tab focuses in turn, until it is back at the first."""
    first = QApplication.focusWidget()
    yield first
    for _ in range(200):
        press(qtbot, key)
        if QApplication.focusWidget() is first:
            return
        yield QApplication.focusWidget()
    pytest.fail(f"Tab does not come back to {first}")


def takes_tab(widget):
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return wants and widget.isVisible() and widget.isEnabled()


def in_front(widget):
    """Whether a click in its center would hit it."""
    window = widget.window()
    met = window.childAt(widget.mapTo(window, widget.rect().center()))
    return met is widget or widget.isAncestorOf(met)


def spoken_name(widget):
    """The name that a screen reader reads."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def pixels(widget):
    return from_qimage(widget.grab().toImage())


def test_tab_focuses_every_control_once_and_shift_tab_in_reverse(window, qtbot):
    for bar in panel_tabs(window):
        assert spoken_name(bar) == bar.tabText(bar.currentIndex())
        assert bar.accessibleName() == "Panels that share this place"
        assert takes_tab(bar) is (bar.count() > 1)
    forward = list(walk(qtbot))
    assert len(forward) == len(set(forward))
    assert set(forward) == {widget for widget in window.findChildren(QWidget) if takes_tab(widget)}
    back = list(walk(qtbot, Qt.Key.Key_Backtab))
    assert back[1:] == forward[:0:-1]


def test_each_control_is_met_in_reading_order_visible_and_named(window, qtbot):
    panels = [
        window.findChild(QWidget, f"{name}_panel") for name in ("data", "training", "results", "wrong_predictions")
    ]
    met, names = [], []
    for widget in walk(qtbot):
        met += [panel for panel in panels if panel.isAncestorOf(widget)]
        qtbot.waitUntil(lambda widget=widget: in_front(widget))
        assert spoken_name(widget), f"{widget} has no name"
        names.append(widget.accessibleName())
    own = [name for name in names if name]
    assert len(own) == len(set(own)), own
    assert [panel for panel, _ in groupby(met)] == [*panels, panels[0]]


@pytest.mark.parametrize("theme", COLORS, indirect=True)
def test_the_focused_control_looks_different_but_not_for_the_mouse(window, qtbot, theme):
    assert_no_frame_for_the_mouse(window, qtbot, COLORS[theme])
    window.findChild(QWidget, "data_grid").setFocus()
    ink = QColor(COLORS[theme].text).getRgb()[:3]
    for widget, with_it in [(widget, pixels(widget)) for widget in walk(qtbot)]:
        widget.clearFocus()
        without = pixels(widget)
        framed = (with_it == ink).all(axis=-1) & (without != ink).any(axis=-1)
        assert np.count_nonzero(framed) >= FEWEST_PIXELS, f"{widget} does not show the focus"


def assert_no_frame_for_the_mouse(window, qtbot, colors):
    button = window.findChild(QToolButton, "train_button")
    before = pixels(button)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is button
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton, pos=button.rect().bottomRight() * 2)
    ink = QColor(colors.text).getRgb()[:3]
    for edge in (before[1], pixels(button)[1]):
        assert not (edge == ink).all(axis=-1).any()


def panel_tabs(window):
    return [row.tabBar() for row in window.findChildren(TabRow) if row.isVisible()]


def raise_panel(window, qtbot, name):
    panel = window.findChild(QWidget, name)
    window.panels.open(name)
    qtbot.waitUntil(lambda: in_front(panel))
    return panel


@pytest.mark.parametrize("way", [QWidget.hide, lambda widget: widget.setEnabled(False)])
def test_hiding_the_focused_widget_raises_no_other_panel(window, qtbot, way):
    luck = raise_panel(window, qtbot, "reliability_panel")
    button = window.findChild(QPushButton, "seeds_button")
    for widget in walk(qtbot):
        if widget is button:
            break
    way(button)
    assert not luck.isAncestorOf(QApplication.focusWidget())
    QApplication.processEvents()
    assert in_front(luck)


def test_a_training_picture_is_explained_in_the_same_panel(window, qtbot):
    luck = raise_panel(window, qtbot, "reliability_panel")
    ask, stop = (window.findChild(QPushButton, f"seeds_{name}") for name in ("button", "cancel_button"))
    for pressed, other in ((ask, stop), (stop, ask)):
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(other.isVisible)
        assert QApplication.focusWidget() is other
        assert in_front(luck)


def test_space_presses_a_cell_of_the_matrix_and_does_not_train(window, qtbot):
    cell = window.findChildren(ConfusionCell)[1]
    run = window.session.now.run
    cell.setFocus()
    with qtbot.waitSignal(cell.clicked):
        qtbot.keyClick(cell, Qt.Key.Key_Space)
    assert window.session.now.run is run


def test_space_in_a_list_or_on_a_tab_starts_no_run(window, qtbot):
    run, bars = window.session.now.run, [bar for bar in panel_tabs(window) if bar.count() > 1]
    for widget in (window.findChild(QWidget, "data_grid"), *bars):
        widget.setFocus()
        press(qtbot, Qt.Key.Key_Space)
        assert window.session.now.run is run
    window.findChild(QWidget, "cost_plot").setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert window.session.now.run is not run
