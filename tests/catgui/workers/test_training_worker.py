"""The training worker, with scripted runs; most tests call `run` in their own thread."""

import itertools
import threading
from math import ceil
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, QThread, Slot

from catgui.workers import training_worker
from catgui.workers.training_worker import TrainingSpeed, TrainingWorker
from engine.errors import DivergedError
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Step, Trainer
from tests.support.patience import patience
from tests.support.small_data import make_dataset


class ScriptedRun:
    """A run of given costs; at its end `error` is raised instead of another step."""

    def __init__(self, costs, error=None, warning=None, test_stride=1):
        self.costs, self.error, self._warning = costs, error, warning
        self.test_stride = test_stride
        self.iterations_done = 0

    @property
    def iterations(self):
        return len(self.costs) + (self.error is not None)

    @property
    def is_over(self):
        return self.iterations_done >= self.iterations

    def make_features(self, work):
        """It has them."""

    def multiply_pictures(self, work):
        """It needs none."""

    def __iter__(self):
        while self.iterations_done < len(self.costs):
            self.iterations_done += 1
            yield Step(self.iterations_done - 1, self.costs[self.iterations_done - 1])
        if self.error is not None:
            raise self.error

    def test_cost(self):
        return 100.0 + self.iterations_done

    def snapshot(self):
        return ScriptedSnapshot(self.iterations_done, self.test_cost())

    def warning(self):
        return self._warning


class ScriptedSnapshot:
    def __init__(self, iterations, test_cost):
        self.iterations, self.test_cost = iterations, test_cost


class Recorder:
    """Makes a worker, and records its signals in order; calls `on_step` with each iteration."""

    def __init__(self, run, speed=None, limit=None, on_step=None, turns=None):
        self.signals = []
        self._on_step = on_step
        self.worker = worker = TrainingWorker(run, speed or TrainingSpeed(), limit, turns)
        worker.cost_computed.connect(self._on_cost_computed)
        worker.test_cost_computed.connect(lambda *cost: self.signals.append(("tested", *cost)))
        worker.preparing.connect(lambda *progress: self.signals.append(("preparing", *progress)))
        worker.evaluated.connect(lambda snapshot: self.signals.append(("evaluated", snapshot.iterations)))
        worker.warned.connect(lambda text: self.signals.append(("warned", text)))
        worker.failed.connect(lambda text: self.signals.append(("failed", text)))
        worker.finished.connect(lambda complete: self.signals.append(("finished", complete)))

    def _on_cost_computed(self, iteration, cost):
        self.signals.append(("stepped", iteration, cost))
        if self._on_step is not None:
            self._on_step(iteration)

    def of(self, kind):
        return [entry[1:] for entry in self.signals if entry[0] == kind]


def test_each_cost_is_emitted_and_finished_comes_last(qapp):
    recorder = Recorder(ScriptedRun([0.7, 0.6, 0.5]))
    recorder.worker.run()
    assert recorder.of("stepped") == [(0, 0.7), (1, 0.6), (2, 0.5)]
    assert recorder.signals[-1] == ("finished", True)


def test_test_costs_are_emitted_before_the_first_step_at_each_stride_and_after_the_last(qapp):
    recorder = Recorder(ScriptedRun([0.5] * 8, test_stride=3))
    recorder.worker.run()
    assert recorder.of("tested") == [(done, 100.0 + done) for done in (0, 3, 6, 8)]


def test_a_limited_speed_is_kept_where_waits_end_only_at_ticks_of_the_clock(qapp, monkeypatch):
    now, tick = [0.0], 0.016
    monkeypatch.setattr(training_worker, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def wait_for_a_tick(work, seconds):
        now[0] = tick * ceil((now[0] + seconds) / tick) if seconds else now[0]
        return work.is_cancelled

    monkeypatch.setattr(training_worker.Work, "wait", wait_for_a_tick)
    recorder = Recorder(ScriptedRun([0.5] * 1000), TrainingSpeed(iterations_per_second=1000))
    recorder.worker.run()
    assert now[0] == pytest.approx(1.0, abs=2 * tick)


def test_a_run_that_goes_on_has_the_test_cost_of_the_network_it_goes_on_from(qapp):
    # With other settings, such as another L2 penalty, it may be another one than before.
    run = ScriptedRun([0.5] * 8, test_stride=3)
    run.iterations_done = 5
    recorder = Recorder(run)
    recorder.worker.run()
    assert [done for done, _ in recorder.of("tested")] == [5, 6, 8]


@pytest.mark.parametrize(("share", "tested"), [(60_000, list(range(9))), (0, [0, 1, 8])])
def test_at_a_limited_speed_each_test_cost_is_emitted_for_which_there_is_time(qapp, monkeypatch, share, tested):
    monkeypatch.setattr(training_worker, "_TEST_SHARE", share)
    recorder = Recorder(ScriptedRun([0.5] * 8, test_stride=100), TrainingSpeed(iterations_per_second=1000))
    recorder.worker.run()
    assert [done for done, _ in recorder.of("tested")] == tested


def test_a_limit_of_one_takes_one_step_and_is_not_complete(qapp):
    recorder = Recorder(ScriptedRun([0.7, 0.6]), limit=1)
    recorder.worker.run()
    assert recorder.of("stepped") == [(0, 0.7)]
    assert recorder.signals[-1] == ("finished", False)


def test_a_stop_takes_effect_after_the_current_step(qapp):
    recorder = Recorder(
        ScriptedRun([0.7, 0.6, 0.5]), on_step=lambda iteration: recorder.worker.stop() if iteration == 1 else None
    )
    recorder.worker.run()
    assert len(recorder.of("stepped")) == 2
    assert recorder.of("finished") == [(False,)]


def test_a_run_that_is_discarded_before_it_begins_takes_no_step(qapp):
    recorder = Recorder(ScriptedRun([0.7, 0.6]))
    recorder.worker.discard()
    recorder.worker.run()
    assert recorder.of("stepped") == []
    assert recorder.of("finished") == [(False,)]


def test_a_stop_ends_the_wait_between_slow_steps(qapp):
    recorder = Recorder(ScriptedRun([0.7] * 50), TrainingSpeed(iterations_per_second=1e-6))
    recorder.worker.stop()
    recorder.worker.run()
    assert len(recorder.of("stepped")) == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [(DivergedError(2, 0.5), "diverged at iteration 2"), (RuntimeError("out of cheese"), "out of cheese")],
)
def test_an_error_is_emitted_as_a_text_and_finished_still_comes(qapp, error, text):
    recorder = Recorder(ScriptedRun([0.7, 0.6], error=error))
    recorder.worker.run()
    assert text in recorder.of("failed")[0][0]
    assert recorder.signals[-1] == ("finished", False)


# --- to receivers in the GUI thread


class Counter(QObject):
    """Counts the costs that it receives."""

    def __init__(self):
        super().__init__()
        self.received = []

    @Slot(int, float)
    def count(self, iteration, cost):
        self.received.append((iteration, cost))


class WatchedRun(TrainingRun):
    """A run that notes at each step how many costs have not reached `counter`."""

    def __init__(self, config, counter):
        super().__init__(DATASET, config)
        self.undelivered, self._counter = [], counter

    def __iter__(self):
        for step in super().__iter__():
            self.undelivered.append(step.iteration - len(self._counter.received))
            yield step


DATASET = make_dataset()
ONE_UNIT = TrainingConfig(hidden_layers=(1,), iterations=15_000, learning_rate=0.001)


def costs_of_the_engine(config):
    train = DATASET.train
    return [tuple(step) for step in Trainer(Examples.from_pictures(train.pictures, train.labels), config)]


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def start(counter):
    """Starts a run in a thread, of which `counter` receives the costs."""
    threads = []

    def start(run, speed=None):
        thread, worker = QThread(), TrainingWorker(run, TrainingSpeed(speed))
        threads.append((thread, worker))
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        worker.cost_computed.connect(counter.count)
        worker.finished.connect(thread.quit, Qt.ConnectionType.DirectConnection)
        thread.start()
        return thread, worker

    yield start
    for thread, worker in threads:
        worker.stop()
        thread.wait()


@pytest.mark.parametrize("speed", [None, 2000])
def test_a_slot_that_counts_gets_every_cost_in_order_to_the_bit(qtbot, counter, start, speed):
    config = TrainingConfig(hidden_layers=(4,), iterations=150)
    thread, _ = start(WatchedRun(config, counter), speed)
    qtbot.waitUntil(lambda: thread.isFinished() and len(counter.received) == 150)
    assert counter.received == costs_of_the_engine(config)


@pytest.mark.slow
def test_costs_that_come_faster_than_they_are_delivered_do_not_pile_up(qtbot, counter, start, monkeypatch):
    monkeypatch.setattr(training_worker, "_DELIVERY_TIMEOUT", 600.0)
    run = WatchedRun(ONE_UNIT, counter)
    thread, _ = start(run)

    def is_over():
        # Nothing is delivered meanwhile, until the worker waits.
        before = -1
        while before < (taken := len(run.undelivered)):
            before = taken
            if thread.wait(20):
                return True
        return False

    qtbot.waitUntil(is_over, timeout=600_000)
    qtbot.waitUntil(lambda: len(counter.received) == ONE_UNIT.iterations, timeout=60_000)
    assert counter.received == costs_of_the_engine(ONE_UNIT)
    assert 4000 < max(run.undelivered) < 6000


def test_a_run_is_stopped_while_it_waits_for_deliveries(qapp, counter, start, monkeypatch):
    monkeypatch.setattr(training_worker, "_DELIVERY_TIMEOUT", 600.0)
    run = ScriptedRun([0.5] * 20_000)
    thread, worker = start(run)
    # Nothing is delivered: this thread runs no event loop.
    while run.iterations_done < 5000:
        assert not thread.wait(1)
    assert not thread.wait(50)
    worker.stop()
    assert thread.wait(round(patience() * 1000))
    assert run.iterations_done == 5000


@pytest.mark.slow
def test_a_thread_that_waits_for_the_end_of_a_run_is_not_waited_for(qapp, counter, start, monkeypatch):
    monkeypatch.setattr(training_worker, "_DELIVERY_TIMEOUT", 0.01)
    run = ScriptedRun([0.5] * 20_000)
    thread, _ = start(run)
    assert thread.wait(round(patience() * 1000))
    assert run.iterations_done == 20_000
    qapp.processEvents()
    assert len(counter.received) == 20_000


# --- before the first step


def test_a_run_is_stopped_while_its_features_are_made(qapp):
    class FeaturesFirst(ScriptedRun):
        def make_features(self, work):
            work.report(1, 3)
            recorder.worker.stop()
            work.report(2, 3)

    recorder = Recorder(FeaturesFirst([0.7, 0.6]))

    recorder.worker.run()

    assert recorder.signals == [("preparing", 1, 3), ("finished", False)]


class ProductsFirst(ScriptedRun):
    """Calls `on_progress` between the first and the second product."""

    on_progress = None

    def multiply_pictures(self, work):
        work.report(1, 3)
        self.on_progress()
        work.report(2, 3)


def test_a_run_is_stopped_while_its_pictures_are_multiplied(qapp, monkeypatch):
    monkeypatch.setattr(training_worker, "_PROGRESS_DELAY", -1.0)
    run = ProductsFirst([0.7, 0.6])
    recorder = Recorder(run)
    run.on_progress = recorder.worker.stop

    recorder.worker.run()

    assert recorder.signals == [("preparing", 1, 3), ("finished", False)]


def test_products_that_are_soon_there_show_no_progress_and_a_stop_ends_the_run_after_a_step(qapp, monkeypatch):
    monkeypatch.setattr(training_worker, "_PROGRESS_DELAY", 60.0)
    run = ProductsFirst([0.7, 0.6])
    recorder = Recorder(run)
    run.on_progress = recorder.worker.stop

    recorder.worker.run()

    assert "preparing" not in {name for name, *_ in recorder.signals}
    assert recorder.signals[-2:] == [("evaluated", 1), ("finished", False)]


class WatchedTurns(threading.Semaphore):
    """Turns that tell when a worker waits for them."""

    def __init__(self, count):
        super().__init__(count)
        self.was_waited_for = threading.Event()

    def acquire(self, blocking=True, timeout=None):
        if blocking:
            self.was_waited_for.set()
        return super().acquire(blocking, timeout)


@pytest.mark.parametrize("is_stopped", [True, False])
def test_a_worker_waits_for_its_turn_and_does_nothing_if_it_is_stopped_meanwhile(qapp, is_stopped):
    turns = WatchedTurns(1)
    before, after = ScriptedRun([0.7, 0.6]), ScriptedRun([0.5])
    waiting = Recorder(after, turns=turns)
    thread = threading.Thread(target=waiting.worker.run)

    def begin_another(iteration):
        if iteration == 0:
            thread.start()
            assert turns.was_waited_for.wait(patience())
            if is_stopped:
                waiting.worker.stop()
        assert after.iterations_done == 0

    Recorder(before, on_step=begin_another, turns=turns).worker.run()
    thread.join()
    assert before.iterations_done == 2
    assert after.iterations_done == (0 if is_stopped else 1)
    assert turns.acquire(blocking=False)


@pytest.fixture
def evaluated_at_each_step(monkeypatch):
    monkeypatch.setattr(training_worker, "_FIRST_EVALUATION_DELAY", 0)
    monkeypatch.setattr(training_worker, "_EVALUATION_INTERVAL", 0)


@pytest.fixture
def clock(monkeypatch):
    """The time of the worker, which its waits alone let pass: `now`, in seconds, and the `waits`."""
    clock = SimpleNamespace(now=0.0, waits=[])
    time = SimpleNamespace(perf_counter=lambda: clock.now, sleep=lambda _: None)
    monkeypatch.setattr(training_worker, "time", time)

    def wait(work, seconds):
        clock.waits.append(seconds)
        clock.now += seconds
        return work.is_cancelled

    monkeypatch.setattr(training_worker.Work, "wait", wait)
    return clock


def test_a_watched_run_is_evaluated_once_a_frame_from_its_beginning(qapp, clock):
    recorder = Recorder(ScriptedRun([0.5] * 1000), TrainingSpeed(iterations_per_second=1000))
    recorder.worker.evaluated.connect(lambda _: recorder.worker.acknowledge())
    recorder.worker.run()
    done = [count for (count,) in recorder.of("evaluated")]
    assert done[0] == 1
    assert max(second - first for first, second in itertools.pairwise(done)) <= 40
    assert len(done) >= 25


def test_a_late_frame_of_a_watched_run_is_followed_by_one_on_time(qapp, clock):
    recorder = Recorder(ScriptedRun([0.5] * 300), TrainingSpeed(iterations_per_second=1000))
    seen = []

    def show(_):
        seen.append(clock.now)
        if len(seen) != 3:
            recorder.worker.acknowledge()

    recorder.worker.evaluated.connect(show)
    recorder.worker.cost_computed.connect(
        lambda iteration, _: recorder.worker.acknowledge() if iteration == 90 else None
    )
    recorder.worker.run()
    late, following = seen[3] - seen[2], seen[4] - seen[3]
    assert late > 0.03
    assert following == pytest.approx(2 * 0.025 - late, abs=0.006)


def test_a_watched_run_takes_the_steps_of_a_few_milliseconds_at_once(qapp, clock):
    recorder = Recorder(ScriptedRun([0.5] * 2500), TrainingSpeed(iterations_per_second=2500 / 3))
    recorder.worker.run()
    assert clock.now == pytest.approx(3.0, abs=0.01)
    assert len(clock.waits) < 650
    assert len(recorder.of("stepped")) == 2500


def test_a_watched_run_goes_to_its_end_as_soon_as_the_limit_is_gone(qapp, monkeypatch):
    speed, waits = TrainingSpeed(iterations_per_second=0.001), []

    def wait(work, seconds):
        waits.append(seconds)
        if len(waits) == 3:
            speed.iterations_per_second = None
        return work.is_cancelled

    monkeypatch.setattr(training_worker.Work, "wait", wait)
    recorder = Recorder(ScriptedRun([0.5] * 20), speed)
    recorder.worker.run()
    assert len(waits) == 3
    assert max(waits) <= 0.05
    assert len(recorder.of("stepped")) == 20


def test_a_snapshot_that_is_not_yet_shown_keeps_all_but_the_last_waiting(qapp, evaluated_at_each_step):
    recorder = Recorder(ScriptedRun([0.5] * 20))
    recorder.worker.run()
    assert recorder.of("evaluated") == [(1,), (20,)]


def test_a_snapshot_that_is_shown_makes_way_for_the_next(qapp, evaluated_at_each_step):
    recorder = Recorder(ScriptedRun([0.5] * 20))
    recorder.worker.evaluated.connect(lambda _: recorder.worker.acknowledge())
    recorder.worker.run()
    assert recorder.of("evaluated") == [(count,) for count in (*range(1, 21), 20)]
