"""The texts of an accuracy where there is little room for them."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from engine.analysis.evaluation import Baselines, Evaluation


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


@pytest.mark.parametrize(
    ("room", "shown"), [(60, "non-cat, as most in training: 34.0%"), (-20, "always non-cat: 34.0%")]
)
def test_the_figure_of_what_training_suggests_is_never_cut(qtbot, room, shown):
    labels = np.repeat([[0, 1]], [17, 33], axis=1)
    figure = AccuracyFigure("some", "Test", lambda scheme: scheme.accent)
    qtbot.addWidget(figure)
    baselines = Baselines.of((137, 72), (17, 33), ("non-cat", "cat"))
    figure.show_evaluation(Evaluation(labels.astype(float), labels, ("non-cat", "cat")), baselines)
    learned = figure.findChild(ElidedLabel, "some_learned")
    figure.show()
    figure.resize(learned.fontMetrics().horizontalAdvance(learned.text()) + room, 200)
    QApplication.processEvents()
    assert learned.shown_text == shown
