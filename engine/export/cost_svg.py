"""The cost curves as an SVG image with axes and a legend, for the HTML report."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from engine.analysis.decimation import decimate
from engine.typing import FloatArray

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 800, 360, 64, 24, 56, 40
# About this many ticks on each axis.
_TICKS = 5
# Twice the width in pixels; more points would not be visible.
_MAX_POINTS = 1600
# About the width of a letter of the legend.
_LETTER = 7


def cost_svg(
    costs: FloatArray, test_costs: tuple[FloatArray, FloatArray], marked: int | None = None, has_penalty: bool = False
) -> str:
    """The training costs (iterations,) as a solid curve, the test costs of some iterations as a dashed one.

    A vertical line marks an iteration. The legend says if both `has_penalty` of L2. The colors are the CSS variables
    --train, --test, --line and --ink.
    """
    penalty = " with L2 penalty" if has_penalty else ""
    curves = [
        (f"training cost{penalty}", "--train", "", np.arange(len(costs), dtype=np.float64), costs),
        (f"test cost{penalty}", "--test", "6 4", *test_costs),
    ]
    finite = np.concatenate([ys[np.isfinite(ys)] for *_, ys in curves])
    right = max(1.0, float(len(costs)))
    cost_ticks = _ticks(float(finite.max(initial=0.0)) or 1.0)
    top = cost_ticks[-1]
    lines = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Cost by iteration">']
    lines += _axes([tick for tick in _ticks(right) if tick <= right], right, cost_ticks, top)
    x = float(_LEFT)
    for name, color, dash, xs, ys in curves:
        if not len(ys):
            continue
        style = f'fill="none" stroke="var({color})" stroke-width="2" stroke-dasharray="{dash}"'
        lines.append(f'<polyline points="{_points(xs / right, ys / top)}" {style}/>')
        lines.append(f'<line x1="{x}" x2="{x + 30}" y1="14" y2="14" {style}/>')
        lines.append(f'<text x="{x + 38}" y="18">{name}</text>')
        x += 62 + _LETTER * len(name)
    if marked is not None:
        (at, top_end), (_, bottom) = _svg_point(marked / right, 1.0), _svg_point(0.0, 0.0)
        lines.append(f'<line x1="{at}" x2="{at}" y1="{top_end}" y2="{bottom}" stroke="var(--ink)" stroke-width="2"/>')
    return "\n".join([*lines, "</svg>"])


def _axes(iterations: list[float], right: float, costs: list[float], top: float) -> Iterator[str]:
    """Grid lines, ticks and titles of both axes."""
    for cost in costs:
        _, y = _svg_point(0.0, cost / top)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{cost:g}</text>'
    for iteration in iterations:
        x, y = _svg_point(iteration / right, 0.0)
        yield f'<text x="{x}" y="{y + 18}" text-anchor="middle">{iteration:,g}</text>'
    middle, _ = _svg_point(0.5, 0.0)
    yield f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle">Iteration</text>'
    _, middle = _svg_point(0.0, 0.5)
    yield f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">Cost</text>'


def _ticks(highest: float) -> list[float]:
    """Round numbers from 0 to at least `highest`, which is positive, at equal distances."""
    least = max(highest, float(np.finfo(np.float64).tiny) * 1e3) / _TICKS
    power = 10.0 ** math.floor(math.log10(least))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least * (1 - 1e-9))
    return [number * step for number in range(math.ceil(highest / step * (1 - 1e-9)) + 1)]


def _points(across: FloatArray, up: FloatArray) -> str:
    """The points of a polyline, decimated; `across` and `up` are from 0 to 1, and those not finite are left out."""
    indices = np.flatnonzero(np.isfinite(up))
    indices = indices[decimate(up[indices], _MAX_POINTS)]
    points = (_svg_point(float(across[k]), float(up[k])) for k in indices)
    return " ".join(f"{x},{y}" for x, y in points)


def _svg_point(across: float, up: float) -> tuple[float, float]:
    """The SVG coordinates of a point of the plot, given from 0 to 1 along both axes."""
    x = _LEFT + across * (_WIDTH - _LEFT - _RIGHT)
    y = _HEIGHT - _BOTTOM - up * (_HEIGHT - _BOTTOM - _TOP)
    return round(x, 2), round(y, 2)
