"""The trainer gives the notebook's numbers, in both forms and through any interruption; early stopping."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.evaluation import Evaluation
from engine.core import L_model_forward, compute_cost, is_recorded
from engine.errors import DivergedError
from engine.nn.examples import Examples
from engine.system.threads import limit_blas_threads
from engine.training.config import TrainingConfig
from engine.training.optimizer import l2_overshoots
from engine.training.trainer import EarlyStopping, InitialNetwork, Trainer, run_to_end
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import columns_of, hidden_layers, random_examples, random_pictures, seeds

FORMS = ("gram", "pixels")
both_forms = pytest.mark.parametrize("form", FORMS)


def small_trainer(form=None, *, iterations=12, seed=1, learning_rate=0.05):
    config = TrainingConfig((4, 3), learning_rate=learning_rate, iterations=iterations, seed=seed)
    return Trainer(random_examples(6, side=3), config, first_layer=form)


def assert_same_parameters(found, expected):
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)


@settings(max_examples=4)
@given(count=st.integers(2, 15), side=st.integers(1, 3), hidden=hidden_layers, seed=seeds)
def test_both_forms_are_the_notebooks_on_random_pictures(count, side, hidden, seed):
    # From fewer examples than features to more of them: 3, 12 or 27 features.
    config = TrainingConfig(hidden, learning_rate=0.02, iterations=300, seed=seed)
    examples = random_examples(count, side, seed % 1000)
    X, Y = columns_of(examples), examples.Y
    dims = config.layer_dims(examples.features)
    with limit_blas_threads(product_flops=0):
        parameters, costs = oracle.train(X, Y, dims, config.learning_rate, config.iterations, config.seed)
    for form in FORMS:
        trainer = Trainer(examples, config, first_layer=form)
        np.testing.assert_allclose([step.cost for step in trainer], costs, rtol=0, atol=1e-10, err_msg=form)
        for name, array in parameters.items():
            np.testing.assert_allclose(trainer.parameters[name], array, rtol=0, atol=1e-10, err_msg=f"{form} {name}")


@pytest.mark.photos
def test_the_published_numbers_on_the_course_photos(course):
    train, test = (Examples.from_pictures(part.pictures, part.labels) for part in course.parts.values())
    trainer = Trainer(train, test=test)

    costs = [step.cost for step in trainer if is_recorded(step.iteration, 2500)]

    assert trainer.network.first_layer.kind == "gram"
    np.testing.assert_allclose(costs, oracle.COSTS, rtol=0, atol=1e-12)
    assert trainer.metrics(train).accuracy == oracle.TRAIN_ACCURACY
    assert trainer.metrics(test).accuracy == oracle.TEST_ACCURACY
    np.testing.assert_allclose(trainer.probabilities(test)[0], oracle.TEST_PROBABILITIES, rtol=0, atol=1e-10)
    for examples, part, wrong in [
        (train, course.train, oracle.TRAIN_WRONG),
        (test, course.test, oracle.TEST_WRONG),
    ]:
        evaluation = Evaluation(trainer.probabilities(examples), part.labels, course.classes)
        assert sorted(prediction.index for prediction in evaluation.wrong()) == wrong


# --- steps


@both_forms
def test_metrics_and_probabilities_are_those_of_the_parameters(form):
    trainer = small_trainer(form)
    others = random_examples(5, side=3, seed=9)
    for _ in trainer:
        if trainer.iteration == 6:
            break

    for examples in (trainer.train, others):
        AL, _ = L_model_forward(columns_of(examples), trainer.parameters)
        np.testing.assert_allclose(trainer.probabilities(examples), AL, rtol=1e-12)
        metrics = trainer.metrics(examples)
        assert metrics.cost == pytest.approx(compute_cost(AL, examples.Y), rel=1e-12)
        assert metrics.accuracy == np.mean((AL > 0.5) == examples.Y)


# --- what goes wrong


@both_forms
def test_a_run_that_diverges_names_its_iteration(form):
    trainer = small_trainer(form, learning_rate=1e200)

    costs = []
    with pytest.raises(DivergedError, match="learning rate 1e\\+200 is too high") as caught:
        costs += [step.cost for step in trainer]

    assert caught.value.iteration == trainer.iteration
    assert f"iteration {trainer.iteration}:" in str(caught.value)
    assert np.isfinite(costs).all()


@both_forms
def test_a_run_that_diverges_at_its_last_step_says_so(form):
    trainer = small_trainer(form, learning_rate=1e308, iterations=1)

    with pytest.raises(DivergedError) as caught:
        list(trainer)

    assert caught.value.iteration == 1


@both_forms
@pytest.mark.parametrize(
    "options",
    [
        {"l2": 1e308, "learning_rate": 1e308},
        {"l2": 1e200, "momentum": 0.999, "patience": 3},
        {"learning_rate": 1e200, "dropout": 0.5, "batch_size": 2},
        {"learning_rate": 1e200, "momentum": 1 - 2**-53},
    ],
    ids=str,
)
def test_a_run_with_options_that_diverges_says_so(form, options):
    config = TrainingConfig((4, 3), iterations=30, **options)

    with pytest.raises(DivergedError) as caught:
        list(Trainer(random_examples(12, side=3), config, first_layer=form))
    remedy = "L2 is too high for the learning rate" if "l2" in options else "is too high. Try"
    assert remedy in str(caught.value)


def test_l2_overshoots_beyond_a_limit_that_momentum_raises():
    """The weights shrink below it and grow above it, without a gradient of the data: all pictures are black."""
    for momentum, limit in ((0.0, 2.0), (0.5, 6.0)):
        for share, grows in ((0.97, False), (1.03, True)):
            config = TrainingConfig((3,), 0.5, 200, l2=share * limit / 0.5 * 12, momentum=momentum)
            trainer = Trainer(Examples(np.zeros((12, 27), np.uint8), 255.0, np.ones((1, 12)), (3, 3)), config)
            before = np.abs(trainer.parameters["W1"]).max()
            trainer.take_steps(200)
            assert (np.abs(trainer.parameters["W1"]).max() > before) == l2_overshoots(config, 12) == grows


def test_evaluating_a_diverged_network_raises_no_warning():
    trainer = small_trainer(learning_rate=1e200)
    with pytest.raises(DivergedError):
        list(trainer)

    assert not np.isfinite(trainer.metrics(trainer.train).cost)


# --- the network before the first step, which trainers share


@pytest.mark.parametrize("change", [{"seed": 6}, {"hidden_layers": (5,)}, {"initialization": "he"}])
def test_another_start_is_another_network(change):
    initial, train, config = InitialNetwork(), random_examples(6, side=3), TrainingConfig((4,), seed=5)
    other = replace(config, **change)
    initial.create(config, train, "gram")

    found = initial.create(other, train, "gram")

    assert_same_parameters(found.parameters, Trainer(train, other).parameters)


def test_other_examples_and_other_forms_share_no_start():
    initial, config = InitialNetwork(), TrainingConfig((4,), seed=5)
    train, others = random_examples(6, side=3), random_examples(6, side=3, seed=2)
    initial.create(config, train, "gram")

    assert initial.create(config, others, "gram").train is others
    assert initial.create(config, others, "pixels").kind == "pixels"


def test_an_outcome_has_the_iteration_at_which_the_run_diverged():
    with pytest.raises(DivergedError) as diverged:
        list(small_trainer(learning_rate=1e200))

    outcome = run_to_end(small_trainer(learning_rate=1e200), lambda steps: None)

    assert outcome.diverged_at == diverged.value.iteration
    assert np.isfinite(outcome.costs).all()


def overfitting_trainer(**options):
    """A trainer on random labels, which cannot learn anything of use for the held-out pictures."""
    config = TrainingConfig((6, 4), **{"learning_rate": 0.1, "iterations": 400, "patience": 12, **options})
    return Trainer(random_examples(25, side=4), config)


def test_a_fifth_is_held_out_with_the_classes_in_proportion():
    labels = np.array([[0] * 40 + [1] * 20])
    train = Examples.from_pictures(random_pictures(60, 2), labels)

    stopping = EarlyStopping(train, TrainingConfig(patience=5))

    assert np.bincount(labels[0, stopping.held_out]).tolist() == [8, 4]
    np.testing.assert_array_equal(np.sort(np.concatenate([stopping.train_indices, stopping.held_out])), np.arange(60))


def test_duplicates_are_not_on_both_sides():
    pictures = np.concatenate([random_pictures(10, 2)] * 2)
    train = Examples.from_pictures(pictures, np.array([[0, 1] * 10]))

    stopping = EarlyStopping(train, TrainingConfig(patience=5))

    assert set(stopping.held_out % 10).isdisjoint(stopping.train_indices % 10)


def test_held_out_pictures_do_not_affect_the_steps():
    train = random_examples(20, side=3)
    config = TrainingConfig((4,), 0.05, 20, patience=20)
    held_out = EarlyStopping(train, config).held_out
    rows = train.rows.copy()
    rows[held_out] = 255 - rows[held_out]
    changed = Examples(rows, train.scale, train.Y)

    one, other = (Trainer(examples, config, first_layer="pixels") for examples in (train, changed))

    assert [step.cost for step in one] == [step.cost for step in other]


def test_training_ends_when_patience_runs_out_and_restores_the_best_weights():
    trainer = overfitting_trainer()
    stopping = EarlyStopping(trainer.train, trainer.config)
    # The same steps with more patience than iterations, evaluated from outside.
    patient = overfitting_trainer(patience=500)
    costs, weights = [stopping.cost(patient.network)], [patient.parameters]
    for _ in range(399):
        patient.take_steps(1)
        costs.append(stopping.cost(patient.network))
        weights.append(patient.parameters)
    best = 0
    for iteration, cost in enumerate(costs):
        if cost < costs[best]:
            best = iteration
        if iteration - best == 12:
            break

    steps = list(trainer)

    assert 0 < best < len(steps) == iteration == trainer.iteration < 399
    assert trainer.is_over
    assert trainer.best.iteration == best
    assert stopping.cost(trainer.network) == trainer.best.cost == costs[best]
    for name, array in weights[best].items():
        np.testing.assert_array_equal(trainer.parameters[name], array, err_msg=name)


def test_a_run_that_ends_at_its_last_iteration_restores_the_best_weights_too():
    trainer = overfitting_trainer(patience=10_000)

    assert len(list(trainer)) == 400
    assert trainer.best.iteration < 400
    assert EarlyStopping(trainer.train, trainer.config).cost(trainer.network) == trainer.best.cost
