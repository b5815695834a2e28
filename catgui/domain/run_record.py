"""One run as it is kept: its settings, its curves and its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.text import printable
from engine.training.config import TrainingConfig

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RunRecord:
    """What is left of a run when it has come to rest.

    Attributes: `number`, its own for ever; `name`, the user's, empty for none; `pinned`, kept at the top; `shown`,
    drawn over the plot; `ended`, seconds since 1970; `data`, the name of its data set; `branched_at`, the step from
    which it went on with these settings, or None; `train`, the costs of iterations 0, 1, 2, ...; `test`, iterations
    done and the test cost after them; the accuracies are shares; `failure`, "died" or "diverged" or the like, or empty.
    """

    number: int
    name: str
    pinned: bool
    shown: bool
    ended: float
    data: str
    config: TrainingConfig
    branched_at: int | None
    train: FloatArray
    test: tuple[FloatArray, FloatArray]
    train_accuracy: float
    test_accuracy: float
    failure: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return printable(self.name) or f"Run {self.number}"

    @property
    def ending(self) -> str:
        """How it ended where it is not the usual end: by a mishap, or before its last step, or both."""
        stopped = "stopped" if len(self.train) < self.config.iterations and self.failure != "diverged" else ""
        return ", ".join(part for part in (self.failure, stopped) if part)

    @property
    def cost(self) -> float:
        """The training cost before its last step."""
        return float(self.train[-1])

    @property
    def test_cost(self) -> float:
        """The last test cost that was taken; NaN if none was."""
        return float(self.test[1][-1]) if len(self.test[1]) else float("nan")

    def changed(self, **fields: object) -> RunRecord:
        """The same with other `name`, `pinned` or `shown`."""
        return replace(self, **fields)  # type: ignore[arg-type]
