"""The training worker: takes steps and emits each cost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from catgui.workers.gil_pause import GilPause
from engine.errors import CancelledError, EngineError
from engine.progress import ProgressCallback
from engine.training.options import describe_error
from engine.training.run import TEST_POINTS, Snapshot
from engine.training.trainer import Step

_log = logging.getLogger(__name__)

# Seconds between two evaluations, and before the first: a shorter run is evaluated at its end only.
_EVALUATION_INTERVAL = 0.25
_FIRST_EVALUATION_DELAY = 0.5
# Seconds until the products of the pictures show their progress, and can be stopped.
_PROGRESS_DELAY = 0.3


class SteppableRun(Protocol):
    """The interface of a `TrainingRun` that the worker uses."""

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""

    @property
    def iterations_done(self) -> int:
        """The steps taken so far."""

    @property
    def is_over(self) -> bool:
        """Whether all steps are done, or the run has stopped early."""

    def make_features(self, progress: ProgressCallback) -> None:
        """Make the features of the pictures; an exception that `progress` raises ends the work."""

    def multiply_pictures(self, progress: ProgressCallback) -> None:
        """Compute the products of the pictures, if the run needs them; likewise."""

    def __iter__(self) -> Iterator[Step]:
        """Take the remaining steps."""

    def test_cost(self) -> float:
        """The current cost on the test part."""

    def snapshot(self) -> Snapshot:
        """The current network, evaluated on both parts."""

    def warning(self) -> str | None:
        """A warning for the user about the current network, or None."""


class CostSink(Protocol):
    """Takes the costs of a run, in the thread that takes the steps."""

    def append_train(self, iteration: int, cost: float) -> None:
        """Take the cost of a step, before its update."""

    def append_test(self, iterations: int, cost: float) -> None:
        """Take the test cost after `iterations` steps."""


class TrainingSpeed:
    """The pace of training: iterations per second, or None for no limit."""

    def __init__(self, iterations_per_second: float | None = None) -> None:
        self.iterations_per_second = iterations_per_second


class TrainingWorker(QObject):
    """Takes up to `limit` steps of a run until `stop()` is called, and adds each cost to `costs`.

    Workers with the same `turns` train at most so many at a time: those that were stopped and have not noticed yet,
    since they multiply pictures, shall not all compete with the next one. One that is stopped while it waits does
    nothing.

    The costs are no signals: emitting one takes longer than a tenth of a step, and a small network steps faster than Qt
    delivers to another thread.

    Signals: `evaluated(object)`, a Snapshot, a few times per second and at the end; but only the last one comes before
    `acknowledge` is called for the one before. `warned(str)` and `failed(str)`, texts for the user; `finished(bool)`,
    last, whether the run is complete. Before the first step, `features_progressed(object, object)`: pictures whose
    features are made, and all; `products_progressed(object, object)`, unless that is soon done: products of two
    pictures, and all.
    """

    features_progressed = Signal(object, object)
    products_progressed = Signal(object, object)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    finished = Signal(bool)

    def __init__(
        self,
        run: SteppableRun,
        costs: CostSink,
        speed: TrainingSpeed,
        limit: int | None = None,
        turns: threading.Semaphore | None = None,
    ) -> None:
        super().__init__()
        self._run = run
        self._turns = turns or threading.Semaphore()
        self._costs = costs
        self._speed = speed
        self._limit = limit
        self._stop = threading.Event()
        self._is_unwanted = False
        self._acknowledged = threading.Event()
        self._acknowledged.set()
        self._gil_pause = GilPause()

    def stop(self) -> None:
        """End `run` after the current step, or before the first one while it waits; callable from any thread."""
        self._stop.set()

    def discard(self) -> None:
        """End `run` as `stop` does, and before the first step if that has not begun; callable from any thread."""
        self._is_unwanted = True
        self.stop()

    def acknowledge(self) -> None:
        """Allow another Snapshot, as the last one has been shown; callable from any thread.

        Where they are made faster than shown, on a busy computer, they would pile up and the window never catch up.
        """
        self._acknowledged.set()

    def run(self) -> None:
        """Train. Never raises; `finished` is always emitted."""
        complete = False
        try:
            complete = self._train_in_turn()
        except CancelledError:
            pass
        except EngineError as error:
            self.failed.emit(describe_error(error))
        except Exception as error:  # noqa: BLE001  the thread must end, and the user must see the reason
            _log.exception("Training failed")
            self.failed.emit(f"Training stopped because of an unexpected error: {error}. The log has the details.")
        finally:
            self.finished.emit(complete)

    def _train_in_turn(self) -> bool:
        waits = not self._turns.acquire(blocking=False)
        if waits:
            self._turns.acquire()
        try:
            is_in_vain = self._is_unwanted or (waits and self._stop.is_set())
            return not is_in_vain and self._train()
        finally:
            self._turns.release()

    def _train(self) -> bool:
        run, costs = self._run, self._costs
        self._prepare()
        test_every = max(1, run.iterations // TEST_POINTS)
        next_evaluation = time.monotonic() + _FIRST_EVALUATION_DELAY
        if run.iterations_done == 0:
            costs.append_test(0, run.test_cost())
        for taken, (iteration, cost) in enumerate(run, start=1):
            costs.append_train(iteration, cost)
            if (iteration + 1) % test_every == 0:
                costs.append_test(iteration + 1, run.test_cost())
            if time.monotonic() >= next_evaluation and self._acknowledged.is_set():
                self._acknowledged.clear()
                self.evaluated.emit(run.snapshot())
                next_evaluation = time.monotonic() + _EVALUATION_INTERVAL
            if taken == self._limit or self._wait_or_stop():
                break
        snapshot = run.snapshot()
        if snapshot.iterations % test_every != 0:
            costs.append_test(snapshot.iterations, snapshot.test_cost)
        warning = run.warning()
        self.evaluated.emit(snapshot)
        if warning is not None:
            self.warned.emit(warning)
        return run.is_over

    def _prepare(self) -> None:
        self._run.make_features(self._on_features_made)
        self._run.multiply_pictures(partial(self._on_multiplied, time.monotonic()))

    def _on_features_made(self, done: int, total: int) -> None:
        self._require_not_stopped()
        self.features_progressed.emit(done, total)

    def _on_multiplied(self, began: float, done: int, total: int) -> None:
        # What is soon done ends with a step, of which there is a network to show.
        if time.monotonic() - began > _PROGRESS_DELAY:
            self._require_not_stopped()
            self.products_progressed.emit(done, total)

    def _require_not_stopped(self) -> None:
        """Raise CancelledError after `stop`."""
        self._gil_pause.tick()
        if self._stop.is_set():
            raise CancelledError

    def _wait_or_stop(self) -> bool:
        """Wait until the next step is due; return whether to stop."""
        rate = self._speed.iterations_per_second
        if rate is None:
            self._gil_pause.tick()
            return self._stop.is_set()
        # Wait on the event instead of sleeping, so that a stop takes effect at once.
        return self._stop.wait(1.0 / rate)
