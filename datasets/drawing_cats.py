"""Cats: a head that looks at the viewer, and its poses. `draw_cat` draws one picture."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_coats import CAT_COATS, Coat, cat_coat
from drawing_limbs import leg, tail
from drawing_scenes import cat_place, homely_hue
from drawing_shapes import SHEET, Frame, blob, box, curve, hsv, mirrored, mix, oval, polygon, ribbon

PINK = np.array([0.88, 0.62, 0.6])


def cat_head(canvas: Canvas, frame: Frame, coat: Coat, *, asleep: bool = False, behind: bool = False) -> None:
    """A head of half width 1 around the origin; `behind` shows its back, without a face."""
    rng = canvas.rng
    turn, spread = rng.uniform(-0.14, 0.14), rng.uniform(0.9, 1.08)
    for side in (-1, 1):
        _ear(canvas, frame, coat, side * spread, behind)
    height = rng.uniform(0.78, 0.88)
    skull = mirrored((0, -0.8), (0.55, -0.68), (0.92, -0.15), (0.98, 0.25), (0.62, 0.68), (0, height))
    canvas.paint(frame, skull, coat.body if behind else coat.head, relief=0.34, fur=1, shadow=0.35)
    if behind:
        return
    face = frame.inner(turn, 0)
    _muzzle(canvas, face, coat)
    opening = rng.uniform(0.75, 1.1)
    for side in (-1, 1):
        if asleep:
            lid = curve((side * 0.22, 0.0), (side * 0.42, 0.1), (side * 0.62, -0.02))
            canvas.paint(face, ribbon(lid, 0.045, 0.04), coat.base * 0.22, relief=0)
        else:
            _eye(canvas, face, coat, side, opening)


def _ear(canvas: Canvas, frame: Frame, coat: Coat, side: float, behind: bool) -> None:
    tip = (side * 0.86, -1.32)
    outer = polygon((side * 0.12, -0.62), (side * 0.42, -1.02), tip, (side * 0.98, -0.75), (side * 0.93, 0.0))
    canvas.paint(frame, outer, coat.ear, relief=0.25, fur=0.7, shadow=0.25)
    if not behind:
        inner = polygon((side * 0.38, -0.68), (side * 0.55, -0.95), (side * 0.8, -1.15), (side * 0.86, -0.5))
        canvas.paint(frame, inner, mix(PINK, coat.base, 0.3) * 0.9, relief=0.1, fur=0.5, soft=0.2)


def _eye(canvas: Canvas, face: Frame, coat: Coat, side: int, opening: float) -> None:
    eye = face.inner(side * 0.42, -0.08, angle=side * -10)
    canvas.paint(eye, oval(0, 0, 0.27, 0.24 * opening), coat.base * 0.18, relief=0)
    iris = canvas.paint(eye, oval(0, 0.01, 0.22, 0.195 * opening), coat.eyes, relief=0.15)
    slit = canvas.rng.uniform(0.055, 0.13)
    canvas.paint(eye, oval(0, 0, slit, 0.2 * opening), np.full(3, 0.04), relief=0, inside=iris)
    spark = canvas.light * 0.08
    canvas.paint(face, oval(side * 0.42 + spark[0], -0.08 + spark[1], 0.055, 0.055), np.ones(3), relief=0)


def _muzzle(canvas: Canvas, face: Frame, coat: Coat) -> None:
    puff = coat.marks * 1.15 if coat.pattern == "points" else coat.pale
    canvas.paint(face, oval(0, 0.66, 0.2, 0.14), puff * 0.92, relief=0.2, fur=0.3)
    for side in (-1, 1):
        canvas.paint(face, oval(side * 0.19, 0.47, 0.25, 0.19), puff, relief=0.3, fur=0.4)
    dark = coat.base * 0.25
    canvas.paint(face, ribbon(curve((0, 0.32), (0, 0.48)), 0.025, 0.02), dark, relief=0)
    for side in (-1, 1):
        smile = curve((0, 0.48), (side * 0.1, 0.57), (side * 0.24, 0.53))
        canvas.paint(face, ribbon(smile, 0.03, 0.015), dark, relief=0)
    canvas.paint(face, blob((-0.13, 0.22), (0.13, 0.22), (0.04, 0.35), (-0.04, 0.35)), coat.nose, relief=0.3)
    whisker = np.full(3, 0.97 if coat.base.mean() < 0.75 else 0.5)
    for side in (-1, 1):
        for lift in (-0.16, 0.02, 0.2):
            hair = curve((side * 0.3, 0.46 + lift / 3), (side * 0.8, 0.42 + lift), (side * 1.3, 0.5 + 1.5 * lift))
            canvas.paint(face, ribbon(hair, 0.02, 0.008), whisker, relief=0, alpha=0.6)


def portrait(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """The face close up, shoulders below."""
    rng = canvas.rng
    head = frame.inner(rng.normal(0, 0.06), rng.uniform(-0.15, 0.1), rng.uniform(0.7, 0.9), rng.normal(0, 6))
    trunk = mirrored((0, 0.2), (0.6, 0.45), (0.95, 1.2), (0.9, 2.2), (0, 2.2))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.3)
    canvas.paint(frame, mirrored((0, 0.4), (0.35, 0.8), (0.4, 1.5), (0, 2.2)), coat.pale, fur=1, relief=0.2, soft=1)
    cat_head(canvas, head, coat)


def sitting(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Upright, seen from the front, the tail around the paws or to the side."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0.05, 0.95, 0.75, 0.14))
    reach = rng.uniform(0.65, 1.0)
    tail(canvas, frame, coat, curve((0.35, 0.85), (reach, 0.85), (reach + 0.05, 0.5), (reach - 0.1, 0.25)), 0.1)
    trunk = mirrored((0, -0.35), (0.32, -0.1), (0.47, 0.4), (0.54, 0.8), (0.3, 0.97), (0, 0.97))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.35)
    for side in (-1, 1):
        canvas.paint(frame, oval(side * 0.4, 0.7, 0.22, 0.27), coat.body, fur=0.8, relief=0.3)
        canvas.paint(frame, oval(side * 0.44, 0.93, 0.17, 0.08), coat.paw, fur=0.4, relief=0.3)
    bib = mirrored((0, -0.2), (0.2, 0.05), (0.17, 0.4), (0, 0.6))
    canvas.paint(frame, bib, coat.pale, fur=1, relief=0.15, soft=0.5, alpha=0.9)
    for side in (-1, 1):
        leg(canvas, frame, coat, curve((side * 0.17, 0.2), (side * 0.18, 0.6), (side * 0.16, 0.92)), 0.13, 0.1)
    cat_head(canvas, frame.inner(rng.normal(0, 0.05), -0.5, 0.46, rng.normal(0, 9)), coat)


def watching(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Sitting with its back to us."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.95, 0.7, 0.12))
    trunk = mirrored((0, -0.5), (0.33, -0.2), (0.5, 0.4), (0.58, 0.8), (0.3, 0.97), (0, 0.97))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.4)
    cat_head(canvas, frame.inner(rng.normal(0, 0.06), -0.58, 0.42, rng.normal(0, 10)), coat, behind=True)
    reach = rng.uniform(0.7, 1.1)
    tail(canvas, frame, coat, curve((0.0, 0.85), (0.5, 0.95), (reach, 0.85), (reach + 0.1, 0.5)), 0.1)


def lying(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """On its belly, forepaws stretched out; the head is nearer the middle than the rump."""
    rng = canvas.rng
    frame = frame.inner(0.25, 0.0)
    canvas.ground_shadow(frame, oval(0.1, 0.55, 1.05, 0.16))
    end = rng.uniform(0.5, 0.7)
    tail(canvas, frame, coat, curve((0.9, 0.3), (1.2, 0.45), (1.0, end), (0.5, end + 0.03)), 0.1)
    trunk = ((-0.6, -0.05), (0, -0.2), (0.6, -0.18), (0.98, 0.15), (0.95, 0.5), (0, 0.58), (-0.75, 0.5), (-0.8, 0.2))
    canvas.paint(frame, blob(*trunk), coat.body, fur=1, relief=0.4)
    canvas.paint(frame, oval(0.62, 0.28, 0.33, 0.29), coat.body, fur=0.8, relief=0.3, shadow=0.15)
    canvas.paint(frame, oval(0.4, 0.53, 0.22, 0.08), coat.paw, fur=0.4)
    for start, stretch in ((-0.75, -1.2), (-0.4, -0.85)):
        leg(canvas, frame, coat, curve((start, 0.35), (start - 0.1, 0.52), (stretch, 0.54)), 0.13, 0.1)
    cat_head(canvas, frame.inner(-0.62, rng.uniform(-0.3, -0.1), 0.45, rng.normal(0, 10)), coat)


def loaf(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Like a loaf of bread: paws tucked in, seen from the front."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.6, 0.95, 0.14))
    trunk = mirrored((0, -0.38), (0.45, -0.3), (0.82, 0.1), (0.85, 0.5), (0.5, 0.64), (0, 0.64))
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.42)
    canvas.paint(frame, mirrored((0, 0.1), (0.3, 0.3), (0.25, 0.55), (0, 0.6)), coat.pale, fur=1, relief=0.15, soft=0.5)
    for side in (-1, 1):
        canvas.paint(frame, oval(side * 0.24, 0.57, 0.2, 0.09), coat.paw, fur=0.4, relief=0.3)
    tail(canvas, frame, coat, curve((0.8, 0.5), (0.6, 0.66), (0.2, 0.68)), 0.08)
    head = frame.inner(rng.normal(0, 0.1), rng.uniform(-0.25, -0.1), 0.5, rng.normal(0, 9))
    cat_head(canvas, head, coat, asleep=rng.uniform() < 0.25)


def walking(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Across the picture, tail up, looking at us."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.86, 0.9, 0.1))
    stride = rng.uniform(0.05, 0.25)
    for x, step in ((-0.42, stride), (0.62, -stride)):
        leg(canvas, frame, coat, curve((x, 0.0), (x - step / 2, 0.45), (x - step, 0.82)), 0.14, 0.075, far=True)
    bend = rng.uniform(-0.25, 0.25)
    tail(canvas, frame, coat, curve((0.72, -0.12), (1.0, -0.4), (1.0 + bend / 2, -0.85), (1.05 + bend, -1.1)), 0.09)
    trunk = (
        (-0.75, -0.25),
        (-0.2, -0.24),
        (0.4, -0.3),
        (0.8, -0.15),
        (0.82, 0.2),
        (0.3, 0.26),
        (-0.4, 0.3),
        (-0.8, 0.1),
    )
    canvas.paint(frame, blob(*trunk), coat.body, fur=1, relief=0.4)
    for x, step in ((-0.58, -stride), (0.68, stride)):
        leg(canvas, frame, coat, curve((x, 0.02), (x - step / 2, 0.45), (x - step, 0.85)), 0.17, 0.085)
    cat_head(canvas, frame.inner(-0.85, rng.uniform(-0.5, -0.3), 0.42, rng.normal(0, 8)), coat)


def stretching(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Forepaws far out, rump up."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(-0.1, 0.74, 1.1, 0.1))
    leg(canvas, frame, coat, curve((0.6, 0.0), (0.78, 0.35), (0.62, 0.72)), 0.17, 0.08, far=True)
    tail(canvas, frame, coat, curve((0.75, -0.4), (1.0, -0.7), (0.85, -1.05), (1.0, -1.2)), 0.09)
    trunk = ((-0.75, 0.35), (-0.3, 0.18), (0.2, -0.2), (0.6, -0.5), (0.92, -0.3), (0.85, 0.1), (0.3, 0.4), (-0.5, 0.66))
    canvas.paint(frame, blob(*trunk), coat.body, fur=1, relief=0.4)
    leg(canvas, frame, coat, curve((0.72, 0.0), (0.9, 0.35), (0.75, 0.74)), 0.2, 0.09)
    for reach, y in ((-1.3, 0.68), (-1.1, 0.74)):
        leg(canvas, frame, coat, curve((-0.5, 0.55), (-0.8, 0.68), (reach, y)), 0.12, 0.085)
    cat_head(canvas, frame.inner(-0.62, 0.12, 0.42, rng.normal(0, 10)), coat, asleep=rng.uniform() < 0.3)


def peeking(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Head and paws above the edge of a box, a wall or a bed."""
    rng = canvas.rng
    cat_head(canvas, frame.inner(0, -0.15, 0.68, rng.normal(0, 7)), coat)
    color = hsv(homely_hue(rng), rng.uniform(0.1, 0.6), rng.uniform(0.35, 0.8))
    edge = rng.uniform(0.12, 0.35)
    level = SHEET.inner(0, frame.place(np.array([0.0, edge]))[1] / SHEET.matrix[0, 0])
    canvas.paint(level, box(-0.2, 0, 1.2, 1.2), color, relief=0.1, shadow=0.4)
    canvas.paint(level, box(-0.2, 0, 1.2, 0.05), color * 1.2, relief=0.2)
    if rng.randint(2):
        for x in np.arange(rng.uniform(-0.1, 0), 1.1, rng.uniform(0.12, 0.3)):
            canvas.paint(level, box(x, 0.05, x + 0.015, 1.2), color * 0.75, relief=0)
    for side in (-1, 1):
        paw = frame.inner(side * rng.uniform(0.5, 0.75), edge)
        canvas.paint(paw, oval(0, 0.03, 0.2, 0.16), coat.paw, fur=0.5, relief=0.4, shadow=0.3)
        for toe in (-0.06, 0.06):
            canvas.paint(paw, ribbon(curve((toe, 0.08), (toe, 0.17)), 0.018, 0.012), coat.paw * 0.5, relief=0)


def curled(canvas: Canvas, frame: Frame, coat: Coat) -> None:
    """Asleep in a circle, the tail around the nose."""
    rng = canvas.rng
    canvas.ground_shadow(frame, oval(0, 0.3, 0.98, 0.5))
    trunk = blob(
        (-0.85, 0.1), (-0.55, -0.4), (0.1, -0.55), (0.75, -0.3), (0.92, 0.2), (0.55, 0.6), (-0.2, 0.7), (-0.75, 0.5)
    )
    canvas.paint(frame, trunk, coat.body, fur=1, relief=0.45)
    canvas.paint(frame, oval(0.5, 0.2, 0.38, 0.33), coat.body, fur=0.8, relief=0.3, shadow=0.2)
    cat_head(canvas, frame.inner(-0.4, 0.12, 0.46, rng.uniform(-30, 20)), coat, asleep=True)
    tail(canvas, frame, coat, curve((0.88, 0.3), (0.6, 0.66), (0.0, 0.74), (-0.55, 0.62)), 0.12)


# pose: function, unit in sides of the picture (least, most), height of the origin
POSES = {
    "portrait": (portrait, 0.4, 0.52, 0.5),
    "sitting": (sitting, 0.42, 0.5, 0.58),
    "lying": (lying, 0.38, 0.46, 0.55),
    "peeking": (peeking, 0.46, 0.56, 0.52),
    "loaf": (loaf, 0.42, 0.52, 0.52),
    "walking": (walking, 0.33, 0.4, 0.53),
    "curled": (curled, 0.42, 0.5, 0.53),
    "stretching": (stretching, 0.33, 0.4, 0.55),
    "watching": (watching, 0.38, 0.46, 0.57),
}

# Faces are more frequent, as in people's photos of their cats.
_TURNS = (
    *("portrait", "sitting", "peeking", "portrait", "lying", "peeking", "loaf", "portrait", "walking", "peeking"),
    *("portrait", "curled", "sitting", "portrait", "stretching", "peeking", "loaf", "portrait", "watching"),
)


def draw_cat(canvas: Canvas, index: int) -> None:
    """A cat somewhere; `index` cycles through poses and coats."""
    rng = canvas.rng
    draw, least, most, height = POSES[_TURNS[index % len(_TURNS)]]
    cat_place(canvas)
    coat = cat_coat(rng, CAT_COATS[index * 5 % len(CAT_COATS)])
    size, angle = rng.uniform(least, most), rng.normal(0, 4)
    frame = Frame.at(rng.normal(0.5, 0.035), rng.normal(height, 0.03), size, angle, flip=bool(rng.randint(2)))
    draw(canvas, frame, coat)
