"""Cars, houses, and things on a table."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_scenes import blanket, bokeh, lawn, planks, sky, wall_above
from drawing_shapes import SHEET, Frame, blob, box, curve, hsv, mirrored, mix, oval, polygon, ribbon

GLASS = np.array([0.25, 0.33, 0.4])


def _lacquer(rng: np.random.RandomState) -> np.ndarray:
    if rng.randint(3) == 0:
        return np.full(3, rng.choice([0.12, 0.5, 0.75, 0.93]))
    return hsv(rng.choice([0.0, 0.03, 0.1, 0.14, 0.35, 0.5, 0.6, 0.65]), rng.uniform(0.5, 0.85), rng.uniform(0.4, 0.9))


def draw_car(canvas: Canvas, index: int) -> None:
    """A car in a street: from the side, from the front, or a van."""
    rng = canvas.rng
    edge = rng.uniform(0.5, 0.65)
    _street(canvas, edge)
    size, flip = rng.uniform(0.34, 0.44), bool(rng.randint(2))
    frame = Frame.at(rng.normal(0.5, 0.05), rng.normal(0.6, 0.05), size, rng.normal(0, 2), flip=flip)
    (_car_side, _car_front, _van)[index % 3](canvas, frame)


def _street(canvas: Canvas, edge: float) -> None:
    rng = canvas.rng
    sky(canvas)
    for _ in range(rng.randint(3, 8)):
        x, width, height = rng.uniform(-0.1, 1), rng.uniform(0.12, 0.3), rng.uniform(0.1, 0.4)
        wall = hsv(rng.uniform(0, 0.65), rng.uniform(0.05, 0.35), rng.uniform(0.35, 0.85))
        canvas.paint(SHEET, box(x, edge - height, x + width, edge + 0.02), wall, relief=0.1)
        for row in np.arange(edge - height + 0.04, edge - 0.06, 0.08):
            for column in np.arange(x + 0.03, x + width - 0.04, 0.07):
                canvas.paint(SHEET, box(column, row, column + 0.035, row + 0.04), wall * 0.6, relief=0)
    if rng.randint(2):
        for x in np.arange(rng.uniform(0, 0.2), 1.1, rng.uniform(0.25, 0.5)):
            canvas.paint(SHEET, oval(x, edge - 0.12, 0.12, 0.15), hsv(rng.uniform(0.2, 0.36), 0.5, 0.4), fur=1)
    canvas.defocus(0.7)
    road = np.full(3, rng.uniform(0.25, 0.5))
    canvas.paint(SHEET, box(-0.1, edge, 1.1, 1.1), road * 1.5, relief=0)
    canvas.paint(SHEET, box(-0.1, edge + 0.06, 1.1, 1.1), road, relief=0, fur=0.5)
    for x in np.arange(rng.uniform(-0.2, 0), 1.1, 0.3):
        canvas.paint(
            SHEET, polygon((x, 0.94), (x + 0.14, 0.94), (x + 0.13, 0.965), (x - 0.02, 0.965)), road * 2.2, relief=0
        )


def _wheel(canvas: Canvas, frame: Frame, x: float, y: float, size: float) -> None:
    canvas.paint(frame, oval(x, y, size, size), np.full(3, 0.1), relief=0.3)
    canvas.paint(frame, oval(x, y, size * 0.6, size * 0.6), np.full(3, 0.65), relief=0.5)
    canvas.paint(frame, oval(x, y, size * 0.18, size * 0.18), np.full(3, 0.25), relief=0)


def _car_side(canvas: Canvas, frame: Frame) -> None:
    color, high = _lacquer(canvas.rng), canvas.rng.uniform(-0.55, -0.42)
    canvas.ground_shadow(frame, oval(0, 0.45, 1.15, 0.12), 0.6)
    cabin = polygon((-0.62, -0.05), (-0.32, high), (0.35, high), (0.75, -0.05))
    canvas.paint(frame, cabin, color, relief=0.3, soft=0.3)
    body = ((-1.12, 0.05), (-0.65, -0.12), (0.6, -0.12), (1.08, -0.02), (1.12, 0.3), (0, 0.38), (-1.12, 0.33))
    canvas.paint(frame, blob(*body), color, relief=0.45)
    low = high + 0.08
    for pane in (
        polygon((-0.5, -0.08), (-0.27, low), (-0.02, low), (-0.02, -0.08)),
        polygon((0.05, -0.08), (0.05, low), (0.3, low), (0.58, -0.08)),
    ):
        glass = canvas.paint(frame, pane, GLASS, relief=0.15)
        shine = polygon((-0.3, -0.05), (0, high), (0.12, high), (-0.18, -0.05))
        canvas.paint(frame, shine, GLASS * 2.4, relief=0, inside=glass, alpha=0.6)
    canvas.paint(frame, box(-1.0, 0.16, 1.0, 0.19), color * 0.6, relief=0)
    canvas.paint(frame, oval(-1.05, 0.07, 0.08, 0.06), np.array([1.0, 0.95, 0.75]), relief=0.2)
    canvas.paint(frame, oval(1.05, 0.07, 0.06, 0.06), np.array([0.8, 0.1, 0.08]), relief=0.2)
    for x in (-0.62, 0.62):
        canvas.paint(frame, oval(x, 0.3, 0.28, 0.27), np.full(3, 0.06), relief=0)
        _wheel(canvas, frame, x, 0.33, 0.23)


def _car_front(canvas: Canvas, frame: Frame) -> None:
    color = _lacquer(canvas.rng)
    canvas.ground_shadow(frame, oval(0, 0.6, 0.95, 0.13), 0.6)
    for side in (-1, 1):
        canvas.paint(frame, box(side * 0.68 - 0.14, 0.2, side * 0.68 + 0.14, 0.62), np.full(3, 0.08), relief=0.3)
    canvas.paint(frame, mirrored((0, -0.7), (0.5, -0.66), (0.72, -0.1), (0, 0)), color, relief=0.3)
    glass = canvas.paint(frame, polygon((-0.5, -0.58), (0.5, -0.58), (0.65, -0.14), (-0.65, -0.14)), GLASS, relief=0.1)
    shine = polygon((-0.3, -0.1), (0, -0.6), (0.2, -0.6), (-0.1, -0.1))
    canvas.paint(frame, shine, GLASS * 2.2, relief=0, inside=glass, alpha=0.5)
    canvas.paint(frame, mirrored((0, -0.16), (0.75, -0.12), (0.86, 0.15), (0.82, 0.45), (0, 0.48)), color, relief=0.45)
    canvas.paint(frame, mirrored((0, 0.08), (0.4, 0.1), (0.38, 0.26), (0, 0.28)), np.full(3, 0.12), relief=0.2)
    for side in (-1, 1):
        canvas.paint(frame, oval(side * 0.62, 0.14, 0.15, 0.11), np.full(3, 0.6), relief=0.3)
        canvas.paint(frame, oval(side * 0.62, 0.14, 0.11, 0.08), np.array([1.0, 0.96, 0.8]), relief=0.2)
    canvas.paint(frame, box(-0.22, 0.33, 0.22, 0.43), np.array([0.93, 0.92, 0.85]), relief=0)
    for x in (-0.1, 0.0, 0.1):
        canvas.paint(frame, box(x - 0.025, 0.35, x + 0.025, 0.41), np.full(3, 0.15), relief=0)


def _van(canvas: Canvas, frame: Frame) -> None:
    color, stripe = _lacquer(canvas.rng), _lacquer(canvas.rng)
    canvas.ground_shadow(frame, oval(0, 0.48, 1.15, 0.12), 0.6)
    hull = blob(
        (-1.08, 0.0), (-0.98, -0.6), (-0.5, -0.68), (0.9, -0.68), (1.1, -0.5), (1.1, 0.35), (0, 0.4), (-1.12, 0.35)
    )
    body = canvas.paint(frame, hull, color, relief=0.4)
    canvas.paint(frame, box(-1.3, 0.0, 1.3, 0.14), stripe, relief=0, inside=body)
    for left in (-0.88, -0.38, 0.12, 0.6):
        canvas.paint(frame, box(left, -0.5, left + 0.38, -0.12), GLASS, relief=0.15)
        canvas.paint(
            frame, polygon((left, -0.3), (left + 0.2, -0.5), (left + 0.3, -0.5), (left, -0.2)), GLASS * 2, relief=0
        )
    canvas.paint(frame, oval(-1.05, 0.2, 0.07, 0.08), np.array([1.0, 0.95, 0.75]), relief=0.2)
    for x in (-0.62, 0.62):
        _wheel(canvas, frame, x, 0.38, 0.23)


def draw_house(canvas: Canvas, index: int) -> None:
    """A house in a garden, or a tower block among others."""
    (_cottage, _cottage, _tower)[index % 3](canvas)


def _cottage(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    for _ in range(5):
        x, size = rng.choice([rng.uniform(-0.05, 0.2), rng.uniform(0.8, 1.05)]), rng.uniform(0.12, 0.22)
        leaf = hsv(rng.uniform(0.22, 0.36), rng.uniform(0.4, 0.6), rng.uniform(0.25, 0.5))
        canvas.paint(SHEET, oval(x, 0.7 - size, size, size * 1.2), leaf, fur=1, relief=0.4)
    lawn(canvas, rng.uniform(0.7, 0.8), hsv(rng.uniform(0.2, 0.34), 0.55, rng.uniform(0.4, 0.65)))
    frame = Frame.at(rng.normal(0.5, 0.05), rng.normal(0.55, 0.03), rng.uniform(0.32, 0.42), rng.normal(0, 1.5))
    wall = hsv(rng.uniform(0, 0.15), rng.uniform(0.03, 0.5), rng.uniform(0.6, 0.95))
    roof = hsv(rng.choice([0.01, 0.04, 0.07, 0.6]), rng.uniform(0.2, 0.65), rng.uniform(0.25, 0.6))
    canvas.ground_shadow(frame, box(-0.9, 0.6, 0.9, 0.75), 0.4)
    canvas.paint(frame, box(0.4, -0.95, 0.62, -0.3), roof * 0.7, relief=0.2)
    canvas.paint(frame, box(-0.85, -0.25, 0.85, 0.7), wall, relief=0.15)
    top = rng.uniform(0.0, 0.7)
    canvas.paint(frame, polygon((-1.05, -0.2), (-top, -0.9), (top, -0.9), (1.05, -0.2)), roof, fur=0.3, shadow=0.4)
    for y in (-0.72, -0.54, -0.36):
        half = top + (1.05 - top) * (y + 0.9) / 0.7
        canvas.paint(frame, box(-half, y, half, y + 0.03), roof * 0.75, relief=0)
    door = rng.uniform(-0.2, 0.2)
    canvas.paint(frame, box(door - 0.14, 0.15, door + 0.14, 0.7), hsv(rng.uniform(0, 1), 0.6, 0.45), relief=0.15)
    canvas.paint(frame, oval(door + 0.08, 0.45, 0.025, 0.025), np.array([0.9, 0.8, 0.4]), relief=0)
    pane = GLASS * 1.5 if rng.randint(3) else np.array([1.0, 0.85, 0.45])
    for x in (-0.55, 0.55):
        _window(canvas, frame.inner(x, 0.18), 0.18, pane)


def _window(canvas: Canvas, frame: Frame, half: float, pane: np.ndarray) -> None:
    canvas.paint(frame, box(-half * 1.2, -half * 1.2, half * 1.2, half * 1.2), np.full(3, 0.93), relief=0.1)
    canvas.paint(frame, box(-half, -half, half, half), pane, relief=0.1)
    canvas.paint(frame, box(-0.02, -half, 0.02, half), np.full(3, 0.93), relief=0)
    canvas.paint(frame, box(-half, -0.02, half, 0.02), np.full(3, 0.93), relief=0)


def _tower(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    for depth in (0.6, 0.8, 1.0):
        x, width, top = rng.uniform(0, 0.6), rng.uniform(0.25, 0.45), rng.uniform(0.05, 0.55)
        wall = hsv(rng.uniform(0, 0.65), rng.uniform(0.05, 0.4), rng.uniform(0.35, 0.8))
        wall = mix(np.full(3, 0.7), wall, depth)
        canvas.paint(SHEET, box(x, top, x + width, 0.95), wall, relief=0.2, shadow=0.2)
        columns = rng.randint(3, 6)
        for row in np.arange(top + 0.05, 0.88, 0.085):
            for column in range(columns):
                left = x + width * (column + 0.25) / columns
                lit = np.array([1.0, 0.88, 0.5]) if rng.uniform() < 0.25 else wall * 0.55
                canvas.paint(SHEET, box(left, row, left + width * 0.5 / columns, row + 0.05), lit, relief=0)
    canvas.paint(SHEET, box(-0.1, 0.92, 1.1, 1.1), np.full(3, rng.uniform(0.25, 0.45)), relief=0)


def draw_table(canvas: Canvas, index: int) -> None:
    """A cup or fruit on a table."""
    rng = canvas.rng
    if rng.randint(3):
        (wall_above, bokeh, bokeh)[rng.randint(3)](canvas)
        planks(
            canvas, rng.uniform(0.5, 0.65), hsv(rng.uniform(0.04, 0.1), rng.uniform(0.2, 0.6), rng.uniform(0.35, 0.75))
        )
    else:
        blanket(canvas)
    frame = Frame.at(rng.normal(0.5, 0.05), rng.normal(0.55, 0.04), rng.uniform(0.32, 0.42), rng.normal(0, 4))
    canvas.ground_shadow(frame, oval(0.05, 0.66, 0.8, 0.16), 0.55)
    (_mug, _apple, _bananas, _bowl)[index % 4](canvas, frame)


def _mug(canvas: Canvas, frame: Frame) -> None:
    color = _lacquer(canvas.rng)
    canvas.paint(
        frame, ribbon(curve((0.5, -0.3), (0.95, -0.3), (0.95, 0.2), (0.45, 0.35)), 0.09, 0.08), color, relief=0.4
    )
    hull = polygon((-0.6, -0.5), (0.6, -0.5), (0.52, 0.6), (0.3, 0.7), (-0.3, 0.7), (-0.52, 0.6))
    body = canvas.paint(frame, hull, color, relief=0.45)
    canvas.paint(frame, box(-1, 0.0, 1, 0.2), mix(color, np.ones(3), 0.7), relief=0, inside=body, alpha=0.8)
    canvas.paint(frame, oval(0, -0.5, 0.6, 0.18), color * 1.1, relief=0.2)
    canvas.paint(frame, oval(0, -0.48, 0.52, 0.14), hsv(0.06, 0.7, 0.28), relief=0.1)
    for x in (-0.2, 0.15):
        steam = curve((x, -0.6), (x + 0.12, -0.85), (x - 0.05, -1.05), (x + 0.1, -1.3))
        canvas.paint(frame, ribbon(steam, 0.05, 0.02), np.ones(3), relief=0, soft=0.8, alpha=0.6)


def _round_fruit(canvas: Canvas, frame: Frame, color: np.ndarray) -> None:
    fruit = mirrored((0, -0.55), (0.35, -0.66), (0.7, -0.25), (0.55, 0.45), (0.2, 0.68), (0, 0.62))
    canvas.paint(frame, fruit, color, relief=0.55, shadow=0.3)
    spark = canvas.light * 0.3
    canvas.paint(frame, oval(spark[0], spark[1] - 0.05, 0.16, 0.1), np.ones(3), relief=0, soft=0.8, alpha=0.6)
    canvas.paint(
        frame, ribbon(curve((0, -0.5), (0.04, -0.7), (0.12, -0.85)), 0.05, 0.04), hsv(0.08, 0.5, 0.3), relief=0.2
    )


def _apple(canvas: Canvas, frame: Frame) -> None:
    rng = canvas.rng
    if rng.randint(2):
        _round_fruit(canvas, frame.inner(-0.75, 0.2, 0.7), hsv(rng.choice([0.09, 0.2]), 0.75, 0.85))
    _round_fruit(canvas, frame, hsv(rng.choice([0.0, 0.97, 0.25, 0.07]), rng.uniform(0.6, 0.85), rng.uniform(0.6, 0.9)))
    leaf = blob((0.05, -0.65), (0.3, -0.95), (0.6, -0.85), (0.35, -0.65))
    canvas.paint(frame, leaf, hsv(0.3, 0.65, 0.5), relief=0.4)


def _bananas(canvas: Canvas, frame: Frame) -> None:
    for lift, tone in ((-0.3, 0.8), (-0.12, 0.9), (0.08, 1.0)):
        line = curve(
            (-0.95, -0.45 + lift), (-0.65, 0.2 + lift), (0.0, 0.5 + lift), (0.75, 0.3 + lift), (0.95, 0.1 + lift)
        )
        canvas.paint(frame, ribbon(line, 0.17, 0.13), hsv(0.14, 0.75, 0.95) * tone, relief=0.45, shadow=0.3)
        canvas.paint(frame, oval(0.97, 0.08 + lift, 0.09, 0.09), hsv(0.09, 0.6, 0.3), relief=0.2)
    canvas.paint(frame, ribbon(curve((-0.95, -0.5), (-0.98, -0.85)), 0.1, 0.07), hsv(0.15, 0.6, 0.6), relief=0.3)


def _bowl(canvas: Canvas, frame: Frame) -> None:
    rng = canvas.rng
    canvas.paint(frame, oval(0, 0.0, 0.95, 0.22), _lacquer(rng) * 0.6, relief=0.1)
    for x, y in ((-0.45, -0.25), (0.45, -0.22), (0.0, -0.4), (-0.15, -0.05), (0.3, -0.02)):
        _round_fruit(
            canvas, frame.inner(x, y, 0.48), hsv(rng.choice([0.0, 0.08, 0.14, 0.26, 0.96]), 0.75, rng.uniform(0.5, 0.9))
        )
    hull = blob((-0.97, 0.02), (0, 0.16), (0.97, 0.02), (0.7, 0.5), (0.3, 0.7), (-0.3, 0.7), (-0.7, 0.5))
    canvas.paint(frame, hull, _lacquer(rng), relief=0.5, shadow=0.3)
