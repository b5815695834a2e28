"""Moments of a run, against runs that stopped there."""

import pytest

from engine.config import TrainingConfig
from engine.errors import ConfigError
from engine.timeline import Timeline
from engine.training import Trainer
from tests.engine.random_networks import random_examples

CONFIG = TrainingConfig(hidden_layers=(5, 3), iterations=57, learning_rate=0.05)


def recorded_run(config=CONFIG, first_layer="gram", most_bytes=2**20):
    examples = random_examples(12, 6)
    trainer = Trainer(examples, config, first_layer=first_layer)
    timeline = Timeline(trainer, most_bytes)
    for _ in trainer:
        timeline.keep()
    return examples, timeline


def same(left, right):
    return all((left[name] == right[name]).all() for name in left) and left.keys() == right.keys()


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
@pytest.mark.parametrize("iteration", [0, 1, 9, 10, 11, 30, 56, 57])
def test_a_moment_is_bit_for_bit_the_run_that_stopped_there(first_layer, iteration):
    examples, timeline = recorded_run(first_layer=first_layer)
    stopped = Trainer(examples, CONFIG, first_layer=first_layer)
    stopped.take(iteration)
    assert same(timeline.trainer_at(iteration).parameters, stopped.parameters)


def test_going_on_from_a_moment_gives_the_same_end_and_leaves_the_run_alone():
    _, timeline = recorded_run()
    end = timeline.trainer_at(57).parameters
    branch = timeline.trainer_at(23)
    branch.take(100)
    assert branch.iteration == 57
    assert same(branch.parameters, end)
    assert same(timeline.trainer_at(57).parameters, end)


def test_the_frames_stay_within_their_memory():
    _, timeline = recorded_run(most_bytes=1)
    assert timeline.stride == 57
    _, roomy = recorded_run()
    few = roomy.nbytes // 2
    _, narrow = recorded_run(most_bytes=few)
    assert narrow.nbytes <= few
    assert narrow.stride > roomy.stride


@pytest.mark.parametrize("iteration", [-1, 58])
def test_a_moment_outside_the_run_is_refused(iteration):
    _, timeline = recorded_run()
    with pytest.raises(ValueError, match="outside 0 to 57"):
        timeline.trainer_at(iteration)


def test_a_branch_takes_other_settings_of_the_steps_but_no_other_layers():
    _, timeline = recorded_run()
    moment = timeline.trainer_at(20)
    slower = TrainingConfig(hidden_layers=(5, 3), iterations=40, learning_rate=0.01)
    branch = moment.branched_from(moment.checkpoint(), slower)
    assert [step.iteration for step in branch] == list(range(20, 40))
    with pytest.raises(ConfigError, match="hidden_layers"):
        moment.branched_from(moment.checkpoint(), TrainingConfig(hidden_layers=(4,)))
