"""The maths check in the background: start, growth, stop, and what clears it."""

import threading

import numpy as np
import pytest

from catgui.models.training.maths_check import MathsCheck
from catgui.models.training.settings import TrainingSettings
from engine.experiments import notebook_comparison
from engine.nn.propagation import compute_cost
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.patience import patience
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((4,), 0.05, 30, 2)


@pytest.fixture
def settings():
    settings = TrainingSettings()
    settings.set_config(CONFIG)
    return settings


@pytest.fixture
def check(workspace, settings):
    check = MathsCheck(workspace, settings)
    yield check
    check.shutdown()


@pytest.fixture
def held(monkeypatch):
    """Holds up the notebook's third cost until `held.go_on` is set."""

    class Held:
        reached, go_on = threading.Event(), threading.Event()
        calls = 0

        def cost(self, AL, Y):
            self.calls += 1
            if self.calls == 3:
                self.reached.set()
                assert self.go_on.wait(60)
            return compute_cost(AL, Y)

    held = Held()
    # Each block is one step.
    monkeypatch.setattr(notebook_comparison, "_BLOCK_SECONDS", 0.0)
    monkeypatch.setattr(notebook_comparison, "compute_cost", held.cost)
    yield held
    held.go_on.set()


def run(check, qtbot, iterations=30, features="pixels"):
    check.start(features, iterations)
    qtbot.waitUntil(lambda: not check.busy)


def test_a_comparison_has_all_costs_of_both(check, dataset, qtbot):
    run(check, qtbot)
    costs = check.comparison.costs
    trainer = Trainer(notebook_comparison.make_examples("pixels", dataset.train.pictures, dataset.train.labels), CONFIG)
    assert list(costs.train) == [step.cost for step in trainer]
    iterations, notebook = costs.test
    assert list(iterations) == list(range(30))
    np.testing.assert_allclose(notebook, costs.train, rtol=0, atol=1e-14)
    assert check.comparison.agreement.iterations == 30
    assert check.comparison.used == dataset.train.count


def test_the_number_of_iterations_and_the_features_are_those_asked_for(check, workspace, qtbot):
    workspace.set_dataset(make_dataset(side=32))
    run(check, qtbot, 5, "pretrained")
    assert len(check.comparison.costs) == 5


def test_a_stop_keeps_the_costs_so_far_and_the_next_start_begins_anew(check, held, qtbot):
    check.start("pixels", 30)
    assert held.reached.wait(patience())
    check.stop()
    assert check.stopping
    held.go_on.set()
    qtbot.waitUntil(lambda: not check.busy)
    assert not check.stopping
    assert len(check.comparison.costs) == check.comparison.agreement.iterations == 2
    run(check, qtbot)
    assert len(check.comparison.costs) == 30


def test_other_data_end_and_clear_it(check, workspace, held, qtbot):
    check.start("pixels", 30)
    assert held.reached.wait(patience())
    other = make_dataset(seed=9)
    workspace.set_dataset(other)
    assert check.comparison.dataset is other
    held.go_on.set()
    qtbot.waitUntil(lambda: not check.busy)
    assert len(check.comparison.costs) == 0


def test_other_data_are_shown_at_once_as_what_would_be_compared(check, workspace):
    shown, other = [], make_dataset(seed=9)
    check.changed.connect(lambda: shown.append(check.comparison.dataset))
    workspace.set_dataset(other)
    assert shown[-1:] == [other]


def test_other_settings_clear_it_unless_it_is_under_way(check, settings, held, qtbot):
    check.start("pixels", 30)
    assert held.reached.wait(patience())
    settings.set_value("learning_rate", 0.5)
    assert check.comparison.settings == CONFIG
    held.go_on.set()
    qtbot.waitUntil(lambda: not check.busy)
    assert len(check.comparison.costs) == 30
    settings.set_value("learning_rate", 0.6)
    assert check.comparison.settings.learning_rate == 0.6
    assert len(check.comparison.costs) == 0


def test_a_failure_is_a_text_and_keeps_the_costs(check, settings, qtbot):
    settings.set_config(TrainingConfig((4,), 1e200, seed=1))
    with qtbot.waitSignal(check.failed) as failed:
        check.start("pixels", 30)
    assert "diverged" in failed.args[0]
    qtbot.waitUntil(lambda: not check.busy)
    assert 0 < len(check.comparison.costs) < 30
