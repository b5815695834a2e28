"""How large the products of an iteration are said to be: they decide about threads."""

import numpy as np

from engine.nn.gram_layer import GramFirstLayer
from engine.nn.pixel_layer import PixelFirstLayer
from tests.support.random_networks import random_examples


def test_the_largest_product_is_counted_in_operations():
    train = random_examples(5, 2)  # 12 features
    W, b = np.ones((3, 12)), np.zeros((3, 1))

    assert PixelFirstLayer(W, b, train).product_flops == 2 * 3 * 12 * 5  # W1 X
    assert GramFirstLayer(W, b, train).product_flops == 2 * 3 * 5 * 5  # C K
