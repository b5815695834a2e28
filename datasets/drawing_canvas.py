"""The sheet that a picture is drawn on: soft relief, fur, shadows, and the reduction to 64x64."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from drawing_shapes import SCALE, SHEET, SIDE, SIZE, Frame, Shape, clouds, ramp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Paint = np.ndarray | Callable[[np.ndarray, np.ndarray], np.ndarray]
"""One color, or a function from local coordinates (h, w), (h, w) to colors (h, w, 3)."""

Box = tuple[int, int, int, int]


class Canvas:
    """A sheet under one light, with the random numbers of one picture.

    Attributes: `rng`; `light`, the unit vector toward the light; `pixels`, float colors (SIDE, SIDE, 3).
    """

    def __init__(self, rng: np.random.RandomState) -> None:
        self.rng = rng
        turn = np.deg2rad(rng.uniform(205, 335))
        self.light = np.array([np.cos(turn), np.sin(turn)])
        self.pixels = np.full((SIDE, SIDE, 3), 0.5, dtype=np.float32)
        self._fuzz = 0.6 * clouds(rng, 90) + 0.5 * clouds(rng, 50)

    def fill(self, color: Paint) -> None:
        """Fill the whole sheet, without relief."""
        self.pixels[:] = self._colors(SHEET, color, (0, 0, SIDE, SIDE))

    def paint(
        self,
        frame: Frame,
        shape: Shape,
        color: Paint,
        *,
        relief: float = 0.3,
        fur: float = 0.0,
        soft: float = 0.0,
        alpha: float = 1.0,
        shadow: float = 0.0,
        inside: Image.Image | None = None,
    ) -> Image.Image:
        """Lay a shape on the sheet and return its stencil.

        `relief` rounds it under the light, `fur` frays its edge and grains its color, `soft` blurs its edge (in
        finished pixels), `shadow` darkens what lies beneath, `inside` keeps it within another stencil.
        """
        stencil = self.stencil(frame, shape, fur=fur, soft=soft)
        if inside is not None:
            stencil = ImageChops.multiply(stencil, inside)
        bounds = stencil.getbbox()
        if bounds is None:
            return stencil
        if shadow:
            self.shade(stencil, shadow, 1.5)
        colors = self._colors(frame, color, bounds)
        if fur:
            colors = colors * (1 + 0.13 * fur * _crop(self._fuzz, bounds))[..., None]
        if relief:
            colors = colors * self._relief(stencil, bounds, relief)[..., None]
        self._lay(stencil, bounds, colors, alpha)
        return stencil

    def stencil(self, frame: Frame, shape: Shape, *, fur: float = 0.0, soft: float = 0.0) -> Image.Image:
        """The shape as a gray picture (SIDE, SIDE): 255 inside."""
        stencil = Image.new("L", (SIDE, SIDE))
        pen = ImageDraw.Draw(stencil)
        for outline in shape:
            pen.polygon([tuple(point) for point in frame.place(outline).tolist()], fill=255)
        if fur:
            blurred = np.asarray(_blurred(stencil, 3), dtype=np.float32) / 255
            frayed = ramp(blurred + 0.3 * fur * self._fuzz * (blurred > 0.02), 0.3, 0.7)
            stencil = Image.fromarray((frayed * 255).astype(np.uint8))
        if soft:
            stencil = _blurred(stencil, soft * SCALE)
        return stencil

    def shade(self, stencil: Image.Image, strength: float, blur: float, shift: float = 1.0) -> None:
        """Darken the sheet under a stencil, blurred and moved away from the light (both in finished pixels)."""
        move = np.round(-self.light * shift * SCALE).astype(int).tolist()
        moved = Image.new("L", (SIDE, SIDE))
        moved.paste(stencil, tuple(move))
        dark = np.asarray(_blurred(moved, blur * SCALE), dtype=np.float32) / 255
        self.pixels *= (1 - strength * dark)[..., None]

    def ground_shadow(self, frame: Frame, shape: Shape, strength: float = 0.5, blur: float = 1.6) -> None:
        """The soft shadow of a thing that stands on the ground."""
        self.shade(self.stencil(frame, shape), strength, blur)

    def defocus(self, blur: float) -> None:
        """Blur the sheet so far by `blur` finished pixels, as a camera blurs the background."""
        sheet = Image.fromarray((np.clip(self.pixels, 0, 1) * 255).astype(np.uint8))
        self.pixels[:] = np.asarray(sheet.filter(ImageFilter.GaussianBlur(blur * SCALE)), dtype=np.float32) / 255

    def photograph(self) -> np.ndarray:
        """The finished picture, uint8 (SIZE, SIZE, 3): unevenly lit, tinted, reduced, with a little grain."""
        rng = self.rng
        down, right = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
        fall = 1 + rng.uniform(0.05, 0.4) * (right * self.light[0] + down * self.light[1])
        corners = 1 - rng.uniform(0, 0.5) * (right**2 + down**2)
        warmth = rng.normal(0, 0.035)
        tint = np.array([1 + warmth, 1.0, 1 - warmth]) * rng.uniform(0.88, 1.1)
        lit = self.pixels * (fall * corners)[..., None] * tint
        reduced = np.clip(lit.reshape(SIZE, SCALE, SIZE, SCALE, 3).mean(axis=(1, 3)), 0, None) ** rng.uniform(0.9, 1.12)
        # The same grain in all three channels, as in photos; the files are a fifth smaller with it.
        grain = rng.normal(0, 0.004, (SIZE, SIZE, 1))
        return np.clip((reduced + grain) * 255 + 0.5, 0, 255).astype(np.uint8)

    def _relief(self, stencil: Image.Image, bounds: Box, strength: float) -> np.ndarray:
        radius = max(2.0, 0.2 * min(bounds[2] - bounds[0], bounds[3] - bounds[1]))
        height = np.asarray(_blurred(stencil, radius), dtype=np.float32) / 255
        step = np.round(self.light * radius * 0.8).astype(int)
        facing = _crop(height, bounds, -step) - _crop(height, bounds, step)
        return 1 + strength * facing - 0.5 * strength * (1 - ramp(_crop(height, bounds), 0.3, 0.95))

    def _colors(self, frame: Frame, color: Paint, bounds: Box) -> np.ndarray:
        return color(*frame.locate(bounds)) if callable(color) else np.asarray(color, dtype=np.float32)

    def _lay(self, stencil: Image.Image, bounds: Box, colors: np.ndarray, alpha: float) -> None:
        share = alpha * np.asarray(stencil.crop(bounds), dtype=np.float32)[..., None] / 255
        area = self.pixels[bounds[1] : bounds[3], bounds[0] : bounds[2]]
        area += (colors - area) * share


def _crop(field: np.ndarray, bounds: Box, shift: np.ndarray | tuple[int, int] = (0, 0)) -> np.ndarray:
    rows = np.clip(np.arange(bounds[1], bounds[3]) + shift[1], 0, SIDE - 1)
    columns = np.clip(np.arange(bounds[0], bounds[2]) + shift[0], 0, SIDE - 1)
    return field[np.ix_(rows, columns)]


def _blurred(stencil: Image.Image, radius: float) -> Image.Image:
    # Only the part within reach of the blur: most shapes are far smaller than the sheet.
    bounds = stencil.getbbox()
    if bounds is None:
        return stencil
    reach = int(3 * radius) + 2
    left, top = max(0, bounds[0] - reach), max(0, bounds[1] - reach)
    part = stencil.crop((left, top, min(SIDE, bounds[2] + reach), min(SIDE, bounds[3] + reach)))
    sheet = Image.new("L", (SIDE, SIDE))
    sheet.paste(part.filter(ImageFilter.GaussianBlur(radius)), (left, top))
    return sheet
