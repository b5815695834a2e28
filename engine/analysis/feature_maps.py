"""The channels of a convolutional network: its first filters, and the pictures that activate them most.

The activation of a channel by a picture is the largest value of its map. It depends on the receptive field of the place
where it is reached, not on the rest of the picture.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.analysis.inspection import UnitActivity, top_examples, weight_pictures
from engine.nn.propagation import no_warnings
from engine.progress import UNOBSERVED, Work
from engine.system.threads import threads_for
from engine.typing import Indices, Pixels
from engine.vision.block import BlockSpec
from engine.vision.convolution import Floats, team
from engine.vision.network import FoldedNetwork

# The pictures between two reports of progress, where the work can be cancelled: about half a second's.
_PICTURES_AT_ONCE = 128


def filter_pictures(network: FoldedNetwork) -> Pixels:
    """The filters of the first block as pictures, scaled as `weight_pictures`: (channels, 3, 3, 3)."""
    W = network.parameters["W1"].astype(np.float64)
    return weight_pictures(np.moveaxis(W, 3, 0).reshape(W.shape[3], -1), (W.shape[0], W.shape[1]))


def channel_activity(network: FoldedNetwork, pictures: Pixels, work: Work = UNOBSERVED) -> list[UnitActivity]:
    """The activity of the channels of each block on `pictures` (m, height, width, 3), of which there is at least one.

    It reports pictures to `work`.
    """
    blocks = network.architecture.blocks
    maxima = [np.empty((len(pictures), block.channels)) for block in blocks]
    places = [np.empty((len(pictures), block.channels), np.int64) for block in blocks]
    with no_warnings(), team(threads_for(len(pictures)), network.dtype) as members:
        for begin in range(0, len(pictures), _PICTURES_AT_ONCE):
            part = slice(begin, min(begin + _PICTURES_AT_ONCE, len(pictures)))

            def use(some: slice, outputs: list[Floats], part: slice = part) -> None:
                for index, A in enumerate(outputs):
                    maxima[index][part][some], places[index][part][some] = _maxima(A)

            network.for_some(pictures[part], members, use)
            work.report(part.stop, len(pictures))
    size, found = pictures.shape[1:3], []
    for number, block in enumerate(blocks, 1):
        size = block.output_size(*size)
        top = top_examples(maxima[number - 1].T)
        top_places = np.take_along_axis(places[number - 1].T, top.indices, axis=1)
        rows_and_columns = np.stack(np.divmod(top_places, size[1]), axis=-1)
        regions = receptive_fields(blocks[:number], rows_and_columns, pictures.shape[1:3])
        active_counts = np.count_nonzero(maxima[number - 1] > 0, axis=0)
        found.append(UnitActivity(active_counts, replace(top, regions=regions), len(pictures)))
    return found


def _maxima(A: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The largest value of each map in A (m, height, width, channels), and its place in a flat map: (m, channels)."""
    # The values of a map beside each other in memory are searched several times as fast.
    maps = np.ascontiguousarray(np.moveaxis(A, 3, 1)).reshape(len(A), A.shape[3], -1)
    places = maps.argmax(axis=2)
    return np.take_along_axis(maps, places[..., np.newaxis], axis=2)[..., 0], places


def receptive_fields(blocks: tuple[BlockSpec, ...], places: Indices, picture_shape: tuple[int, ...]) -> Indices:
    """The part of the picture on which the output of the last of `blocks` depends at places (..., 2), row and column.

    It is given by its top, left, bottom and right in pixels, the last two not included: (..., 4).
    """
    # The field of a place i is offset + step i .. offset + step i + side.
    offset, step, side = 0, 1, 1
    for block in blocks:
        offset, side, step = offset - step, side + 2 * step, step * block.stride
        if block.pool:
            side, step = side + step, 2 * step
    begin = offset + step * places
    return np.concatenate([np.maximum(begin, 0), np.minimum(begin + side, picture_shape)], axis=-1)
