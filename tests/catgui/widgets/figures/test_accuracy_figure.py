"""The texts of an accuracy where there is little room for them."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from engine.analysis.evaluation import Evaluation


@pytest.mark.parametrize("spare", [60, 4, -20, -60])
def test_the_baseline_keeps_its_words(qtbot, spare):
    labels = np.repeat([[0, 1]], [137, 72], axis=1)
    figure = AccuracyFigure("some", "Training", lambda scheme: scheme.accent)
    qtbot.addWidget(figure)
    figure.show_evaluation(Evaluation(labels.astype(float), labels, ("non-cat", "cat")))
    counts, baseline = (figure.findChild(ElidedLabel, f"some_{part}") for part in ("counts", "baseline"))
    widths = [one.fontMetrics().horizontalAdvance(one.text()) for one in (counts, baseline)]
    figure.show()
    figure.resize(sum(widths) + 8 + spare, 200)
    QApplication.processEvents()
    QApplication.processEvents()
    assert baseline.shown_text == "always non-cat: 65.6%"
    assert counts.shown_text == "209 of 209 right"
    assert "how often you are right by always saying non-cat" in baseline.accessibleDescription()
