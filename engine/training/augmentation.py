"""Flips and shifts of training pictures, drawn anew for each iteration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.random_streams import RandomStream, random_generator
from engine.typing import Indices


@dataclass(frozen=True, slots=True)
class _FlipsAndShifts:
    """Flips and shifts as they are drawn for one iteration."""

    config: TrainingConfig
    iteration: int

    def __call__(self, subset: Examples) -> Examples:
        assert subset.picture_shape is not None
        height, width = subset.picture_shape
        columns, rows = self._places(subset.count, width, height)
        pictures = subset.rows.reshape(subset.count, height, width, -1)
        each = np.arange(subset.count)[:, np.newaxis, np.newaxis]
        augmented = pictures[each, rows[:, :, np.newaxis], columns[:, np.newaxis]]
        return Examples(augmented.reshape(subset.rows.shape), subset.scale, subset.Y, subset.picture_shape)

    def _places(self, count: int, width: int, height: int) -> tuple[Indices, Indices]:
        """Where the pixels of each picture come from: columns (count, width) and rows (count, height)."""
        columns, rows = np.tile(np.arange(width), (count, 1)), np.tile(np.arange(height), (count, 1))
        if self.config.flips:
            flipped = random_generator(self.config.seed, RandomStream.FLIPS, self.iteration).random(count) < 0.5
            columns[flipped] = columns[flipped, ::-1]
        if self.config.shifts:
            draws = random_generator(self.config.seed, RandomStream.SHIFTS, self.iteration)
            across, down = draws.integers(-self.config.shifts, self.config.shifts, (2, count, 1), endpoint=True)
            # What comes in from outside repeats the edge.
            columns = np.take_along_axis(columns, np.clip(np.arange(width) - across, 0, width - 1), axis=1)
            rows = np.clip(rows - down, 0, height - 1)
        return columns, rows
