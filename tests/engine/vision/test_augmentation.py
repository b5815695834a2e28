"""The random changes of pictures: what they are on pictures that show it, and that they are reproducible."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.vision.augmentation import Changes, draw_changes, render, resampling_matrices, resampling_matrix, to_input
from engine.vision.convolution import interior, team

SIDE = 8


def no_changes(count):
    """Changes that leave the pictures as they are."""
    return Changes(
        windows=np.tile([[0.0, 1.0], [0.0, 1.0]], (count, 1, 1)),
        flipped=np.zeros(count, bool),
        gains=np.ones((count, 3), np.float32),
        offsets=np.zeros((count, 3), np.float32),
        sides=np.full(count, SIDE),
        corners=np.zeros((count, 2), np.int64),
        background=np.full(count, -1),
    )


def rendered(pictures, changes):
    padded = np.zeros((len(pictures), SIDE + 2, SIDE + 2, 3), np.float32)
    with team(2) as members:
        render(pictures, changes, padded, members)
    assert np.abs(padded).sum() == pytest.approx(np.abs(interior(padded)).sum())
    return interior(padded)


def no_boxes(count):
    """The boxes of pictures of which none is known."""
    return np.full((count, 2, 2), np.nan)


def random_pictures(count, side=SIDE):
    return np.random.default_rng(0).integers(0, 256, (count, 3, side, side)).astype(np.uint8)


def as_input(pictures):
    return interior(to_input(pictures.transpose(0, 2, 3, 1)))


def test_the_input_is_centered_scaled_and_padded():
    padded = to_input(np.full((1, 2, 3, 3), 192, np.uint8))

    assert padded.shape == (1, 4, 5, 3)
    assert padded.dtype == np.float32
    np.testing.assert_array_equal(interior(padded), 1)
    assert padded.sum() == 2 * 3 * 3


def test_without_changes_pictures_are_only_scaled():
    pictures = random_pictures(3)

    np.testing.assert_allclose(rendered(pictures, no_changes(3)), as_input(pictures), atol=1e-5)


def test_a_window_is_cut_out_by_rows_and_columns():
    pictures = random_pictures(1, side=16)

    found = rendered(pictures, replace(no_changes(1), windows=np.array([[[0.25, 0.5], [0.5, 0.5]]])))

    np.testing.assert_allclose(found, as_input(pictures[:, :, 4:12, 8:16]), atol=1e-5)


def test_colors_are_scaled_and_shifted_each():
    pictures = random_pictures(1)
    gains, offsets = np.array([[1.5, 1, 0.5]], np.float32), np.array([[0.1, 0.0, -0.3]], np.float32)

    found = rendered(pictures, replace(no_changes(1), gains=gains, offsets=offsets))

    np.testing.assert_allclose(found, as_input(pictures) * gains + offsets, atol=1e-5)


def test_a_small_picture_is_pasted_into_another():
    pictures = [np.full((3, 16, 16), 192, np.uint8), np.full((3, 4, 4), 64, np.uint8)]
    changes = no_changes(2)
    changes.background[0], changes.sides[0], changes.corners[0] = 1, 3, (2, 4)

    found = rendered(pictures, changes)

    expected = np.full((SIDE, SIDE, 3), -1.0)
    expected[2:5, 4:7] = 1
    np.testing.assert_allclose(found[0], expected, atol=1e-5)
    np.testing.assert_allclose(found[1], -1, atol=1e-5)


def test_pictures_of_several_sizes_and_changes_are_each_their_own():
    pictures = [*random_pictures(20), *random_pictures(11, side=16)]
    changes = draw_changes(np.ones(31, bool), no_boxes(31), SIDE, 0.2, np.random.default_rng(4))

    together = rendered(pictures, changes)

    for index in np.flatnonzero(changes.background < 0):
        alone = Changes(**{name: getattr(changes, name)[[index]] for name in Changes.__slots__})
        np.testing.assert_allclose(together[index], rendered([pictures[index]], alone)[0], atol=1e-5)


def test_resizing_is_pillows_bilinear_filter():
    values = np.random.default_rng(1).random(12).astype(np.float32)
    for side in (5, 12, 30):
        pillows = np.asarray(Image.fromarray(values[np.newaxis]).resize((side, 1), Image.Resampling.BILINEAR))[0]

        np.testing.assert_allclose(resampling_matrix(12, side) @ values, pillows, atol=1e-5)


def test_beyond_the_ends_the_end_values_go_on():
    (weights,) = resampling_matrices(4, 8, np.array([-0.5]), np.array([2.0]))

    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights[:2, 0], 1)
    np.testing.assert_allclose(weights[-2:, 3], 1)


@pytest.mark.parametrize(("side", "sides"), [(64, (14, 40)), (96, (21, 60))])
def test_small_pictures_are_pasted_into_large_ones_that_can_hold_one(side, sides):
    can_hold = np.arange(2000) % 3 == 0
    changes = draw_changes(can_hold, no_boxes(2000), side, 0.3, np.random.default_rng(5))

    small = changes.background >= 0
    backgrounds = changes.background[small]
    assert small.mean() == pytest.approx(0.3, abs=0.03)
    assert can_hold[backgrounds].all()
    assert (changes.background[backgrounds] < 0).all()
    assert (changes.sides[~small] == side).all()
    assert (changes.sides[small].min(), changes.sides[small].max()) == sides
    assert (changes.corners >= 0).all()
    assert (changes.corners + changes.sides[:, np.newaxis] <= side).all()


def test_of_a_small_picture_with_a_box_the_crop_is_about_it():
    boxes = no_boxes(4000)
    boxes[::2] = [[0.5, 0.2], [0.1, 0.4]]
    changes = draw_changes(np.ones(4000, bool), boxes, 64, 0.5, np.random.default_rng(5))

    about = (changes.background >= 0) & (np.arange(4000) % 2 == 0)
    begins, lengths = changes.windows[about].transpose(2, 0, 1)
    assert (lengths[:, 0] == lengths[:, 1]).all()
    assert (lengths.min(), lengths.max()) == (pytest.approx(0.4, abs=0.01), pytest.approx(0.56, abs=0.01))
    assert (begins >= 0).all()
    assert (begins + lengths <= 1 + 1e-9).all()
    assert (begins <= [0.5, 0.1]).all()
    assert (begins + lengths >= np.array([0.7, 0.5]) - 1e-9).all()
    rest = changes.windows[~about, :, 1]
    assert rest.prod(axis=1).min() > 0.34  # large ones are cropped as any other


def test_a_crop_about_a_box_at_a_border_ends_at_the_border():
    boxes = np.tile([[0.0, 0.4], [0.6, 0.4]], (3000, 1, 1))
    changes = draw_changes(np.ones(3000, bool), boxes, 64, 0.5, np.random.default_rng(5))

    begins, lengths = changes.windows[changes.background >= 0].transpose(2, 0, 1)
    np.testing.assert_allclose(begins[:, 0], 0)
    np.testing.assert_allclose((begins + lengths)[:, 1], 1)


@pytest.mark.parametrize("begin", [0.0, 0.2, 0.4])
def test_a_crop_that_is_longer_than_the_picture_has_all_of_it(begin):
    boxes = np.tile([[0.0, 1.0], [begin, 0.6]], (3000, 1, 1))
    changes = draw_changes(np.ones(3000, bool), boxes, 64, 0.5, np.random.default_rng(5))

    begins, lengths = changes.windows[changes.background >= 0].transpose(2, 0, 1)
    assert (begins <= 0).all()
    assert (begins + lengths >= 1 - 1e-9).all()
    np.testing.assert_allclose((begins + lengths / 2)[:, 0], 0.5)


def test_windows_have_areas_from_a_third_to_a_little_more_than_all():
    windows = draw_changes(np.zeros(3000, bool), no_boxes(3000), 64, 0.2, np.random.default_rng(5)).windows
    lengths = windows[:, :, 1]

    areas = lengths.prod(axis=1)
    assert areas.min() == pytest.approx(0.35, abs=0.01)
    assert areas.max() == pytest.approx(1.1, abs=0.01)
    # A window within the picture ends within it; one that is longer begins before it or ends behind it.
    inside = lengths <= 1
    ends = windows.sum(axis=2)
    assert (windows[:, :, 0][inside] >= 0).all()
    assert (ends[inside] <= 1).all()
    assert (windows[:, :, 0][~inside] <= 0).all()
    assert (ends[~inside] >= 1).all()


def test_changes_are_a_function_of_the_stream():
    nine = np.ones(9, bool), no_boxes(9), 64, 0.2
    one, same, other = (draw_changes(*nine, np.random.default_rng(seed)) for seed in (1, 1, 2))

    np.testing.assert_array_equal(one.windows, same.windows)
    np.testing.assert_array_equal(one.gains, same.gains)
    assert not np.array_equal(one.windows, other.windows)
