"""Blocks keep some places of every picture, and pictures that are too small are refused."""

import tracemalloc

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.vision.block import BlockSpec
from engine.vision.classification import architecture as module
from engine.vision.classification.architecture import architecture_for
from engine.vision.classification.network import ConvolutionalClassifier
from tests.support.random_networks import random_examples


def test_the_blocks_of_course_photos():
    architecture = architecture_for((16, 32, 64), (64, 64))

    assert architecture.blocks == (BlockSpec(16, 2, True), BlockSpec(32, 1, True), BlockSpec(64, 1, True))
    assert architecture.map_size(64, 64) == (4, 4)


@pytest.mark.parametrize("shape", [(8, 8), (8, 40), (33, 47), (64, 64), (300, 200)])
def test_places_are_left_after_any_number_of_blocks(shape):
    assert min(architecture_for((2,) * 20, shape).map_size(*shape)) >= 4


def test_pictures_that_are_too_small_are_refused_with_what_to_do():
    with pytest.raises(ConfigError, match="must be pixels for 7 x 64 pictures"):
        architecture_for((4,), (7, 64))


@pytest.mark.parametrize(("filters", "side", "count"), [((8,), 64, 64), ((16, 32, 64), 64, 128), ((4, 4, 4), 16, 300)])
def test_a_step_takes_at_most_the_estimate(monkeypatch, filters, side, count):
    examples = random_examples(count, side=side)
    architecture = architecture_for(filters, (side, side))
    network = ConvolutionalClassifier.from_seed(architecture, examples.subset(np.arange(2)), 1, "he")
    tracemalloc.start()
    try:
        network.cost_and_gradients(examples)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak <= module.training_bytes(architecture, (side, side), count)
    monkeypatch.setattr(module, "_SCRATCH_BYTES", 0)
    assert module.training_bytes(architecture, (side, side), count) <= 1.6 * peak
