"""The training worker: takes steps and emits each cost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QThread, Signal

from catgui.workers.worker_threads import GilPause
from engine.errors import CancelledError, EngineError, NoThreadError
from engine.progress import Work
from engine.training.config import describe_error
from engine.training.run import TrainingRun

_log = logging.getLogger(__name__)

# Seconds between two evaluations, and before the first: a shorter run as fast as can be is evaluated at its end only.
_EVALUATION_INTERVAL = 0.25
_FIRST_EVALUATION_DELAY = 0.5
# At a limited speed the networks are watched: seconds between two evaluations, and the most of the time for these.
_FRAME, _EVALUATION_SHARE = 1 / 40, 0.3
# Shorter waits than so many seconds are left out, and some steps taken at once: each would wake the thread up, which
# then takes the GIL from panels that are being painted.
_SHORTEST_WAIT = 0.005
# A longer wait ends early if the speed changes.
_LONGEST_WAIT = 0.05
# Seconds until the products of the pictures show their progress, and can be stopped.
_PROGRESS_DELAY = 0.3
# Seconds by which steps at a limited speed may be late and still be made up for: a wait takes up to 0.016 on Windows.
_MOST_LATE = 0.5
# At a limited speed each test cost is computed that takes at most this share of the time between two steps.
_TEST_SHARE = 0.5
# Costs in a block, and how many blocks may be on their way to receivers in another thread.
_BLOCK_COSTS, _MOST_BLOCKS = 1000, 4
# Seconds to wait for their delivery: a thread that waits for the end of this one delivers nothing.
_DELIVERY_TIMEOUT = 0.25


class TrainingSpeed:
    """The speed of training, for the worker to keep, which may change while a run is under way.

    Attributes: `iterations_per_second`, the most, or None for no limit.
    """

    def __init__(self, iterations_per_second: float | None = None) -> None:
        self.iterations_per_second = iterations_per_second


class _CostAcknowledgements(QObject):
    """Confirms blocks of costs in the thread in which it was made."""

    def __init__(self, blocks_left: threading.Semaphore) -> None:
        super().__init__()
        self._blocks_left = blocks_left

    def confirm(self) -> None:
        """Allow another block: Qt delivers the events of a thread in order, so all costs before this one are."""
        self._blocks_left.release()


class TrainingWorker(QObject):
    """Takes up to `limit` steps of a run until `stop()` is called, and emits each cost.

    Workers with the same `turns` train at most so many at a time: those that were stopped and have not noticed yet,
    since they multiply pictures, shall not all compete with the next one. One that is stopped while it waits does
    nothing.

    Attributes: `is_complete`, whether the run is, when the worker has ended.

    Signals: `cost_computed(int, float)`, the iteration and the training cost of each step, in order.
    `test_cost_computed(int, float)`, the steps taken and the test cost after them: before the first step, every
    `run.test_stride` steps, and after the last, or after each step if there is time for it. A small network steps
    faster than Qt delivers to another thread, so the worker waits while some thousand costs are undelivered in the
    thread in which it was made.

    `evaluated(object)`, a Snapshot, a few times per second and at the end; but only the last one comes before
    `acknowledge` is called for the one before. `warned(str)` and `failed(str)`, texts for the user; `finished(bool)`,
    last, whether the run is complete. Before the first step, `preparing(object, object)`, how much is done, and all: of
    the pictures whose features are made, then, unless that is soon done, of the products of two pictures.
    """

    preparing = Signal(object, object)
    cost_computed = Signal(int, float)
    test_cost_computed = Signal(int, float)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    finished = Signal(bool)

    _block_sent = Signal()

    def __init__(
        self,
        run: TrainingRun,
        speed: TrainingSpeed,
        limit: int | None = None,
        turns: threading.Semaphore | None = None,
    ) -> None:
        super().__init__()
        self._run = run
        self._turns = turns or threading.Semaphore()
        self._speed = speed
        self._limit = limit
        self.is_complete = False
        self._work = Work()
        self._is_unwanted = False
        self._acknowledged = threading.Event()
        self._acknowledged.set()
        self._blocks_left = threading.Semaphore(_MOST_BLOCKS)
        self._acknowledgements = _CostAcknowledgements(self._blocks_left)
        self._block_sent.connect(self._acknowledgements.confirm)
        self._tested_at = -1
        self._test_seconds = 0.0
        self._due = self._next_evaluation = 0.0
        self._gil_pause = GilPause()

    def start(self, on_ended: Callable[[], object]) -> None:
        """Call `run` in a thread of its own, and when that has ended, `on_ended`, a method of a QObject in another.

        Raises NoThreadError, and then calls neither.
        """
        self._thread = QThread()
        self.moveToThread(self._thread)
        self._thread.started.connect(self.run)
        self._thread.finished.connect(on_ended)
        # In the thread itself, which need not wait until that of the window has shown the network.
        self.finished.connect(self._thread.quit, Qt.ConnectionType.DirectConnection)
        self._thread.start()
        if not self._thread.isRunning() and not self._thread.isFinished():
            raise NoThreadError

    def wait(self) -> None:
        """Wait until the thread has ended."""
        self._thread.quit()  # in case it has not begun
        self._thread.wait()

    def stop(self) -> None:
        """End `run` after the current step, or before the first one while it waits; callable from any thread."""
        self._work.cancel()
        self._blocks_left.release()  # in case it waits for deliveries

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
        waits = not self._turns.acquire(blocking=False)
        if waits:
            self._turns.acquire()
        try:
            is_in_vain = self._is_unwanted or (waits and self._work.is_cancelled)
            self.is_complete = not is_in_vain and self._train()
        except CancelledError:
            pass
        except Exception as error:  # noqa: BLE001  the thread must end, and the user must see the reason
            if not isinstance(error, EngineError):
                _log.exception("Training failed")
            self.failed.emit(describe_error(error))
        finally:
            self._turns.release()
            self.finished.emit(self.is_complete)

    def _train(self) -> bool:
        run = self._run
        self._prepare()
        self._emit_test_cost(run.iterations_done)
        test_stride = run.test_stride
        self._due = time.perf_counter()
        is_watched = self._speed.iterations_per_second is not None
        self._next_evaluation = self._due + (0 if is_watched else _FIRST_EVALUATION_DELAY)
        for taken, (iteration, cost) in enumerate(run, start=1):
            self.cost_computed.emit(iteration, cost)
            if taken % _BLOCK_COSTS == 0:
                self._end_block()
            if (iteration + 1) % test_stride == 0 or self._has_time_for_test_cost():
                self._emit_test_cost(iteration + 1)
            if time.perf_counter() >= self._next_evaluation and self._acknowledged.is_set():
                self._evaluate()
            if taken == self._limit or self._wait_or_stop():
                break
        snapshot = run.snapshot()
        if snapshot.iterations != self._tested_at:
            self.test_cost_computed.emit(snapshot.iterations, snapshot.test_cost)
        warning = run.warning()
        self.evaluated.emit(snapshot)
        if warning is not None:
            self.warned.emit(warning)
        return run.is_over

    def _evaluate(self) -> None:
        """Emit the network, evaluated, and say when the next one is due."""
        self._acknowledged.clear()
        began = time.perf_counter()
        self.evaluated.emit(self._run.snapshot())
        now = time.perf_counter()
        if self._speed.iterations_per_second is None:
            self._next_evaluation = now + _EVALUATION_INTERVAL
        else:
            # By the clock: a late frame is followed by one on time.
            on_time = max(self._next_evaluation, began - _FRAME) + _FRAME
            self._next_evaluation = max(on_time, began + (now - began) / _EVALUATION_SHARE)

    def _end_block(self) -> None:
        """Ask for the receipt of the costs emitted so far; wait for earlier ones while too many are out."""
        if self._blocks_left.acquire(timeout=_DELIVERY_TIMEOUT):
            self._block_sent.emit()

    def _has_time_for_test_cost(self) -> bool:
        rate = self._speed.iterations_per_second
        return rate is not None and self._test_seconds <= _TEST_SHARE / rate

    def _emit_test_cost(self, iterations: int) -> None:
        began = time.perf_counter()
        cost = self._run.test_cost()
        if self._tested_at >= 0:  # the first one prepares the run
            self._test_seconds = time.perf_counter() - began
        self._tested_at = iterations
        self.test_cost_computed.emit(iterations, cost)

    def _prepare(self) -> None:
        self._run.make_features(Work(self._on_features_made))
        self._run.multiply_pictures(Work(partial(self._on_multiplied, time.perf_counter())))

    def _on_features_made(self, done: int, total: int) -> None:
        self._require_not_stopped()
        self.preparing.emit(done, total)

    def _on_multiplied(self, began: float, done: int, total: int) -> None:
        # What is soon done ends with a step, of which there is a network to show.
        if time.perf_counter() - began > _PROGRESS_DELAY:
            self._require_not_stopped()
            self.preparing.emit(done, total)

    def _require_not_stopped(self) -> None:
        """Raise CancelledError after `stop`."""
        self._gil_pause.tick()
        self._work.check()

    def _wait_or_stop(self) -> bool:
        """Wait until the next step is due; return whether to stop."""
        rate = self._speed.iterations_per_second
        if rate is not None:
            self._wait_until_due(rate)
        self._gil_pause.tick()
        return self._work.is_cancelled

    def _wait_until_due(self, rate: float) -> None:
        now = time.perf_counter()
        self._due = max(self._due, now - _MOST_LATE) + 1.0 / rate
        left = self._due - now
        while left > _SHORTEST_WAIT:
            # Wait on the work instead of sleeping, so that a stop takes effect at once.
            if self._work.wait(min(left, _LONGEST_WAIT)) or self._speed.iterations_per_second != rate:
                break
            left -= _LONGEST_WAIT
