"""The training worker, with scripted runs; most tests call `run` in their own thread."""

import pytest
from PySide6.QtCore import QObject, QThread

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
    """Records the signals of a worker, in order."""

    def __init__(self, worker):
        self.signals = []
        worker.features_progressed.connect(lambda *pictures: self.signals.append(("features_progressed", *pictures)))
        worker.stepped.connect(lambda iteration, cost: self.signals.append(("stepped", iteration, cost)))
        worker.tested.connect(lambda iterations, cost: self.signals.append(("tested", iterations, cost)))
        worker.evaluated.connect(lambda snapshot: self.signals.append(("evaluated", snapshot.iterations)))
        worker.warned.connect(lambda text: self.signals.append(("warned", text)))
        worker.failed.connect(lambda text: self.signals.append(("failed", text)))
        worker.finished.connect(lambda complete: self.signals.append(("finished", complete)))

    def of(self, kind):
        return [entry[1:] for entry in self.signals if entry[0] == kind]


def test_each_cost_is_emitted_and_finished_comes_last(qapp):
    worker = TrainingWorker(ScriptedRun([0.7, 0.6, 0.5]), TrainingSpeed())
    recorder = Recorder(worker)
    worker.run()
    assert recorder.of("stepped") == [(0, 0.7), (1, 0.6), (2, 0.5)]
    assert recorder.signals[-1] == ("finished", True)


def test_the_test_cost_is_taken_before_the_first_step_and_after_the_last(qapp):
    run = ScriptedRun([0.5] * (3 * TEST_POINTS + 1))
    recorder = Recorder(worker := TrainingWorker(run, TrainingSpeed()))
    worker.run()
    iterations = [entry[0] for entry in recorder.of("tested")]
    assert iterations[0] == 0
    assert iterations[-1] == run.iterations
    assert TEST_POINTS <= len(iterations) <= TEST_POINTS + 2


def test_a_limit_of_one_takes_one_step_and_is_not_complete(qapp):
    run = ScriptedRun([0.7, 0.6])
    recorder = Recorder(worker := TrainingWorker(run, TrainingSpeed(), limit=1))
    worker.run()
    assert recorder.of("stepped") == [(0, 0.7)]
    assert recorder.signals[-1] == ("finished", False)


def test_a_stop_takes_effect_after_the_current_step(qapp):
    worker = TrainingWorker(ScriptedRun([0.7, 0.6, 0.5]), TrainingSpeed())
    recorder = Recorder(worker)
    worker.stepped.connect(lambda iteration, _cost: worker.stop() if iteration == 1 else None)
    worker.run()
    assert len(recorder.of("stepped")) == 2
    assert recorder.of("finished") == [(False,)]


def test_a_stop_ends_the_wait_between_slow_steps(qapp):
    worker = TrainingWorker(ScriptedRun([0.7] * 50), TrainingSpeed(iterations_per_second=1e-6))
    recorder = Recorder(worker)
    worker.stop()
    worker.run()
    assert len(recorder.of("stepped")) == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [(DivergedError(2, 0.5), "diverged at iteration 2"), (RuntimeError("out of cheese"), "out of cheese")],
)
def test_an_error_is_emitted_as_a_text_and_finished_still_comes(qapp, error, text):
    recorder = Recorder(worker := TrainingWorker(ScriptedRun([0.7, 0.6], error=error), TrainingSpeed()))
    worker.run()
    assert text in recorder.of("failed")[0][0]
    assert recorder.signals[-1] == ("finished", False)


def test_the_warning_of_the_run_is_emitted(qapp):
    recorder = Recorder(worker := TrainingWorker(ScriptedRun([0.6], warning="the network is dead"), TrainingSpeed()))
    worker.run()
    assert recorder.of("warned") == [("the network is dead",)]


class CostReceiver(QObject):
    """Receives costs in the thread that it was made in."""

    def __init__(self):
        super().__init__()
        self.costs = []

    def receive(self, iteration, cost):
        assert QThread.currentThread() is self.thread()
        self.costs.append((iteration, cost))


def test_every_cost_is_emitted_in_order_to_another_thread(qtbot):
    costs = [1 / (1 + k) for k in range(5000)]
    worker, thread, receiver = TrainingWorker(ScriptedRun(costs), TrainingSpeed()), QThread(), CostReceiver()
    worker.moveToThread(thread)
    worker.stepped.connect(receiver.receive)
    thread.started.connect(worker.run)
    worker.finished.connect(thread.quit)
    thread.start()
    qtbot.waitUntil(lambda: len(receiver.costs) == len(costs))
    assert thread.wait(20_000)
    assert receiver.costs == list(enumerate(costs))


def test_a_run_is_stopped_while_its_features_are_made(qapp):
    class FeaturesFirst(ScriptedRun):
        def make_features(self, progress):
            progress(1, 3)
            worker.stop()
            progress(2, 3)

    worker = TrainingWorker(FeaturesFirst([0.7, 0.6]), TrainingSpeed())
    recorder = Recorder(worker)

    worker.run()

    assert recorder.signals == [("features_progressed", 1, 3), ("finished", False)]
