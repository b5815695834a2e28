"""The points of the line of a cost: the true costs at iteration 0, 100, 200, ..., as the notebook prints them."""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray


def line_points(iterations: FloatArray, costs: FloatArray, stride: int) -> tuple[FloatArray, FloatArray]:
    """Those of costs (k,) at iterations (k,), increasing, that are points of the line: every `stride`, and the last.

    `stride` is that of `engine.training.run.line_stride`, in a run of 2,500 iterations 100. What is no finite number
    is left out.
    """
    wanted = np.append(np.arange(0.0, iterations[-1], stride), iterations[-1]) if len(iterations) else iterations
    places = np.searchsorted(iterations, wanted)
    places = places[(iterations[places] == wanted) & np.isfinite(costs[places])]
    return iterations[places], costs[places]


def lowest_point(iterations: FloatArray, costs: FloatArray) -> int | None:
    """The iteration of the lowest of costs (k,), or None without any."""
    return int(iterations[np.argmin(costs)]) if len(costs) else None
