"""The live plot."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.decimation import decimate
from tests.support.cost_plots import falling_costs, shown_plot


@pytest.fixture
def costs():
    costs = falling_costs(300)
    for iteration in range(0, 300, 10):
        costs.append_test(iteration, 0.5)
    return costs


@pytest.fixture
def plot(qtbot, costs):
    return shown_plot(qtbot, costs, 300)


def drawn(plot):
    return plot._train.getOriginalDataset()[1]


def test_draws_every_cost(plot, costs):
    assert np.array_equal(drawn(plot), costs.train)


def test_many_costs_are_one_redraw(plot, costs, qtbot):
    redraws = []
    plot._train.sigPlotChanged.connect(redraws.append)
    for iteration in range(300, 2300):
        costs.append_train(iteration, 0.1)
        plot.schedule_redraw()
    qtbot.waitUntil(lambda: plot._train.getOriginalDataset()[0][-1] == 2299)
    assert len(redraws) <= 2


def test_the_cursor_reads_off_iteration_and_both_costs(plot):
    plot.move_cursor(100)
    assert plot.cursor_text == f"iteration 100\ntraining {1 / 101:.4f}\ntest 0.5000"


@pytest.mark.parametrize(("asked", "read"), [(-5, 0), (10_000, 299)])
def test_the_cursor_stays_on_the_curve(plot, asked, read):
    plot.move_cursor(asked)
    assert plot.cursor_text.startswith(f"iteration {read}\n")


def test_the_log_scale_shows_the_same_costs(plot, costs):
    plot.set_logarithmic(True)
    assert plot.plotItem.getAxis("left").logMode
    assert np.array_equal(drawn(plot), costs.train)


def test_an_empty_curve_has_nothing_to_read(qtbot):
    plot = CostPlot(CostHistory())
    qtbot.addWidget(plot)
    plot.move_cursor(3)
    assert plot.cursor_text == ""


def test_a_closed_plot_hears_of_another_theme_and_does_nothing(qapp, costs):
    plot = CostPlot(costs)
    plot.close()
    QApplication.sendEvent(plot, QEvent(QEvent.Type.PaletteChange))
    plot.deleteLater()


def test_gives_a_picture_and_a_drawing(plot):
    assert QImage.fromData(plot.png()).width() >= 1000
    assert "<svg" in plot.svg().decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=400), st.integers(4, 60))
def test_a_thinned_curve_keeps_its_extremes_its_order_and_its_end(values, most):
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    thin_x, thin_y = decimate(x, y, most)
    assert len(thin_y) <= most + 2 or len(thin_y) == len(y)
    assert (np.diff(thin_x) >= 0).all()
    assert np.array_equal(thin_y, y[thin_x.astype(int)])
    whole = len(y) // max(1, -(-2 * len(y) // most)) * max(1, -(-2 * len(y) // most)) if len(y) > most else len(y)
    assert thin_y.min() == y[:whole].min() or thin_y[-1] == y[-1]
    assert thin_x[-1] == x[-1]


def test_where_it_is_low_the_height_is_the_curves(plot, qtbot):
    plot.set_title("Learning rate =0.0075")
    plot.resize(500, 100)
    qtbot.waitUntil(lambda: plot.plotItem.vb.height() > 70)
    assert not plot.plotItem.titleLabel.isVisible()
    plot.resize(500, 300)
    qtbot.waitUntil(lambda: plot.plotItem.vb.height() > 200)
    assert plot.plotItem.titleLabel.isVisible()


def test_on_a_log_scale_the_numbers_have_room(plot, qtbot):
    plot.set_logarithmic(True)
    axis = plot.plotItem.getAxis("left")
    values = np.log10([0.01, 0.02, 0.03, 0.05, 0.09, 0.1, 0.2, 1, 7, 10])
    assert axis.logTickStrings(values, 1.0, None) == ["0.01", "0.02", "", "0.05", "", "0.1", "0.2", "1", "", "10¹"]


def test_the_reading_goes_with_the_pointer_and_stays_with_the_keyboard(plot, qtbot):
    plot.clearFocus()
    plot.move_cursor(20)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.cursor_text == ""
    plot.activateWindow()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    plot.move_cursor(20)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.cursor_text.startswith("iteration 20")


def test_the_reading_stays_beside_its_line_when_the_plot_is_resized(plot):
    plot.move_cursor(20)
    plot.resize(900, 300)
    QApplication.processEvents()
    line = plot.plotItem.vb.mapFromView(QPointF(20, 0)).x()
    assert 0 < plot._cursor._text.pos().x() - line < 20


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<b>bold</b>", "<b>bold</b>"),
        ("cost<limit and a<b & c", "cost<limit and a<b & c"),
        ("x" * 300, "x" * 39 + "…"),
    ],
)
def test_the_name_of_another_run_is_text_and_leaves_room(plot, costs, title, shown):
    plot.show_overlays([(title, costs.train)])
    plot.changeEvent(QEvent(QEvent.Type.PaletteChange))
    _, words = plot._legend.items[-1]
    assert words.item.toPlainText() == shown
    assert plot._legend.boundingRect().width() < plot.width()
