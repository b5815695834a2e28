"""Which photos to label next: uncertain ones that differ."""

import numpy as np

from engine.analysis.labeling import suggest_photos


def test_the_most_uncertain_comes_first():
    rows = np.eye(4, dtype=np.uint8) * 100  # all equally far apart

    found = suggest_photos(np.array([0.9, 0.45, 0.01, 0.7]), rows, 4)

    assert found.tolist() == [1, 3, 0, 2]


def test_of_equal_photos_one_is_chosen_while_others_are_left():
    rows = np.array([[0, 0], [0, 0], [0, 0], [90, 0], [0, 90]], dtype=np.uint8)

    found = suggest_photos(np.array([0.5, 0.5, 0.5, 0.95, 0.02]), rows, 3)

    assert found.tolist() == [0, 3, 4]


def test_a_photo_like_one_chosen_waits_for_a_less_certain_one_elsewhere():
    rows = np.array([[0.0], [0.2], [10.0], [11.0], [12.0]])

    assert suggest_photos(np.array([0.5, 0.5, 0.8, 0.99, 0.99]), rows, 2).tolist() == [0, 2]


def test_photos_without_a_probability_are_left_out():
    found = suggest_photos(np.array([np.nan, 0.4, 0.0]), np.arange(6.0).reshape(3, 2), 5)

    assert found.tolist() == [1, 2]
