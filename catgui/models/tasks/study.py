"""A study: many trainings of one config in the background, with their results as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from engine.data.dataset import Dataset
from engine.progress import Work
from engine.system.parallel import JobProgress
from engine.training.config import TrainingConfig

StudyFactory = Callable[[Work], Iterable[JobProgress[Any]]]


@dataclass(slots=True)
class _News:
    """News from the thread of a study: results, and whether training has begun."""

    results: deque[Any] = field(default_factory=deque)
    is_training: bool = False


class Study(QObject):
    """Many trainings of one config in the background; a cancelled study keeps its results.

    Attributes: `results`, those so far; `dataset` and `config`, what they are of, or None. A study may have seeds of
    its own, in place of that of its config.

    Signals: `changed()`, there are more results, or it has started or ended; `progressed(object, object)`, steps done
    and in all; `features_progressed(object, object)`, before them: pictures whose features are made, and all.
    """

    changed = Signal()
    progressed = Signal(object, object)
    features_progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Any] = []
        self.dataset: Dataset | None = None
        self.config: TrainingConfig | None = None
        self._news = _News()
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.progressed.connect(self._on_progressed)
        self._task.busy_changed.connect(self._collect_results)

    @property
    def busy(self) -> bool:
        """Whether it is running."""
        return self._task.busy

    def is_of(self, dataset: Dataset | None, config: TrainingConfig) -> bool:
        """Whether the results are of `dataset` with `config`, whatever the seed."""
        if self.dataset is None or self.config is None or not self.dataset.has_pictures_of(dataset):
            return False
        return self.config.with_seed(config.seed) == config

    def start(self, dataset: Dataset, config: TrainingConfig, make_study: StudyFactory) -> None:
        """Clear the results, and run another study in the background."""
        self.dataset, self.config = dataset, config
        self.results = []
        # Another object: a study that was replaced may still add to the old one.
        self._news = _News()
        self._task.start(partial(_run_study, make_study, self._news))
        self.changed.emit()

    def cancel(self) -> None:
        """Cancel the study; its results so far stay."""
        self._task.cancel()

    def clear(self) -> None:
        """Cancel the study and clear its results."""
        self._task.shutdown()
        self.dataset = self.config = None
        self.results = []
        self._news = _News()
        self.changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        if not self._news.is_training:
            self.features_progressed.emit(done, total)
            return
        self.progressed.emit(done, total)
        if self._news.results:
            self._collect_results()

    def _collect_results(self) -> None:
        queued = self._news.results
        self.results += [queued.popleft() for _ in range(len(queued))]
        self.changed.emit()


def _run_study(make_study: StudyFactory, news: _News, work: Work) -> None:
    study = make_study(work)
    news.is_training = True
    for now in study:
        news.results.extend(now.results)
        work.report(now.done, now.total)
