"""The memory that a network takes, estimated from above."""

from __future__ import annotations

from engine.vision.network import Architecture

_FLOAT_BYTES = 4
# Arrays of the size of the parameters in a step: values, their copy, gradients, and as many again for each option.
_PARAMETER_COPIES = 8
# The scratch memory of all threads, and the few pictures that are answered at once.
_SCRATCH_BYTES = 200_000_000


def training_bytes(architecture: Architecture, picture_shape: tuple[int, int], batch: int) -> int:
    """The memory of a step on `batch` pictures of (height, width)."""
    values = architecture.channels * _places(picture_shape)
    size, channels = picture_shape, architecture.channels
    for block in architecture.blocks:
        # The gradient with respect to the input; input of the normalization, output, choices of the pooling.
        values += channels * _places(size)
        size, channels = block.output_size(*size), block.channels
        values += 3 * channels * _places(size)
    # The gradient with respect to the last output.
    values += channels * _places(size)
    parameters = _PARAMETER_COPIES * architecture.size()
    return _FLOAT_BYTES * (values * batch + parameters) + _SCRATCH_BYTES


def prediction_bytes(architecture: Architecture, pictures: int) -> int:
    """The memory to answer `pictures` and inspect their maps."""
    units = sum(block.channels for block in architecture.blocks)
    return _FLOAT_BYTES * (2 * architecture.size() + 4 * units * pictures) + _SCRATCH_BYTES


def _places(size: tuple[int, int]) -> int:
    # With the border of zeros.
    return (size[0] + 2) * (size[1] + 2)
