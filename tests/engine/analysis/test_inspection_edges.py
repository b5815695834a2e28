"""Weights as pictures."""

import numpy as np

from engine.analysis.inspection import weight_pictures


def test_each_unit_is_shown_in_shades_of_its_own():
    faint = np.array([[1e-3, -1e-3, 0.0], [50.0, -25.0, 0.0]])

    assert weight_pictures(faint, (1, 1)).tolist() == [[[[255, 0, 128]]], [[[255, 64, 128]]]]


def test_a_unit_without_weights_is_grey():
    assert weight_pictures(np.zeros((1, 3)), (1, 1)).tolist() == [[[[128, 128, 128]]]]


def test_weights_near_the_largest_number_are_shown_like_any():
    huge = np.array([[1.7e308, -1.7e308, 0.0]])

    assert weight_pictures(huge, (1, 1)).tolist() == [[[[255, 0, 128]]]]
