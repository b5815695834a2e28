"""A block against the literal functions and against numerical gradients, in both directions."""

import numpy as np
import pytest

from engine.vision.block import EPSILON, Block, BlockSpec
from engine.vision.convolution import interior, pad, team
from tests.support.literal_convolution import conv_forward, pool_forward
from tests.support.numerical_gradient import numerical_gradient, relative_error

# The first four convolve by patches, the others by tiles.
KINDS = [
    (BlockSpec(4), 2),
    (BlockSpec(4, stride=2), 2),
    (BlockSpec(4, pool=True), 2),
    (BlockSpec(4, stride=2, pool=True), 2),
    (BlockSpec(3), 16),
    (BlockSpec(3, pool=True), 16),
]


def make_block(spec, channels, dtype=np.float64):
    stream = np.random.default_rng(4)
    W = stream.standard_normal((3, 3, channels, spec.channels)).astype(dtype)
    shift = stream.standard_normal(spec.channels).astype(dtype)
    return Block(spec, W, shift, np.empty_like(W), np.empty_like(shift))


def random_pictures(count, side, channels, seed=6):
    return np.random.default_rng(seed).standard_normal((count, side, side + 1, channels))


def literal_block(spec, pictures, W, shift):
    """The block in the words of the notebook."""
    Y = conv_forward(pictures, W, spec.stride)
    if spec.pool:
        Y = pool_forward(Y)
    normalized = (Y - Y.mean(axis=(0, 1, 2))) / np.sqrt(Y.var(axis=(0, 1, 2)) + EPSILON)
    return np.maximum(0, normalized + shift)


@pytest.mark.parametrize(("spec", "channels"), KINDS)
@pytest.mark.parametrize("side", [4, 7])
def test_forward_equals_the_literal_functions_within_a_border_of_zeros(spec, channels, side, exact_members):
    block, pictures = make_block(spec, channels), random_pictures(2, side, channels)

    A = block.forward(pad(pictures), exact_members)

    np.testing.assert_allclose(interior(A), literal_block(spec, pictures, block.W, block.shift), rtol=0, atol=1e-10)
    assert np.abs(A).sum() == pytest.approx(np.abs(interior(A)).sum())
    assert interior(A).shape[1:3] == spec.output_size(side, side + 1)


@pytest.mark.parametrize(("spec", "channels"), KINDS)
def test_the_gradients_are_the_numerical_ones(spec, channels, exact_members):
    block, pictures = make_block(spec, channels), random_pictures(1, 4, channels)
    W, shift = block.W.copy(), block.shift.copy()
    dA = np.random.default_rng(8).standard_normal(interior(block.forward(pad(pictures), exact_members)).shape)

    d_pictures = block.backward(dA.copy(), exact_members)

    def cost(pictures, W, shift):
        return float(np.sum(interior(Block(spec, W, shift, W, shift).forward(pad(pictures), exact_members)) * dA))

    dW = block.dW.copy()
    assert relative_error(d_pictures, numerical_gradient(lambda P: cost(P, W, shift), pictures)) < 1e-6
    assert relative_error(dW, numerical_gradient(lambda W: cost(pictures, W, shift), W)) < 1e-6
    assert relative_error(block.d_shift, numerical_gradient(lambda b: cost(pictures, W, b), shift)) < 1e-6
    block.forward(pad(pictures), exact_members)
    block.backward(dA.copy(), exact_members, needs_d_input=False)
    np.testing.assert_allclose(block.dW, dW, rtol=0, atol=1e-10)


@pytest.mark.parametrize("channels", [2, 16])
def test_batches_of_several_chunks_and_of_other_sizes_are_whole(channels, exact_members):
    spec = BlockSpec(3, pool=True)
    block = make_block(spec, channels)
    for count, side in ((35, 4), (3, 4), (35, 4), (17, 6)):
        pictures = random_pictures(count, side, channels)

        A = interior(block.forward(pad(pictures), exact_members))

        np.testing.assert_allclose(A, literal_block(spec, pictures, block.W, block.shift), rtol=0, atol=1e-10)
        assert block.backward(np.ones_like(A), exact_members).shape == pictures.shape


def test_a_constant_channel_is_no_division_by_zero(exact_members):
    block = make_block(BlockSpec(4), 2)
    block.W[...] = 0

    A = interior(block.forward(pad(random_pictures(2, 4, 2)), exact_members))

    np.testing.assert_array_equal(A, np.broadcast_to(np.maximum(block.shift, 0), A.shape))


@pytest.mark.parametrize("channels", [2, 16])
def test_the_result_does_not_depend_on_the_number_of_threads(channels):
    results = []
    pictures = random_pictures(150, 6, channels).astype(np.float32)
    for threads in (1, 3):
        with team(threads) as members:
            block = make_block(BlockSpec(4, pool=True), channels, np.float32)
            A = block.forward(pad(pictures), members)
            results.append((A, block.backward(np.array(interior(A)), members), block.dW, block.d_shift))

    for one, other in zip(*results, strict=True):
        np.testing.assert_array_equal(one, other)
