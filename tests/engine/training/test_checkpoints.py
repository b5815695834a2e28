"""Moments of a run, against runs that stopped there."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.training.checkpoints import CheckpointHistory
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

CONFIG = TrainingConfig(hidden_layers=(5, 3), iterations=57, learning_rate=0.05)


def recorded_run(config=CONFIG, first_layer="gram", max_bytes=2**20):
    examples = random_examples(12, 6)
    trainer = Trainer(examples, config, first_layer=first_layer)
    timeline = CheckpointHistory(trainer, max_bytes)
    for _ in trainer:
        timeline.record()
    return examples, timeline


def same(left, right):
    return all((left[name] == right[name]).all() for name in left) and left.keys() == right.keys()


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
@pytest.mark.parametrize("iteration", [0, 1, 9, 10, 11, 30, 56, 57])
def test_a_moment_is_bit_for_bit_the_run_that_stopped_there(first_layer, iteration):
    examples, timeline = recorded_run(first_layer=first_layer)
    stopped = Trainer(examples, CONFIG, first_layer=first_layer)
    stopped.take_steps(iteration)
    assert same(timeline.trainer_at(iteration).parameters, stopped.parameters)


def test_going_on_from_a_moment_gives_the_same_end_and_leaves_the_run_alone():
    _, timeline = recorded_run()
    end = timeline.trainer_at(57).parameters
    branch = timeline.trainer_at(23)
    branch.take_steps(100)
    assert branch.iteration == 57
    assert same(branch.parameters, end)
    assert same(timeline.trainer_at(57).parameters, end)


def test_the_frames_stay_within_their_memory():
    _, timeline = recorded_run(max_bytes=1)
    assert timeline.stride == 57
    _, roomy = recorded_run()
    few = roomy.nbytes // 2
    _, narrow = recorded_run(max_bytes=few)
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
    branch = moment.resume_from(moment.checkpoint(), slower)
    assert [step.iteration for step in branch] == list(range(20, 40))
    with pytest.raises(ConfigError, match="hidden_layers"):
        moment.resume_from(moment.checkpoint(), TrainingConfig(hidden_layers=(4,)))


@pytest.mark.parametrize("iterations", [1, 20])
def test_a_branch_that_would_be_over_already_is_refused(iterations):
    _, timeline = recorded_run()
    moment = timeline.trainer_at(20)
    with pytest.raises(ConfigError, match=f"iterations = {iterations}: it must be more than 20, where the run goes on"):
        moment.resume_from(moment.checkpoint(), TrainingConfig(hidden_layers=(5, 3), iterations=iterations))


OPTIONS = {
    "penalty and momentum": {"l2": 0.5, "momentum": 0.9},
    "batches and dropout": {"batch_size": 5, "dropout": 0.3},
    "all that stay fast": {"l2": 0.5, "momentum": 0.9, "batch_size": 5, "dropout": 0.3, "initialization": "he"},
    "stopped early": {"patience": 14, "batch_size": 4, "momentum": 0.5, "seed": 5},
    "altered pictures": {"flips": True, "shifts": 1, "batch_size": 5, "momentum": 0.9},
}


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_every_moment_of_a_run_with_options_is_bit_for_bit_the_run_that_stopped_there(first_layer, options):
    config = replace(CONFIG, **options)
    examples, timeline = recorded_run(config, first_layer)
    stopped = Trainer(examples, config, first_layer=first_layer)
    end = len(list(Trainer(examples, config, first_layer=first_layer)))
    for iteration in range(end + 1):
        moment = timeline.trainer_at(iteration)
        assert same(moment.parameters, stopped.parameters), iteration
        moment.take_steps(3)
        assert same(moment.parameters, timeline.trainer_at(min(iteration + 3, end)).parameters), iteration
        stopped.take_steps(1)


def test_a_moment_knows_the_best_network_until_then():
    _, timeline = recorded_run(replace(CONFIG, **OPTIONS["stopped early"]))
    bests = [timeline.trainer_at(iteration).best.iteration for iteration in range(20)]
    assert all(best <= iteration for iteration, best in enumerate(bests))
    assert bests[0] == 0 < bests[-1]


def test_that_run_does_stop_early():
    # Else the test above would not have tried that.
    trainer = Trainer(random_examples(12, 6), replace(CONFIG, **OPTIONS["stopped early"]))
    assert 14 < len(list(trainer)) < 57


@pytest.mark.parametrize("options", [{"momentum": 0.9}, {"patience": 30}])
def test_what_a_frame_carries_besides_the_network_counts_in_its_memory(options):
    plain, carrying = (
        Trainer(random_examples(12, 6), config).checkpoint() for config in (CONFIG, replace(CONFIG, **options))
    )
    assert carrying.nbytes == 2 * plain.nbytes


def test_a_branch_with_another_rate_keeps_its_velocities():
    _, timeline = recorded_run(replace(CONFIG, momentum=0.9))
    moment = timeline.trainer_at(20)
    branch = moment.resume_from(moment.checkpoint(), replace(CONFIG, momentum=0.9, iterations=90))
    branch.take_steps(10)
    assert same(branch.parameters, timeline.trainer_at(30).parameters)


def test_a_branch_that_begins_with_momentum_begins_at_rest():
    _, timeline = recorded_run()
    moment = timeline.trainer_at(20)
    branch = moment.resume_from(moment.checkpoint(), replace(CONFIG, momentum=0.9))
    branch.take_steps(1)
    # Without a speed before it, the first step is the plain one, to rounding.
    for name, array in timeline.trainer_at(21).parameters.items():
        np.testing.assert_allclose(branch.parameters[name], array, rtol=1e-12, atol=1e-14, err_msg=name)
