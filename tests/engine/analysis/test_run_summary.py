"""The summary of a run: of curves made for it, and of runs on the built-in drawings."""

from dataclasses import replace

import numpy as np
import pytest

from engine.analysis.evaluation import Evaluation
from engine.analysis.run_summary import DEAD, DIVERGED, NEARLY_DEAD, Finding, RunOutcome, RunSummary, summarize_run
from engine.errors import DivergedError, lower_learning_rate
from engine.text import format_decimal
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

DONE = 1000
TEST_ITERATIONS = np.arange(0, DONE + 1, 8)
CLASSES = ("non-cat", "cat")


def evaluation(right, of=50, ones=33):
    """An evaluation of `of` pictures, `ones` of them cats, with `right` correct predictions."""
    labels = (np.arange(of) < ones).astype(np.int64)[np.newaxis]
    predictions = labels.copy()
    predictions[0, right:] = 1 - predictions[0, right:]
    return Evaluation(0.1 + 0.8 * predictions, labels, CLASSES)


def falling(share):
    return 0.7 - 0.5 * share


def flat(share):
    return np.full_like(share, 0.5)


def outcome(train=falling, test=flat, **fields):
    """A run of 1,000 iterations whose costs are functions of the share of it that is done."""
    return RunOutcome(
        train_costs=train(np.arange(DONE) / DONE),
        test_costs=(TEST_ITERATIONS, test(TEST_ITERATIONS / DONE)),
        learning_rate=0.0075,
        train=evaluation(190, of=209, ones=72),
        test=evaluation(41),
        **fields,
    )


def valley(depth, at=0.4, rise=0.5):
    """Test costs that fall from 0.7 by `depth` until `at`, then rise linearly, by `rise` a whole run."""
    return lambda share: np.where(share < at, 0.7 - depth * share / at, 0.7 - depth + rise * (share - at))


def found(run):
    summary = summarize_run(run)
    return None if summary is None else summary.finding


def test_nothing_is_said_before_the_first_iteration():
    none = np.empty(0)
    assert summarize_run(RunOutcome(none, (none, none), 0.0075)) is None


def test_a_diverged_run_names_a_lower_rate():
    costs = np.linspace(0.7, 5, 12)
    run = RunOutcome(costs, (np.array([0]), np.array([0.7])), 0.075, failure=DIVERGED)
    text = "Diverged at iteration 12: the learning rate is too high; try 0.0075"
    assert summarize_run(run) == RunSummary(Finding.DIVERGED, text, learning_rate=0.0075)
    assert summarize_run(replace(run, learning_rate=0.0005)).text.endswith("try 0.00005")


@pytest.mark.parametrize(("rate", "lower"), [(0.075, 0.0075), (0.3, 0.03), (1e200, 0.1), (1e-3, 1e-4)])
def test_the_rate_to_try_is_that_of_the_error(rate, lower):
    assert lower_learning_rate(rate) == lower
    assert f"try {format_decimal(lower)}." in str(DivergedError(12, rate))


def test_a_dead_network_is_more_telling_than_its_curves():
    summary = summarize_run(outcome(test=valley(0.3), failure=DEAD))
    assert summary.finding is Finding.DEAD
    assert summary.text.startswith("Dead network: every unit in one hidden layer outputs 0")


@pytest.mark.parametrize(("done", "finding"), [(99, Finding.UNLEARNED), (100, Finding.NEARLY_DEAD)])
def test_a_network_is_not_called_nearly_dead_before_it_could_recover(done, finding):
    none = np.empty(0)
    train = evaluation(137, of=209, ones=72)
    assert found(RunOutcome(np.full(done, 0.66), (none, none), 0.1, failure=NEARLY_DEAD, train=train)) is finding


@pytest.mark.parametrize(("done", "text"), [(1, "Only 1 iteration so far"), (19, "Only 19 iterations so far")])
def test_a_few_iterations_are_not_judged(done, text):
    costs = np.linspace(0.7, 0.1, done)
    assert summarize_run(RunOutcome(costs, (np.array([0]), np.array([0.7])), 0.1)).text.startswith(text)


def test_early_stopping_names_the_network_that_is_kept():
    summary = summarize_run(outcome(test=valley(0.3), patience=150))
    assert (summary.finding, summary.iteration) == (Finding.STOPPED_EARLY, 850)
    assert "iteration 1,000" in summary.text


# --- overfitting


def test_overfitting_names_the_iteration_of_the_lowest_test_cost():
    text = "Test cost was lowest at iteration 400; after that the network overfits"
    assert summarize_run(outcome(test=valley(0.3))) == RunSummary(Finding.OVERFITTING, text, iteration=400)


def test_one_low_cost_makes_no_valley():
    def test_costs(share):
        costs = flat(share)
        costs[50] = 0.3
        return costs

    assert found(outcome(test=test_costs)) is not Finding.OVERFITTING


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_is_no_overfitting(seed):
    noise = np.random.RandomState(seed)
    assert found(outcome(test=lambda share: 0.5 + 0.015 * noise.randn(len(share)))) is not Finding.OVERFITTING


@pytest.mark.parametrize("seed", range(20))
def test_overfitting_is_found_in_noise(seed):
    noise = np.random.RandomState(seed)
    summary = summarize_run(outcome(test=lambda share: valley(0.3)(share) + 0.015 * noise.randn(len(share))))
    assert summary.finding is Finding.OVERFITTING
    assert 320 <= summary.iteration <= 480


@pytest.mark.parametrize(
    ("train", "test"),
    [
        pytest.param(falling, valley(0.02), id="the test cost had hardly fallen"),
        pytest.param(falling, valley(0.3, rise=0.02), id="it has hardly risen"),
        pytest.param(falling, valley(0.3, at=0.85, rise=4.0), id="it rises too shortly"),
        pytest.param(lambda share: np.maximum(0.3, 0.7 - 2 * share), valley(0.3), id="training does not go on"),
        pytest.param(falling, lambda share: 0.6 + 0.2 * share, id="it has risen from the start"),
    ],
)
def test_each_condition_of_overfitting_is_needed(train, test):
    assert found(outcome(train, test)) is not Finding.OVERFITTING
    assert found(replace(outcome(falling, valley(0.3)), test=evaluation(33))) is Finding.NO_BETTER
    assert found(outcome(falling, valley(0.3))) is Finding.OVERFITTING


# --- costs that fall


def test_more_iterations_are_suggested_while_both_costs_fall():
    summary = summarize_run(outcome(falling, falling))
    text = "Still falling: 500 more iterations may help"
    assert summary == RunSummary(Finding.STILL_FALLING, text, iterations=1500)


def test_no_number_of_iterations_is_suggested_that_takes_for_ever():
    none = np.empty(0)
    run = RunOutcome(falling(np.arange(90_000) / 90_000), (none, none), 0.0075)
    assert summarize_run(run) == RunSummary(Finding.STILL_FALLING, "Still falling: more iterations may help")


def test_a_run_that_can_go_on_needs_no_other_setting():
    summary = summarize_run(outcome(falling, falling, iterations_left=1500))
    assert summary == RunSummary(Finding.STILL_FALLING, "Still falling: continuing may help")


def test_one_test_cost_neither_falls_nor_rises():
    run = replace(outcome(falling), test_costs=(np.array([0]), np.array([0.7])))
    assert found(run) is Finding.STILL_FALLING


def test_a_test_cost_that_falls_far_above_its_lowest_is_not_still_falling():
    def risen(share):
        return np.where(share < 0.8, 0.6 + 0.5 * share, 1.0 - 0.2 * (share - 0.8))

    run = replace(outcome(falling, risen, iterations_left=500), test=evaluation(33))
    assert found(run) is Finding.NO_BETTER


def test_a_test_cost_that_does_not_fall_is_not_still_falling():
    assert found(outcome(falling)) is not Finding.STILL_FALLING


def test_without_test_costs_the_training_costs_decide():
    none = np.empty(0)
    run = RunOutcome(falling(np.arange(DONE) / DONE), (none, none), 0.0075)
    assert found(run) is Finding.STILL_FALLING


@pytest.mark.parametrize(("done", "tried"), [(50, 1000), (2500, 25_000), (20_000, None)])
def test_a_cost_that_has_hardly_fallen_suggests_far_more_iterations(done, tried):
    none = np.empty(0)
    run = RunOutcome(np.full(done, 0.65), (none, none), 0.0075, train=evaluation(137, of=209, ones=72))
    summary = summarize_run(run)
    assert (summary.finding, summary.iterations) == (Finding.UNLEARNED, tried)
    assert summary.text.endswith(f"try {tried:,}" if tried else f"in {done:,} iterations")


# --- accuracies


def test_the_accuracy_is_compared_with_always_saying_one_class():
    text = "82% of the test pictures right; always saying cat gives 66%"
    assert summarize_run(outcome()) == RunSummary(Finding.ACCURACY, text)


def test_an_accuracy_of_guessing_is_called_so():
    summary = summarize_run(replace(outcome(), test=evaluation(33)))
    assert summary.finding is Finding.NO_BETTER
    assert summary.text == "No better than guessing: 66% of the test pictures right; always saying cat gives 66%"


def test_a_gap_between_the_parts_is_called_overfitting():
    run = replace(outcome(), train=evaluation(209, of=209, ones=72), test=evaluation(38))
    text = "Overfitting: 100% right on the training pictures, but 76% on the test pictures"
    assert summarize_run(run) == RunSummary(Finding.GAP, text)


def test_accuracies_are_those_at_the_usual_threshold_and_say_so_if_another_is_set():
    moved = replace(outcome(), test=evaluation(41).with_threshold(0.95))
    assert moved.test.accuracy < 0.5
    text = "At threshold 0.5, 82% of the test pictures right; always saying cat gives 66%"
    assert summarize_run(moved) == RunSummary(Finding.ACCURACY, text)
    guessing = replace(moved, test=evaluation(33).with_threshold(0.95))
    assert summarize_run(guessing).text.startswith("At threshold 0.5, no better than guessing: 66% of ")


def test_a_finding_about_costs_names_no_threshold():
    text = summarize_run(outcome(test=valley(0.2))).text
    moved = replace(outcome(test=valley(0.2)), test=evaluation(41).with_threshold(0.95))
    assert summarize_run(moved).text == text


# --- runs


def trained(dataset, config, done=None):
    """The outcome of a run, as the window has it."""
    run, train, test = TrainingRun(dataset, config), [], []
    every = max(1, config.iterations // 125)
    test.append((0, run.test_cost()))
    for step in run:
        train.append(step.cost)
        if run.iterations_done % every == 0:
            test.append((run.iterations_done, run.test_cost()))
        if run.iterations_done == done:
            break
    run.warning()
    snapshot = run.snapshot()
    stopped_early = run.is_over and run.iterations_done < config.iterations
    return RunOutcome(
        np.array(train),
        tuple(np.array(test).T),
        config.learning_rate,
        iterations_left=0 if run.is_over else config.iterations - run.iterations_done,
        patience=config.patience if stopped_early else 0,
        failure=run.failure,
        train=snapshot.train,
        test=snapshot.test,
    )


@pytest.mark.parametrize(
    ("settings", "finding", "text"),
    [
        ({}, Finding.OVERFITTING, "Test cost was lowest at iteration 900; after that the network overfits"),
        ({"seed": 3}, Finding.OVERFITTING, "Test cost was lowest at iteration 700; after that the network overfits"),
        ({"iterations": 300}, Finding.STILL_FALLING, "Still falling: 100 more iterations may help"),
        ({"iterations": 1000}, Finding.GAP, "Overfitting: 99% right on the training pictures, but 82% on the test"),
        ({"iterations": 50}, Finding.UNLEARNED, "Hardly learned yet"),
        ({"learning_rate": 0.3, "iterations": 200}, Finding.DEAD, "Dead network"),
        ({"patience": 100}, Finding.STOPPED_EARLY, "Early stopping at iteration 1,200: the network of iteration 1,100"),
    ],
)
def test_runs_on_the_drawings_are_summed_up(builtin_dataset, settings, finding, text):
    summary = summarize_run(trained(builtin_dataset, TrainingConfig(**settings)))
    assert summary.finding is finding
    assert summary.text.startswith(text)


def test_the_notebooks_run_on_the_course_photos_overfits(course):
    summary = summarize_run(trained(course, TrainingConfig()))
    assert (summary.finding, summary.iteration) == (Finding.OVERFITTING, 740)


def test_a_run_that_is_stopped_while_it_falls_may_go_on(builtin_dataset):
    summary = summarize_run(trained(builtin_dataset, TrainingConfig(), done=400))
    assert summary.text == "Still falling: continuing may help"
