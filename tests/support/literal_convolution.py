"""The functions of the course's notebook on convolution, literally: what the fast ones must return.

Pictures are (m, n_H, n_W, n_C), filters W (f, f, n_C_prev, n_C); windows of pooling are of 2x2.
"""

import itertools

import numpy as np


def conv_forward(A_prev, W, stride):
    """The convolution Z, with a border of one zero around the pictures."""
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    padded = np.pad(A_prev, ((0, 0), (1, 1), (1, 1), (0, 0)))
    Z = np.zeros((m, (n_H_prev - 1) // stride + 1, (n_W_prev - 1) // stride + 1, W.shape[3]))
    for i, h, w, c in np.ndindex(Z.shape):
        Z[i, h, w, c] = np.sum(padded[i, h * stride : h * stride + 3, w * stride : w * stride + 3] * W[..., c])
    return Z


def conv_backward(dZ, A_prev, W, stride):
    """dA_prev and dW."""
    padded = np.pad(A_prev, ((0, 0), (1, 1), (1, 1), (0, 0)))
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    for i, h, w, c in np.ndindex(dZ.shape):
        window = i, slice(h * stride, h * stride + 3), slice(w * stride, w * stride + 3)
        d_padded[window] += W[..., c] * dZ[i, h, w, c]
        dW[..., c] += padded[window] * dZ[i, h, w, c]
    return d_padded[:, 1:-1, 1:-1], dW


def pool_forward(A_prev):
    """The largest value of each window."""
    _, n_H, n_W, _ = A_prev.shape
    rows, columns = n_H // 2 * 2, n_W // 2 * 2
    return np.max([A_prev[:, i:rows:2, j:columns:2] for i, j in itertools.product(range(2), range(2))], axis=0)


def pool_backward(dA, A_prev):
    """dA_prev: dA where the window has its largest value."""
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(dA.shape):
        window = i, slice(2 * h, 2 * h + 2), slice(2 * w, 2 * w + 2), c
        dA_prev[window] = dA[i, h, w, c] * (A_prev[window] == A_prev[window].max())
    return dA_prev
