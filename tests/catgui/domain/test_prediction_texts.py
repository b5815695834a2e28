"""Texts about predictions."""

from catgui.domain.prediction_texts import actual_text, is_default_threshold, predicted_text, threshold_text
from engine.analysis.evaluation import THRESHOLD


def test_a_prediction_and_a_label_are_written_side_by_side():
    assert predicted_text("non-cat", 0.952) == "Predicted: non-cat (95%)"
    assert predicted_text("c\nat", 1.0) == "Predicted: c\N{REPLACEMENT CHARACTER}at (>99%)"
    assert actual_text("cat") == "Actual: cat"


def test_a_threshold_has_two_decimals():
    assert threshold_text(THRESHOLD) == "Threshold 0.50"
    assert threshold_text(0.844) == "Threshold 0.84"
    assert is_default_threshold(THRESHOLD)
    assert not is_default_threshold(0.844)
