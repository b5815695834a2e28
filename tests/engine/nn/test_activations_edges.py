"""The activations against the notebook's, for any numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.nn.activations import relu, relu_backward, sigmoid, sigmoid_backward
from tests.support import notebook_oracle as oracle

shapes = arrays.array_shapes(min_dims=1, max_dims=3, max_side=4)
extreme = arrays.arrays(np.float64, shapes, elements=st.floats(allow_nan=False))
ordinary = arrays.arrays(np.float64, shapes, elements=st.floats(-600, 600))


@given(ordinary)
def test_the_sigmoid_is_the_notebooks(Z):
    np.testing.assert_allclose(sigmoid(Z)[0], oracle.sigmoid(Z)[0], rtol=1e-14, atol=0)


@given(extreme)
def test_at_any_number_and_at_infinity_the_answers_are_in_their_range(Z):
    A, _ = sigmoid(Z)

    assert ((A >= 0) & (A <= 1)).all()
    assert (A[Z > 0] >= 0.5).all()
    assert (A[Z < 0] <= 0.5).all()
    np.testing.assert_allclose(A + sigmoid(-Z)[0], 1.0, rtol=1e-15)
    assert (relu(Z)[0] == np.where(Z > 0, Z, 0)).all()


@given(extreme)
def test_the_derivatives_are_finite_and_of_the_shape_of_what_they_derive(Z):
    dA = np.ones_like(Z)

    assert (relu_backward(dA, Z) == (Z > 0)).all()
    slope = sigmoid_backward(dA, Z)
    assert slope.shape == Z.shape
    assert ((slope >= 0) & (slope <= 0.25)).all()
