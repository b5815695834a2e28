"""What the units of a network answer, by hand."""

import numpy as np

from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.nn.pixel_layer import PixelFirstLayer


def test_hidden_units_that_are_off_answer_nothing():
    train = Examples.from_matrix(np.array([[1.0, -2.0]]), np.array([[0, 1]]))
    first = PixelFirstLayer(np.array([[1.0], [-1.0]]), np.zeros((2, 1)), train)
    upper = {"W2": np.array([[1.0, -3.0]]), "b2": np.array([[2.0]]), "W3": np.ones((1, 1)), "b3": np.zeros((1, 1))}

    lower, higher = Network(first, upper).hidden(train)

    assert lower.tolist() == [[1.0, 0.0], [0.0, 2.0]]
    assert higher.tolist() == [[3.0, 0.0]]
