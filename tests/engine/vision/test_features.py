"""The features in few lines: the literal functions, block after block, rounded to bytes."""

import numpy as np

from engine.vision.features import filter_and_pool, picture_features, to_bytes
from tests.support.literal_convolution import conv_forward, pool_forward


def random_values(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape)


def literal_block(A, W, b, stride, pools):
    Z = conv_forward(A, W, stride) + b
    if pools:
        Z = pool_forward(Z)
    return np.maximum(Z, 0)


def test_a_block_is_the_literal_convolution_pooling_and_relu():
    for height, width, stride, pools in ((6, 6, 1, True), (7, 5, 1, True), (7, 6, 2, False), (9, 10, 2, True)):
        A, W, b = random_values(2, height, width, 3), random_values(3, 3, 3, 4), random_values(4)

        found = filter_and_pool(A, W, b, stride, pools)

        np.testing.assert_allclose(found, literal_block(A, W, b, stride, pools), atol=1e-12)


def test_features_are_the_means_of_the_last_maps_as_bytes():
    pictures = np.random.default_rng(1).integers(0, 256, (70, 8, 8, 3)).astype(np.uint8)
    filters = {"W1": random_values(3, 3, 3, 4), "b1": random_values(4), "W2": random_values(3, 3, 4, 5) / 9}
    filters["b2"] = random_values(5)
    first = literal_block((pictures[-3:] - 128.0) / 64.0, filters["W1"], filters["b1"], 2, False)
    last = literal_block(first, filters["W2"], filters["b2"], 1, True)

    found = picture_features(pictures, filters, [(2, False), (1, True)])

    assert found.shape == (70, 5)
    np.testing.assert_array_equal(found[-3:], to_bytes(last.mean(axis=(1, 2))))
