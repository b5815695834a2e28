"""Human faces of many kinds: skin, hair, glasses, hats. `draw_face` draws one picture."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_scenes import bokeh, grass, sky, window
from drawing_shapes import Frame, blob, curve, hsv, mirrored, mix, oval, ribbon

_SKINS = (
    (0.06, 0.28, 0.95),
    (0.06, 0.35, 0.88),
    (0.065, 0.45, 0.75),
    (0.06, 0.5, 0.55),
    (0.055, 0.55, 0.38),
    (0.07, 0.4, 0.82),
)
_HAIRS = ((0.07, 0.6, 0.2), (0.65, 0.1, 0.1), (0.12, 0.5, 0.85), (0.05, 0.7, 0.5), (0.1, 0.03, 0.75), (0.07, 0.5, 0.4))


def draw_face(canvas: Canvas, index: int) -> None:
    """A person's head and shoulders; `index` cycles through skins and hair."""
    rng = canvas.rng
    (bokeh, grass, sky, window)[rng.randint(4)](canvas)
    frame = Frame.at(rng.normal(0.5, 0.05), rng.normal(0.48, 0.03), rng.uniform(0.3, 0.4), rng.normal(0, 5))
    skin = hsv(*_SKINS[index % len(_SKINS)]) * rng.uniform(0.92, 1.05)
    hair = hsv(*_HAIRS[(index * 5 + index // 6) % len(_HAIRS)]) * rng.uniform(0.85, 1.15)
    style = index % 3
    if style == 0:
        long = mirrored((0, -1.12), (0.7, -0.9), (0.92, -0.2), (0.95, 0.9), (0.6, 1.15), (0, 0.9))
        canvas.paint(frame, long, hair * 0.8, fur=0.8, relief=0.3)
    _shoulders(canvas, frame, skin)
    _head(canvas, frame, skin)
    _features(canvas, frame.inner(rng.uniform(-0.08, 0.08), 0), skin, hair)
    _hair(canvas, frame, hair, style)


def _shoulders(canvas: Canvas, frame: Frame, skin: np.ndarray) -> None:
    shirt = hsv(canvas.rng.uniform(0, 1), canvas.rng.uniform(0.1, 0.75), canvas.rng.uniform(0.25, 0.9))
    canvas.paint(frame, ribbon(curve((0, 0.5), (0, 1.3)), 0.32, 0.38), skin * 0.85, relief=0.3)
    trunk = mirrored((0, 1.2), (0.45, 1.08), (1.15, 1.3), (1.5, 2.4), (0, 2.5))
    canvas.paint(frame, trunk, shirt, relief=0.3, fur=0.3, shadow=0.2)
    canvas.paint(frame, mirrored((0, 1.0), (0.32, 1.0), (0.2, 1.3), (0, 1.42)), skin * 0.88, relief=0.1)


def _head(canvas: Canvas, frame: Frame, skin: np.ndarray) -> None:
    for side in (-1, 1):
        canvas.paint(frame, oval(side * 0.72, 0.05, 0.13, 0.2), skin * 0.9, relief=0.3)
    jaw = canvas.rng.uniform(0.48, 0.6)
    head = mirrored((0, -0.95), (0.5, -0.82), (0.7, -0.25), (0.68, 0.25), (jaw, 0.65), (0.22, 0.95), (0, 0.98))
    canvas.paint(frame, head, skin, relief=0.32, shadow=0.35)


def _features(canvas: Canvas, face: Frame, skin: np.ndarray, hair: np.ndarray) -> None:
    rng = canvas.rng
    iris = hsv(rng.choice([0.07, 0.08, 0.57, 0.35]), 0.55, rng.uniform(0.25, 0.6))
    for side in (-1, 1):
        x = side * 0.29
        blush = skin * np.array([1.05, 0.84, 0.82])
        canvas.paint(face, oval(side * 0.38, 0.3, 0.18, 0.14), blush, relief=0, soft=1)
        canvas.paint(face, oval(x, -0.05, 0.15, 0.085), np.full(3, 0.95), relief=0)
        canvas.paint(face, oval(x, -0.05, 0.08, 0.085), iris, relief=0)
        canvas.paint(face, oval(x, -0.05, 0.04, 0.045), np.full(3, 0.05), relief=0)
        lid = curve((x - 0.15, -0.06), (x, -0.15), (x + 0.15, -0.06))
        canvas.paint(face, ribbon(lid, 0.025, 0.025), skin * 0.35, relief=0)
        brow = curve((x - 0.17, -0.24), (x, -0.3), (x + 0.17, -0.24))
        canvas.paint(face, ribbon(brow, 0.04, 0.035), hair * 0.8, relief=0)
    canvas.paint(face, blob((0, -0.1), (0.1, 0.22), (0, 0.3), (-0.1, 0.22)), skin * 1.06, relief=0.3, shadow=0.15)
    lips = mix(skin, np.array([0.75, 0.2, 0.2]), rng.uniform(0.35, 0.7))
    broad, smile = rng.uniform(0.2, 0.3), rng.uniform(0.0, 0.12)
    mouth = blob((-broad, 0.52 - smile / 2), (0, 0.51 + smile / 3), (broad, 0.52 - smile / 2), (0, 0.62 + smile))
    lip = canvas.paint(face, mouth, lips, relief=0.2)
    if smile > 0.06:
        canvas.paint(face, oval(0, 0.54 + smile / 3, broad * 0.7, 0.035), np.full(3, 0.95), relief=0, inside=lip)
    if rng.uniform() < 0.3:
        _glasses(canvas, face)


def _glasses(canvas: Canvas, face: Frame) -> None:
    rim = np.full(3, 0.1)
    for side in (-1, 1):
        ring = curve(*[(side * 0.3 + 0.2 * np.cos(t), -0.04 + 0.17 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 9)])
        canvas.paint(face, ribbon(ring, 0.028, 0.028), rim, relief=0)
    canvas.paint(face, ribbon(curve((-0.1, -0.06), (0.1, -0.06)), 0.025, 0.025), rim, relief=0)


def _hair(canvas: Canvas, frame: Frame, hair: np.ndarray, style: int) -> None:
    rng = canvas.rng
    if style == 2 and rng.randint(2):
        color = hsv(rng.uniform(0, 1), 0.55, rng.uniform(0.3, 0.8))
        canvas.paint(frame, mirrored((0, -1.3), (0.6, -1.1), (0.8, -0.45), (0, -0.5)), color, fur=0.5, relief=0.4)
        canvas.paint(frame, ribbon(curve((-0.8, -0.45), (0, -0.5), (0.8, -0.45)), 0.12, 0.12), color * 0.8, relief=0.3)
        return
    part = rng.uniform(-0.4, 0.4)
    crown = ((-0.78, 0.05), (-0.82, -0.6), (-0.4, -1.1), (0.4, -1.1), (0.82, -0.6), (0.78, 0.05), (0.62, -0.35))
    fringe = ((part + 0.1, -0.62), (-0.6, -0.35))
    canvas.paint(frame, blob(*crown, *fringe), hair, fur=0.9, relief=0.4, shadow=0.25)
