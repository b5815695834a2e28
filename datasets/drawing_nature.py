"""Flowers, landscapes and abstract patterns."""

from __future__ import annotations

import numpy as np
from drawing_birds_fish import water
from drawing_canvas import Canvas
from drawing_scenes import bokeh, gradient, grass, lawn, sky
from drawing_shapes import SHEET, Frame, blob, box, clouds, curve, hsv, mix, oval, polygon, ramp, ribbon


def draw_flower(canvas: Canvas, index: int) -> None:
    """A flower: daisy or sunflower, tulips, a rose; by `index`."""
    rng = canvas.rng
    (bokeh, grass, bokeh)[rng.randint(3)](canvas)
    frame = Frame.at(rng.normal(0.5, 0.06), rng.normal(0.45, 0.05), rng.uniform(0.3, 0.45), rng.normal(0, 8))
    (_daisy, _tulips, _rose)[index % 3](canvas, frame)


def _stem(canvas: Canvas, frame: Frame, x: float, top: float) -> None:
    green = hsv(canvas.rng.uniform(0.25, 0.36), 0.6, canvas.rng.uniform(0.35, 0.6))
    stem = curve((x, top), (x * 1.2 + 0.1, 0.9), (x * 0.6, 2.2))
    canvas.paint(frame, ribbon(stem, 0.06, 0.08), green, relief=0.4, shadow=0.2)
    side = canvas.rng.choice([-1, 1])
    leaf = blob((x, 1.3), (x + side * 0.3, 0.75), (x + side * 0.75, 0.65), (x + side * 0.4, 1.15))
    canvas.paint(frame, leaf, green * 0.9, relief=0.4, shadow=0.2)


def _daisy(canvas: Canvas, frame: Frame) -> None:
    rng = canvas.rng
    _stem(canvas, frame, 0.0, 0.2)
    color = hsv(rng.choice([0.13, 0.92, 0.78, 0.0, 0.05]), rng.choice([0.04, 0.6, 0.75]), rng.uniform(0.8, 0.98))
    count, broad = rng.randint(9, 17), rng.uniform(0.75, 1.1)
    for ring, length in ((0.5, 0.95), (0.0, 0.8)):
        for petal in range(count):
            blade = frame.inner(0, 0, angle=(petal + ring) * 360 / count)
            width = broad * 2.3 / count
            shape = blob((0.1, 0), (0.55 * length, -width), (length, 0), (0.55 * length, width))
            canvas.paint(blade, shape, color * (0.85 + 0.15 * (ring == 0)), relief=0.3, shadow=0.12)
    heart, size = hsv(rng.choice([0.13, 0.06]), 0.75, rng.choice([0.3, 0.9])), rng.uniform(0.24, 0.38)
    canvas.paint(frame, oval(0, 0, size, size), heart, relief=0.45, fur=1, shadow=0.3)


def _tulips(canvas: Canvas, frame: Frame) -> None:
    rng = canvas.rng
    hue = rng.choice([0.97, 0.0, 0.13, 0.83, 0.07])
    for x, y, size in ((-0.75, 0.15, 0.75), (0.75, 0.05, 0.8), (0.0, -0.1, 1.0)):
        _stem(canvas, frame, x, y + 0.2)
        head = frame.inner(x, y, size, rng.normal(0, 8))
        color = hsv(hue + rng.normal(0, 0.02), rng.uniform(0.55, 0.8), rng.uniform(0.7, 0.95))
        canvas.paint(head, blob((0, -0.72), (0.25, -0.2), (0, 0.4), (-0.25, -0.2)), color * 0.7, relief=0.3)
        for side in (-1, 1):
            petal = (
                (side * 0.05, 0.45),
                (side * 0.48, 0.15),
                (side * 0.45, -0.3),
                (side * 0.3, -0.7),
                (side * 0.08, -0.2),
            )
            canvas.paint(head, blob(*petal), color, relief=0.45, shadow=0.2)
        canvas.paint(head, blob((0, -0.5), (0.24, 0), (0, 0.47), (-0.24, 0)), color * 1.1, relief=0.4, shadow=0.25)


def _rose(canvas: Canvas, frame: Frame) -> None:
    rng = canvas.rng
    _stem(canvas, frame, 0.0, 0.3)
    color = hsv(rng.choice([0.97, 0.0, 0.93, 0.13, 0.04]), rng.uniform(0.5, 0.8), rng.uniform(0.75, 0.97))
    for ring in range(6):
        radius = 0.8 - 0.125 * ring
        for petal in range(5):
            turn = np.deg2rad(petal * 72 + ring * 40)
            x, y = 0.42 * radius * np.cos(turn), 0.42 * radius * np.sin(turn)
            tone = color * (0.75 + 0.07 * ring + 0.04 * (petal % 2))
            canvas.paint(frame, oval(x, y, 0.62 * radius, 0.55 * radius, -petal * 72), tone, relief=0.35, shadow=0.2)
    canvas.paint(frame, oval(0, 0, 0.1, 0.08), color * 0.6, relief=0.3)


def draw_landscape(canvas: Canvas, index: int) -> None:
    """Mountains, the sea, a tree on a meadow, a wood; by `index`."""
    (_mountains, _sea, _tree, _wood)[index % 4](canvas)


def _mountains(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    hue = rng.uniform(0.55, 0.7)
    for depth in range(3):
        base = rng.uniform(0.35, 0.5) + depth * 0.13
        tone = mix(hsv(hue, 0.25, 0.75), hsv(hue - 0.15 * depth, 0.35, 0.35), depth / 2)
        peaks = (
            [(-0.1, base + 0.1)]
            + [(x, base + rng.uniform(-0.2, 0.1)) for x in np.arange(0.05, 1.05, 0.2)]
            + [(1.1, base + 0.1)]
        )
        ridge = canvas.paint(SHEET, polygon((-0.1, 1.1), *peaks, (1.1, 1.1)), tone, fur=1, relief=0.2)
        if depth == 0:
            caps = polygon(*peaks, *[(x, y + 0.06 + 0.05 * (i % 2)) for i, (x, y) in enumerate(reversed(peaks))])
            canvas.paint(SHEET, caps, np.full(3, 0.96), fur=1, relief=0.1, inside=ridge)
    if rng.randint(2):
        water(canvas, rng.uniform(0.75, 0.85))
    else:
        lawn(canvas, rng.uniform(0.75, 0.85), hsv(rng.uniform(0.2, 0.35), 0.5, 0.5))


def _sea(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas, rng.choice(["dusk", "day"]))
    edge, x = rng.uniform(0.4, 0.6), rng.uniform(0.2, 0.8)
    canvas.paint(SHEET, oval(x, edge - 0.08, 0.1, 0.1), np.array([1.0, 0.9, 0.65]), relief=0, soft=0.4)
    water(canvas, edge)
    for y in np.arange(edge + 0.02, 0.95, 0.045):
        width = 0.05 + rng.uniform(0, 0.08)
        canvas.paint(
            SHEET, oval(x + rng.normal(0, 0.02), y, width, 0.01), np.array([1.0, 0.9, 0.7]), relief=0, alpha=0.6
        )
    boat = Frame.at(rng.uniform(0.2, 0.8), edge + 0.08, rng.uniform(0.1, 0.2), flip=bool(rng.randint(2)))
    canvas.paint(boat, polygon((0, -1.5), (0.05, -0.1), (0.8, -0.1)), np.full(3, 0.95), relief=0.2)
    canvas.paint(
        boat, polygon((-0.06, -1.3), (-0.06, -0.1), (-0.6, -0.1)), hsv(rng.uniform(0, 1), 0.5, 0.9), relief=0.2
    )
    canvas.paint(boat, polygon((-0.8, 0), (0.9, 0), (0.6, 0.3), (-0.55, 0.3)), hsv(0.06, 0.6, 0.35), relief=0.3)


def _tree(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    lawn(canvas, rng.uniform(0.65, 0.75), hsv(rng.uniform(0.15, 0.34), 0.5, rng.uniform(0.4, 0.7)))
    frame = Frame.at(rng.normal(0.5, 0.08), 0.5, rng.uniform(0.34, 0.44))
    canvas.ground_shadow(frame, oval(0, 0.85, 0.7, 0.1), 0.5)
    trunk = polygon((-0.1, 0.0), (0.1, 0.0), (0.16, 0.88), (-0.16, 0.88))
    canvas.paint(frame, trunk, hsv(0.07, 0.45, 0.3), fur=0.7, relief=0.4)
    hue = rng.choice([0.28, 0.24, 0.33, 0.08, 0.12, 0.95])
    for _ in range(16):
        x, y = rng.normal(0, 0.36), rng.normal(-0.35, 0.25)
        leaf = hsv(hue + rng.normal(0, 0.015), rng.uniform(0.45, 0.7), rng.uniform(0.3, 0.65))
        canvas.paint(frame, oval(x, y, 0.33, 0.28), leaf, fur=1.5, relief=0.4, alpha=0.95)


def _wood(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    snow = rng.randint(2)
    ground = np.full(3, 0.92) if snow else hsv(0.25, 0.45, 0.45)
    canvas.paint(
        SHEET, blob((-0.2, 0.72), (0.4, 0.66), (1.2, 0.74), (1.2, 1.2), (-0.2, 1.2)), ground, fur=0.5, relief=0.1
    )
    for y in np.sort(rng.uniform(0.62, 0.92, 9)):
        x, size = rng.uniform(0.02, 0.98), (y - 0.35) * 0.55
        tone = hsv(rng.uniform(0.33, 0.45), 0.45, rng.uniform(0.2, 0.45))
        canvas.paint(SHEET, box(x - 0.015, y - 0.06, x + 0.015, y), hsv(0.07, 0.5, 0.25), relief=0)
        for tier in (0.0, 0.35, 0.7):
            half, low = size * (0.55 - 0.4 * tier), y - 0.04 - size * tier * 1.3
            cone = polygon((x - half, low), (x, low - size * 0.95), (x + half, low))
            canvas.paint(SHEET, cone, tone, fur=0.8, relief=0.4)
            if snow:
                tip = polygon(
                    (x - half * 0.5, low - size * 0.45), (x, low - size * 0.95), (x + half * 0.5, low - size * 0.45)
                )
                canvas.paint(SHEET, tip, np.full(3, 0.95), fur=0.9, relief=0.2)


def draw_pattern(canvas: Canvas, index: int) -> None:
    """Stripes, tiles, discs or marble; by `index`."""
    rng = canvas.rng
    hue = rng.uniform(0, 1)
    tones = [
        hsv(hue + rng.choice([0, 0.08, 0.45, 0.55]), rng.uniform(0.1, 0.75), rng.uniform(0.15, 0.95)) for _ in range(5)
    ]
    (_stripes, _tiles, _discs, _marble)[index % 4](canvas, tones)


def _stripes(canvas: Canvas, tones: list[np.ndarray]) -> None:
    rng = canvas.rng
    frame = Frame.at(0.5, 0.5, 1, rng.uniform(0, 180))
    canvas.fill(tones[0])
    width = rng.uniform(0.06, 0.16)
    wave = rng.choice([0, 0.06])
    for i, x in enumerate(np.arange(-0.9, 0.9, width)):
        line = curve(*[(x + wave * np.sin(y * 9), y) for y in np.arange(-0.9, 1.0, 0.15)])
        canvas.paint(frame, ribbon(line, width * 0.42, width * 0.42), tones[i % 5], relief=0.3)


def _tiles(canvas: Canvas, tones: list[np.ndarray]) -> None:
    rng = canvas.rng
    frame = Frame.at(0.5, 0.5, rng.uniform(0.13, 0.22), rng.uniform(-30, 60))
    canvas.fill(gradient(tones[0], tones[1]))
    for row in range(-6, 6):
        for column in range(-6, 6):
            tile = frame.inner(column, row, 0.92, rng.choice([0, 90, 180, 270]))
            canvas.paint(tile, box(-0.5, -0.5, 0.5, 0.5), tones[(row + column) % 3], relief=0.2)
            canvas.paint(
                tile, polygon((-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5)), tones[3 + (row * column) % 2], relief=0.15
            )


def _discs(canvas: Canvas, tones: list[np.ndarray]) -> None:
    rng = canvas.rng
    canvas.fill(gradient(tones[0], tones[1]))
    for _ in range(rng.randint(8, 20)):
        x, y, size = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.06, 0.22)
        for ring in range(rng.randint(1, 4)):
            scale = size * (1 - 0.3 * ring)
            canvas.paint(
                SHEET, oval(x, y, scale, scale), tones[rng.randint(5)], relief=0.3, shadow=0.2 if ring == 0 else 0
            )


def _marble(canvas: Canvas, tones: list[np.ndarray]) -> None:
    field = clouds(canvas.rng, 4) + 0.5 * clouds(canvas.rng, 9) + 0.25 * clouds(canvas.rng, 20)
    veins = np.sin(field * canvas.rng.uniform(5, 10))
    canvas.fill(gradient(tones[0], tones[1]))
    for tone, low in ((tones[2], -0.3), (tones[3], 0.4), (tones[4], 0.85)):
        canvas.pixels += (tone - canvas.pixels) * (0.9 * ramp(veins, low, low + 0.2))[..., None]
