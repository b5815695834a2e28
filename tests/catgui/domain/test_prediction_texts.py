"""What is said of the answers of a network."""

import numpy as np
import pytest

from catgui.domain.prediction_texts import ALMOST_CERTAIN, NO_NUMBER, called_above, is_usual, sureness
from engine.analysis.evaluation import THRESHOLD, Evaluation


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.5, "50% sure"), (0.626, "63% sure"), (0.994, "99% sure"), (0.995, ALMOST_CERTAIN), (1.0, ALMOST_CERTAIN)],
)
def test_a_network_is_never_quite_certain(confidence, words):
    assert sureness(confidence) == words
    assert sureness(confidence, briefly=True) == (">99% sure" if words == ALMOST_CERTAIN else words)


def test_a_network_without_numbers_says_so():
    assert sureness(float("nan")) == sureness(float("nan"), briefly=True) == NO_NUMBER


def test_a_threshold_is_told_with_the_class_that_begins_there():
    usual = Evaluation(np.array([[0.4, 0.8]]), np.array([[0, 1]]), ("non-cat", "cat"))
    moved = usual.at_threshold(0.744)
    assert called_above(moved) == "Called cat above 0.74"
    assert usual.threshold == THRESHOLD
    assert is_usual(usual)
    assert not is_usual(moved)
