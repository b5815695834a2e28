"""Hard cases: which pictures are changed how, and that what is turned or covered is so."""

from dataclasses import replace

import numpy as np
import pytest

from engine.vision.convolution import interior, team
from engine.vision.train.archives import CAT, DOG
from engine.vision.train.cost import UNKNOWN_CLASS
from engine.vision.train.hard_cases import HardCases, draw_hard_cases, render_hard_cases
from tests.engine.vision.test_augmentation import SIDE, no_changes

COUNT = 400
# In turn: a cat and a dog with a box, a cat and a dog without, a scene, another thing.
CLASSES = np.tile([CAT, DOG, CAT, DOG, UNKNOWN_CLASS, UNKNOWN_CLASS], COUNT)
HAS_BOX = np.tile([True, True, False, False, False, False], COUNT)
IS_SCENE = np.tile([False, False, False, False, True, False], COUNT)
BOX = np.array([[0.2, 0.6], [0.5, 0.4]])
BOXES = np.where(HAS_BOX[:, np.newaxis, np.newaxis], BOX, np.nan)


@pytest.fixture
def cases():
    return draw_hard_cases(CLASSES, BOXES, IS_SCENE, 64, np.random.default_rng(1))


def areas(cases):
    return cases.changes.windows[:, :, 1].prod(axis=1)


def test_pictures_are_pasted_into_scenes_and_animals_with_a_box_more_often(cases):
    background = cases.changes.background
    is_pasted = background >= 0

    assert IS_SCENE[background[is_pasted]].all()
    assert not is_pasted[background[is_pasted]].any()
    assert is_pasted[HAS_BOX].mean() > 4 * is_pasted[~HAS_BOX].mean()


def test_close_crops_are_of_dogs_and_other_things(cases):
    is_close = (areas(cases) < 0.3) & ~HAS_BOX & (cases.changes.background < 0)

    assert not is_close[CLASSES == CAT].any()
    for kind in (DOG, UNKNOWN_CLASS):
        assert 0.15 < is_close[(kind == CLASSES) & ~HAS_BOX].mean() < 0.45


def test_cats_and_dogs_with_a_box_are_changed_alike(cases):
    def shares(kind):
        some = HAS_BOX & (kind == CLASSES)
        begins, ends = cases.changes.windows[some, :, 0], cases.changes.windows[some].sum(axis=2)
        tolerance = 1e-9
        is_part = (begins >= BOX[:, 0] - tolerance).all(axis=1) & (ends <= BOX.sum(axis=1) + tolerance).all(axis=1)
        return [is_part.mean(), (cases.covers[some] >= 0).mean(), (cases.changes.background[some] >= 0).mean()]

    np.testing.assert_allclose(shares(CAT), shares(DOG), atol=0.1)
    assert min(shares(CAT)) > 0.1
    assert (cases.covers[~HAS_BOX] == -1).all()


def test_a_part_of_a_box_is_without_its_upper_or_a_lateral_part(cases):
    windows = cases.changes.windows[HAS_BOX]
    parts = windows[(windows[:, :, 1].prod(axis=1) < 0.76 * BOX[:, 1].prod())]

    assert len(parts) > 100
    np.testing.assert_allclose(parts[:, 0].sum(axis=1), BOX[0].sum())  # the lower edge is seen
    upper = parts[:, 0, 0] > BOX[0, 0] + 1e-9
    assert 0.2 < upper.mean() < 0.5
    np.testing.assert_allclose(parts[upper, 1], np.tile(BOX[1], (upper.sum(), 1)))


def test_they_are_a_function_of_the_stream(cases):
    again = draw_hard_cases(CLASSES, BOXES, IS_SCENE, 64, np.random.default_rng(1))

    np.testing.assert_array_equal(cases.changes.windows, again.changes.windows)
    np.testing.assert_array_equal(cases.degrees, again.degrees)


def test_without_a_scene_nothing_is_pasted_or_covered():
    found = draw_hard_cases(CLASSES, BOXES, np.zeros_like(IS_SCENE), 64, np.random.default_rng(1))

    assert (found.changes.background == -1).all()
    assert (found.covers == -1).all()


def rendered(pictures, cases):
    padded = np.zeros((len(pictures), SIDE + 2, SIDE + 2, 3), np.float32)
    with team(1) as members:
        render_hard_cases(pictures, cases, padded, members)
    return interior(padded)


def no_cases(count):
    """Cases that leave the pictures as they are."""
    whole = np.tile([0.0, 1.0], (count, 2, 1))
    return HardCases(no_changes(count), np.zeros(count), np.full((count, 2), 0.5), np.full(count, -1), whole)


def test_a_part_is_covered_by_another_picture():
    pictures = np.stack([np.full((3, SIDE, SIDE), value, np.uint8) for value in (192, 64)])
    covered = np.tile([[0.5, 1.0], [0.0, 1.0]], (2, 1, 1))

    found = rendered(pictures, replace(no_cases(2), covers=np.array([1, -1]), covered=covered))

    np.testing.assert_allclose(found[0, : SIDE // 2], 1, atol=1e-5)
    np.testing.assert_allclose(found[0, SIDE // 2 :], -1, atol=1e-5)
    np.testing.assert_allclose(found[1], -1, atol=1e-5)


def test_of_what_is_pasted_only_a_part_of_its_own_is_covered():
    pictures = np.stack([np.full((3, SIDE, SIDE), value, np.uint8) for value in (192, 64, 128)])
    cases = no_cases(3)
    cases.changes.background[0], cases.changes.sides[0], cases.changes.corners[0] = 1, 4, (2, 4)
    covered = np.tile([[0.0, 1.0], [0.0, 0.5]], (3, 1, 1))

    (found, *_) = rendered(pictures, replace(cases, covers=np.array([2, -1, -1]), covered=covered))

    expected = np.full((SIDE, SIDE, 3), -1.0)
    expected[2:6, 4:8] = 1
    expected[2:6, 4:6] = 0
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_picture_is_turned_about_its_center():
    picture = np.random.default_rng(2).integers(0, 256, (3, SIDE, SIDE)).astype(np.uint8)
    at = (SIDE - 1) / 2 / SIDE + 0.5 / SIDE

    found = rendered([picture], replace(no_cases(1), degrees=np.array([90.0]), centers=np.full((1, 2), at)))

    expected = (np.rot90(picture.transpose(1, 2, 0)).astype(np.float32) - 128) / 64
    np.testing.assert_allclose(found[0], expected, atol=1e-5)
