"""The lamps of a layer."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from catgui.style.colors import LIGHT
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import VerticalScrollArea
from catgui.widgets.pictures.layer_overview import LayerOverview, LayerState, UnitActivations
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def column(qtbot):
    """Lamps in a column as wide as in the panel of weights."""
    column = QWidget()
    column.lights = UnitActivations()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(column.lights)
    layout.addStretch()
    scroll = VerticalScrollArea(column, "Layers")
    column.scroll = scroll
    qtbot.addWidget(scroll)
    scroll.resize(280, 170)
    scroll.show()
    return column


def lit_lamps(lights):
    """The number of separate spots in the image."""
    ink = QColor(LIGHT.accent).getRgb()[:3]
    lit = (from_qimage(lights.grab().toImage()) == ink).all(axis=-1)
    starts = lit & ~np.roll(lit, 1, axis=0) & ~np.roll(lit, 1, axis=1)
    return int(starts.sum())


@pytest.mark.parametrize("units", [1, 7, 20, 21, 64, 200, 1000])
def test_every_unit_has_a_visible_square(column, qtbot, units):
    column.lights.show_units([1.0] * units, [False] * units, "lamps")
    qtbot.waitUntil(lambda: column.lights.height() == column.lights.heightForWidth(column.lights.width()))
    assert lit_lamps(column.lights) == units
    assert column.lights.width() <= column.scroll.viewport().width()


def test_the_layers_of_the_notebook_have_one_row_each(column):
    column.lights.show_units([0.0] * 20, [False] * 20, "lamps")
    bar = column.scroll.verticalScrollBar().sizeHint().width()
    assert column.lights.heightForWidth(280 - bar) == column.lights.heightForWidth(10_000)


def test_only_the_visible_part_of_a_wide_layer_is_painted(column, qtbot):
    column.lights.show_units([1.0] * 1000, [False] * 1000, "lamps")
    qtbot.waitUntil(lambda: column.scroll.verticalScrollBar().maximum() > 0)
    column.scroll.verticalScrollBar().setValue(column.scroll.verticalScrollBar().maximum())
    assert lit_lamps(column.scroll.viewport()) > 100


def test_layers_that_the_network_has_no_more_are_painted_over_no_others(qtbot):
    overview = LayerOverview()
    qtbot.addWidget(overview)
    overview.show()
    states = [LayerState(f"Layer {number}", "", [1.0], [False]) for number in range(1, 5)]
    overview.show_layers(states)
    QApplication.processEvents()
    overview.show_layers(states[:2])
    # As while a dialog is open: Qt deletes widgets only once its loop has ended.
    QApplication.processEvents()
    captions = [widget for widget in overview.findChildren(ElidedLabel) if widget.isVisible() and widget.text()]
    assert [widget.text() for widget in captions] == ["Layer 1", "Layer 2"]
