"""A block against the literal functions and against numerical gradients, in both directions."""

import numpy as np
import pytest

from engine.vision.block import (
    EPSILON,
    BatchStatistics,
    Block,
    BlockSpec,
    gradient_factors,
    normalize,
    normalize_backward,
    rows_of,
    statistics,
    sums,
)
from engine.vision.convolution import interior, pad, team
from engine.vision.literal import conv_forward, pool_forward
from tests.support.numerical_gradient import numerical_gradient, relative_error

SPECS = [BlockSpec(4), BlockSpec(4, stride=2), BlockSpec(4, pool=True), BlockSpec(4, stride=2, pool=True)]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("side", [6, 7])
def test_the_size_of_the_output_is_known_before(spec, side, members):
    A = make_block(spec).forward(pad(random_pictures(1, side)), members)

    assert interior(A).shape[1:3] == spec.output_size(side, side + 1)


@pytest.fixture
def members():
    with team(2, np.float64) as members:
        yield members


def make_block(spec, channels=2):
    stream = np.random.default_rng(4)
    W, shift = stream.standard_normal((3, 3, channels, spec.channels)), stream.standard_normal(spec.channels)
    return Block(spec, W, shift, np.empty_like(W), np.empty_like(shift))


def random_pictures(count=2, side=7):
    return np.random.default_rng(6).standard_normal((count, side, side + 1, 2))


def literal_block(spec, pictures, W, shift):
    """The block in the words of the notebook."""
    Y, _ = conv_forward(pictures, W, np.zeros((1, 1, 1, spec.channels)), {"stride": spec.stride, "pad": 1})
    if spec.pool:
        Y, _ = pool_forward(Y, {"f": 2, "stride": 2})
    normalized = (Y - Y.mean(axis=(0, 1, 2))) / np.sqrt(Y.var(axis=(0, 1, 2)) + EPSILON)
    return np.maximum(0, normalized + shift)


@pytest.mark.parametrize("spec", SPECS)
def test_forward_equals_the_literal_functions_within_a_border_of_zeros(spec, members):
    block, pictures = make_block(spec), random_pictures()

    A = block.forward(pad(pictures), members)

    np.testing.assert_allclose(interior(A), literal_block(spec, pictures, block.W, block.shift), rtol=0, atol=1e-10)
    assert np.abs(A).sum() == pytest.approx(np.abs(interior(A)).sum())


@pytest.mark.parametrize("spec", SPECS)
def test_the_gradients_are_the_numerical_ones(spec, members):
    block, pictures = make_block(spec), random_pictures(side=6)
    W, shift = block.W.copy(), block.shift.copy()
    dA = np.random.default_rng(8).standard_normal(interior(block.forward(pad(pictures), members)).shape)

    d_pictures = block.backward(dA.copy(), members)

    def cost(pictures, W, shift):
        return float(np.sum(interior(Block(spec, W, shift, W, shift).forward(pad(pictures), members)) * dA))

    assert relative_error(d_pictures, numerical_gradient(lambda P: cost(P, W, shift), pictures)) < 1e-6
    assert relative_error(block.dW, numerical_gradient(lambda W: cost(pictures, W, shift), W)) < 1e-6
    assert relative_error(block.d_shift, numerical_gradient(lambda b: cost(pictures, W, b), shift)) < 1e-6


@pytest.mark.parametrize("spec", SPECS)
def test_the_gradient_of_the_filters_is_the_same_without_that_of_the_input(spec, members):
    block, padded = make_block(spec), pad(random_pictures())
    dA = np.random.default_rng(8).standard_normal(interior(block.forward(padded, members)).shape)
    block.backward(dA.copy(), members)
    expected = block.dW.copy()
    block.forward(padded, members)

    block.backward(dA.copy(), members, needs_d_input=False)

    np.testing.assert_allclose(block.dW, expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("pool", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize("side", [4, pytest.param(6, marks=pytest.mark.slow)])
def test_many_channels_and_even_sides_make_no_difference(pool, side, members):
    # They are convolved by large tiles, or by tiles.
    spec = BlockSpec(3, pool=pool)
    stream = np.random.default_rng(4)
    W, shift = stream.standard_normal((3, 3, 16, 3)), stream.standard_normal(3)
    block = Block(spec, W, shift, np.empty_like(W), np.empty_like(shift))
    pictures = stream.standard_normal((1, side, side, 16))
    A = interior(block.forward(pad(pictures), members))
    dA = stream.standard_normal(A.shape)

    d_pictures = block.backward(dA.copy(), members)

    def cost(pictures):
        return float(np.sum(interior(Block(spec, W, shift, W, shift).forward(pad(pictures), members)) * dA))

    np.testing.assert_allclose(A, literal_block(spec, pictures, W, shift), rtol=0, atol=1e-10)
    assert relative_error(d_pictures, numerical_gradient(cost, pictures)) < 1e-6


def test_batches_of_several_chunks_and_of_other_sizes_are_whole(members):
    # 16 pictures are a chunk.
    spec = BlockSpec(4, pool=True)
    block = make_block(spec)
    for count, side in ((35, 4), (3, 4), (35, 4), (17, 6)):
        pictures = random_pictures(count, side)

        A = interior(block.forward(pad(pictures), members))

        np.testing.assert_allclose(A, literal_block(spec, pictures, block.W, block.shift), rtol=0, atol=1e-10)
        assert block.backward(np.ones_like(A), members).shape == pictures.shape


@pytest.mark.slow
def test_batches_of_several_chunks_by_large_tiles_are_whole(members):
    stream, spec = np.random.default_rng(4), BlockSpec(3, pool=True)
    W, shift = stream.standard_normal((3, 3, 16, 3)), stream.standard_normal(3)
    block = Block(spec, W, shift, np.empty_like(W), np.empty_like(shift))
    for count, side in ((70, 8), (3, 8), (70, 8), (37, 4)):
        pictures = stream.standard_normal((count, side, side, 16))

        A = interior(block.forward(pad(pictures), members))

        np.testing.assert_allclose(A, literal_block(spec, pictures, W, shift), rtol=0, atol=1e-10)
        assert block.backward(np.ones_like(A), members).shape == pictures.shape


@pytest.mark.parametrize("side", [8, 6])
def test_the_result_does_not_depend_on_the_number_of_threads(side):
    results = []
    stream = np.random.default_rng(4)
    W, shift = stream.standard_normal((3, 3, 16, 4), np.float32), stream.standard_normal(4, np.float32)
    pictures = stream.standard_normal((150, side, side, 16), np.float32)
    for threads in (1, 3):
        with team(threads) as members:
            block = Block(BlockSpec(4, pool=True), W, shift, np.empty_like(W), np.empty_like(shift))
            A = block.forward(pad(pictures), members)
            dA = block.backward(np.array(interior(A)), members)
            results.append((A, dA, block.dW, block.d_shift))

    for one, other in zip(*results, strict=True):
        np.testing.assert_array_equal(one, other)


SHAPE = (2, 3, 4, 5)
PLACES = 2 * 3 * 4


def random_outputs(seed=1):
    return 2 + 3 * np.random.default_rng(seed).standard_normal(SHAPE)


def test_the_statistics_are_those_of_all_places_of_each_channel():
    Y = random_outputs()

    mean, variance = statistics(sums(Y, Y), PLACES)

    np.testing.assert_allclose(mean, Y.mean(axis=(0, 1, 2)), atol=1e-12)
    np.testing.assert_allclose(variance, Y.var(axis=(0, 1, 2)), atol=1e-12)


def test_the_deviation_of_a_constant_channel_is_not_zero():
    batch = BatchStatistics(np.zeros(1), np.zeros(1))

    assert batch.inverse_deviation == 1 / np.sqrt(EPSILON)


def test_rows_of_a_padded_picture_are_views():
    padded = np.zeros((2, 5, 6, 3))

    rows_of(padded[:, 1:-1, 1:-1])[...] = 1

    assert padded.sum() == 2 * 3 * 4 * 3
    assert padded[:, 0].sum() == padded[:, :, 0].sum() == 0


def test_normalizing_scales_shifts_and_cuts_below_zero():
    Y, factor, offset = random_outputs(), np.arange(1.0, 6.0), np.array([-3.0, 0, 1, 2, 3])
    out = np.zeros((2, 5, 6, 5))

    normalize(Y, factor, offset, out[:, 1:-1, 1:-1])

    np.testing.assert_allclose(out[:, 1:-1, 1:-1], np.maximum(0, Y * factor + offset))


def test_the_gradient_goes_through_the_statistics_as_well():
    Y, dZ = random_outputs(), np.random.default_rng(2).standard_normal(SHAPE)

    def cost(Y):
        batch = statistics(sums(Y, Y), PLACES)
        return float(np.sum((Y - batch.mean) * batch.inverse_deviation * dZ))

    factors = gradient_factors(sums(dZ, Y), statistics(sums(Y, Y), PLACES), PLACES)
    found = np.empty(SHAPE)
    normalize_backward(dZ, Y.copy(), factors, found)

    assert relative_error(found, numerical_gradient(cost, Y)) < 1e-7
