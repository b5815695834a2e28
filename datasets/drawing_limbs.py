"""Legs and tails, ringed where the coat is striped."""

from __future__ import annotations

import numpy as np
from drawing_canvas import Canvas
from drawing_coats import Coat
from drawing_shapes import Frame, oval, ribbon


def leg(canvas: Canvas, frame: Frame, coat: Coat, line: np.ndarray, top: float, foot: float, far: bool = False) -> None:
    """A leg along `line` (n, 2), of half width `top` above and `foot` below; a far one lies in the shade."""
    dim = 0.65 if far else 1.0
    color = coat.limb
    shaded = (lambda u, v: color(u, v) * dim) if callable(color) else color * dim
    stencil = canvas.paint(frame, ribbon(line, top, foot), shaded, fur=0.7, relief=0.3, shadow=0.0 if far else 0.2)
    if coat.bands:
        for at in (0.45, 0.65, 0.85):
            x, y = line[int(at * (len(line) - 1))]
            canvas.paint(frame, oval(x, y, top * 1.1, 0.025), coat.marks * dim, relief=0, inside=stencil, alpha=0.8)
    x, y = line[-1]
    canvas.paint(frame, oval(x - foot * 0.3, y, foot * 1.35, foot * 0.95), coat.paw * dim, fur=0.4, relief=0.3)


def tail(canvas: Canvas, frame: Frame, coat: Coat, line: np.ndarray, width: float) -> None:
    """A tail along `line` (n, 2), thinner toward its end."""
    canvas.paint(frame, ribbon(line, width, width * 0.75), coat.limb, fur=1, relief=0.35, shadow=0.25)
    if coat.bands:
        count = len(line)
        for start in range(count // 5, count - 1, 5):
            piece = line[start : start + 2]
            canvas.paint(frame, ribbon(piece, width * 0.9, width * 0.85), coat.marks, fur=0.5, relief=0.2, alpha=0.8)
