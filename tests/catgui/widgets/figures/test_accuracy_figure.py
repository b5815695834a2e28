"""The texts of an accuracy where there is little room for them."""

import numpy as np
import pytest

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from engine.analysis.evaluation import Evaluation


@pytest.mark.parametrize("spare", [60, 4, -20])
def test_the_baseline_keeps_its_words_and_the_counts_make_way(qtbot, spare):
    labels = np.repeat([[0, 1]], [137, 72], axis=1)
    figure = AccuracyFigure("some", "Training", lambda scheme: scheme.accent)
    qtbot.addWidget(figure)
    figure.show_evaluation(Evaluation(labels.astype(float), labels, ("non-cat", "cat")))
    counts, baseline = (figure.findChild(ElidedLabel, f"some_{part}") for part in ("counts", "baseline"))
    widths = [one.fontMetrics().horizontalAdvance(one.text()) for one in (counts, baseline)]
    figure.resize(sum(widths) + 8 + spare, figure.sizeHint().height())
    figure.show()
    assert baseline.shown_text == "always non-cat: 65.6%"
    assert counts.shown_text == ("209 of 209 right" if spare >= 0 else "209 of 209")
