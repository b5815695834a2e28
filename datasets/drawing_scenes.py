"""Backgrounds: each scene covers the whole sheet. The ground lies in the lower third."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_shapes import SHEET, blob, box, clouds, curve, hsv, mix, oval, polygon, ramp, ribbon


def gradient(top: np.ndarray, bottom: np.ndarray):
    """A gradient from `top` at y = 0 to `bottom` at y = 1."""
    return lambda u, v: mix(top, bottom, np.clip(v, 0, 1))


def homely_hue(rng: np.random.RandomState) -> float:
    """A hue for furniture: mostly warm, now and then any."""
    return rng.uniform(0.0, 0.14) if rng.uniform() < 0.85 else rng.uniform(0, 1)


def sofa(canvas: Canvas) -> None:
    """A sofa with cushions before a wall."""
    rng = canvas.rng
    hue, value = homely_hue(rng), rng.uniform(0.3, 0.75)
    cloth = hsv(hue, rng.uniform(0.15, 0.6), value)
    wall_above(canvas, rng.uniform(0.1, 0.3))
    top = rng.uniform(0.15, 0.32)
    seam = rng.uniform(0.35, 0.65)
    for left, right in ((-0.1, seam), (seam, 1.1)):
        back = blob((left, top), ((left + right) / 2, top - 0.03), (right, top), (right, 0.7), (left, 0.7))
        canvas.paint(SHEET, back, cloth, relief=0.4, fur=0.3)
    cushion = hsv(hue + rng.uniform(0.2, 0.8), 0.55, rng.uniform(0.5, 0.85))
    x = rng.choice([0.12, 0.88])
    pillow = blob((x - 0.2, top + 0.1), (x + 0.18, top + 0.08), (x + 0.2, top + 0.45), (x - 0.17, top + 0.45))
    canvas.paint(SHEET, pillow, cushion, shadow=0.4, relief=0.35)
    canvas.paint(SHEET, blob((-0.1, 0.68), (0.5, 0.66), (1.1, 0.68), (1.1, 1.1), (-0.1, 1.1)), cloth * 1.08, shadow=0.4)
    canvas.defocus(rng.uniform(0.3, 0.9))


def wall_above(canvas: Canvas, sheen: float = 0.15) -> None:
    """A plain wall, lighter on one side, now and then papered with stripes or hung with a picture."""
    rng = canvas.rng
    color = hsv(homely_hue(rng), rng.uniform(0.05, 0.4), rng.uniform(0.45, 0.92))
    canvas.fill(gradient(color * (1 + sheen), color * (1 - sheen)))
    ornament = rng.randint(3)
    if ornament == 0:
        count, tone = rng.randint(5, 12), color * rng.uniform(0.8, 0.92)
        for i in range(count):
            canvas.paint(SHEET, box(i / count, 0, (i + 0.5) / count, 1), tone, relief=0)
    if ornament == 1:
        x, y, size = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.3), rng.uniform(0.08, 0.15)
        canvas.paint(SHEET, box(x - size, y - size, x + size, y + size), hsv(0.08, 0.5, 0.35), shadow=0.3)
        art = hsv(rng.uniform(0, 1), 0.4, 0.8)
        canvas.paint(SHEET, box(x - size * 0.75, y - size * 0.75, x + size * 0.75, y + size * 0.75), art, relief=0)


def room(canvas: Canvas) -> None:
    """A wall, a skirting board and a floor of planks or carpet."""
    rng = canvas.rng
    wall_above(canvas)
    edge = rng.uniform(0.5, 0.72)
    floor = hsv(rng.uniform(0.04, 0.12), rng.uniform(0.2, 0.6), rng.uniform(0.3, 0.7))
    canvas.paint(SHEET, box(0, edge - 0.05, 1, edge), np.full(3, rng.uniform(0.6, 0.95)), relief=0)
    planks(canvas, edge, floor)
    canvas.defocus(rng.uniform(0.4, 1.0))


def planks(canvas: Canvas, edge: float, color: np.ndarray) -> None:
    """A wooden floor from the height `edge` down, its joints running toward the viewer."""
    rng = canvas.rng
    canvas.paint(SHEET, box(-0.1, edge, 1.1, 1.1), gradient(color * 0.8, color * 1.15), relief=0)
    vanish, count = rng.uniform(0.2, 0.8), rng.randint(6, 11)
    for i in range(-count, 2 * count):
        far, near = vanish + (i / count - 0.5) * 0.9, vanish + (i / count - 0.5) * 2.2
        width = 0.9 / count
        board = polygon((far, edge), (far + width, edge), (near + 2.4 * width, 1.05), (near, 1.05))
        canvas.paint(SHEET, board, color * rng.uniform(0.85, 1.15), relief=0, alpha=0.6)
        canvas.paint(SHEET, ribbon(curve((far, edge), (near, 1.05)), 0.003, 0.006), color * 0.55, relief=0, alpha=0.7)


def grass(canvas: Canvas) -> None:
    """A meadow before blurred bushes and sky."""
    rng = canvas.rng
    edge, hue = rng.uniform(0.2, 0.55), rng.uniform(0.19, 0.36)
    sky(canvas)
    for _ in range(14):
        leaf = hsv(hue + rng.normal(0, 0.03), rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.6))
        canvas.paint(SHEET, oval(rng.uniform(0, 1), edge - rng.uniform(-0.05, 0.12), 0.14, 0.12), leaf, fur=1)
    canvas.defocus(1.5)
    lawn(canvas, edge, hsv(hue, rng.uniform(0.4, 0.7), rng.uniform(0.4, 0.7)))


def lawn(canvas: Canvas, edge: float, color: np.ndarray) -> None:
    """Grass from the height `edge` down: blades that grow larger toward the viewer, and a few daisies."""
    rng = canvas.rng
    canvas.paint(SHEET, box(-0.1, edge, 1.1, 1.1), gradient(color * 0.75, color), relief=0, soft=0.5)
    for y in np.sort(edge + (1.1 - edge) * rng.uniform(0, 1, 170)):
        x, near = rng.uniform(0, 1), (y - edge) / (1.1 - edge)
        length = 0.02 + 0.1 * near
        blade = polygon((x, y), (x + 0.004 + 0.012 * near, y), (x + rng.normal(0, 0.4) * length, y - length))
        canvas.paint(SHEET, blade, color * rng.uniform(0.6, 1.35), relief=0, alpha=0.8)
    for _ in range(rng.choice([0, 0, 8])):
        x, y = rng.uniform(0, 1), rng.uniform(edge + 0.1, 1)
        canvas.paint(SHEET, oval(x, y, 0.012 + 0.01 * y, 0.01), hsv(0.15, rng.choice([0.05, 0.7]), 0.95), relief=0)


def sky(canvas: Canvas, kind: str | None = None) -> None:
    """A sky by day, gray, or at dusk (chosen at random unless named), with clouds."""
    rng = canvas.rng
    kind = kind or rng.choice(["day", "day", "gray", "dusk"])
    hue = rng.uniform(0.54, 0.62)
    top, low = {
        "day": (hsv(hue, rng.uniform(0.4, 0.7), 0.85), hsv(hue, 0.15, 0.97)),
        "gray": (hsv(hue, 0.1, rng.uniform(0.5, 0.75)), hsv(hue, 0.05, 0.85)),
        "dusk": (hsv(rng.uniform(0.62, 0.8), 0.5, 0.5), hsv(rng.uniform(0.02, 0.1), 0.6, 0.95)),
    }[kind]
    field = clouds(rng, 5) + 0.5 * clouds(rng, 11)
    canvas.fill(gradient(top, low))
    veil = 0.8 * ramp(field, 0.1, 0.9)[..., None]
    canvas.pixels += (mix(low, np.ones(3), 0.7) - canvas.pixels) * veil


def window(canvas: Canvas) -> None:
    """A window with curtains, and a sill or table before it."""
    rng = canvas.rng
    sky(canvas)
    hill = hsv(rng.uniform(0.2, 0.4), 0.4, rng.uniform(0.35, 0.65))
    canvas.paint(SHEET, blob((-0.2, 0.5), (0.3, rng.uniform(0.35, 0.5)), (1.2, 0.48), (1.2, 1), (-0.2, 1)), hill, fur=1)
    canvas.defocus(1.2)
    frame = np.full(3, rng.uniform(0.35, 0.95)) * hsv(0.09, rng.uniform(0, 0.35), 1)
    bar = rng.uniform(0.4, 0.6)
    for bars in (box(bar - 0.025, 0, bar + 0.025, 0.8), box(0, 0.18, 1, 0.22)):
        canvas.paint(SHEET, bars, frame, shadow=0.2)
    cloth = hsv(homely_hue(rng), rng.uniform(0.1, 0.6), rng.uniform(0.4, 0.9))
    for side in (0, 1):
        for fold in range(3):
            x = fold * 0.06 if side == 0 else 1 - fold * 0.06
            drape = ribbon(curve((x, -0.1), (x + 0.01, 0.4), (x + (side - 0.5) * 0.06, 0.9)), 0.04, 0.05)
            canvas.paint(SHEET, drape, cloth, relief=0.5)
    canvas.paint(SHEET, box(-0.1, rng.uniform(0.72, 0.82), 1.1, 1.1), frame * 0.95, relief=0.2, shadow=0.3)


def night(canvas: Canvas) -> None:
    """A night sky with stars and a moon above a dark wall or roof."""
    rng = canvas.rng
    hue = rng.uniform(0.58, 0.72)
    canvas.fill(gradient(hsv(hue, 0.7, rng.uniform(0.08, 0.2)), hsv(hue, 0.55, rng.uniform(0.3, 0.5))))
    for _ in range(25):
        canvas.paint(SHEET, oval(rng.uniform(0, 1), rng.uniform(0, 0.7), 0.006, 0.006), np.full(3, 0.9), relief=0)
    x, y = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.3)
    canvas.paint(SHEET, oval(x, y, 0.16, 0.16), np.array([0.8, 0.8, 0.6]), relief=0, soft=3, alpha=0.5)
    canvas.paint(SHEET, oval(x, y, 0.085, 0.085), np.array([0.98, 0.95, 0.8]), relief=0.1)
    edge, brick = rng.uniform(0.72, 0.82), hsv(rng.uniform(0, 0.1), 0.35, rng.uniform(0.2, 0.4))
    canvas.paint(SHEET, box(-0.1, edge, 1.1, 1.1), brick * 0.6, relief=0)
    for row in range(4):
        for column in range(-1, 6):
            left, top = column * 0.2 + (row % 2) * 0.1, edge + row * 0.09
            stone = box(left + 0.008, top + 0.008, left + 0.192, top + 0.082)
            canvas.paint(SHEET, stone, brick * rng.uniform(0.8, 1.2))


def rug(canvas: Canvas) -> None:
    """A patterned rug on a wooden floor, seen from above."""
    rng = canvas.rng
    planks(canvas, rng.uniform(-0.2, 0.0), hsv(rng.uniform(0.05, 0.1), rng.uniform(0.3, 0.55), rng.uniform(0.35, 0.65)))
    hue = homely_hue(rng)
    tones = [hsv(hue + shift, rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.85)) for shift in (0, 0.08, 0.5)]
    top, lean = rng.uniform(0.12, 0.4), rng.uniform(-0.08, 0.08)
    for inset, tone in zip((0, 0.05, 0.09), tones, strict=True):
        corners = (
            (0.1 + inset, top + inset),
            (0.9 + lean - inset, top + inset),
            (1.15 - inset, 1.1),
            (-0.15 + inset, 1.1),
        )
        canvas.paint(SHEET, polygon(*corners), tone, fur=0.5, relief=0.05, shadow=0.3 if inset == 0 else 0)
    rows, columns = rng.randint(3, 6), rng.randint(3, 7)
    for row in range(rows):
        y = top + 0.16 + (1 - top - 0.1) * row / rows
        for column in range(columns):
            x = 0.5 + (column + 0.5 - columns / 2) / columns * (0.6 + 0.35 * y)
            diamond = polygon((x - 0.05, y), (x, y - 0.04), (x + 0.05, y), (x, y + 0.04))
            canvas.paint(SHEET, diamond, tones[(row + column) % 2], fur=0.4, relief=0)


def blanket(canvas: Canvas) -> None:
    """A bed or blanket in soft folds, plain, striped or checked."""
    rng = canvas.rng
    color = hsv(homely_hue(rng), rng.uniform(0.05, 0.5), rng.uniform(0.45, 0.95))
    other = mix(color, hsv(rng.uniform(0, 1), 0.4, 0.8), 0.6)
    pattern, count, lean = rng.randint(3), rng.randint(4, 9), rng.uniform(-0.5, 0.5)
    folds = 0.6 * clouds(rng, 4) + 0.4 * clouds(rng, 9)

    def cloth(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        across, down = np.sin((u + lean * v) * count * 6.28), np.sin((v - lean * u) * count * 6.28)
        share = [0 * u, ramp(across, -0.2, 0.2), 0.5 * ramp(across, -0.2, 0.2) + 0.5 * ramp(down, -0.2, 0.2)][pattern]
        return mix(color, other, share) * (1 + 0.22 * folds)[..., None]

    canvas.fill(cloth)
    if rng.randint(2):
        canvas.paint(SHEET, box(-0.1, -0.1, 1.1, rng.uniform(0.15, 0.4)), hsv(rng.uniform(0, 1), 0.2, 0.6), soft=1.5)
    canvas.defocus(rng.uniform(0.2, 0.7))


def bokeh(canvas: Canvas) -> None:
    """Blurred spots of light, as a garden behind a portrait."""
    rng = canvas.rng
    hue, dark = rng.uniform(0.2, 0.65), rng.uniform(0.1, 0.75)
    canvas.fill(gradient(hsv(hue, 0.4, dark), hsv(hue + 0.1, 0.45, dark * 0.75)))
    for _ in range(18):
        spot = hsv(hue + rng.normal(0, 0.12), rng.uniform(0.2, 0.6), np.clip(dark + rng.uniform(-0.25, 0.35), 0.05, 1))
        radius = rng.uniform(0.05, 0.22)
        canvas.paint(SHEET, oval(rng.uniform(0, 1), rng.uniform(0, 1), radius, radius), spot, relief=0, alpha=0.5)
    canvas.defocus(rng.uniform(1.2, 2.5))


# scene: its weight for cats and for dogs
_VISITS = (
    (sofa, 5, 2),
    (room, 4, 2),
    (grass, 1, 12),
    (window, 4, 1),
    (night, 1, 1),
    (rug, 3, 1),
    (blanket, 4, 1),
    (bokeh, 1, 4),
)


def cat_place(canvas: Canvas) -> None:
    """A background for a cat: mostly indoors."""
    _visit(canvas, np.array([row[1] for row in _VISITS]))


def dog_place(canvas: Canvas) -> None:
    """A background for a dog: as for cats, but mostly the meadow."""
    _visit(canvas, np.array([row[2] for row in _VISITS]))


def _visit(canvas: Canvas, weights: np.ndarray) -> None:
    chosen = np.searchsorted(np.cumsum(weights), canvas.rng.uniform(0, weights.sum()))
    _VISITS[int(chosen)][0](canvas)
