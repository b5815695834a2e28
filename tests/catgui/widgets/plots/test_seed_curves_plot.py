"""The curves of many runs as bands, with one run chosen among them."""

from operator import attrgetter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from catgui.style.colors import DARK, make_palette
from catgui.widgets.figures.figure_menu import figure_exports
from catgui.widgets.plots.seed_curves_plot import RunBand, RunSeries, SeedCurvesPlot

ITERATIONS = np.arange(0.0, 101.0, 10.0)
# In the order of their seeds; by the ends of their test curves, 2 is below 1 and 3.
LEVELS = {1: 0.5, 2: 0.2, 3: 0.8}


def series(label="", levels=LEVELS, parts=("training cost", "test cost")):
    shifts = dict(zip(parts, (0.0, 2.0), strict=False))
    bands = [
        RunBand(
            part,
            attrgetter("accent"),
            Qt.PenStyle.SolidLine,
            [(ITERATIONS, np.full(11, shift + level)) for level in levels.values()],
        )
        for part, shift in shifts.items()
    ]
    return RunSeries([f"{label}seed {seed}" for seed in levels], bands, label)


@pytest.fixture
def plot(qtbot):
    plot = SeedCurvesPlot("Cost of each seed")
    qtbot.addWidget(plot)
    plot.resize(600, 300)
    plot.show_series([series()], "Median of 3 seeds", "Median at the end 0.5.")
    plot.show()
    qtbot.waitUntil(lambda: len(lines(plot)) == 2)
    return plot


def lines(plot):
    """The curves that are drawn, without the bands: width and costs of each."""
    items = [item for item in plot.plotItem.listDataItems() if item.opts["pen"] is not None]
    return [(item.opts["pen"].widthF(), item.yData.tolist()) for item in items]


def place(plot, iteration, cost):
    """A point of the plot on the viewport."""
    return plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(iteration, cost)))


def click(qtbot, plot, cost, iteration=50.0):
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, iteration, cost))


def test_medians_are_lines_in_bands_of_half_and_all_runs(plot):
    assert [costs[0] for _, costs in lines(plot)] == [0.5, 2.5]
    bands = [item for item in plot.plotItem.listDataItems() if item.opts["pen"] is None]
    ranges = [(min(band.yData), max(band.yData)) for band in bands]
    assert ranges[:2] == [(0.2, 0.8), (pytest.approx(0.35), pytest.approx(0.65))]
    assert plot._header.title == "Median of 3 seeds"
    assert plot._header.names == ["training cost", "test cost", "middle half", "all"]
    assert plot.accessibleDescription().startswith("Median at the end 0.5. Arrow keys choose")


@pytest.mark.parametrize("cost", [0.75, 2.82])
def test_a_click_chooses_the_run_that_is_nearest_and_another_leaves_it(plot, qtbot, cost):
    click(qtbot, plot, cost)
    assert plot.chosen_text == "seed 3"
    qtbot.waitUntil(lambda: len(lines(plot)) == 4)
    assert [costs[0] for _, costs in lines(plot)[2:]] == [0.8, 2.8]
    assert plot._header.names[-1] == "seed 3"
    assert plot.accessibleDescription().startswith("seed 3. Median at the end 0.5.")
    click(qtbot, plot, cost)
    assert plot.chosen_text == ""
    qtbot.waitUntil(lambda: len(lines(plot)) == 2)


def test_keys_choose_runs_in_their_order_or_by_the_height_of_their_ends(plot, qtbot):
    keys = Qt.Key
    for key, chosen in [
        (keys.Key_Right, 1),
        (keys.Key_Right, 2),
        (keys.Key_Up, 1),
        (keys.Key_Up, 3),
        (keys.Key_Up, 3),
        (keys.Key_Left, 2),
        (keys.Key_Down, 2),
        (keys.Key_End, 3),
        (keys.Key_Home, 1),
    ]:
        qtbot.keyClick(plot, key)
        assert plot.chosen_text == f"seed {chosen}", key


def test_enter_and_a_double_click_open_the_run(plot, qtbot):
    opened = []
    plot.run_opened.connect(lambda *which: opened.append(which))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert not opened, "none is chosen"
    qtbot.keyClick(plot, Qt.Key.Key_End)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 50, 2.2))
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place(plot, 50, 2.2))
    assert opened == [(0, 2), (0, 1)]
    assert plot.chosen_text == "seed 2"


def test_the_chosen_run_stays_while_others_come_and_goes_with_its_own(plot, qtbot):
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    plot.show_series([series(levels={0: 0.1, **LEVELS})], "Median of 4 seeds", "")
    assert plot.chosen_text == "seed 1"
    assert plot._chosen == (0, 1)
    plot.show_series([series(levels={4: 0.1})], "Median of 1 seed", "")
    assert plot.chosen_text == ""
    plot.show_series([], "", "Nothing yet.")
    assert plot.accessibleDescription() == "Nothing yet."
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    click(qtbot, plot, 0.5)
    assert plot.chosen_text == ""


def test_two_series_are_named_at_their_lines_and_keys_reach_all_their_runs(plot, qtbot):
    higher = {1: 0.9, 2: 1.0}
    both = [series("Rate 0.1 ", parts=("",)), series("Rate 0.2 ", higher, parts=("",))]
    plot.show_series(both, "Test cost", "")
    qtbot.waitUntil(lambda: plot._header.names == ["middle half", "all"])
    labels = {item.toPlainText(): item.pos().y() for item in plot.plotItem.items if hasattr(item, "toPlainText")}
    assert labels == {"Rate 0.1 ": 0.5, "Rate 0.2 ": 0.95}
    chosen = []
    for _ in range(6):
        qtbot.keyClick(plot, Qt.Key.Key_Up)
        chosen.append(plot.chosen_text)
    assert chosen == [
        *("Rate 0.1 seed 2", "Rate 0.1 seed 1", "Rate 0.1 seed 3"),
        *("Rate 0.2 seed 1", "Rate 0.2 seed 2", "Rate 0.2 seed 2"),
    ]
    click(qtbot, plot, 0.79)
    assert plot.chosen_text == "Rate 0.1 seed 3"


def test_it_is_copied_and_saved_as_an_image(plot, qtbot):
    at = (plot, QContextMenuEvent.Reason.Keyboard), (plot.viewport(), QContextMenuEvent.Reason.Mouse)
    for widget, reason in at:
        QApplication.sendEvent(widget, QContextMenuEvent(reason, QPoint(9, 9), QPoint(9, 9)))
        menu = QApplication.activePopupWidget()
        assert menu.actions()[0].text() == "Copy plot"
        if widget is plot:
            menu.close()
    actions = {action.text(): action for menu in plot.findChildren(QMenu) for action in menu.actions()}
    copy, save = actions["Copy plot"], actions["Save plot…"]
    copy.trigger()
    with qtbot.waitSignal(figure_exports.requested) as saved:
        save.trigger()
    assert QGuiApplication.clipboard().image().size() == plot.viewport().size()
    assert saved.args[0].size() == plot.viewport().size()
    assert saved.args[1] == "Cost of each seed"


def test_it_follows_the_theme_and_the_wheel_is_the_panels(plot, qtbot):
    plot.setPalette(make_palette(DARK))
    qtbot.waitUntil(lambda: plot.backgroundBrush().color().name() == DARK.window)
    before, at = plot.plotItem.vb.viewRange(), place(plot, 50, 1.0)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    wheel = QWheelEvent(QPointF(at), QPointF(plot.mapToGlobal(at)), QPoint(), QPoint(0, 120), *none)
    QApplication.sendEvent(plot.viewport(), wheel)
    assert not wheel.isAccepted()
    assert plot.plotItem.vb.viewRange() == before
