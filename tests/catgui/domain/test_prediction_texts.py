"""Texts about predictions."""

import numpy as np

from catgui.domain.prediction_texts import actual_text, predicted_text, threshold_text, uses_default_threshold
from engine.analysis.evaluation import THRESHOLD, Evaluation


def test_a_prediction_and_a_label_are_written_side_by_side():
    assert predicted_text("non-cat", 0.952) == "Predicted: non-cat (95%)"
    assert predicted_text("c\nat", 1.0) == "Predicted: c\N{REPLACEMENT CHARACTER}at (>99%)"
    assert actual_text("cat") == "Actual: cat"


def test_a_threshold_has_two_decimals():
    usual = Evaluation(np.array([[0.4, 0.8]]), np.array([[0, 1]]), ("non-cat", "cat"))
    moved = usual.with_threshold(0.844)
    assert threshold_text(usual) == "Threshold 0.50"
    assert threshold_text(moved) == "Threshold 0.84"
    assert usual.threshold == THRESHOLD
    assert uses_default_threshold(usual)
    assert not uses_default_threshold(moved)
