"""A saved run is repeated from its recipe: costs, parameters, playback and what comes after."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.evaluation import Failure
from engine.data.dataset import DataOrigin
from engine.errors import CancelledError, DivergedError, ReproductionError
from engine.saved_model.file import load_model_in_process, save_model
from engine.saved_model.model import Model, RunRecipe, SavedRun
from engine.saved_model.reproduction import reproduce, reproduce_model
from engine.training.config import TrainingConfig
from engine.training.networks import plan_training
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

DATASET = make_dataset(train=15, test=6, side=8)
CONFIG = TrainingConfig((4,), learning_rate=0.1, iterations=30, seed=5)
ITERATIONS = 24

configs = st.builds(
    TrainingConfig,
    hidden_layers=st.just((4, 3)),
    learning_rate=st.sampled_from([0.01, 0.1, 0.5]),
    iterations=st.integers(ITERATIONS, 60),
    seed=st.integers(0, 9),
    l2=st.sampled_from([0.0, 0.1]),
    momentum=st.sampled_from([0.0, 0.9]),
    initialization=st.sampled_from(["notebook", "he"]),
    batch_size=st.sampled_from([0, 4, 15]),
    dropout=st.sampled_from([0.0, 0.3]),
    patience=st.sampled_from([0, 2, 10]),
    features=st.sampled_from(["pixels", "convolution"]),
)


class Recorded:
    """A run with the costs it had, as a window keeps them."""

    def __init__(self, run):
        self.run, self.costs, self.tests = run, [], {}

    def take(self, steps=None):
        self.tests.setdefault(0, self.run.test_cost()) if not self.costs else None
        for step in islice(self.run, steps):
            self.costs.append(step.cost)
            self.tests[len(self.costs)] = self.run.test_cost()
        return self

    def model(self, position=None):
        position = len(self.costs) if position is None else position
        snapshot = self.run.snapshot_at(position)
        return Model(
            snapshot.network.parameters,
            DATASET.classes,
            DATASET.picture_shape,
            np.array(self.costs),
            RunRecipe.of(self.run, len(self.costs), position, threshold=0.25),
            (np.array(list(self.tests), np.float64), np.array(list(self.tests.values()))),
        )


def trained(config=CONFIG, steps=None, **arguments):
    return Recorded(TrainingRun(DATASET, config, **arguments)).take(steps)


def saved_and_loaded(model, path):
    save_model(path, model)
    return load_model_in_process(path)


def assert_same_state(found, expected):
    for name, array in expected.network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], array, err_msg=name)
    np.testing.assert_array_equal(found.test.probabilities, expected.test.probabilities)


# --- any run


@pytest.mark.slow
@settings(max_examples=15)
@given(data=st.data(), config=configs)
def test_any_run_is_repeated_bit_for_bit_and_goes_on_as_the_run_itself(tmp_path_factory, data, config):
    recorded = trained(config, data.draw(st.integers(1, ITERATIONS), "steps"))
    if data.draw(st.booleans(), "is longer") and not config.patience:
        recorded.run = recorded.run.with_iterations(len(recorded.costs) + data.draw(st.integers(1, 30), "more"))
        recorded.take(data.draw(st.integers(0, 12), "steps"))
    position = data.draw(st.integers(0, len(recorded.costs)), "position")

    model = saved_and_loaded(recorded.model(position), tmp_path_factory.getbasetemp() / "model.npz")
    found = reproduce_model(model, DATASET)

    assert found.costs.tolist() == recorded.costs
    assert dict(zip(*(values.tolist() for values in found.test_costs), strict=True)) == recorded.tests  # a short run
    assert (found.snapshot.iterations, found.snapshot.test.threshold) == (position, 0.25)
    assert_same_state(found.snapshot, recorded.run.snapshot_at(position))
    for iteration in range(0, len(recorded.costs) + 1, 5):
        assert_same_state(found.run.snapshot_at(iteration), recorded.run.snapshot_at(iteration))
    assert found.run.config == recorded.run.config
    assert [step.cost for step in found.run] == [step.cost for step in recorded.run]
    assert_same_state(found.run.snapshot(), recorded.run.snapshot())


# --- single cases


def test_a_run_stopped_in_the_middle_goes_on_where_it_was(tmp_path):
    recorded = trained(steps=11)
    found = reproduce_model(saved_and_loaded(recorded.model(), tmp_path / "model.npz"), DATASET)
    assert (found.run.iterations_done, found.run.is_over) == (11, False)
    assert [step.cost for step in found.run] == [step.cost for step in recorded.run]


def test_the_first_layer_keeps_its_form_whatever_the_memory_is_now(monkeypatch):
    plan = plan_training(CONFIG, DATASET.features, DATASET.train.count, first_layer="pixels")
    recorded = trained(plan=plan)
    recipe = RunRecipe.of(recorded.run, 30, 30)
    assert recipe.first_layer == "pixels"
    found = reproduce(recipe, DATASET)
    assert found.run.first_layer == "pixels"
    assert found.costs.tolist() == recorded.costs


def test_a_run_that_has_diverged_is_repeated_up_to_its_last_cost(tmp_path):
    recorded = trained(replace(CONFIG, learning_rate=1e200, hidden_layers=(6, 4)), steps=1)
    with pytest.raises(DivergedError):
        recorded.take()
    # What was evaluated last is shown: here the network before the first step.
    model = saved_and_loaded(recorded.model(position=0), tmp_path / "model.npz")
    found = reproduce_model(model, DATASET)
    assert found.costs.tolist() == recorded.costs
    with pytest.raises(DivergedError):
        list(found.run)


def test_test_costs_are_computed_as_often_as_in_a_run_whichever_are_saved():
    recorded = trained()
    iterations, costs = reproduce(recorded.model().recipe, DATASET).test_costs
    assert iterations.tolist() == list(range(31))
    assert costs[30] == recorded.run.test_cost()
    long = replace(CONFIG, iterations=500)
    iterations, _ = reproduce_model(trained(long).model(), DATASET).test_costs
    assert iterations.tolist() == list(range(0, long.iterations + 1, 4))


# --- what does not come out


def test_on_other_data_it_stops_at_the_first_cost():
    model = trained().model()
    work = WatchedWork()
    with pytest.raises(ReproductionError, match="differs from iteration 0 on"):
        reproduce_model(model, make_dataset(train=15, test=6, side=8, seed=4), work)
    assert work.reports == []


def test_other_parameters_are_found_though_all_costs_are_equal():
    model = trained().model()
    changed = {**model.parameters, "b2": model.parameters["b2"] + 0.01}
    with pytest.raises(ReproductionError, match="weights differ by up to"):
        reproduce_model(replace(model, parameters=changed), DATASET)


def test_rounding_of_another_computer_is_no_difference():
    model = trained().model()
    rounded = {name: array * (1 + 1e-12) for name, array in model.parameters.items()}
    reproduce_model(replace(model, parameters=rounded, costs=model.costs * (1 - 1e-12)), DATASET)


def test_a_run_that_stops_earlier_than_it_did_is_another_one():
    stopped = replace(CONFIG, patience=1, learning_rate=3.0)
    recipe = RunRecipe.of(trained().run, 30, 30)
    with pytest.raises(ReproductionError, match="ends after"):
        reproduce(recipe._replace(config=stopped), DATASET)


def test_a_saved_run_that_stopped_early_names_the_iteration_of_its_network(tmp_path):
    recorded = trained(replace(CONFIG, learning_rate=0.5, iterations=500, patience=5))
    done = recorded.run.iterations_done
    end = SavedRun(saved_and_loaded(recorded.model(), tmp_path / "end.npz"), DATASET).snapshot()
    before = SavedRun(saved_and_loaded(recorded.model(3), tmp_path / "before.npz"), DATASET).snapshot()

    assert (end.iterations, end.best_iteration) == (done, done - 5)
    assert (before.iterations, before.best_iteration) == (3, None)
    assert end.test_cost == pytest.approx(recorded.run.snapshot().test_cost, rel=1e-12)


def test_it_can_be_cancelled():
    model, work = trained().model(), WatchedWork(cancelled_at=5)
    with pytest.raises(CancelledError):
        reproduce_model(model, DATASET, work)
    assert work.reports == [(done, 30) for done in range(1, 6)]


# --- recipes in files


@pytest.mark.parametrize(
    "origin",
    [
        DataOrigin("course"),
        DataOrigin(("train.h5", "\udcff.h5")),
        DataOrigin(("pets",), {"side": 32, "framing": "centre", "test_percent": 30, "seed": 4}),
    ],
)
def test_the_place_of_the_data_is_kept(tmp_path, origin):
    model = trained().model()
    reference = model.recipe.data._replace(origin=origin)
    loaded = saved_and_loaded(replace(model, recipe=model.recipe._replace(data=reference)), tmp_path / "model.npz")
    kept = loaded.recipe.data.origin
    assert kept.location == origin.location
    assert (kept.folder_settings or {}).items() >= (origin.folder_settings or {}).items()


# --- features


def test_a_run_on_pretrained_filters_is_repeated_and_needs_the_same_filters(tmp_path):
    dataset, config = make_dataset(side=16), replace(CONFIG, features="pretrained")
    run = TrainingRun(dataset, config)
    costs = np.array([step.cost for step in run])
    parameters, recipe = run.snapshot().network.parameters, RunRecipe.of(run, 30, 30)
    shape = dataset.picture_shape
    saved = Model(parameters, dataset.classes, shape, costs, recipe)

    model = saved_and_loaded(saved, tmp_path / "model.npz")
    found = reproduce_model(model, dataset)

    assert found.costs.tolist() == costs.tolist()
    assert_same_state(found.snapshot, run.snapshot())
    probabilities = model.probabilities(dataset.test.pictures)
    np.testing.assert_allclose(probabilities, run.snapshot().test.probabilities, rtol=1e-12)
    with pytest.raises(ReproductionError, match="does not have its filters"):
        reproduce(recipe._replace(filters="0" * 64), dataset)


def test_a_run_of_convolution_is_repeated_bit_for_bit_and_its_network_answers_as_before(tmp_path):
    dataset, config = make_dataset(), replace(TrainingConfig.for_features("convolution"), hidden_layers=(3, 4))
    run = TrainingRun(dataset, replace(config, iterations=20, batch_size=8, dropout=0.2))
    costs = [step.cost for step in run]
    recipe = RunRecipe.of(run, 20, 13)
    saved = Model(
        run.snapshot_at(13).network.parameters, dataset.classes, dataset.picture_shape, np.array(costs),
        recipe,
    )  # fmt: skip

    model = saved_and_loaded(saved, tmp_path / "model.npz")
    found = reproduce_model(model, dataset)

    assert (recipe.first_layer, recipe.filters) == ("convolution", "")
    assert found.costs.tolist() == costs
    assert_same_state(found.snapshot, run.snapshot_at(13))
    assert_same_state(found.newest, run.snapshot())
    assert_same_state(SavedRun(model, dataset).snapshot(), run.snapshot_at(13))
    np.testing.assert_array_equal(SavedRun(model, dataset).initial_weights(), run.initial_weights())
    np.testing.assert_array_equal(model.probabilities(dataset.test.pictures), found.snapshot.test.probabilities)


def test_a_dead_network_is_known_to_be_dead_when_its_run_is_repeated(builtin_dataset):
    run = TrainingRun(builtin_dataset, TrainingConfig(learning_rate=0.5, iterations=50))
    list(run)
    assert run.warning() is not None
    recipe = RunRecipe.of(run, 50, 50)
    assert reproduce(recipe, builtin_dataset).run.failure == run.failure is Failure.DEAD
