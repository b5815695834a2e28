"""Replayed moments of a run, against runs that stopped there."""

from dataclasses import replace

import pytest

from engine.training.checkpoints import CheckpointHistory
from engine.training.config import TrainingConfig
from engine.training.optimizer import Optimizer
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

CONFIG = TrainingConfig(hidden_layers=(5, 3), iterations=57, learning_rate=0.05)


def recorded_run(config=CONFIG, first_layer="gram", max_bytes=2**20):
    examples = random_examples(12, 6)
    trainer = Trainer(examples, config, first_layer=first_layer)
    history = CheckpointHistory(trainer, max_bytes)
    for _ in trainer:
        history.record()
    return examples, history


def are_equal(left, right):
    return all((left[name] == right[name]).all() for name in left) and left.keys() == right.keys()


@pytest.mark.parametrize("iteration", [-1, 58])
def test_an_iteration_outside_the_run_is_refused(iteration):
    _, history = recorded_run()
    with pytest.raises(ValueError, match="outside 0 to 57"):
        history.trainer_at(iteration)


OPTIONS = {
    "plain": {},
    "penalty and momentum": {"l2": 0.5, "momentum": 0.9},
    "mini-batches and dropout": {"batch_size": 5, "dropout": 0.3},
    "all in the Gram form": {"l2": 0.5, "momentum": 0.9, "batch_size": 5, "dropout": 0.3, "initialization": "he"},
    "stopped early": {"patience": 14, "batch_size": 4, "momentum": 0.5, "seed": 5},
}


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_any_iteration_of_a_run_with_options_is_replayed_bit_for_bit(first_layer, options):
    config = replace(CONFIG, **options)
    examples, history = recorded_run(config, first_layer)
    stopped = Trainer(examples, config, first_layer=first_layer)
    end = len(list(Trainer(examples, config, first_layer=first_layer)))
    for iteration in range(0, end + 1, 3):  # from checkpoints at 10, 20 and so on
        moment = history.trainer_at(iteration)
        assert are_equal(moment.parameters, stopped.parameters), iteration
        moment.take_steps(3)
        assert are_equal(moment.parameters, history.trainer_at(min(iteration + 3, end)).parameters), iteration
        stopped.take_steps(3)


def test_a_replayed_iteration_has_the_best_network_until_then():
    _, history = recorded_run(replace(CONFIG, **OPTIONS["stopped early"]))
    bests = [history.trainer_at(iteration).best.iteration for iteration in range(20)]
    assert all(best <= iteration for iteration, best in enumerate(bests))
    assert bests[0] == 0 < bests[-1]


def history_after(steps, iterations, max_bytes=2**30):
    trainer = Trainer(random_examples(6, 2), TrainingConfig((2,), iterations=iterations))
    history = CheckpointHistory(trainer, max_bytes)
    for _ in range(steps):
        trainer.take_steps(1)
        history.record()
    return history


@pytest.mark.parametrize(("steps", "count"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (35, 4)])
def test_a_checkpoint_is_kept_at_each_stride_and_not_between(steps, count):
    checkpoint = history_after(0, 100).nbytes

    assert history_after(steps, 100).nbytes == count * checkpoint


@pytest.mark.parametrize(("room", "stride"), [(1, 95), (2, 95), (3, 48), (4, 32), (9, 12), (11, 10), (50, 10)])
def test_the_checkpoints_of_a_whole_run_fill_their_memory(room, stride):
    checkpoint = history_after(0, 95).nbytes
    history = history_after(95, 95, room * checkpoint)

    assert history.stride == stride
    # The first checkpoint, and at least one more.
    assert history.nbytes <= max(2, room) * checkpoint


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
@pytest.mark.parametrize("iterations", [range(58), [3, 4, 30, 31, 57], [57], []])
def test_replayed_networks_are_those_of_the_run_bit_for_bit(first_layer, iterations):
    _, history = recorded_run(first_layer=first_layer)
    replayed = [(iteration, network.parameters) for iteration, network in history.replay(iterations)]
    assert [iteration for iteration, _ in replayed] == list(iterations)
    for iteration, parameters in replayed:
        assert are_equal(parameters, history.trainer_at(iteration).parameters)


@pytest.fixture
def taken(monkeypatch):
    """The iterations of all steps from now on."""
    taken, step = [], Optimizer.step
    monkeypatch.setattr(
        Optimizer, "step", lambda self, network, at, *rest: taken.append(at) or step(self, network, at, *rest)
    )
    return taken


def test_no_step_is_replayed_twice_nor_one_that_a_checkpoint_spares(taken):
    _, history = recorded_run()
    taken.clear()
    list(history.replay([1, 2, 5, 48, 49]))
    assert taken == [0, 1, 2, 3, 4, *range(40, 49)]


def test_a_replay_goes_on_from_the_last_one_if_that_is_nearer_than_a_checkpoint(taken):
    _, history = recorded_run()
    taken.clear()
    first = history.trainer_at(33)
    history.trainer_at(36)
    assert taken == [*range(30, 33), *range(33, 36)]
    taken.clear()
    again = history.trainer_at(33)
    assert taken == [*range(30, 33)]
    assert are_equal(first.parameters, again.parameters)
