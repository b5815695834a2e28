"""Checkpoints: a round trip to the bit, and what is refused."""

import numpy as np
import pytest

from engine.errors import ModelFileError
from engine.vision.train.checkpoint import TrainingState, load_checkpoint, save_checkpoint

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
