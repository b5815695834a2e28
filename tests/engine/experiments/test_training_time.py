"""The time that leave-one-out takes, measured on its first steps."""

from dataclasses import replace

import pytest

from engine.errors import CancelledError
from engine.experiments import training_time
from engine.experiments.training_time import seconds_per_network
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((4,), iterations=50)


@pytest.fixture
def parts():
    return make_part_examples("pixels", list(make_dataset(train=9, test=4).parts.values()))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_work_that_ends_at_once_has_the_time_it_took(parts, momentum):
    assert 0 < seconds_per_network(*parts, replace(CONFIG, momentum=momentum), 9) < 60


def test_of_long_work_only_the_first_steps_are_taken(parts, monkeypatch):
    monkeypatch.setattr(training_time, "_MEASURED_SECONDS", 0.05)
    config, done = replace(CONFIG, iterations=10_000_000), []

    found = seconds_per_network(*parts, config, 9, progress=lambda *now: done.append(now))

    steps, total = done[-1]
    assert total == 9 * 10_000_000
    assert 0 < steps < total / 10
    assert found > 60  # ten million steps


def test_it_may_be_stopped(parts):
    def stop(done, total):
        raise CancelledError

    with pytest.raises(CancelledError):
        seconds_per_network(*parts, CONFIG, 9, progress=stop)
