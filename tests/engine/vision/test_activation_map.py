"""The activation map: its mean and the bias are the logit, and each value is at its place."""

import numpy as np
import pytest

from engine.vision.block import BlockSpec
from engine.vision.network import Architecture, FoldedNetwork, initial_parameters

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(6, pool=True)))


def made_of(changes):
    parameters = dict(ARCHITECTURE.views(initial_parameters(ARCHITECTURE, seed=1)))
    return FoldedNetwork(ARCHITECTURE, {**parameters, **changes})


@pytest.mark.parametrize("shape", [(64, 64), (40, 24), (8, 60)])
def test_the_mean_of_its_values_and_the_bias_are_the_logit(shape, members):
    network = made_of({"b": np.array([0.7], np.float32)})
    picture = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)

    found = network.activation_map(picture, members)

    assert found.values.shape == (shape[0] // 4, shape[1] // 4)
    assert found.bias == pytest.approx(0.7)
    assert found.bias + found.values.mean() == pytest.approx(found.logit, abs=1e-12)
    assert found.logit == pytest.approx(network.outputs(picture[np.newaxis], members)[0, 0], abs=1e-4)


@pytest.mark.parametrize("shape", [(64, 64), (32, 80)])
@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_a_bright_corner_shows_at_that_corner(shape, corner, members):
    bright = {name: np.abs(W) for name, W in made_of({}).parameters.items()}
    picture = np.full((*shape, 3), 128, np.uint8)
    picture[corner] = 255

    values = made_of(bright).activation_map(picture, members).values

    assert values[corner] == values.max() > 0
