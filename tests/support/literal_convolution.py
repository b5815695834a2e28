"""A convolution of random pictures by the literal functions, in both directions."""

import numpy as np

from engine.vision.literal import conv_backward, conv_forward


def literal_convolution(height, width, channels, channels_out):
    """A, W, Z, dZ, dA and dW of the literal functions on random pictures."""
    stream = np.random.default_rng(5)
    A = stream.standard_normal((3, height, width, channels))
    W = stream.standard_normal((3, 3, channels, channels_out))
    Z, cache = conv_forward(A, W, np.zeros((1, 1, 1, channels_out)), {"stride": 1, "pad": 1})
    dZ = stream.standard_normal(Z.shape)
    return A, W, Z, dZ, *conv_backward(dZ, cache)[:2]
