"""`SavedRun`: the network of a model file, shown as a run until its run has been repeated."""

from __future__ import annotations

from engine.analysis.run_summary import Failure
from engine.data.dataset import DataOrigin, Dataset
from engine.nn.interface import TrainableNetwork
from engine.progress import UNOBSERVED, Work
from engine.saved_model.model import Model, network_from_model
from engine.training.config import TrainingConfig
from engine.training.features import filters_fingerprint
from engine.training.networks import kind_of
from engine.training.run import Snapshot, TrainingRun
from engine.typing import FloatArray


class SavedRun:
    """The run of a model file: it takes no steps, and only the saved iteration can be shown.

    Attributes: `model`; `dataset`, that on which it is evaluated, or None if the one given does not fit; `network`, or
    None if the run must be repeated to find it; `is_on_other_data`, whether that is known not to be the data it was
    trained on, so that its figures are no results of this run. Whoever compares the contents sets it. The others are
    those of a TrainingRun.
    """

    can_replay = False
    branched_at: int | None = None
    failure: Failure | None = None
    is_over = False
    l2_overshoots = False

    def __init__(self, model: Model, dataset: Dataset | None) -> None:
        self.model = model
        self.dataset = dataset if dataset is not None and model.fits(dataset) else None
        self.network: TrainableNetwork | None = network_from_model(model, self.dataset) if model.parameters else None
        data = model.recipe.data
        self.is_on_other_data = self.dataset is not None and (
            (data.name, data.edits) != (self.dataset.name, self.dataset.edits)
        )

    @property
    def config(self) -> TrainingConfig:
        """The settings of its training."""
        return self.model.config

    @property
    def trained_on(self) -> str:
        """The name of the data that the network has learned from."""
        return self.model.trained_on

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data, or None if it is unknown."""
        return self.model.origin

    @property
    def classes(self) -> tuple[str, str]:
        """The names of class 0 and class 1."""
        return self.model.classes

    @property
    def picture_shape(self) -> tuple[int, int]:
        """Height and width of the pictures that the network takes."""
        return self.model.picture_shape

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""
        return self.config.iterations

    @property
    def iterations_done(self) -> int:
        """The number of steps taken before it was saved."""
        return len(self.model.costs)

    @property
    def position(self) -> int:
        """The iteration whose network was saved."""
        return self.model.recipe.position

    @property
    def is_on_own_data(self) -> bool:
        """Whether it is on the data that its recipe names, whose contents may have changed since."""
        return self.dataset is not None and self.model.recipe.data.is_of(self.dataset)

    def initial_weights(self) -> FloatArray | None:
        """W1 before the first step, as in `TrainingRun.initial_weights`, or None if it is unknown."""
        recipe = self.model.recipe
        first = recipe.stages[0].config
        if recipe.filters != filters_fingerprint(first.features):
            return None
        return kind_of(first.features).initial_weights(first, self.picture_shape)

    @property
    def _best_iteration(self) -> int | None:
        """The iteration to whose network early stopping went back before the last one, else None."""
        last, done = self.model.recipe.stages[-1], self.iterations_done
        ended_early = last.is_over and 0 < last.config.patience <= done < last.config.iterations
        return done - last.config.patience if ended_early and self.position == done else None

    def snapshot(self, work: Work = UNOBSERVED) -> Snapshot | None:
        """The network, evaluated on the data set; None without both. `work` is that of `make_features`."""
        if self.dataset is None or self.network is None:
            return None
        run = TrainingRun(self.dataset, self.config)
        run.make_features(work)
        found = run.evaluate_network(self.network, self.position, self._best_iteration)
        return found.with_threshold(self.model.recipe.threshold)
