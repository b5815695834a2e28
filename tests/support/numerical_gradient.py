"""Gradients by central differences, to compare the engine's with."""

import numpy as np


def numerical_gradient(function, at, step=1e-5):
    """The gradient of the scalar `function` at the array `at`."""
    gradient = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (function(up) - function(down)) / (2 * step)
    return gradient


def relative_error(a, b):
    """The distance of two arrays, relative to their lengths."""
    return np.linalg.norm(a - b) / max(np.linalg.norm(a) + np.linalg.norm(b), 1e-300)
