"""The agreement of two sequences of costs: the largest difference, and the first one that counts."""

import numpy as np
import pytest

from engine.experiments.agreement import TOLERANCE, Agreement


def test_the_largest_difference_and_the_first_one_beyond_stay():
    first = Agreement().extended(np.array([0.7, 0.6]), np.array([0.7, 0.6 + 3e-9]))
    then = first.extended(np.array([0.5]), np.array([0.5 + 2e-9]))
    assert then.iterations == 3
    assert then.largest_difference == pytest.approx(3e-9)
    assert then.differs_from == 1
    assert then.largest_difference > TOLERANCE
    assert Agreement(notebook_seconds=2.0, engine_seconds=0.2).speedup == 10


def test_a_difference_is_one_of_lost_digits_from_where_they_are_lost():
    assert Agreement(differs_from=3, loses_digits_from=3).differs_by_lost_digits
    assert not Agreement(differs_from=3, loses_digits_from=4).differs_by_lost_digits
    assert not Agreement(loses_digits_from=4).differs_by_lost_digits
