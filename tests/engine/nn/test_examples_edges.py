"""Matrices of other numbers than floats, and pictures of any shape."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.nn.examples import Examples


def test_a_matrix_of_whole_numbers_becomes_one_of_floats():
    examples = Examples.from_matrix(np.array([[1, 2, 3]]), np.array([[0, 1, 1]]))

    assert (examples.rows.dtype, examples.Y.dtype) == (np.float64, np.float64)
    assert examples.rows.tolist() == [[1.0], [2.0], [3.0]]
    assert (examples.features, examples.count, examples.scale) == (1, 3, 1.0)


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 6))
def test_pictures_of_any_shape_are_laid_out_row_by_row(count, height, width):
    pictures = np.random.RandomState(count).randint(0, 256, (count, height, width, 3)).astype(np.uint8)
    examples = Examples.from_pictures(pictures, np.zeros((1, count)))

    assert examples.rows.tolist() == [picture.ravel().tolist() for picture in pictures]
