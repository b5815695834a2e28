"""Nesterov momentum, weight decay, the one-cycle rate and the average, worked by hand."""

import numpy as np
import pytest

from engine.vision.block import BlockSpec
from engine.vision.network import Architecture
from engine.vision.train.trainer import NesterovOptimizer, add_to_average, decay_of_weights, one_cycle


def test_two_steps_of_nesterov_momentum():
    flat, velocity = np.array([1.0]), np.zeros(1)
    optimizer = NesterovOptimizer(0.9, np.zeros(1))

    optimizer.step(flat, np.array([2.0]), velocity, 0.1)
    # v = 2, W = 1 - 0.1 (2 + 0.9 * 2)
    assert (velocity[0], flat[0]) == (2, pytest.approx(0.62))
    optimizer.step(flat, np.array([1.0]), velocity, 0.1)
    # v = 0.9 * 2 + 1 = 2.8, W = 0.62 - 0.1 (1 + 0.9 * 2.8)
    assert (velocity[0], flat[0]) == (pytest.approx(2.8), pytest.approx(0.268))


def test_decay_is_a_gradient_of_weights_and_not_of_shifts():
    architecture = Architecture((BlockSpec(2),), outputs=1)
    decay = architecture.views(decay_of_weights(architecture, 0.5))
    assert (decay["W1"] == 0.5).all()
    assert (decay["W"] == 0.5).all()
    assert not decay["b1"].any()
    assert not decay["b"].any()
    flat, velocity = np.array([2.0, 2.0]), np.zeros(2)

    NesterovOptimizer(0.0, np.array([0.5, 0.0])).step(flat, np.array([1.0, 1.0]), velocity, 0.1)

    np.testing.assert_allclose(flat, [2 - 0.1 * (1 + 0.5 * 2), 2 - 0.1])


def test_the_rate_rises_to_its_peak_and_falls_to_almost_nothing():
    rates = [one_cycle(step, 100, 0.4) for step in range(101)]

    assert rates[0] == pytest.approx(0.04)
    assert np.argmax(rates) == 20
    assert rates[20] == pytest.approx(0.4)
    assert rates[100] == pytest.approx(0.008)
    assert np.all(np.diff(rates[:21]) > 0)
    assert np.all(np.diff(rates[20:]) < 0)


def test_the_average_is_that_of_all_values_added():
    average = np.zeros(2)

    for count, values in enumerate(([1.0, 2.0], [3.0, 4.0], [5.0, 9.0]), 1):
        add_to_average(average, np.array(values), count)

    np.testing.assert_allclose(average, [3, 5])
