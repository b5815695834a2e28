"""The life of a run: prepared, iterated, looked at, longer, over; and what is known of its beginning."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.analysis.evaluation import Failure
from engine.core import L_model_forward, initialize_parameters_deep
from engine.errors import ConfigError, DivergedError
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.saved_model.model import SavedRun
from engine.training import run as run_module
from engine.training.config import TrainingConfig
from engine.training.networks import plan_training
from engine.training.optimizer import Optimizer
from engine.training.run import CheckpointHistory, TrainingRun
from engine.training.trainer import EarlyStopping, Trainer
from tests.support.models import plain_model
from tests.support.random_networks import columns_of, random_examples
from tests.support.small_data import OTHER_SETTINGS, make_dataset

CONFIG = TrainingConfig((4,), learning_rate=0.1, iterations=30, seed=5)
SLOWER = replace(CONFIG, learning_rate=0.01)
REPLAYED = TrainingConfig(hidden_layers=(5, 3), iterations=57, learning_rate=0.05)


@pytest.fixture
def dataset():
    return make_dataset()


def take(run, steps=None):
    """The costs of the next steps, or of all that are left."""
    return [step.cost for step in islice(run, steps)]


def assert_same_snapshot(found, expected):
    assert found.iterations == expected.iterations
    assert found.test_cost == expected.test_cost
    for name in ("train", "test"):
        np.testing.assert_array_equal(found.part(name).probabilities, expected.part(name).probabilities)
    for name, array in expected.network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], array, err_msg=name)


def forbid_products(monkeypatch):
    def multiply(*_):
        raise AssertionError("the pixels were multiplied")

    for product in ("project", "inner_products"):
        monkeypatch.setattr(Examples, product, multiply)


# --- prepare and iterate


def test_preparing_a_run_multiplies_no_pixels(dataset, monkeypatch):
    forbid_products(monkeypatch)

    run = TrainingRun(dataset, CONFIG)

    assert (run.iterations, run.iterations_done, run.is_over, run.failure) == (30, 0, False, None)
    assert run.trained_on == dataset.name


def test_the_steps_of_a_run_are_the_trainers(dataset):
    run = TrainingRun(dataset, CONFIG)
    parts = [Examples.from_pictures(part.pictures, part.labels) for part in (dataset.train, dataset.test)]
    trainer = Trainer(parts[0], CONFIG, parts[1])

    assert take(run) == [step.cost for step in trainer]
    assert (run.iterations_done, run.is_over) == (30, True)
    assert run.test_cost() == run.snapshot().test_cost == trainer.metrics(parts[1]).cost


LONG = replace(CONFIG, iterations=500)


@pytest.mark.parametrize(
    ("changes", "first_layer", "quick", "stride"),
    [
        ({}, "gram", 24 * 24 * 4, 4),
        ({}, "gram", 24 * 24 * 4 - 1, 1),
        ({}, "pixels", 10**9, 1),
        ({"batch_size": 9}, "pixels", 10**9, 4),  # a test cost takes longer than a step
        ({"iterations": 30}, "gram", 10**9, 1),
    ],
)
def test_each_test_cost_is_computed_during_the_run_where_replaying_takes_longer(
    dataset, changes, first_layer, quick, stride, monkeypatch
):
    monkeypatch.setattr(run_module, "_QUICK_STEP", quick)
    config = replace(LONG, **changes)
    plan = plan_training(config, dataset.features, dataset.train.count, first_layer=first_layer)
    assert TrainingRun(dataset, config, plan=plan).test_stride == stride


@pytest.mark.parametrize("changes", OTHER_SETTINGS.values(), ids=OTHER_SETTINGS)
def test_replayed_test_costs_are_those_of_the_run_bit_for_bit(dataset, changes):
    run = TrainingRun(dataset, replace(CONFIG, **changes))
    expected = [(0, run.test_cost())] + [(step.iteration + 1, run.test_cost()) for step in run]
    assert list(run.test_costs_after(range(len(expected)))) == expected


def test_test_costs_of_a_run_that_has_diverged_are_replayed_up_to_its_last_step(dataset):
    run = TrainingRun(dataset, replace(CONFIG, learning_rate=1e200, hidden_layers=(6, 4)))
    with pytest.raises(DivergedError):
        take(run)
    assert run.failure is Failure.DIVERGED
    done = range(run.iterations_done + 1)
    assert [iterations for iterations, _ in run.test_costs_after(done)] == list(done)


@pytest.mark.parametrize("options", [{"momentum": 0.9}, {"l2": 0.5}, {"dropout": 0.2}, {"patience": 5}])
def test_a_new_run_of_the_same_seed_draws_nothing_anew_and_takes_the_same_steps(dataset, monkeypatch, options):
    first, config = TrainingRun(dataset, CONFIG), replace(SLOWER, **options)
    take(first)
    first.snapshot()
    expected = TrainingRun(dataset, config)
    costs, snapshot = take(expected), expected.snapshot()
    forbid_products(monkeypatch)
    drawn = []
    monkeypatch.setattr("engine.training.networks.initialize_parameters_deep", lambda *seed: drawn.append(seed))

    second = TrainingRun.create_sharing(first, dataset, config)

    assert take(second) == costs
    assert drawn == []
    np.testing.assert_array_equal(second.snapshot().test.probabilities, snapshot.test.probabilities)


# --- snapshots


def test_a_snapshot_is_the_network_evaluated_on_both_parts(dataset):
    run = TrainingRun(dataset, CONFIG)
    take(run, 9)

    snapshot = run.snapshot()

    assert snapshot.iterations == 9
    for name, part in dataset.parts.items():
        examples = Examples.from_pictures(part.pictures, part.labels)
        AL, _ = L_model_forward(columns_of(examples), snapshot.network.parameters)
        np.testing.assert_allclose(snapshot.part(name).probabilities, AL, rtol=1e-12)
        np.testing.assert_array_equal(snapshot.part(name).labels, part.labels)


def test_later_steps_do_not_change_a_snapshot_and_every_iteration_can_be_replayed(dataset):
    run = TrainingRun(dataset, CONFIG)
    snapshots = [run.snapshot()]
    for _ in run:
        snapshots.append(run.snapshot())

    for iteration, snapshot in enumerate(snapshots):
        assert_same_snapshot(run.snapshot_at(iteration), snapshot)


# --- more iterations


@pytest.mark.parametrize("changes", [{}, {"momentum": 0.9, "l2": 0.5}, {"batch_size": 5, "dropout": 0.2}])
@pytest.mark.parametrize("done", [12, 30])
@pytest.mark.parametrize("memory", [Network.most_checkpoint_bytes, 1])
def test_a_run_with_more_iterations_is_the_longer_run(dataset, monkeypatch, changes, done, memory):
    monkeypatch.setattr(Network, "most_checkpoint_bytes", memory)
    config = replace(CONFIG, **changes)
    run, whole = TrainingRun(dataset, config), TrainingRun(dataset, replace(config, iterations=70))
    costs, expected = take(run, done), take(whole)

    longer = run.with_iterations(70)

    assert (longer.config, longer.iterations_done, run.config) == (whole.config, done, config)
    assert [*costs, *take(longer)] == expected
    for iteration in (0, 7, done, 45, 70):
        assert_same_snapshot(longer.snapshot_at(iteration), whole.snapshot_at(iteration))


# --- how it ends


def test_a_dead_network_is_a_warning_and_a_failure(dataset):
    run = TrainingRun(dataset, CONFIG)
    take(run, 1)
    assert run.warning() is None
    layer = run._trainer.network.first_layer
    layer.b = layer.b - 1e6

    warning = run.warning()

    assert warning.startswith("Dead network: ")
    assert run.failure is Failure.DEAD


# --- its beginning


@pytest.mark.parametrize("options", [{}, {"initialization": "he"}], ids=["notebook", "he"])
def test_the_initial_weights_are_those_of_its_first_settings(dataset, options):
    config = replace(CONFIG, **options)
    drawn = initialize_parameters_deep(config.layer_dims(dataset.features), config.seed, config.initialization)["W1"]
    run = TrainingRun(dataset, config)
    np.testing.assert_array_equal(run.initial_weights(), drawn)
    take(run)
    np.testing.assert_array_equal(run.initial_weights(), drawn)


def test_a_network_from_a_file_is_evaluated_and_begins_with_the_filters_of_its_recipe(dataset):
    run = TrainingRun(dataset, CONFIG)
    take(run)
    parameters, shape = run.snapshot().network.parameters, dataset.picture_shape
    model = plain_model(parameters, dataset.classes, shape, CONFIG, np.zeros(30), "elsewhere")

    opened = SavedRun(model, dataset)
    snapshot = opened.snapshot()

    np.testing.assert_allclose(snapshot.test.probabilities, run.snapshot().test.probabilities, rtol=1e-12)
    np.testing.assert_array_equal(opened.initial_weights(), run.initial_weights())
    unknown = replace(model, recipe=model.recipe._replace(filters="1" * 64))
    assert SavedRun(unknown, dataset).initial_weights() is None
    assert (opened.trained_on, opened.iterations_done) == ("elsewhere", 30)


# --- costs of one network


def penalty_of(network, l2, learned):
    squares = sum(float((array**2).sum()) for name, array in network.parameters.items() if name.startswith("W"))
    return l2 / (2 * learned) * squares


def cross_entropy(evaluation):
    P, Y = evaluation.probabilities, evaluation.labels
    return float(-np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P)))


@pytest.mark.parametrize("first_layer", ["gram", "pixels"])
def test_with_l2_the_training_cost_alone_has_the_penalty_of_its_network(dataset, first_layer):
    config = replace(CONFIG, l2=3.0)
    plan = plan_training(config, dataset.features, dataset.train.count, first_layer=first_layer)
    run = TrainingRun(dataset, config, plan=plan)
    costs, test_costs = [], [run.test_cost()]
    for step in run:
        costs.append(step.cost)
        test_costs.append(run.test_cost())

    for iteration in (0, 7, 30):
        found = run.snapshot_at(iteration)
        penalty = penalty_of(found.network, 3.0, dataset.train.count)
        assert found.penalty == pytest.approx(penalty, rel=1e-9)
        assert found.train_cost - cross_entropy(found.train) == pytest.approx(penalty, rel=1e-9)
        assert found.test_cost == pytest.approx(cross_entropy(found.test), rel=1e-9)
        assert found.test_cost == pytest.approx(test_costs[iteration], rel=1e-12)
    assert run.snapshot_at(7).train_cost == pytest.approx(costs[7], rel=1e-12)


def test_a_saved_network_is_evaluated_on_data_too_few_to_hold_some_out(dataset):
    run = TrainingRun(dataset, replace(CONFIG, l2=3.0, patience=5))
    take(run)
    network, few = run.snapshot().network, make_dataset(train=1, test=2)
    with pytest.raises(ConfigError):
        take(TrainingRun(few, run.config))
    found = TrainingRun(few, run.config).evaluate_network(network, 30)
    assert found.penalty == pytest.approx(penalty_of(network, 3.0, 1), rel=1e-9)


def test_convolution_has_the_penalty_in_the_training_cost_too():
    dataset = make_dataset(side=16)
    config = TrainingConfig((4,), 0.01, 3, l2=2.0, features="convolution")
    plain, penalized = TrainingRun(dataset, replace(config, l2=0.0)), TrainingRun(dataset, config)
    differences = [take(penalized, 1)[0] - take(plain, 1)[0]]
    start = penalized.snapshot_at(0), plain.snapshot_at(0)
    differences.append(start[0].train_cost - start[1].train_cost)
    assert start[0].test_cost == start[1].test_cost

    assert differences[0] > 0.1
    np.testing.assert_allclose(differences, start[0].penalty, rtol=1e-5)


def test_the_penalty_is_that_of_the_pictures_learned_from(dataset):
    run = TrainingRun(dataset, replace(CONFIG, l2=4.0, patience=20))
    take(run, 10)
    held_out = len(EarlyStopping(run._train, run.config).held_out)

    assert run.snapshot_at(5).penalty == pytest.approx(
        penalty_of(run.snapshot_at(5).network, 4.0, dataset.train.count - held_out), rel=1e-9
    )


def test_after_early_stopping_a_snapshot_names_the_iteration_of_its_network(dataset):
    run = TrainingRun(dataset, replace(CONFIG, learning_rate=0.5, iterations=500, patience=5))
    costs = take(run)
    done = run.iterations_done
    assert done < 500

    for last in (run.snapshot(), run.snapshot_at(done)):
        assert (last.iterations, last.best_iteration, last.network_iteration) == (done, done - 5, done - 5)
        best = run.snapshot_at(done - 5)
        assert (best.best_iteration, best.network_iteration) == (None, done - 5)
        assert (last.train_cost, last.test_cost, last.train.accuracy) == (
            best.train_cost,
            best.test_cost,
            best.train.accuracy,
        )
    assert len(costs) == done


def recorded_run(config=REPLAYED, first_layer="gram", max_bytes=2**20):
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
    config = replace(REPLAYED, **options)
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
    _, history = recorded_run(replace(REPLAYED, **OPTIONS["stopped early"]))
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
