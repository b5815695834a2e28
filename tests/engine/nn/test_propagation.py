"""The cost from logits, which is exact where probabilities round."""

import numpy as np
import pytest

from engine.core import sigmoid
from engine.nn.propagation import cost_from_logits, losses_and_errors


def test_the_cost_of_logits_is_exact_even_if_the_probability_rounds():
    ZL = np.array([[800.0, -800.0, 800.0, -800.0]])
    Y = np.array([[1.0, 0.0, 0.0, 1.0]])

    assert cost_from_logits(ZL, Y) == 400.0  # 0, 0, 800 and 800


def test_the_losses_and_the_errors_are_those_computed_apart():
    ZL, Y = np.array([[-1e308, -800.0, -3.0, -0.5, 0.0, 0.5, 3.0, 800.0]]), np.array([[0.0, 1, 0, 1, 1, 0, 1, 0]])

    losses, errors = losses_and_errors(ZL, 1.0 - 2.0 * Y)

    assert losses.mean() == cost_from_logits(ZL, Y)
    np.testing.assert_allclose(errors, sigmoid(ZL)[0] - Y, rtol=1e-15, atol=1e-16)


def test_the_error_of_an_almost_certain_prediction_keeps_its_digits():
    # AL = 1 - exp(-40) rounds to 1, and AL - Y to 0.
    _, errors = losses_and_errors(np.array([[40.0]]), np.array([[-1.0]]))

    assert errors.item() == pytest.approx(-np.exp(-40.0), rel=1e-14)


def test_infinite_logits_have_no_finite_loss_even_if_they_are_right():
    with np.errstate(invalid="ignore"):
        losses, _ = losses_and_errors(np.array([[np.inf, np.inf, -np.inf, np.nan]]), np.array([[1.0, -1.0, 1.0, 1.0]]))

    assert not np.isfinite(losses).any()
