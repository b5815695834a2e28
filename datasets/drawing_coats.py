"""The colors of fur. Every paint works in the local coordinates of its part.

The body's unit is about half the animal, the head's is half its width with the face's middle at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from drawing_canvas import Paint
from drawing_shapes import hsv, mix, ramp

WHITE = np.array([0.95, 0.93, 0.9])


@dataclass(frozen=True)
class Coat:
    """The fur of one animal.

    Attributes: `base`, the main color; `marks`, the color of stripes, patches or points; `pale`, the color of chest
    and muzzle; `pattern`, a key of `PATTERNS`; `eyes` and `nose`, colors; `phase`, numbers that move the pattern.
    """

    base: np.ndarray
    marks: np.ndarray
    pale: np.ndarray
    pattern: str
    eyes: np.ndarray
    nose: np.ndarray
    phase: tuple[float, float, float]

    def body(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """The paint of trunk and haunches."""
        return PATTERNS[self.pattern][0](self, u, v)

    def head(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """The paint of the face."""
        return PATTERNS[self.pattern][1](self, u, v)

    @property
    def limb(self) -> Paint:
        """The paint of legs and tail."""
        return {"points": self.marks, "bicolor": self.base, "patches": self.body}.get(self.pattern, self.base * 0.96)

    @property
    def paw(self) -> np.ndarray:
        """The color of the feet."""
        return {"points": self.marks, "plain": self.base * 1.05}.get(self.pattern, self.pale)

    @property
    def ear(self) -> np.ndarray:
        """The color of the back of the ears."""
        return {"points": self.marks, "patches": self.marks}.get(self.pattern, self.base * 0.92)

    @property
    def bands(self) -> bool:
        """Whether legs and tail are ringed."""
        return self.pattern == "stripes"


def _waves(coat: Coat, u: np.ndarray, v: np.ndarray, pace: float) -> np.ndarray:
    first, second, third = coat.phase
    return np.sin(pace * u + first + 1.1 * np.sin(2.3 * v + second) + 0.5 * np.sin(4.7 * v + 2.1 * u + third))


def _patch(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    first, second, third = coat.phase
    hills = np.sin(3.1 * u + first) * np.sin(2.7 * v + second) + 0.6 * np.sin(4.1 * (u + v) + third)
    return ramp(hills, 0.05, 0.2)


def _plain(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return mix(coat.base, coat.base * 1.12, 0.5 + 0.5 * np.sin(2 * u + coat.phase[0]) * np.sin(3 * v))


def _striped_body(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    stripes = ramp(_waves(coat, u, v, 13.0), 0.0, 0.7)
    return mix(coat.base, coat.marks, 0.85 * stripes)


def _striped_head(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    crown = ramp(np.cos(11 * u + 0.7 * np.sin(5 * v)), 0.1, 0.7) * ramp(-v, 0.2, 0.4) * ramp(-np.abs(u), -0.75, -0.6)
    cheeks = ramp(np.sin(13 * v + 4 * np.abs(u) + coat.phase[0]), 0.2, 0.7) * ramp(np.abs(u), 0.55, 0.72)
    face = mix(coat.base, coat.marks, 0.9 * np.maximum(crown, cheeks))
    return mix(face, coat.pale, 0.8 * ramp(-np.hypot(u * 1.1, v - 0.55), -0.55, -0.25))


def _points_body(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return mix(coat.base, coat.marks, 0.3 * ramp(np.abs(u), 0.4, 1.1))


def _points_head(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return mix(coat.marks, coat.base, ramp(np.hypot(u, 0.9 * (v - 0.2)), 0.4, 0.95))


def _bicolor_head(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    blaze = ramp(0.1 + 0.75 * np.clip(v + 0.35, 0, 1) - np.abs(u + 0.1 * np.sin(coat.phase[0])), -0.05, 0.08)
    return mix(coat.base, coat.pale, blaze * ramp(v, -0.55, -0.3))


def _patched_body(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    first = mix(coat.pale, coat.base, _patch(coat, u, v))
    return mix(first, coat.marks, _patch(coat, v + 1.7, 0.9 * u - 0.6))


def _patched_head(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    side = ramp(u + 0.15 * np.sin(4 * v + coat.phase[0]), -0.02, 0.08)
    upper = ramp(-v + 0.35 * np.abs(u), -0.1, 0.05)
    return mix(coat.pale, mix(coat.base, coat.marks, side), upper)


def _spotted(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    first, second, third = coat.phase
    dots = np.sin(8.3 * u + first + np.sin(3 * v)) * np.sin(7.7 * v + second + np.sin(4 * u + third))
    return mix(coat.base, coat.marks, ramp(dots, 0.35, 0.5))


def _saddle(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return mix(coat.base, coat.marks, ramp(-v - 0.15 * np.cos(3 * u + coat.phase[0]), -0.2, 0.0))


def _masked_head(coat: Coat, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    crown = ramp(-v + 0.5 * np.abs(u) - 0.1, -0.2, 0.1) * ramp(np.abs(u), 0.08, 0.2)
    return mix(coat.base, coat.marks, crown)


PATTERNS = {
    "plain": (_plain, _plain),
    "stripes": (_striped_body, _striped_head),
    "points": (_points_body, _points_head),
    "bicolor": (_plain, _bicolor_head),
    "patches": (_patched_body, _patched_head),
    "spots": (_spotted, _spotted),
    "saddle": (_saddle, _masked_head),
}
"""By name: the paint of the body and that of the head."""

# name: pattern, and hue, saturation, value of base, marks and pale
_CATS = {
    "tabby": ("stripes", (0.085, 0.38, 0.58), (0.07, 0.5, 0.2), (0.09, 0.2, 0.82)),
    "ginger": ("stripes", (0.075, 0.62, 0.88), (0.055, 0.75, 0.6), (0.09, 0.2, 0.95)),
    "tuxedo": ("bicolor", (0.65, 0.1, 0.15), (0.65, 0.1, 0.1), (0.1, 0.03, 0.95)),
    "calico": ("patches", (0.07, 0.65, 0.8), (0.05, 0.3, 0.16), (0.1, 0.05, 0.95)),
    "siamese": ("points", (0.1, 0.2, 0.88), (0.07, 0.45, 0.22), (0.1, 0.15, 0.9)),
    "black": ("plain", (0.68, 0.12, 0.13), (0.6, 0.1, 0.1), (0.65, 0.1, 0.2)),
    "white": ("plain", (0.1, 0.04, 0.9), (0.1, 0.05, 0.8), (0.1, 0.02, 0.97)),
    "gray": ("plain", (0.6, 0.1, 0.5), (0.6, 0.1, 0.35), (0.6, 0.07, 0.62)),
    "silver": ("stripes", (0.6, 0.04, 0.7), (0.62, 0.1, 0.25), (0.1, 0.02, 0.93)),
    "cream": ("bicolor", (0.09, 0.4, 0.85), (0.08, 0.5, 0.7), (0.1, 0.03, 0.97)),
}
_DOGS = {
    "golden": ("plain", (0.095, 0.5, 0.82), (0.08, 0.6, 0.6), (0.1, 0.3, 0.92)),
    "chocolate": ("plain", (0.05, 0.55, 0.34), (0.05, 0.6, 0.2), (0.06, 0.45, 0.45)),
    "black": ("plain", (0.65, 0.08, 0.15), (0.06, 0.5, 0.4), (0.07, 0.4, 0.4)),
    "beagle": ("saddle", (0.07, 0.5, 0.7), (0.06, 0.4, 0.17), (0.1, 0.05, 0.95)),
    "dalmatian": ("spots", (0.1, 0.03, 0.93), (0.65, 0.1, 0.12), (0.1, 0.02, 0.96)),
    "white": ("plain", (0.1, 0.05, 0.9), (0.1, 0.1, 0.7), (0.1, 0.03, 0.97)),
    "husky": ("bicolor", (0.6, 0.1, 0.42), (0.6, 0.1, 0.3), (0.1, 0.02, 0.95)),
    "collie": ("bicolor", (0.06, 0.6, 0.55), (0.06, 0.5, 0.3), (0.1, 0.03, 0.95)),
}
CAT_COATS = (*_CATS, "tabby", "ginger", "ginger")
DOG_COATS = tuple(_DOGS)
"""The names that `cat_coat` and `dog_coat` know, the most frequent ones more than once."""

_CAT_EYES = ((0.2, 0.6, 0.8), (0.13, 0.75, 0.9), (0.33, 0.5, 0.75), (0.09, 0.8, 0.8), (0.25, 0.5, 0.85))


def cat_coat(rng: np.random.RandomState, name: str) -> Coat:
    """A cat's coat of this name, a little different each time."""
    eyes = hsv(0.57, 0.6, 0.92) if name == "siamese" else hsv(*_CAT_EYES[rng.randint(len(_CAT_EYES))])
    nose = hsv(0.0, 0.15, 0.2) if name in ("black", "siamese", "gray") else hsv(0.0, 0.4, rng.uniform(0.6, 0.85))
    return _coat(rng, _CATS[name], eyes, nose)


def dog_coat(rng: np.random.RandomState, name: str) -> Coat:
    """A dog's coat of this name, a little different each time."""
    eyes = hsv(0.57, 0.5, 0.85) if name == "husky" else hsv(0.06, 0.6, rng.uniform(0.15, 0.4))
    return _coat(rng, _DOGS[name], eyes, hsv(0.0, 0.1, 0.1))


def _coat(rng: np.random.RandomState, row: tuple, eyes: np.ndarray, nose: np.ndarray) -> Coat:
    value = rng.uniform(0.88, 1.12)
    hue = rng.normal(0, 0.008)
    base, marks, pale = (np.minimum(hsv(h + hue, s * rng.uniform(0.85, 1.15), v) * value, 1) for h, s, v in row[1:])
    return Coat(base, marks, pale, row[0], eyes, nose, tuple(rng.uniform(0, 6.28, 3).tolist()))
