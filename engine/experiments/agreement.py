"""The agreement of two sequences of costs, and the times they took."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.typing import FloatArray

# Costs that differ by no more than this agree. Both ways round in the 16th digit, and training may amplify that.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the costs agree, and how long both took.

    Attributes: `iterations`, how many were compared; `largest_difference` of two costs, infinite if one is no number;
    `differs_from`, the first iteration whose costs differ by more than TOLERANCE, or None; `notebook_seconds` and
    `engine_seconds`, of computing alone; `loses_digits_from`, the first iteration whose cost the notebook computes from
    a probability so near to the wrong end that digits are lost, or None.
    """

    iterations: int = 0
    largest_difference: float = 0.0
    differs_from: int | None = None
    notebook_seconds: float = 0.0
    engine_seconds: float = 0.0
    loses_digits_from: int | None = None

    @property
    def speedup(self) -> float:
        """How many times as fast the engine was."""
        return self.notebook_seconds / self.engine_seconds

    @property
    def differs_by_lost_digits(self) -> bool:
        """Whether the notebook's cost loses digits where the two begin to differ."""
        if self.differs_from is None or self.loses_digits_from is None:
            return False
        return self.loses_digits_from <= self.differs_from

    def extended(self, notebook: FloatArray, engine: FloatArray) -> Agreement:
        """The agreement with the costs (k,) of the next iterations."""
        differences = np.abs(notebook - engine)
        differences[~np.isfinite(differences)] = np.inf
        beyond = np.flatnonzero(differences > TOLERANCE)
        differs_from = self.differs_from
        if differs_from is None and len(beyond):
            differs_from = self.iterations + int(beyond[0])
        return replace(
            self,
            iterations=self.iterations + len(differences),
            largest_difference=float(differences.max(initial=self.largest_difference)),
            differs_from=differs_from,
        )
