"""Dropout masks: which units are off at a step, and the scale of the others."""

import numpy as np
import pytest

from engine.training.dropout import dropout_masks
from engine.training.random_streams import RandomStream, random_generator


def test_there_is_a_mask_for_each_hidden_layer_and_picture():
    masks = dropout_masks((4, 2), count=7, rate=0.5, seed=1, iteration=0)

    assert [mask.shape for mask in masks] == [(4, 7), (2, 7)]


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.75])
def test_the_dropped_share_is_the_rate_and_the_mean_stays_one(rate):
    (mask,) = dropout_masks((200,), count=500, rate=rate, seed=3, iteration=4)

    # 100,000 draws: five standard deviations of a share are at most 0.008.
    assert set(np.unique(mask)) == {0.0, 1 / (1 - rate)}
    assert np.mean(mask == 0) == pytest.approx(rate, abs=0.008)
    assert mask.mean() == pytest.approx(1, abs=0.008 / (1 - rate))


def test_the_layers_are_drawn_one_after_the_other():
    draws = random_generator(9, RandomStream.DROPOUT, 5)

    for mask, width in zip(dropout_masks((4, 2, 3), count=7, rate=0.3, seed=9, iteration=5), (4, 2, 3), strict=True):
        np.testing.assert_array_equal(mask, (draws.random((width, 7)) >= 0.3) / (1 - 0.3))


def test_a_replayed_step_draws_the_same_and_other_steps_draw_anew():
    drawn = dropout_masks((5,), 9, 0.5, seed=1, iteration=3)[0]

    np.testing.assert_array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=1, iteration=3)[0])
    assert not np.array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=1, iteration=4)[0])
    assert not np.array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=2, iteration=3)[0])
