"""Flips and shifts of training pictures, drawn anew for each iteration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.random_streams import Purpose, stream_of
from engine.typing import Indices


@dataclass(frozen=True, slots=True)
class _Altered:
    """Flips and shifts as they are drawn for one iteration."""

    config: TrainingConfig
    iteration: int

    def __call__(self, chosen: Examples) -> Examples:
        assert chosen.picture_shape is not None
        height, width = chosen.picture_shape
        columns, rows = self._places(chosen.count, width, height)
        pictures = chosen.rows.reshape(chosen.count, height, width, -1)
        each = np.arange(chosen.count)[:, np.newaxis, np.newaxis]
        altered = pictures[each, rows[:, :, np.newaxis], columns[:, np.newaxis]]
        return Examples(altered.reshape(chosen.rows.shape), chosen.scale, chosen.Y, chosen.picture_shape)

    def _places(self, count: int, width: int, height: int) -> tuple[Indices, Indices]:
        """Where the pixels of each picture come from: columns (count, width) and rows (count, height)."""
        columns, rows = np.tile(np.arange(width), (count, 1)), np.tile(np.arange(height), (count, 1))
        if self.config.flips:
            flipped = stream_of(self.config.seed, Purpose.FLIPS, self.iteration).random(count) < 0.5
            columns[flipped] = columns[flipped, ::-1]
        if self.config.shifts:
            draws = stream_of(self.config.seed, Purpose.SHIFTS, self.iteration)
            across, down = draws.integers(-self.config.shifts, self.config.shifts, (2, count, 1), endpoint=True)
            # What comes in from outside repeats the edge.
            columns = np.take_along_axis(columns, np.clip(np.arange(width) - across, 0, width - 1), axis=1)
            rows = np.clip(rows - down, 0, height - 1)
        return columns, rows
