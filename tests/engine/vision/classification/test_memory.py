"""The memory of a step is estimated from above, but not far above."""

import tracemalloc

import numpy as np
import pytest

from engine.vision.classification import memory
from engine.vision.classification.architecture import architecture_for
from engine.vision.classification.network import ConvolutionalClassifier
from tests.support.random_networks import random_examples


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

    assert peak <= memory.training_bytes(architecture, (side, side), count)
    monkeypatch.setattr(memory, "_SCRATCH_BYTES", 0)
    assert memory.training_bytes(architecture, (side, side), count) <= 1.6 * peak
