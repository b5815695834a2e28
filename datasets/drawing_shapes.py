"""Shapes as lists of polygons, the frames they are placed by, colors and smooth fields.

Local coordinates run right and down. A shape is a list of (n, 2) arrays; several polygons mean their union.
A color is an array of three numbers between 0 and 1.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np
from PIL import Image

SIZE = 64
"""Side of a finished picture, in pixels."""

SCALE = 4
"""The factor by which pictures are drawn larger than they end up."""

SIDE = SIZE * SCALE
"""Side of the sheet that is drawn on, in pixels."""

Shape = list[np.ndarray]

_CIRCLE = np.stack([np.cos(np.arange(40) * np.pi / 20), np.sin(np.arange(40) * np.pi / 20)], axis=1)


@dataclass(frozen=True)
class Frame:
    """A place on the sheet: where a local origin lies, and what a local step to the right and down becomes."""

    origin: np.ndarray
    matrix: np.ndarray

    @classmethod
    def at(cls, x: float, y: float, size: float, angle: float = 0.0, flip: bool = False) -> Frame:
        """The frame at `x`, `y`, one unit being `size` long, all in sides of the picture; `angle` in degrees."""
        return SHEET.inner(x, y, size, angle, flip)

    def inner(self, x: float, y: float, size: float = 1.0, angle: float = 0.0, flip: bool = False) -> Frame:
        """A frame within this one, placed by this one's coordinates."""
        turn = np.deg2rad(angle)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        mirror = np.array([-1.0 if flip else 1.0, 1.0])
        return Frame(self.place(np.array([x, y])), self.matrix @ rotation * mirror * size)

    def place(self, points: np.ndarray) -> np.ndarray:
        """Local points (n, 2) as pixels of the sheet."""
        return points @ self.matrix.T + self.origin

    def locate(self, box: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
        """The local coordinates of the pixels in `box` (left, top, right, bottom): two arrays (height, width)."""
        rows, columns = np.mgrid[box[1] : box[3], box[0] : box[2]]
        offsets = np.stack([columns - self.origin[0], rows - self.origin[1]], axis=-1)
        local = offsets @ np.linalg.inv(self.matrix).T
        return local[..., 0], local[..., 1]


SHEET = Frame(np.zeros(2), np.eye(2) * SIDE)
"""The whole picture as the unit square."""


def oval(x: float, y: float, across: float, down: float, angle: float = 0.0) -> Shape:
    """An ellipse by its center and its two half axes."""
    tilt = np.deg2rad(angle)
    rotation = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    return [(_CIRCLE * (across, down)) @ rotation + (x, y)]


def polygon(*corners: tuple[float, float]) -> Shape:
    """Straight sides through the corners."""
    return [np.array(corners, dtype=float)]


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """An upright rectangle."""
    return polygon((left, top), (right, top), (right, bottom), (left, bottom))


def blob(*corners: tuple[float, float]) -> Shape:
    """A closed smooth outline through the corners (Catmull-Rom)."""
    points = np.array(corners, dtype=float)
    around = np.concatenate([points[-1:], points, points[:2]])
    return [_spline(around)]


def mirrored(*corners: tuple[float, float]) -> Shape:
    """A closed smooth outline, its right half given from top to bottom and mirrored at x = 0."""
    left = [(-x, y) for x, y in reversed(corners) if x != 0]
    return blob(*corners, *left)


def curve(*corners: tuple[float, float]) -> np.ndarray:
    """Points (n, 2) along an open smooth line through the corners."""
    points = np.array(corners, dtype=float)
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    return _spline(np.concatenate([before[None], points, after[None]]))


def ribbon(line: np.ndarray, start: float, end: float) -> Shape:
    """A round-ended stroke along `line` (n, 2) whose half width runs from `start` to `end`."""
    widths = np.linspace(start, end, len(line))
    return [part for (x, y), width in zip(line, widths, strict=True) for part in oval(x, y, width, width)]


def _spline(points: np.ndarray, steps: int = 10) -> np.ndarray:
    p0, p1, p2, p3 = points[:-3], points[1:-2], points[2:-1], points[3:]
    t = (np.arange(steps + 1) / steps)[:, None, None]
    pieces = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return np.concatenate([pieces[:-1].transpose(1, 0, 2).reshape(-1, 2), pieces[-1, -1:]])


def hsv(hue: float, saturation: float, value: float) -> np.ndarray:
    """A color by hue (in turns), saturation and value."""
    return np.array(colorsys.hsv_to_rgb(hue % 1, float(np.clip(saturation, 0, 1)), float(np.clip(value, 0, 1))))


def mix(first: np.ndarray, second: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """From `first` to `second` by `share`; an array of shares (h, w) gives colors (h, w, 3)."""
    share = np.asarray(share)[..., None]
    return np.asarray(first) * (1 - share) + np.asarray(second) * share


def ramp(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, a smooth step between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def clouds(rng: np.random.RandomState, cells: int) -> np.ndarray:
    """A smooth random field (SIDE, SIDE) between about -1 and 1, with `cells` hills a side."""
    grid = rng.uniform(-1, 1, (cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(grid).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
