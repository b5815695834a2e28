"""Dogs of several breeds: long muzzle, big nose, round eyes, ears that hang or stand. `draw_dog` draws one picture."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_coats import DOG_COATS, Coat, dog_coat
from drawing_limbs import leg, tail
from drawing_scenes import dog_place
from drawing_shapes import Frame, blob, curve, mirrored, mix, oval, polygon, ribbon

TONGUE = np.array([0.86, 0.42, 0.45])
_STANDING_EARS = ("husky",)


def dog_head(canvas: Canvas, frame: Frame, coat: Coat, ears: str) -> None:
    """A head of half width about 0.8 around the origin; `ears` is 'standing' or 'hanging'."""
    rng = canvas.rng
    turn = rng.uniform(-0.15, 0.15)
    if ears == "standing":
        for side in (-1, 1):
            ear = blob((side * 0.2, -0.7), (side * 0.5, -1.45), (side * 0.72, -0.9), (side * 0.72, -0.3))
            canvas.paint(frame, ear, coat.ear * 0.85, fur=0.8, relief=0.3)
            inner = polygon((side * 0.35, -0.75), (side * 0.51, -1.2), (side * 0.62, -0.65))
            canvas.paint(frame, inner, mix(TONGUE, coat.base, 0.6), relief=0.1, fur=0.4)
    skull = mirrored((0, -0.92), (0.5, -0.82), (0.76, -0.35), (0.7, 0.15), (0.45, 0.6), (0, 0.85))
    canvas.paint(frame, skull, coat.head, fur=0.9, relief=0.36, shadow=0.35)
    face = frame.inner(turn, 0)
    _dog_muzzle(canvas, face, coat)
    for side in (-1, 1):
        _dog_eye(canvas, face, coat, side)
    if ears == "hanging":
        length = rng.uniform(0.35, 0.8)
        color = coat.marks if coat.pattern in ("saddle", "spots") else coat.base * 0.72
        for side in (-1, 1):
            flap = ((side * 0.42, -0.82), (side * 0.8, -0.7), (side * 1.08, -0.1), (side * 1.02, length))
            back = ((side * 0.78, length), (side * 0.66, -0.1))
            canvas.paint(frame, blob(*flap, *back), color, fur=0.9, relief=0.35, shadow=0.35)


def _dog_eye(canvas: Canvas, face: Frame, coat: Coat, side: int) -> None:
    x, y = side * 0.34, -0.22
    canvas.paint(face, oval(x, y, 0.15, 0.14), coat.base * 0.3, relief=0)
    canvas.paint(face, oval(x, y, 0.125, 0.12), coat.eyes, relief=0.1)
    canvas.paint(face, oval(x, y, 0.075, 0.075), np.full(3, 0.03), relief=0)
    spark = canvas.light * 0.05
    canvas.paint(face, oval(x + spark[0], y + spark[1], 0.04, 0.04), np.ones(3), relief=0)
    brow = curve((side * 0.2, -0.45), (side * 0.36, -0.5), (side * 0.5, -0.42))
    tone = coat.marks if coat.base.mean() < 0.25 else coat.base * 0.75
    canvas.paint(face, ribbon(brow, 0.05, 0.04), tone, relief=0, soft=0.2, alpha=0.8)


def _dog_muzzle(canvas: Canvas, face: Frame, coat: Coat) -> None:
    rng = canvas.rng
    tone = coat.pale if coat.pattern != "plain" or coat.base.mean() > 0.2 else coat.base * 1.3
    if rng.uniform() < 0.55:
        canvas.paint(face, blob((-0.19, 0.65), (0.19, 0.65), (0.18, 1.0), (0, 1.14), (-0.18, 1.0)), TONGUE, relief=0.3)
        canvas.paint(face, ribbon(curve((0, 0.7), (0, 1.0)), 0.02, 0.015), TONGUE * 0.7, relief=0)
    snout = mirrored((0, -0.05), (0.28, 0.05), (0.47, 0.45), (0.4, 0.72), (0, 0.74))
    canvas.paint(face, snout, tone, fur=0.6, relief=0.4, shadow=0.2)
    dark = np.full(3, 0.07)
    canvas.paint(face, ribbon(curve((0, 0.3), (0, 0.56)), 0.03, 0.025), dark, relief=0)
    for side in (-1, 1):
        lip = curve((0, 0.56), (side * 0.2, 0.66), (side * 0.4, 0.54))
        canvas.paint(face, ribbon(lip, 0.035, 0.02), dark, relief=0)
    canvas.paint(face, blob((-0.24, 0.1), (0, 0.04), (0.24, 0.1), (0.12, 0.33), (-0.12, 0.33)), coat.nose, relief=0.5)
    canvas.paint(face, oval(-0.06, 0.11, 0.07, 0.035), np.full(3, 0.75), relief=0, alpha=0.7)


def dog_portrait(canvas: Canvas, frame: Frame, coat: Coat, ears: str) -> None:
    """The face close up."""
    rng = canvas.rng
    trunk = mirrored((0, 0.2), (0.55, 0.5), (0.85, 1.2), (0.8, 2.2), (0, 2.2))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.3)
    dog_head(canvas, frame.inner(0, -0.1, rng.uniform(0.68, 0.88), rng.normal(0, 9)), coat, ears)


def dog_sitting(canvas: Canvas, frame: Frame, coat: Coat, ears: str) -> None:
    """Upright, seen from the front."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.95, 0.75, 0.13))
    tail(canvas, frame, coat, curve((0.4, 0.85), (0.75, 0.8), (0.95, 0.55)), 0.09)
    trunk = mirrored((0, -0.35), (0.38, -0.15), (0.5, 0.3), (0.52, 0.85), (0.3, 0.97), (0, 0.97))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.36)
    for side in (-1, 1):
        canvas.paint(frame, oval(side * 0.46, 0.72, 0.19, 0.25), coat.body, fur=0.7, relief=0.3)
        canvas.paint(frame, oval(side * 0.5, 0.93, 0.17, 0.08), coat.paw, fur=0.4)
    canvas.paint(frame, mirrored((0, -0.2), (0.26, 0), (0.2, 0.45), (0, 0.6)), coat.pale, fur=1, relief=0.15, soft=0.5)
    for side in (-1, 1):
        leg(canvas, frame, coat, curve((side * 0.24, 0.1), (side * 0.25, 0.6), (side * 0.24, 0.92)), 0.15, 0.12)
    if rng.randint(2):
        canvas.paint(frame, oval(0, -0.13, 0.3, 0.09), rng.uniform(0.1, 0.9, 3), relief=0.3)
    dog_head(canvas, frame.inner(0, -0.52, 0.5, rng.normal(0, 8)), coat, ears)


def dog_standing(canvas: Canvas, frame: Frame, coat: Coat, ears: str) -> None:
    """Across the picture on long legs, looking at us."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.87, 0.9, 0.1))
    stride = rng.uniform(0, 0.22)
    for x, step in ((-0.4, stride), (0.58, -stride)):
        leg(canvas, frame, coat, curve((x, 0.0), (x - step / 2, 0.45), (x - step, 0.83)), 0.16, 0.085, far=True)
    tail(canvas, frame, coat, curve((0.7, -0.2), (0.95, -0.35), (1.1, rng.uniform(-0.75, -0.3))), 0.08)
    trunk = (
        (-0.75, -0.35),
        (-0.1, -0.28),
        (0.5, -0.32),
        (0.78, -0.12),
        (0.75, 0.15),
        (0.3, 0.16),
        (-0.3, 0.34),
        (-0.75, 0.2),
    )
    canvas.paint(frame, blob(*trunk), coat.body, fur=0.9, relief=0.4)
    for x, step in ((-0.55, -stride), (0.64, stride)):
        leg(canvas, frame, coat, curve((x, 0.05), (x - step / 2, 0.45), (x - step, 0.86)), 0.18, 0.095)
    dog_head(canvas, frame.inner(-0.82, rng.uniform(-0.6, -0.45), 0.46, rng.normal(0, 8)), coat, ears)


def dog_lying(canvas: Canvas, frame: Frame, coat: Coat, ears: str) -> None:
    """On its belly, forepaws before it."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0.1, 0.55, 1.05, 0.16))
    tail(canvas, frame, coat, curve((0.9, 0.35), (1.2, 0.5), (1.3, 0.4)), 0.08)
    trunk = ((-0.6, -0.1), (0, -0.15), (0.6, -0.12), (0.98, 0.15), (0.95, 0.5), (0, 0.58), (-0.75, 0.5), (-0.8, 0.2))
    canvas.paint(frame, blob(*trunk), coat.body, fur=1, relief=0.4)
    canvas.paint(frame, oval(0.62, 0.3, 0.32, 0.27), coat.body, fur=0.8, relief=0.3, shadow=0.15)
    for start, stretch in ((-0.75, -1.25), (-0.35, -0.8)):
        leg(canvas, frame, coat, curve((start, 0.35), (start - 0.1, 0.52), (stretch, 0.54)), 0.14, 0.11)
    dog_head(canvas, frame.inner(-0.6, rng.uniform(-0.3, -0.15), 0.5, rng.normal(0, 10)), coat, ears)


# function, unit in sides of the picture (least, most), height of the origin
_POSES = (
    (dog_portrait, 0.36, 0.52, 0.5),
    (dog_sitting, 0.34, 0.44, 0.55),
    (dog_standing, 0.32, 0.4, 0.54),
    (dog_lying, 0.33, 0.4, 0.55),
)


def draw_dog(canvas: Canvas, index: int) -> None:
    """A dog somewhere; `index` cycles through poses and coats."""
    rng = canvas.rng
    draw, least, most, height = _POSES[index % len(_POSES)]
    dog_place(canvas)
    name = DOG_COATS[(index * 3 + index // len(DOG_COATS)) % len(DOG_COATS)]
    ears = "standing" if name in _STANDING_EARS else "hanging"
    size, angle = rng.uniform(least, most), rng.normal(0, 4)
    frame = Frame.at(rng.normal(0.5, 0.045), rng.normal(height, 0.04), size, angle, flip=bool(rng.randint(2)))
    draw(canvas, frame, dog_coat(rng, name), ears)
