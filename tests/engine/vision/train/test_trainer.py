"""Nesterov momentum, weight decay, the one-cycle rate and the average, worked by hand."""

import numpy as np
import pytest

from engine.errors import ModelFileError
from engine.vision.block import BlockSpec
from engine.vision.network import Architecture
from engine.vision.train.trainer import (
    NesterovOptimizer,
    TrainingState,
    add_to_average,
    decay_of_weights,
    load_checkpoint,
    one_cycle,
    save_checkpoint,
)


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


PLAN = {"seed": 1, "blocks": (1, 2)}


def make_state():
    stream = np.random.default_rng(1)
    arrays = [stream.standard_normal(7).astype(np.float32) for _ in range(3)]
    means, variances = stream.random(3).astype(np.float32), stream.random(3).astype(np.float32)
    return TrainingState(12, *arrays, 3, means, variances, 1 / 3, [{"cost": 0.1, "photos": 0.7}])


def test_a_state_comes_back_to_the_bit(tmp_path):
    state, path = make_state(), tmp_path / "checkpoint.npz"

    save_checkpoint(path, state, PLAN)

    found = load_checkpoint(path, PLAN)
    for name in TrainingState.__slots__:
        np.testing.assert_array_equal(getattr(found, name), getattr(state, name))
        assert type(getattr(found, name)) is type(getattr(state, name))


def test_a_checkpoint_of_another_plan_is_refused(tmp_path):
    save_checkpoint(tmp_path / "checkpoint.npz", make_state(), PLAN)

    with pytest.raises(ModelFileError, match="other settings; name another file"):
        load_checkpoint(tmp_path / "checkpoint.npz", {**PLAN, "seed": 2})


def test_a_damaged_checkpoint_is_refused(tmp_path):
    path = tmp_path / "checkpoint.npz"
    path.write_bytes(b"PK")

    with pytest.raises(ModelFileError, match="the checkpoint cannot be read"):
        load_checkpoint(path, PLAN)
