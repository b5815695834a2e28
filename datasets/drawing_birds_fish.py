"""Birds (perched, swimming, in flight, owls) and fish under water."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas, Paint
from drawing_coats import WHITE
from drawing_scenes import bokeh, gradient, grass, night, sky
from drawing_shapes import SHEET, Frame, blob, box, clouds, curve, hsv, mirrored, mix, oval, polygon, ramp, ribbon


def draw_bird(canvas: Canvas, index: int) -> None:
    """A bird; `index` cycles through its kinds."""
    (_songbird, _duck, _owl, _gull)[index % 4](canvas)


def _placed(canvas: Canvas, size: float) -> Frame:
    rng = canvas.rng
    size *= rng.uniform(0.85, 1.15)
    return Frame.at(rng.normal(0.5, 0.06), rng.normal(0.5, 0.05), size, rng.normal(0, 5), flip=bool(rng.randint(2)))


def _bird_eye(canvas: Canvas, frame: Frame, x: float, y: float, size: float) -> None:
    canvas.paint(frame, oval(x, y, size, size), np.full(3, 0.05), relief=0)
    canvas.paint(frame, oval(x - size * 0.3, y - size * 0.35, size * 0.35, size * 0.35), np.ones(3), relief=0)


def _dotted(base: np.ndarray, dots: np.ndarray, pace: float) -> Paint:
    return lambda u, v: mix(base, dots, ramp(np.sin(pace * u) * np.sin(pace * v), 0.1, 0.5))


def _songbird(canvas: Canvas) -> None:
    rng = canvas.rng
    (bokeh, grass, sky)[rng.randint(3)](canvas)
    frame = _placed(canvas, 0.4)
    hue = rng.choice([0.02, 0.08, 0.14, 0.58, 0.6, 0.3])
    back, belly = hsv(hue, rng.uniform(0.3, 0.75), rng.uniform(0.3, 0.7)), hsv(rng.choice([0.05, 0.12]), 0.55, 0.9)
    branch = curve((-2, 0.8), (-0.5, 0.72), (0.6, 0.78), (2, 0.6))
    canvas.paint(frame, ribbon(branch, 0.1, 0.06), hsv(0.07, 0.5, 0.35), fur=0.8, relief=0.5)
    canvas.paint(frame, blob((0.4, 0.1), (1.15, 0.5), (1.2, 0.66), (1.0, 0.68), (0.3, 0.45)), back * 0.7, relief=0.3)
    for x in (-0.1, 0.12):
        canvas.paint(frame, ribbon(curve((x, 0.5), (x - 0.03, 0.76)), 0.035, 0.035), hsv(0.08, 0.5, 0.4), relief=0.2)
    body = blob((-0.72, -0.35), (-0.4, -0.68), (-0.05, -0.45), (0.45, -0.05), (0.62, 0.25), (0.1, 0.62), (-0.45, 0.4))
    trunk = canvas.paint(frame, body, back, fur=0.7, relief=0.4, shadow=0.2)
    breast = oval(-0.4, 0.2, 0.38, 0.55, 25)
    canvas.paint(frame, breast, belly, fur=0.6, relief=0.3, soft=0.4, inside=trunk)
    wing = blob((-0.15, -0.2), (0.3, -0.1), (0.85, 0.4), (0.3, 0.35), (-0.1, 0.2))
    canvas.paint(frame, wing, back * 0.75, fur=0.4, relief=0.4, shadow=0.3)
    for y in (0.08, 0.2):
        canvas.paint(frame, ribbon(curve((0.1, y), (0.6, y + 0.17)), 0.025, 0.015), WHITE, relief=0, alpha=0.7)
    canvas.paint(frame, polygon((-0.68, -0.42), (-1.0, -0.28), (-0.66, -0.22)), hsv(0.1, 0.7, 0.7), relief=0.3)
    _bird_eye(canvas, frame, -0.48, -0.36, 0.08)


def _duck(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    water(canvas, rng.uniform(0.25, 0.5))
    frame = _placed(canvas, 0.4)
    plumage = mix(WHITE, hsv(0.08, 0.5, rng.uniform(0.3, 0.6)), rng.choice([0, 0.9]))
    head = hsv(0.4, 0.7, 0.35) if rng.randint(2) else plumage
    body = blob((-0.65, 0.15), (-0.2, -0.02), (0.5, -0.05), (1.0, -0.25), (0.8, 0.35), (0.3, 0.55), (-0.5, 0.5))
    canvas.ground_shadow(frame, oval(0.1, 0.6, 0.8, 0.14), 0.4)
    canvas.paint(frame, body, plumage, fur=0.6, relief=0.45)
    neck = ribbon(curve((-0.45, 0.25), (-0.55, -0.15), (-0.48, -0.45)), 0.2, 0.2)
    canvas.paint(frame, neck, head, fur=0.5, relief=0.35)
    canvas.paint(frame, oval(-0.55, -0.5, 0.27, 0.24), head, fur=0.5, relief=0.4)
    canvas.paint(
        frame, blob((-0.75, -0.55), (-1.12, -0.4), (-1.08, -0.32), (-0.72, -0.38)), hsv(0.1, 0.85, 0.9), relief=0.4
    )
    wing = blob((-0.3, 0.1), (0.3, 0.0), (0.85, 0.0), (0.4, 0.35), (-0.1, 0.35))
    canvas.paint(frame, wing, plumage * 0.85, fur=0.5, relief=0.4, shadow=0.2)
    _bird_eye(canvas, frame, -0.62, -0.55, 0.06)


def _owl(canvas: Canvas) -> None:
    rng = canvas.rng
    (night, bokeh, grass)[rng.randint(3)](canvas)
    frame = _placed(canvas, 0.42)
    base = hsv(rng.uniform(0.05, 0.1), rng.uniform(0.2, 0.5), rng.uniform(0.35, 0.65))
    canvas.paint(
        frame, ribbon(curve((-2, 0.95), (0, 0.9), (2, 0.98)), 0.1, 0.1), hsv(0.07, 0.5, 0.3), fur=0.8, relief=0.5
    )
    body = mirrored((0, -0.85), (0.55, -0.85), (0.68, -0.3), (0.62, 0.4), (0.35, 0.9), (0, 0.98))
    trunk = canvas.paint(frame, body, base, fur=0.9, relief=0.4)
    flecks = _dotted(base * 1.5, base * 0.6, 17)
    canvas.paint(frame, oval(0, 0.4, 0.42, 0.55), flecks, fur=0.5, relief=0.2, soft=0.3, inside=trunk)
    for side in (-1, 1):
        canvas.paint(
            frame, blob((side * 0.5, -0.2), (side * 0.75, 0.2), (side * 0.5, 0.85)), base * 0.7, fur=0.6, shadow=0.2
        )
        canvas.paint(frame, oval(side * 0.27, -0.45, 0.31, 0.33), base * 1.4, fur=0.5, relief=0.25)
        canvas.paint(frame, oval(side * 0.26, -0.45, 0.19, 0.19), hsv(0.12, 0.9, 0.95), relief=0.1)
        _bird_eye(canvas, frame, side * 0.26, -0.45, 0.11)
        for toe in (0.1, 0.2, 0.3):
            canvas.paint(frame, oval(side * toe, 0.92, 0.045, 0.09), hsv(0.11, 0.6, 0.6), relief=0.3)
    canvas.paint(frame, polygon((-0.09, -0.36), (0.09, -0.36), (0, -0.1)), hsv(0.11, 0.6, 0.45), relief=0.4)


def _gull(canvas: Canvas) -> None:
    rng = canvas.rng
    sky(canvas)
    if rng.randint(2):
        water(canvas, rng.uniform(0.7, 0.85))
    frame = _placed(canvas, 0.4)
    tone = mix(WHITE, hsv(0.6, 0.2, rng.uniform(0.2, 0.4)), rng.choice([0, 0.15, 0.85]))
    lift = rng.uniform(-0.9, -0.5)
    far = blob((-0.2, -0.05), (0.1, lift * 0.7), (0.75, lift * 1.15), (0.45, lift * 0.4), (0.25, 0.05))
    canvas.paint(frame, far, tone * 0.75, relief=0.3)
    canvas.paint(frame, polygon((0.4, 0.05), (0.95, 0.0), (1.0, 0.2), (0.5, 0.22)), tone * 0.8, fur=0.3)
    body = blob((-0.8, 0.0), (-0.6, -0.12), (0, -0.08), (0.6, 0.06), (0.6, 0.18), (0, 0.28), (-0.55, 0.18))
    canvas.paint(frame, body, tone, fur=0.3, relief=0.45)
    near = blob((-0.35, 0.0), (-0.6, lift * 0.7), (-1.25, lift), (-0.7, lift * 0.3), (0.15, 0.12))
    canvas.paint(frame, near, tone * 0.95, relief=0.35, shadow=0.2)
    tip = blob((-1.25, lift), (-0.9, lift * 0.92), (-0.85, lift * 0.62))
    canvas.paint(frame, tip, np.full(3, 0.12), relief=0)
    canvas.paint(frame, polygon((-0.78, -0.03), (-1.0, 0.06), (-0.75, 0.08)), hsv(0.11, 0.85, 0.9), relief=0.2)
    _bird_eye(canvas, frame, -0.62, -0.01, 0.045)


def water(canvas: Canvas, edge: float) -> None:
    """Water with glints from the height `edge` down."""
    rng = canvas.rng
    deep = hsv(rng.uniform(0.48, 0.6), rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65))
    canvas.paint(SHEET, box(-0.1, edge, 1.1, 1.1), gradient(deep * 1.3, deep * 0.75), relief=0)
    for _ in range(45):
        x, y = rng.uniform(0, 1), rng.uniform(edge, 1)
        width = 0.03 + 0.12 * (y - edge)
        tone = deep * rng.uniform(0.7, 1.6)
        canvas.paint(SHEET, oval(x, y, width, 0.006 + 0.012 * (y - edge)), tone, relief=0, alpha=0.6)


def draw_fish(canvas: Canvas, index: int) -> None:
    """A fish in the sea or an aquarium; `index` cycles through the kinds of fish."""
    _reef(canvas)
    frame = _placed(canvas, 0.36)
    rng = canvas.rng
    bands = (None, np.full(3, 0.95), None, np.full(3, 0.12))[index % 4]
    base = hsv((0.06, 0.05, rng.uniform(0.5, 0.65), 0.14)[index % 4], 0.8, rng.uniform(0.75, 0.98))
    fin = base * 0.85
    tall = rng.uniform(0.38, 0.6)
    canvas.paint(frame, blob((0.65, 0), (1.2, -0.5), (1.1, 0), (1.2, 0.5)), fin, relief=0.4)
    canvas.paint(
        frame, blob((-0.3, -tall * 0.7), (0.1, -tall - 0.35), (0.6, -tall * 0.9), (0.4, -tall * 0.3)), fin, relief=0.4
    )
    canvas.paint(frame, blob((0.0, tall * 0.8), (0.3, tall + 0.25), (0.5, tall * 0.5)), fin, relief=0.4)
    scales = _dotted(base, base * 0.75, 16)
    body = blob(
        (-0.95, 0.02),
        (-0.55, -tall * 0.75),
        (0, -tall),
        (0.5, -tall * 0.5),
        (0.8, 0),
        (0.5, tall * 0.5),
        (0, tall),
        (-0.55, tall * 0.7),
    )
    trunk = canvas.paint(frame, body, scales, relief=0.5, shadow=0.2)
    canvas.paint(
        frame, oval(0, tall, 1, tall * 0.6), mix(base, np.ones(3), 0.6), relief=0, soft=1, inside=trunk, alpha=0.6
    )
    if bands is not None:
        for x in (-0.35, 0.12, 0.55):
            band = ribbon(curve((x, -1), (x - 0.08, 0), (x, 1)), 0.08, 0.08)
            canvas.paint(frame, band, bands, relief=0, inside=trunk, alpha=0.95)
    canvas.paint(frame, blob((-0.15, 0.1), (0.25, 0.05), (0.2, 0.35)), fin, relief=0.4, shadow=0.3)
    canvas.paint(frame, ribbon(curve((-0.93, 0.1), (-0.78, 0.14)), 0.025, 0.02), base * 0.4, relief=0)
    canvas.paint(frame, oval(-0.62, -0.1, 0.12, 0.12), np.ones(3), relief=0.1)
    _bird_eye(canvas, frame, -0.63, -0.1, 0.075)


def _reef(canvas: Canvas) -> None:
    rng = canvas.rng
    hue, value = rng.uniform(0.42, 0.62), rng.uniform(0.45, 0.95)
    canvas.fill(gradient(hsv(hue, 0.5, value), hsv(hue + 0.05, 0.8, value * 0.45)))
    canvas.pixels *= (1 + 0.15 * clouds(rng, 6))[..., None]
    for _ in range(rng.randint(2, 6)):
        x, lean = rng.uniform(0, 1), rng.normal(0, 0.1)
        tone = hsv(rng.choice([0.3, 0.38, 0.95, 0.05]), 0.6, rng.uniform(0.3, 0.7))
        weed = curve((x, 1.05), (x + lean, 0.85), (x - lean, 0.7), (x + lean, rng.uniform(0.4, 0.65)))
        canvas.paint(SHEET, ribbon(weed, 0.035, 0.01), tone, fur=0.8, relief=0.4)
    if rng.randint(2):
        canvas.paint(
            SHEET, blob((-0.2, 0.93), (0.4, 0.87), (1.2, 0.92), (1.2, 1.2), (-0.2, 1.2)), hsv(0.11, 0.35, 0.8), fur=0.6
        )
    canvas.defocus(0.7)
    for _ in range(rng.randint(3, 8)):
        x, y, size = rng.uniform(0, 1), rng.uniform(0, 0.9), rng.uniform(0.01, 0.03)
        canvas.paint(SHEET, oval(x, y, size, size), np.ones(3), relief=0, alpha=0.35)
        canvas.paint(SHEET, oval(x - size / 3, y - size / 3, size / 3, size / 3), np.ones(3), relief=0, alpha=0.8)
