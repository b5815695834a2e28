"""What plots have in common: they write in the font of the window, whatever its size."""

import pytest

from catgui.models.training.cost_history import CostHistory
from catgui.style.text_size import text_size
from catgui.style.theme import Theme
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.roc_plot import RocPlot


@pytest.mark.parametrize("make", [RocPlot, lambda: CostPlot(CostHistory())])
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
    qtbot.waitUntil(lambda: axis.height() > 1.4 * normal, timeout=2000)
    assert axis.style["tickFont"].pointSizeF() == plot.font().pointSizeF() == qapp.font().pointSizeF()
    assert axis.label.boundingRect().height() == pytest.approx(2 * label, rel=0.2)
    assert plot._header._title_font.pointSizeF() > plot.font().pointSizeF()
