"""What plots have in common: the font of the window, and that they are drawn no more often than they are painted."""

import pytest
from PySide6.QtCore import QSize

from catgui.models.training.cost_history import CostHistory
from catgui.style.text_size import text_size
from catgui.style.theme import Theme
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.still_plot import StillPlot


class PlainPlot(StillPlot):
    def __init__(self):
        super().__init__("Plain plot", QSize(300, 200))
        self.plotItem.setLabel("bottom", "False positive rate")

    def _draw(self, colors):
        self._show_header("True positive rate", (), colors)


@pytest.mark.parametrize("make", [PlainPlot, lambda: CostPlot(CostHistory())])
def test_ticks_labels_and_title_follow_the_size_of_the_text(qtbot, qapp, make):
    theme = Theme(qapp)
    theme.apply_style_sheet()
    plot = make()
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    axis = plot.plotItem.getAxis("bottom")
    normal, label = axis.height(), axis.label.boundingRect().height()
    text_size.set_percent(200)
    qtbot.waitUntil(lambda: axis.height() > 1.4 * normal)
    assert axis.style["tickFont"].pointSizeF() == plot.font().pointSizeF() == qapp.font().pointSizeF()
    assert axis.label.boundingRect().height() == pytest.approx(2 * label, rel=0.2)
    assert plot._header._title_font.pointSizeF() > plot.font().pointSizeF()


def test_a_plot_is_drawn_once_when_it_is_painted(qtbot, monkeypatch):
    drawn = []
    draw = PlainPlot._draw
    monkeypatch.setattr(PlainPlot, "_draw", lambda plot, colors: (drawn.append(plot), draw(plot, colors)))
    plot = PlainPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    for area in (0.6, 0.7):
        plot.show_text(f"The area under the curve is {area}")
    assert drawn == []
    plot.show()
    qtbot.waitUntil(lambda: len(drawn) == 1)
    for area in (0.8, 0.9, 0.95):
        plot.show_text(f"The area under the curve is {area}")
    assert len(drawn) == 1
    plot.grab()
    plot.grab()
    assert len(drawn) == 2
