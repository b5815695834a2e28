"""The cost of the detector, worked by hand and by numerical gradients."""

import numpy as np
import pytest

from engine.vision.train.cost import UNKNOWN_CLASS, detector_cost, positive_weight
from tests.support.numerical_gradient import numerical_gradient, relative_error


def test_a_cost_worked_by_hand():
    outputs = np.array([[0.0, 0, 0, 0], [np.log(3), 0, 0, 0]])

    cost, _ = detector_cost(outputs, np.array([True, False]), np.array([1, UNKNOWN_CLASS]), positive_weight=2.0)

    # Cat: 2 log 2 + log(3) / 2 for one of three classes. Not: log(1 + 3).
    assert cost == pytest.approx((2 * np.log(2) + np.log(3) / 2 + np.log(4)) / 2)


def test_the_gradient_is_the_numerical_one():
    outputs = 3 * np.random.default_rng(2).standard_normal((6, 5))
    is_cat, classes = np.array([1, 0, 0, 1, 0, 1], bool), np.array([0, 1, UNKNOWN_CLASS, 3, 2, UNKNOWN_CLASS])

    _, d_outputs = detector_cost(outputs, is_cat, classes, 1.7)

    expected = numerical_gradient(lambda some: detector_cost(some, is_cat, classes, 1.7).cost, outputs)
    assert relative_error(d_outputs, expected) < 1e-7


def test_outputs_of_any_size_have_a_finite_cost():
    outputs = np.array([[1000.0, -1000.0, 1000.0], [-1000.0, 1000.0, 0.0]], np.float32)

    cost, d_outputs = detector_cost(outputs, np.array([False, True]), np.array([0, 1]), 1.0)

    assert np.isfinite(cost)
    assert np.isfinite(d_outputs).all()
    assert d_outputs.dtype == np.float32


def test_cats_count_by_the_root_of_the_imbalance():
    assert positive_weight(np.arange(100) < 10) == 3
