"""Augmentation: flips and shifts of training pictures, drawn anew for each iteration."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.training.random_streams import RandomStream, random_generator
from engine.typing import Indices


def flip_and_shift(
    rows: NDArray[Any], picture_shape: tuple[int, int], flips: bool, shifts: int, seed: int, iteration: int
) -> NDArray[Any]:
    """The pictures `rows` (m, features), flipped and shifted for one iteration.

    `picture_shape` is their height and width. With `flips`, each is mirrored left to right with probability 1/2. Each
    is moved by up to `shifts` pixels along both axes, with its edge repeated in the gap.
    """
    height, width = picture_shape
    source_columns, source_rows = draw_pixel_sources(len(rows), picture_shape, flips, shifts, seed, iteration)
    pictures = rows.reshape(len(rows), height, width, -1)
    each = np.arange(len(rows))[:, np.newaxis, np.newaxis]
    return pictures[each, source_rows[:, :, np.newaxis], source_columns[:, np.newaxis]].reshape(rows.shape)


def draw_pixel_sources(
    count: int, picture_shape: tuple[int, int], flips: bool, shifts: int, seed: int, iteration: int
) -> tuple[Indices, Indices]:
    """The source of each pixel of `count` pictures: columns (count, width) and rows (count, height)."""
    height, width = picture_shape
    columns, rows = np.tile(np.arange(width), (count, 1)), np.tile(np.arange(height), (count, 1))
    if flips:
        flipped = random_generator(seed, RandomStream.FLIPS, iteration).random(count) < 0.5
        columns[flipped] = columns[flipped, ::-1]
    if shifts:
        draws = random_generator(seed, RandomStream.SHIFTS, iteration)
        across, down = draws.integers(-shifts, shifts, (2, count, 1), endpoint=True)
        # Clipping repeats the edge.
        columns = np.take_along_axis(columns, np.clip(np.arange(width) - across, 0, width - 1), axis=1)
        rows = np.clip(rows - down, 0, height - 1)
    return columns, rows
