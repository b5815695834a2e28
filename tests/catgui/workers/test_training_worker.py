"""The training worker without a thread: run() in the test's own, over runs made by hand."""

import pytest

from catgui.workers.training_worker import TEST_POINTS, TrainingSpeed, TrainingWorker
from engine.errors import DivergedError
from engine.training.trainer import Step


class ScriptedRun:
    """A run of given costs; `breaks` is raised in place of the step at its end."""

    def __init__(self, costs, breaks=None, warning=None):
        self.costs, self.breaks, self._warning = costs, breaks, warning
        self.iterations_done = 0

    @property
    def iterations(self):
        return len(self.costs) + (self.breaks is not None)

    @property
    def is_over(self):
        return self.iterations_done >= self.iterations

    def __iter__(self):
        while self.iterations_done < len(self.costs):
            self.iterations_done += 1
            yield Step(self.iterations_done - 1, self.costs[self.iterations_done - 1])
        if self.breaks is not None:
            raise self.breaks

    def test_cost(self):
        return 100.0 + self.iterations_done

    def snapshot(self):
        return ScriptedSnapshot(self.iterations_done, self.test_cost())

    def warning(self):
        return self._warning


class ScriptedSnapshot:
    def __init__(self, iterations, test_cost):
        self.iterations, self.test_cost = iterations, test_cost


class Listener:
    """Writes down what a worker says, in order."""

    def __init__(self, worker):
        self.said = []
        worker.stepped.connect(lambda iteration, cost: self.said.append(("stepped", iteration, cost)))
        worker.tested.connect(lambda iterations, cost: self.said.append(("tested", iterations, cost)))
        worker.evaluated.connect(lambda snapshot: self.said.append(("evaluated", snapshot.iterations)))
        worker.warned.connect(lambda text: self.said.append(("warned", text)))
        worker.failed.connect(lambda text: self.said.append(("failed", text)))
        worker.finished.connect(lambda complete: self.said.append(("finished", complete)))

    def of(self, kind):
        return [entry[1:] for entry in self.said if entry[0] == kind]


def test_says_each_cost_and_finishes_last(qapp):
    worker = TrainingWorker(ScriptedRun([0.7, 0.6, 0.5]), TrainingSpeed())
    listener = Listener(worker)
    worker.run()
    assert listener.of("stepped") == [(0, 0.7), (1, 0.6), (2, 0.5)]
    assert listener.said[-1] == ("finished", True)


def test_the_test_cost_is_taken_before_the_first_step_and_after_the_last(qapp):
    run = ScriptedRun([0.5] * (3 * TEST_POINTS + 1))
    listener = Listener(worker := TrainingWorker(run, TrainingSpeed()))
    worker.run()
    iterations = [entry[0] for entry in listener.of("tested")]
    assert iterations[0] == 0
    assert iterations[-1] == run.iterations
    assert TEST_POINTS <= len(iterations) <= TEST_POINTS + 2


def test_a_limit_of_one_takes_one_step_and_is_not_complete(qapp):
    run = ScriptedRun([0.7, 0.6])
    listener = Listener(worker := TrainingWorker(run, TrainingSpeed(), limit=1))
    worker.run()
    assert listener.of("stepped") == [(0, 0.7)]
    assert listener.said[-1] == ("finished", False)


def test_a_stop_is_heard_after_the_step_under_way(qapp):
    worker = TrainingWorker(ScriptedRun([0.7, 0.6, 0.5]), TrainingSpeed())
    listener = Listener(worker)
    worker.stepped.connect(lambda iteration, _cost: worker.stop() if iteration == 1 else None)
    worker.run()
    assert len(listener.of("stepped")) == 2
    assert listener.of("finished") == [(False,)]


def test_a_slow_pace_is_left_at_once_when_stopped(qapp):
    worker = TrainingWorker(ScriptedRun([0.7] * 50), TrainingSpeed(iterations_per_second=1e-6))
    listener = Listener(worker)
    worker.stop()
    worker.run()
    assert len(listener.of("stepped")) == 1


@pytest.mark.parametrize(
    ("error", "text"),
    [(DivergedError(2, 0.5), "diverged at iteration 2"), (RuntimeError("out of cheese"), "out of cheese")],
)
def test_an_error_is_said_and_the_worker_still_finishes(qapp, error, text):
    listener = Listener(worker := TrainingWorker(ScriptedRun([0.7, 0.6], breaks=error), TrainingSpeed()))
    worker.run()
    assert text in listener.of("failed")[0][0]
    assert listener.said[-1] == ("finished", False)


def test_a_warning_of_the_run_is_passed_on(qapp):
    listener = Listener(worker := TrainingWorker(ScriptedRun([0.6], warning="it has died"), TrainingSpeed()))
    worker.run()
    assert listener.of("warned") == [("it has died",)]
