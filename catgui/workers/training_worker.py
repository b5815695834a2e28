"""Training in a thread: takes steps, says each cost, and looks at the test part as often as can be seen."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from catgui.workers.gil_pause import GilPause
from engine.errors import EngineError
from engine.training.run import Snapshot
from engine.training.trainer import Step

_log = logging.getLogger(__name__)

# The test cost is taken at this many iterations of a run at the least.
TEST_POINTS = 125
# Evaluations are for eyes: no more often than this, in seconds, and the first one later: a run that is over before that
# is evaluated at its end only.
_EVALUATION_INTERVAL = 0.25
_FIRST_EVALUATION_DELAY = 0.5


class SteppableRun(Protocol):
    """What the worker drives: a `TrainingRun`, or a test's own."""

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""

    @property
    def iterations_done(self) -> int:
        """How many steps have been taken."""

    @property
    def is_over(self) -> bool:
        """Whether no step is left: all are done, or the run has stopped early."""

    def __iter__(self) -> Iterator[Step]:
        """Take the steps that are left."""

    def test_cost(self) -> float:
        """The cost on the test part now."""

    def snapshot(self) -> Snapshot:
        """The network now, evaluated on both parts."""

    def warning(self) -> str | None:
        """What is wrong with the network now, for the user."""


class TrainingSpeed:
    """How fast to train, set from the GUI thread and read by the worker: iterations a second, or None for instant."""

    def __init__(self, iterations_per_second: float | None = None) -> None:
        self.iterations_per_second = iterations_per_second


class TrainingWorker(QObject):
    """Takes steps of a run until it is done, `stop()` is called, or `limit` steps are taken.

    Signals: `stepped(int, float)`, iteration and cost before its update, for each step; `tested(int, float)`,
    iterations done and test cost after them, for some; `evaluated(object)`, a Snapshot, a few times a second and at the
    end; `warned(str)`; `failed(str)`; `finished(bool)`, last of all, whether the run is complete.
    """

    stepped = Signal(int, float)
    tested = Signal(int, float)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    finished = Signal(bool)

    def __init__(self, run: SteppableRun, speed: TrainingSpeed, limit: int | None = None) -> None:
        super().__init__()
        self._run = run
        self._speed = speed
        self._limit = limit
        self._stop = threading.Event()
        self._gil_pause = GilPause()

    def stop(self) -> None:
        """Ask the loop to end after the step it is in; called directly, from any thread."""
        self._stop.set()

    def run(self) -> None:
        """Train; every way out ends in `finished`."""
        complete = False
        try:
            complete = self._train()
        except EngineError as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001  the thread must end, and the user must hear of it
            _log.exception("Training failed")
            self.failed.emit(f"Training stopped for a reason that was not foreseen: {error}. The log has the details.")
        finally:
            self.finished.emit(complete)

    def _train(self) -> bool:
        test_every = max(1, self._run.iterations // TEST_POINTS)
        next_evaluation = time.monotonic() + _FIRST_EVALUATION_DELAY
        if self._run.iterations_done == 0:
            self.tested.emit(0, self._run.test_cost())
        for taken, step in enumerate(self._run, start=1):
            self.stepped.emit(step.iteration, step.cost)
            if self._run.iterations_done % test_every == 0:
                self.tested.emit(self._run.iterations_done, self._run.test_cost())
            if time.monotonic() >= next_evaluation:
                self.evaluated.emit(self._run.snapshot())
                next_evaluation = time.monotonic() + _EVALUATION_INTERVAL
            if taken == self._limit or self._wait_or_stop():
                break
        snapshot = self._run.snapshot()
        if snapshot.iterations % test_every != 0:
            self.tested.emit(snapshot.iterations, snapshot.test_cost)
        self.evaluated.emit(snapshot)
        warning = self._run.warning()
        if warning is not None:
            self.warned.emit(warning)
        return self._run.is_over

    def _wait_or_stop(self) -> bool:
        """Wait as the pace asks; whether to stop."""
        rate = self._speed.iterations_per_second
        if rate is None:
            self._gil_pause.tick()
            return self._stop.is_set()
        # Waiting on the event, not sleeping: a stop is heard at once.
        return self._stop.wait(1.0 / rate)
