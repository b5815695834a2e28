"""Texts about predictions."""

import numpy as np
import pytest

from catgui.domain.prediction_texts import (
    ALMOST_CERTAIN,
    NOT_A_NUMBER,
    confidence_text,
    threshold_text,
    uses_default_threshold,
)
from engine.analysis.evaluation import THRESHOLD, Evaluation


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.5, "50% sure"), (0.626, "63% sure"), (0.994, "99% sure"), (0.995, ALMOST_CERTAIN), (1.0, ALMOST_CERTAIN)],
)
def test_a_confidence_is_never_100_percent(confidence, words):
    assert confidence_text(confidence) == words
    assert confidence_text(confidence, short=True) == (">99% sure" if words == ALMOST_CERTAIN else words)


def test_a_diverged_network_has_no_confidence():
    assert confidence_text(float("nan")) == confidence_text(float("nan"), short=True) == NOT_A_NUMBER


def test_the_text_of_a_threshold_names_its_class():
    usual = Evaluation(np.array([[0.4, 0.8]]), np.array([[0, 1]]), ("non-cat", "cat"))
    moved = usual.with_threshold(0.744)
    assert threshold_text(moved) == "Called cat above 0.74"
    assert usual.threshold == THRESHOLD
    assert uses_default_threshold(usual)
    assert not uses_default_threshold(moved)
