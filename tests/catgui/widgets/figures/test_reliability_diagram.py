"""The reliability diagram: where its marks are, what it says, and its picture."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.style.text_size import text_size
from catgui.widgets.figures.figure_menu import figure_exports
from catgui.widgets.figures.reliability_diagram import ReliabilityDiagram, _at
from engine.statistics import ReliabilityBin, Score

BINS = ReliabilityBin(0.5, 0.6, Score(3, 10), 0.55), ReliabilityBin(0.9, 1.0, Score(71, 96), 0.95)


@pytest.fixture
def diagram(qtbot):
    diagram = ReliabilityDiagram("Your network")
    qtbot.addWidget(diagram)
    diagram.resize(300, 240)
    diagram.show_bins(BINS, "90% or more: 71 of 96 right")
    return diagram


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_dot_is_where_answers_say_and_how_often_they_are_right_in_its_interval(diagram, colors):
    diagram.setPalette(make_palette(colors))
    image, field = diagram.grab().toImage(), diagram._field
    for found in BINS:
        low, high = found.score.interval
        for share in (found.score.share, low + 0.02, high - 0.02):
            seen = image.pixelColor(_at(field, found.stated, share).toPoint())
            assert np.abs(np.subtract(seen.getRgb(), QColor(colors.test_curve).getRgb())).max() < 40


@pytest.mark.parametrize(("size", "percent"), [(QSize(160, 112), 100), (QSize(300, 150), 100), (QSize(480, 320), 200)])
def test_the_field_is_inside_with_room_for_bars_and_their_numbers(diagram, size, percent):
    text_size.set_percent(percent)
    diagram.resize(size.expandedTo(diagram.minimumSizeHint()))
    field, line = diagram._field, diagram.fontMetrics().height()
    assert field.height() > line
    assert field.top() >= line
    assert field.bottom() + 2 * line < diagram.height()
    assert field.right() < diagram.width()


def test_it_is_said_to_screen_readers_and_copied_and_saved(diagram, qtbot):
    assert diagram.accessibleName() == "Reliability diagram: Your network"
    assert diagram.accessibleDescription() == "90% or more: 71 of 96 right"
    diagram.show()
    place = diagram.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, diagram.mapToGlobal(place))
    QApplication.sendEvent(diagram, event)
    copy, save = diagram.findChild(QMenu).actions()
    copy.trigger()
    assert QGuiApplication.clipboard().image().size() == diagram.size() * diagram.devicePixelRatioF()
    with qtbot.waitSignal(figure_exports.requested) as saved:
        save.trigger()
    assert saved.args[1] == diagram.accessibleName()
    assert not saved.args[0].isNull()
