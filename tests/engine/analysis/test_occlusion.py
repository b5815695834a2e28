"""The occlusion map: where a picture speaks for a class, seen by covering it."""

import numpy as np
import pytest

from engine.analysis.occlusion import Occlusion


def black_with_a_white(*pixels, shape=(32, 48)):
    picture = np.zeros((*shape, 3), np.uint8)
    for row, column in pixels:
        picture[row, column] = 255
    return picture


def test_only_what_the_logit_depends_on_changes_it():
    occlusion = Occlusion(black_with_a_white((10, 20)))

    found = occlusion.make_map(occlusion.pictures[:, 10, 20, 0] / 255.0)

    assert found.logit == 1.0
    assert found.patch == 8
    # All patches that cover this pixel change it; nothing that cannot be covered together with it matters.
    assert found.changes[10, 20] == pytest.approx(1.0)
    assert found.changes.max() == found.changes[10, 20]
    assert not found.changes[:, 20 + 8 :].any()
    assert not found.changes[10 + 8 :].any()


@pytest.mark.parametrize("shape", [(64, 64), (32, 96), (96, 32)])
@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_what_lies_in_a_corner_shows_in_that_corner(shape, corner):
    occlusion = Occlusion(black_with_a_white(corner, shape=shape))

    changes = occlusion.make_map(occlusion.pictures.sum(axis=(1, 2, 3)).astype(float)).changes

    assert changes.shape == shape
    assert changes[corner] == changes.max() > 0
    assert changes.min() == 0


@pytest.mark.parametrize("shape", [(64, 64), (7, 10), (1, 1), (3, 40)])
def test_every_pixel_is_covered_whatever_the_size(shape):
    occlusion = Occlusion(np.full((*shape, 3), 255, np.uint8))
    is_covered = np.ones(len(occlusion.pictures))
    is_covered[-1] = 0

    np.testing.assert_allclose(occlusion.make_map(-is_covered).changes, 1.0)


def test_the_patch_has_the_mean_color_and_the_last_picture_is_the_whole_one():
    picture = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    covered, *_, whole = Occlusion(picture).pictures

    assert (covered[:4, :4] == np.rint(picture.mean(axis=(0, 1)))).all()
    np.testing.assert_array_equal(covered[4:], picture[4:])
    np.testing.assert_array_equal(whole, picture)
