"""The plot of the ROC curve."""

import numpy as np
import pytest
from PySide6.QtCore import QSize

from catgui.panels.answers.roc_plot import RocPlot, _at

CURVE = np.array([0.0, 0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0, 1.0])


@pytest.fixture
def plot(qtbot):
    plot = RocPlot()
    qtbot.addWidget(plot)
    plot.show_curve(CURVE, (0.25, 0.75), "At this threshold…")
    return plot


@pytest.mark.parametrize("size", [QSize(150, 90), QSize(220, 140), QSize(300, 700)])
def test_the_field_and_its_captions_are_inside_and_it_is_never_higher_than_wide(plot, size):
    plot.resize(size)
    field, line = plot._field, plot.fontMetrics().height()
    assert field.height() <= field.width()
    assert field.top() >= line
    assert field.bottom() + 2 * line <= size.height()
    assert field.right() < size.width()
    assert not plot.grab().toImage().isNull()


def test_the_dot_is_at_the_threshold(plot):
    plot.resize(220, 200)
    at = _at(plot._field, 0.25, 0.75).toPoint()
    dark = plot.grab().toImage().pixelColor(at).lightness()
    assert dark < 90
    assert plot.accessibleDescription() == "At this threshold…"
