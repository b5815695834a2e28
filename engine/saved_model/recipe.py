"""`RunRecipe`: all that repeats a run, bit for bit on the same computer.

A run is a function of its data, its stages of settings and the form of its first layer, so these are saved instead of
its checkpoints. `engine.saved_model.reproduction` takes the steps again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.analysis.evaluation import THRESHOLD
from engine.data.reference import DataReference
from engine.training.config import TrainingConfig
from engine.training.features import filters_fingerprint
from engine.training.run import Stage, TrainingRun


@dataclass(frozen=True, slots=True)
class RunRecipe:
    """The recipe of a run, and what was shown of it.

    Attributes: `data`; `stages`, in order, the first from iteration 0; `iterations`, the number done; `position`, the
    iteration shown; `threshold`, that of its predictions; `first_layer`, the form it was planned with, or '' if
    unknown; `filters`, the fingerprint of those that made its features, or ''.
    """

    data: DataReference
    stages: tuple[Stage, ...]
    iterations: int
    position: int
    threshold: float = THRESHOLD
    first_layer: str = ""
    filters: str = ""

    @classmethod
    def of(cls, run: TrainingRun, iterations: int, position: int, threshold: float = THRESHOLD) -> RunRecipe:
        """The recipe of the first `iterations` steps of `run`. Any thread may call it while another trains.

        Slow for a data set whose fingerprint is not known yet.
        """
        stages = run.stages_until(iterations)
        filters = filters_fingerprint(run.config.features)
        return cls(DataReference.to(run.dataset), stages, iterations, position, threshold, run.first_layer, filters)

    @classmethod
    def without_fingerprint(cls, run: TrainingRun, iterations: int) -> RunRecipe:
        """The recipe of the first `iterations` steps, where the costs identify the data as well as a fingerprint."""
        data = DataReference(run.trained_on, origin=run.dataset.origin, edits=run.dataset.edits)
        stages, filters = run.stages_until(iterations), filters_fingerprint(run.config.features)
        return cls(data, stages, iterations, iterations, first_layer=run.first_layer, filters=filters)

    @property
    def config(self) -> TrainingConfig:
        """The settings of the last stage."""
        return self.stages[-1].config

    def spans(self) -> Iterator[tuple[Stage, int]]:
        """Each stage with the iteration at which it ends."""
        ends = [*(stage.begin for stage in self.stages[1:]), self.iterations]
        return zip(self.stages, ends, strict=True)
