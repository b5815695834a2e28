"""The run of the training session, with its costs and networks."""

from __future__ import annotations

from dataclasses import dataclass, field

from catgui.models.training.cost_history import CostHistory
from engine.nn.interface import TrainableNetwork
from engine.saved_model.saved_run import SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun

ShownRun = TrainingRun | SavedRun


@dataclass(slots=True, eq=False)
class CurrentRun:
    """A run, or none, and all that goes with it when another one replaces it.

    Attributes: `run`; `costs`; `snapshot`, the network shown; `newest`, the one evaluated last in training;
    `has_failed`, whether the run cannot go on; `is_restart`, whether it replaced the one before because a setting was
    changed; `is_same_network`, whether it shows the network of the run before it.
    """

    run: ShownRun | None = None
    costs: CostHistory = field(default_factory=CostHistory)
    snapshot: Snapshot | None = None
    newest: Snapshot | None = None
    has_failed: bool = False
    is_restart: bool = False
    is_same_network: bool = False

    @property
    def network(self) -> TrainableNetwork | None:
        """The network shown; unlike `snapshot`, also one of a model file without its data."""
        if self.snapshot is not None:
            return self.snapshot.network
        return self.run.network if isinstance(self.run, SavedRun) else None

    @property
    def has_iterations_left(self) -> bool:
        """Whether the run has been begun, and can be continued."""
        run = self.run
        return (
            run is not None and not self.has_failed and run.can_replay and run.iterations_done > 0 and not run.is_over
        )

    def branch(self, config: TrainingConfig) -> CurrentRun | None:
        """The run that continues from the snapshot shown with `config`, None if there is nothing to continue.

        Raises ConfigError for settings of another network.
        """
        if self.snapshot is None or not isinstance(self.run, TrainingRun):
            return None
        iterations = self.snapshot.iterations
        run = self.run.resume_from(iterations, config)
        costs = self.costs.first(iterations)
        if run.config.l2 != self.run.config.l2:
            # The next step computes the training cost with another penalty, which this test cost has not.
            costs.drop_test(iterations)
        return CurrentRun(run, costs, self.snapshot, self.newest)

    def drop_unevaluated(self) -> None:
        """Drop the costs after the network evaluated last."""
        self.costs = self.costs.first(self.newest.iterations if self.newest else 0)
