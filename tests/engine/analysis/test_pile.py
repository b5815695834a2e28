"""The pile of training pictures with one answer, in drawn networks and in a real run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.pile import LEAST_SHARE, Pile, find_pile
from engine.nn.examples import Examples
from engine.nn.first_layer import PixelFirstLayer
from engine.nn.network import Network
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset


def drawn_network(seed, pictures=40, widths=(3, 2, 2), bias=-0.5):
    """A network of few units with drawn weights, over drawn pictures, so that its layers are often inactive."""
    random = np.random.RandomState(seed)
    pixels = random.randint(0, 256, (pictures, 2, 2, 3)).astype(np.uint8)
    train = Examples.from_pictures(pixels, random.randint(0, 2, (1, pictures)))
    upper, before = {}, widths[0]
    for number, width in enumerate((*widths[1:], 1), start=2):
        upper[f"W{number}"] = random.randn(width, before)
        upper[f"b{number}"] = bias * random.rand(width, 1)
        before = width
    first = PixelFirstLayer(random.randn(widths[0], 12), bias * random.rand(widths[0], 1), train)
    return Network(first, upper), pixels


@given(st.integers(0, 500), st.sampled_from([-0.5, 0.0, 0.3]))
def test_a_pile_is_what_its_sentence_says(seed, bias):
    network, _ = drawn_network(seed, bias=bias)
    pile, train = find_pile(network), network.train
    hidden, answers = network.hidden(train), network.forward(train)[0][0]
    groups = [(A <= 0).all(axis=0) for A in hidden]
    if any(group.all() for group in groups):
        assert pile is None, "it is dead"
        return
    # By another way: of pictures on which a layer is inactive, but none above it.
    sizes = [int((group & ~np.any(groups[at + 1 :], axis=0)).sum()) for at, group in enumerate(groups)]
    if max(sizes) < max(2, LEAST_SHARE * train.count):
        assert pile is None
        return
    assert pile.count == max(sizes)
    members = np.isclose(answers, pile.probability, rtol=1e-12, atol=0)
    assert members.sum() >= pile.count
    inactive = groups[pile.layer - 1] & members
    assert inactive.sum() >= pile.count
    assert pile.wrong <= pile.count <= pile.of == train.count


@given(st.integers(0, 300))
def test_its_own_pictures_change_nothing_up_to_its_layer(seed):
    network, pixels = drawn_network(seed)
    pile = find_pile(network)
    if pile is None:
        return
    members = np.flatnonzero((network.hidden(network.train)[pile.layer - 1] <= 0).all(axis=0))
    alone = Examples.from_pictures(pixels[members], network.train.Y[:, members].astype(np.int64))
    grads = network.cost_and_gradients(alone).grads
    assert not any(grads[name].any() for name in grads if name != "dupper")
    upper = network.upper
    network.descend(0.1, alone)
    for number in range(2, pile.layer + 1):
        for letter in "Wb":
            np.testing.assert_array_equal(network.upper[f"{letter}{number}"], upper[f"{letter}{number}"])


def test_its_sentence():
    pile = Pile(84, 209, 2, 0.0796, 2)
    assert pile.text() == ("84 of 209 training pictures get the same answer, 8%: no unit of layer 2 is active on them")
    assert pile.text(only_others=True) == f"{pile.text()}. Only learning from the others can change that"


def test_a_convolutional_network_has_none():
    config = TrainingConfig.for_features("convolution")
    run = TrainingRun(make_dataset(), TrainingConfig((4, 4, 4), features="convolution", iterations=1, seed=config.seed))
    assert find_pile(run.snapshot().network) is None


@pytest.mark.slow
def test_that_of_the_course_photos_is_what_was_measured(course):
    run = TrainingRun(course, TrainingConfig())
    for _ in run:
        pass
    pile = find_pile(run.snapshot().network)
    assert (pile.count, pile.of, pile.layer, pile.wrong, round(pile.probability, 3)) == (84, 209, 2, 2, 0.08)
    assert run.find_ending().pile == pile
