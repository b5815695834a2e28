"""The training worker, with scripted runs; most tests call `run` in their own thread."""

import threading

import pytest
from PySide6.QtCore import QThread

from catgui.models.training.cost_history import CostHistory
from catgui.workers import training_worker
from catgui.workers.training_worker import TEST_POINTS, TrainingSpeed, TrainingWorker
from engine.errors import DivergedError
from engine.training.trainer import Step


class ScriptedRun:
    """A run of given costs; at its end `error` is raised instead of another step."""

    def __init__(self, costs, error=None, warning=None):
        self.costs, self.error, self._warning = costs, error, warning
        self.iterations_done = 0

    @property
    def iterations(self):
        return len(self.costs) + (self.error is not None)

    @property
    def is_over(self):
        return self.iterations_done >= self.iterations

    def make_features(self, progress):
        """It has them."""

    def multiply_pictures(self, progress):
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
    """Makes a worker, and records its costs and signals in order; calls `on_step` with each iteration."""

    def __init__(self, run, speed=None, limit=None, on_step=None, turns=None):
        self.signals = []
        self._on_step = on_step
        self.worker = worker = TrainingWorker(run, self, speed or TrainingSpeed(), limit, turns)
        worker.features_progressed.connect(lambda *pictures: self.signals.append(("features_progressed", *pictures)))
        worker.products_progressed.connect(lambda *products: self.signals.append(("products_progressed", *products)))
        worker.evaluated.connect(lambda snapshot: self.signals.append(("evaluated", snapshot.iterations)))
        worker.warned.connect(lambda text: self.signals.append(("warned", text)))
        worker.failed.connect(lambda text: self.signals.append(("failed", text)))
        worker.finished.connect(lambda complete: self.signals.append(("finished", complete)))

    def append_train(self, iteration, cost):
        self.signals.append(("stepped", iteration, cost))
        if self._on_step is not None:
            self._on_step(iteration)

    def append_test(self, iterations, cost):
        self.signals.append(("tested", iterations, cost))

    def of(self, kind):
        return [entry[1:] for entry in self.signals if entry[0] == kind]


def test_each_cost_is_handed_over_and_finished_comes_last(qapp):
    recorder = Recorder(ScriptedRun([0.7, 0.6, 0.5]))
    recorder.worker.run()
    assert recorder.of("stepped") == [(0, 0.7), (1, 0.6), (2, 0.5)]
    assert recorder.signals[-1] == ("finished", True)


def test_the_test_cost_is_taken_before_the_first_step_and_after_the_last(qapp):
    run = ScriptedRun([0.5] * (3 * TEST_POINTS + 1))
    recorder = Recorder(run)
    recorder.worker.run()
    iterations = [entry[0] for entry in recorder.of("tested")]
    assert iterations[0] == 0
    assert iterations[-1] == run.iterations
    assert TEST_POINTS <= len(iterations) <= TEST_POINTS + 2


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


def test_the_warning_of_the_run_is_emitted(qapp):
    recorder = Recorder(ScriptedRun([0.6], warning="the network is dead"))
    recorder.worker.run()
    assert recorder.of("warned") == [("the network is dead",)]


def test_every_cost_of_another_thread_is_in_the_history_in_order(qtbot):
    costs, history, thread = [1 / (1 + k) for k in range(5000)], CostHistory(), QThread()
    worker = TrainingWorker(ScriptedRun(costs), history, TrainingSpeed())
    worker.moveToThread(thread)
    thread.started.connect(worker.run)
    worker.finished.connect(thread.quit)
    with qtbot.waitSignal(thread.finished, timeout=20_000):
        thread.start()
    assert thread.wait(20_000)
    assert history.train.tolist() == costs


def test_a_run_is_stopped_while_its_features_are_made(qapp):
    class FeaturesFirst(ScriptedRun):
        def make_features(self, progress):
            progress(1, 3)
            recorder.worker.stop()
            progress(2, 3)

    recorder = Recorder(FeaturesFirst([0.7, 0.6]))

    recorder.worker.run()

    assert recorder.signals == [("features_progressed", 1, 3), ("finished", False)]


class ProductsFirst(ScriptedRun):
    """Calls `on_progress` between the first and the second product."""

    on_progress = None

    def multiply_pictures(self, progress):
        progress(1, 3)
        self.on_progress()
        progress(2, 3)


def test_a_run_is_stopped_while_its_pictures_are_multiplied(qapp, monkeypatch):
    monkeypatch.setattr(training_worker, "_PROGRESS_DELAY", -1.0)
    run = ProductsFirst([0.7, 0.6])
    recorder = Recorder(run)
    run.on_progress = recorder.worker.stop

    recorder.worker.run()

    assert recorder.signals == [("products_progressed", 1, 3), ("finished", False)]


def test_products_that_are_soon_there_show_no_progress_and_a_stop_ends_the_run_after_a_step(qapp, monkeypatch):
    monkeypatch.setattr(training_worker, "_PROGRESS_DELAY", 60.0)
    run = ProductsFirst([0.7, 0.6])
    recorder = Recorder(run)
    run.on_progress = recorder.worker.stop

    recorder.worker.run()

    assert "products_progressed" not in {name for name, *_ in recorder.signals}
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
            assert turns.was_waited_for.wait(60)
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


def test_a_snapshot_that_is_not_yet_shown_keeps_all_but_the_last_waiting(qapp, evaluated_at_each_step):
    recorder = Recorder(ScriptedRun([0.5] * 20))
    recorder.worker.run()
    assert recorder.of("evaluated") == [(1,), (20,)]


def test_a_snapshot_that_is_shown_makes_way_for_the_next(qapp, evaluated_at_each_step):
    recorder = Recorder(ScriptedRun([0.5] * 20))
    recorder.worker.evaluated.connect(lambda _: recorder.worker.acknowledge())
    recorder.worker.run()
    assert recorder.of("evaluated") == [(count,) for count in (*range(1, 21), 20)]
