"""The cases that the course publishes for its functions, drawn from NumPy's legacy stream, with its results."""

import numpy as np
import pytest

from engine.core import (
    L_model_backward,
    L_model_forward,
    compute_cost,
    linear_activation_backward,
    linear_activation_forward,
    linear_backward,
    linear_forward,
    update_parameters,
)


def draw(seed, *shapes):
    stream = np.random.RandomState(seed)
    return [stream.randn(*shape) for shape in shapes]


def assert_published(found, published):
    np.testing.assert_allclose(found, published, rtol=0, atol=6e-9)  # with eight digits


def test_linear_forward():
    A, W, b = draw(1, (3, 2), (1, 3), (1, 1))
    assert_published(linear_forward(A, W, b)[0], [[3.26295337, -1.23429987]])


@pytest.mark.parametrize(
    ("activation", "published"), [("sigmoid", [[0.96890023, 0.11013289]]), ("relu", [[3.43896131, 0.0]])]
)
def test_linear_activation_forward(activation, published):
    A_prev, W, b = draw(2, (3, 2), (1, 3), (1, 1))
    assert_published(linear_activation_forward(A_prev, W, b, activation)[0], published)


def test_L_model_forward():
    X, W1, b1, W2, b2 = draw(1, (4, 2), (3, 4), (3, 1), (1, 3), (1, 1))
    AL, caches = L_model_forward(X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
    assert_published(AL, [[0.17007265, 0.2524272]])
    assert len(caches) == 2


def test_compute_cost():
    assert compute_cost(np.array([[0.8, 0.9, 0.4]]), np.array([[1, 1, 1]])) == pytest.approx(0.41493159961539694)


def test_linear_backward():
    dZ, A, W, b = draw(1, (1, 2), (3, 2), (1, 3), (1, 1))
    dA_prev, dW, db = linear_backward(dZ, (A, W, b))
    assert_published(dA_prev, [[0.51822968, -0.19517421], [-0.40506361, 0.15255393], [2.37496825, -0.89445391]])
    assert_published(dW, [[-0.10076895, 1.40685096, 1.64992505]])
    assert_published(db, [[0.50629448]])


@pytest.mark.parametrize(
    ("activation", "published_dA_prev", "published_dW", "published_db"),
    [
        (
            "sigmoid",
            [[0.11017994, 0.01105339], [0.09466817, 0.00949723], [-0.05743092, -0.00576154]],
            [[0.10266786, 0.09778551, -0.01968084]],
            [[-0.05729622]],
        ),
        (
            "relu",
            [[0.44090989, 0.0], [0.37883606, 0.0], [-0.2298228, 0.0]],
            [[0.44513824, 0.37371418, -0.10478989]],
            [[-0.20837892]],
        ),
    ],
)
def test_linear_activation_backward(activation, published_dA_prev, published_dW, published_db):
    dA, A, W, b, Z = draw(2, (1, 2), (3, 2), (1, 3), (1, 1), (1, 2))
    dA_prev, dW, db = linear_activation_backward(dA, ((A, W, b), Z), activation)
    assert_published(dA_prev, published_dA_prev)
    assert_published(dW, published_dW)
    assert_published(db, published_db)


def test_L_model_backward():
    # Its AL is drawn too, and is no sigmoid of Z2.
    AL, A1, W1, b1, Z1, A2, W2, b2, Z2 = draw(3, (1, 2), (4, 2), (3, 4), (3, 1), (3, 2), (3, 2), (1, 3), (1, 1), (1, 2))
    grads = L_model_backward(AL, np.array([[1, 0]]), [((A1, W1, b1), Z1), ((A2, W2, b2), Z2)])
    assert_published(
        grads["dW1"],
        [[0.41010002, 0.07807203, 0.13798444, 0.10502167], [0] * 4, [0.05283652, 0.01005865, 0.01777766, 0.0135308]],
    )
    assert_published(grads["db1"], [[-0.22007063], [0.0], [-0.02835349]])
    assert_published(grads["dA1"], [[0.12913162, -0.44014127], [-0.14175655, 0.48317296], [0.01663708, -0.05670698]])


def test_update_parameters():
    shapes = ((3, 4), (3, 1), (1, 3), (1, 1))
    names = ("W1", "b1", "W2", "b2")
    parameters = dict(zip(names, draw(2, *shapes), strict=True))
    grads = {f"d{name}": array for name, array in zip(names, draw(3, *shapes), strict=True)}
    updated = update_parameters(parameters, grads, 0.1)
    assert_published(
        updated["W1"],
        [
            [-0.59562069, -0.09991781, -2.14584584, 1.82662008],
            [-1.76569676, -0.80627147, 0.51115557, -1.18258802],
            [-1.0535704, -0.86128581, 0.68284052, 2.20374577],
        ],
    )
    assert_published(updated["b1"], [[-0.04659241], [-1.28888275], [0.53405496]])
    assert_published(updated["W2"], [[-0.55569196, 0.0354055, 1.32964895]])
    assert_published(updated["b2"], [[-0.84610769]])
