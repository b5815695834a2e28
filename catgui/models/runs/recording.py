"""Makes the record of a run."""

from __future__ import annotations

import time

from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.session import ShownRun
from engine.analysis.evaluation import THRESHOLD
from engine.saved_model.recipe import RunRecipe
from engine.saved_model.saved_run import SavedRun
from engine.training.run import Snapshot


def record_run(
    run: ShownRun, newest: Snapshot, costs: CostHistory, number: int, before: RunRecord | None = None
) -> RunRecord:
    """The record of `run`, which has come to `newest`; it keeps what the user has chosen for `before`."""
    costs.trim()  # the record keeps the arrays
    return RunRecord(
        number=number,
        name="" if before is None else before.name,
        pinned=before is not None and before.pinned,
        shown=before is not None and before.shown,
        ended=time.time(),
        data=run.trained_on,
        config=run.config,
        branched_at=run.branched_at,
        train=costs.train,
        test=costs.test,
        train_accuracy=newest.train.with_threshold(THRESHOLD).accuracy,
        test_accuracy=newest.test.with_threshold(THRESHOLD).accuracy,
        failure=run.failure,
        recipe=_recipe_of(run, len(costs)),
        last=LastNetwork(newest.network_iteration, newest.train_cost, newest.test_cost),
    )


def _recipe_of(run: ShownRun, iterations: int) -> RunRecipe:
    return run.model.full_recipe if isinstance(run, SavedRun) else RunRecipe.without_fingerprint(run, iterations)
