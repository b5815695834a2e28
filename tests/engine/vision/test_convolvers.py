"""Both ways of convolving and pooling: which is taken, and that they give the same."""

import numpy as np
import pytest

from engine.vision.convolution import Scratch, pad
from engine.vision.convolvers import LargeTileConvolver, PatchConvolver, TileConvolver, make_convolver, runs


@pytest.mark.parametrize(
    ("shape", "stride", "expected"),
    [
        ((1, 8, 8, 16), 1, TileConvolver),
        ((1, 8, 8, 16), 2, PatchConvolver),
        ((1, 7, 8, 16), 1, PatchConvolver),
        ((1, 8, 7, 16), 1, PatchConvolver),
        ((1, 8, 8, 3), 1, PatchConvolver),
    ],
)
def test_tiles_are_for_even_sides_and_many_channels(shape, stride, expected):
    W = np.zeros((3, 3, shape[3], 2))

    assert type(make_convolver(pad(np.zeros(shape)), W, stride, pools=False)) is expected


@pytest.mark.parametrize(
    ("shape", "stride", "large_tiles", "expected"),
    [
        ((1, 8, 12, 16), 1, True, LargeTileConvolver),
        ((1, 8, 12, 16), 1, False, TileConvolver),
        ((1, 6, 12, 16), 1, True, TileConvolver),
        ((1, 8, 12, 3), 1, True, PatchConvolver),
        ((1, 8, 12, 16), 2, True, PatchConvolver),
    ],
)
def test_large_tiles_are_for_multiples_of_four_where_they_are_wanted(shape, stride, large_tiles, expected):
    W = np.zeros((3, 3, shape[3], 2))

    assert type(make_convolver(pad(np.zeros(shape)), W, stride, False, large_tiles)) is expected


@pytest.mark.parametrize("needs_d_input", [True, False])
@pytest.mark.parametrize("pools", [True, False])
def test_all_ways_give_the_same(pools, needs_d_input):
    stream, scratch = np.random.default_rng(3), Scratch(np.float64)
    padded, W = pad(stream.standard_normal((2, 4, 8, 3))), stream.standard_normal((3, 3, 3, 4))
    shape = (2, 2, 4, 4) if pools else (2, 4, 8, 4)
    dY, results = stream.standard_normal(shape), []
    for convolver in (PatchConvolver(W, 1, pools), TileConvolver(W, pools), LargeTileConvolver(W, pools)):
        convolver.prepare()
        Y, d_input = np.empty(shape), np.zeros((2, 4, 8, 3))
        kept = convolver.make_kept(padded)
        convolver.forward(padded, Y, kept, scratch)
        gradient = convolver.backward(padded, dY, kept, d_input if needs_d_input else None, scratch)
        assert gradient.shape == convolver.gradient_shape
        results.append((Y, d_input, convolver.filter_gradient(gradient)))

    for one, *others in zip(*results, strict=True):
        for other in others:
            np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_pooling_needs_no_memory_for_choices_without_a_way_back():
    padded, W = pad(np.random.default_rng(3).standard_normal((1, 4, 4, 2))), np.ones((3, 3, 2, 1))
    for convolver in (
        PatchConvolver(W, 1, pools=True),
        TileConvolver(W, pools=True),
        LargeTileConvolver(W, pools=True),
    ):
        convolver.prepare()
        Y = np.empty((1, 2, 2, 1))

        convolver.forward(padded, Y, None, Scratch(np.float64))

        assert Y.max() == pytest.approx(max(padded[0, i : i + 3, j : j + 3].sum() for i in range(4) for j in range(4)))


@pytest.mark.parametrize("side", [4, 32, 500])
def test_pictures_are_taken_a_few_at_once(side):
    padded = np.zeros((1, side + 2, side + 2, 16), np.float32)
    W = np.zeros((3, 3, 16, 32), np.float32)

    for convolver in (PatchConvolver(W, 1, pools=True), TileConvolver(W, pools=True)):
        at_once = convolver.pictures_at_once(padded)

        assert at_once >= 1
        assert at_once * side * side < 200_000 or at_once == 1
        found = runs(convolver, padded, slice(3, 3 + 2 * at_once + 1))
        assert len(found) == 3
        assert max(one.stop - one.start for one in found) <= at_once
        assert (found[0].start, found[-1].stop) == (3, 3 + 2 * at_once + 1)
        assert [one.start for one in found[1:]] == [one.stop for one in found[:-1]]


@pytest.mark.parametrize(("side", "expected"), [(64, 1), (32, 1), (16, 4), (8, 16), (4, 64)])
def test_large_tiles_are_taken_a_few_pictures_at_once_but_at_least_64(side, expected):
    convolver = LargeTileConvolver(np.zeros((3, 3, 16, 256), np.float32), pools=True)

    assert convolver.pictures_at_once(np.zeros((1, side + 2, side + 2, 16), np.float32)) == expected
