"""Random sequences of all that changes what is where, after which nothing is cut off and all can be restored."""

from random import Random

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitterHandle

from catgui.shell.layouts import FIRST_PANELS, LAYOUTS, ROWS
from catgui.shell.tab_row import TabRow
from catgui.style.text_size import NORMAL, TEXT_SIZES, text_size
from tests.support.clipping import find_clipped
from tests.support.sample_widgets import fill_panels

SIZES = [(1024, 700), (1280, 720), (1366, 768), (1920, 1080)]
SCREEN = QSize(1920, 1080)
# The least height of what the curves are drawn on, while no user has dragged an edge.
LEAST_PLOT = 220
STEPS = 24


class LayoutUser:
    """Does one thing after another with the panels of `window`, by `random`."""

    def __init__(self, window, random):
        self.window, self.random = window, random
        self.has_dragged = False

    def act(self):
        """Do one thing; its name, for those who read of a failure."""
        kinds = (
            self.open,
            self.open,
            self.close,
            self.move,
            self.move,
            self.float_or_put_back,
            self.fill,
            self.present,
        )
        kinds += (self.text, self.resize, self.resize, self.layout, self.drag, self.tab, self.escape)
        return self.random.choice(kinds)()

    def panel(self):
        return self.random.choice(list(self.window.panels.pages))

    def open(self):
        name = self.panel()
        self.window.panels.open(name)
        return f"open {name}"

    def close(self):
        name = self.panel()
        self.window.panels.close_panel(name)
        return f"close {name}"

    def move(self):
        name, row = self.panel(), self.random.choice(list(ROWS))
        self.window.panels.move_to(name, row)
        return f"move {name} to {row}"

    def float_or_put_back(self):
        name = self.panel()
        floats = name in self.window.panels.arrangement.floating
        (self.window.panels.put_back if floats else self.window.panels.float)(name)
        return f"{'put back' if floats else 'float'} {name}"

    def fill(self):
        self.window.panels.fill_used()
        return "fill"

    def present(self):
        self.window.presentation.toggle()
        return "present"

    def escape(self):
        QTest.keyClick(self.window, Qt.Key.Key_Escape)
        return "escape"

    def text(self):
        text_size.set_percent(self.random.choice(TEXT_SIZES))
        return f"text {text_size.percent}"

    def resize(self):
        size = self.random.choice(SIZES)
        self.window.showNormal()
        self.window.resize(*size)
        return f"resize to {size}"

    def layout(self):
        name = self.random.choice([*LAYOUTS])
        self.window.panels.show_layout(name)
        return f"layout {name}"

    def drag(self):
        edges = [edge for edge in self.window.findChildren(QSplitterHandle) if edge.isVisible()]
        if not edges:
            return "drag nothing"
        self.has_dragged = True
        edge, by = self.random.choice(edges), QPoint(self.random.randint(-300, 300), self.random.randint(-300, 300))
        QTest.mousePress(edge, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        QTest.mouseMove(edge, QPoint(4, 4) + by)
        QTest.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        return f"drag {edge.accessibleName()} by {by.toTuple()}"

    def tab(self):
        bars = [row.tabBar() for row in self.window.findChildren(TabRow) if row.count() > 1]
        if bars:
            bar = self.random.choice(bars)
            bar.moveTab(self.random.randrange(bar.count()), self.random.randrange(bar.count()))
        return "drag a tab"


def settle():
    for _ in range(6):
        QApplication.processEvents()


def sizes(window):
    """The places of all rows that are seen."""
    settle()
    return {name: row.geometry() for name, row in window.panels._rows.items() if row.isVisible()}


def plot_height(window):
    return window._training.plot.getPlotItem().vb.height()


def faults(window, has_dragged):
    """What is wrong with what is seen."""
    panels = window.panels
    least = window.minimumSizeHint()
    if least.width() > window.width() or least.height() > window.height():
        yield f"the window needs {least.toTuple()}, not {window.size().toTuple()}"
    yield from (fault for fault in find_clipped(window) if "needs at least" not in fault)
    is_usual = not (has_dragged or panels.is_presenting or panels.is_filled) and text_size.percent <= NORMAL
    if is_usual and plot_height(window) < LEAST_PLOT:
        yield f"the plot has only {plot_height(window)}"
    for name in panels.pages:
        if panels.is_open(name):
            rows = [row for row in window.findChildren(TabRow) if panels.pages[name] in row.pages and row.isVisible()]
            if len(rows) != 1:
                yield f"{name} is open and in {len(rows)} rows"


def fits(window):
    """Whether the window has room for its bars: large text does not fit every window."""
    least = window._training.bar.minimumSizeHint().width()
    return max(least, window.minimumSizeHint().width()) <= window.width()


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 9))])
def test_after_any_sequence_nothing_is_cut_off_and_the_layout_is_restored(window, qtbot, monkeypatch, seed):
    for size in ("size", "availableSize"):
        monkeypatch.setattr(QScreen, size, lambda _screen: SCREEN)
    fill_panels(window, qtbot)
    window.show_photos()
    settle()
    window.panels.open("wrong_predictions_panel")
    first = {}
    for size in SIZES:
        window.resize(*size)
        first[size] = sizes(window)
    user, done = LayoutUser(window, Random(seed)), []
    for _ in range(STEPS):
        done.append(user.act())
        settle()
        found = list(faults(window, user.has_dragged))
        assert not found or not fits(window), (done, window.size(), text_size.percent, found)
    window.panels.leave()
    window.showNormal()
    text_size.set_percent(NORMAL)
    settle()
    for name in set(window.panels.arrangement.tabs) - set(FIRST_PANELS):
        window.panels.close_panel(name)
    window._menus.actions["train_layout"].trigger()
    window._menus.actions["restore_layout"].trigger()
    for size in SIZES:
        window.resize(*size)
        assert sizes(window) == first[size], done
        assert window.size().toTuple() == size, done
        assert plot_height(window) >= LEAST_PLOT, done
