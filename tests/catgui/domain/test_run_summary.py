"""The summary of a run: of curves made for it, and of runs on the built-in drawings."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catgui.domain.run_summary import MATERIAL_RISE, Finding, RunOutcome, RunSummary, line_points, summarize_run
from engine.analysis.evaluation import Evaluation, Failure
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun, line_stride

DONE = 2500
CLASSES = ("non-cat", "cat")
MEMORIZES = "Memorizes since iteration 1,000: test cost rises, training cost falls."
LEARNING = "Learning: 41 of 50 test pictures right."


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


def valley(depth, at=0.4, rise=0.5):
    """Test costs that fall from 0.7 by `depth` until `at`, then rise linearly, by `rise` a whole run."""
    return lambda share: np.where(share < at, 0.7 - depth * share / at, 0.7 - depth + rise * (share - at))


def outcome(train=falling, test=flat, done=DONE, **fields):
    """A run whose costs are functions of the share of it that is done; its test costs are complete."""
    return RunOutcome(
        config=TrainingConfig(iterations=done),
        train_costs=train(np.arange(done) / done),
        test_costs=(np.arange(done + 1.0), test(np.arange(done + 1) / done)),
        **{"shown": done, "test": evaluation(41)} | fields,
    )


def text(run):
    return summarize_run(run).text


def test_a_diverged_run_names_where_it_did_and_a_lower_rate():
    run = outcome(done=12, failure=Failure.DIVERGED)
    said = "Diverged at iteration 12: lower the learning rate."
    assert summarize_run(run) == RunSummary(Finding.DIVERGED, said, learning_rate=0.00075)
    at_once = replace(run, train_costs=np.empty(0), test=None)
    assert text(at_once) == "Diverged at iteration 0: lower the learning rate."


@pytest.mark.parametrize("failure", [Failure.DEAD, Failure.NEARLY_DEAD])
def test_a_dead_network_is_more_telling_than_its_curves(failure):
    run = replace(outcome(test=valley(0.3)), failure=failure)
    assert summarize_run(run) == RunSummary(Finding.DEAD, "Dead: every picture gets the same answer.")


@pytest.mark.parametrize("known", [1, 20])
def test_memorizing_names_the_point_of_the_line_with_the_lowest_test_cost(known):
    run = outcome(test=valley(0.3))
    iterations, costs = run.test_costs
    run = replace(run, test_costs=(iterations[::known], costs[::known]))
    assert summarize_run(run) == RunSummary(Finding.MEMORIZES, MEMORIZES, iteration=run.lowest)
    assert run.lowest == 1000


def test_memorizing_is_said_of_iterations_after_the_lowest_test_cost_of_the_whole_run():
    run = outcome(test=valley(0.3))
    said = {shown: text(replace(run, shown=shown)) for shown in (0, 999, 1000, 1100, 1300, 2500)}
    assert said == dict.fromkeys((0, 999, 1000, 1100), LEARNING) | dict.fromkeys((1300, 2500), MEMORIZES)
    run.test_costs[1][-100:] = 0.1  # an earlier valley is not named: the slider marks this one
    assert text(replace(run, shown=2000)) == LEARNING


def test_where_nothing_is_known_nothing_is_said():
    run = RunOutcome(TrainingConfig(), np.empty(0), (np.empty(0), np.empty(0)), 0)
    assert (summarize_run(run), run.lowest) == (None, None)


@pytest.mark.parametrize(
    ("train", "test"),
    [
        (flat, valley(0.3)),
        (falling, valley(0.9 * MATERIAL_RISE)),
        (falling, valley(0.3, rise=0.05)),
        (falling, lambda share: 0.3 + 0.5 * share),
        (falling, flat),
        (falling, falling),
    ],
    ids=["training does not fall", "no fall", "no rise", "rising from the start", "constant", "falling"],
)
def test_each_condition_of_memorizing_is_needed(train, test):
    assert text(outcome(train=train, test=test)) == LEARNING


def test_a_spike_at_the_end_is_no_rise():
    run = outcome(test=falling)
    run.test_costs[1][-1] = 9.0
    assert text(run) == LEARNING


@pytest.mark.parametrize("right", [33, 20, 0])
def test_the_accuracy_is_compared_with_always_saying_one_class(right):
    run = outcome(test=valley(0.3))
    assert text(replace(run, test=evaluation(right))) == "No better than always cat (33 of 50)."


@pytest.mark.parametrize("right", [50, 41, 0])
def test_pictures_of_one_class_tell_nothing_of_guessing(right):
    run = replace(outcome(), test=evaluation(right, ones=50))
    assert text(run) == f"Learning: {right} of 50 test pictures right."


@settings(max_examples=60)
@given(st.integers(1, 3000), st.integers(0, 99), st.integers(0, 50))
def test_what_is_said_of_any_curve_is_true_of_it(done, seed, right):
    random = np.random.RandomState(seed)
    train, test = (0.7 + 0.02 * random.randn(done + 1).cumsum() for _ in range(2))
    run = replace(outcome(lambda _: train[:-1], lambda _: test, done), test=evaluation(right))
    summary = summarize_run(run)
    assert (summary.finding is Finding.NO_BETTER) == (right <= 33)
    if summary.finding is Finding.MEMORIZES:
        assert summary.iteration == run.lowest
        assert summary.iteration % line_stride(done) == 0
        assert test[-1] >= test[summary.iteration] + MATERIAL_RISE
        assert train[-2] < train[summary.iteration]


# --- the points of the line of a cost


@pytest.mark.parametrize(
    ("iterations", "stride"), [(1, 1), (60, 2), (500, 20), (2500, 100), (3000, 100), (10**6, 50_000)]
)
def test_a_line_has_about_25_even_steps(iterations, stride):
    assert line_stride(iterations) == stride


@pytest.mark.parametrize("known", [1, 20])
@pytest.mark.parametrize("done", [1, 101, 781, 2501])
def test_the_line_goes_through_the_costs_that_the_notebook_prints_and_never_changes(known, done):
    iterations = np.arange(0.0, done, known)
    costs = np.random.RandomState(0).rand(2501)[:done:known]
    x, y = line_points(iterations, costs, 100)
    assert x.tolist() == sorted({*range(0, done, 100), int(iterations[-1])})
    np.testing.assert_array_equal(y, costs[(x / known).astype(int)])


@pytest.mark.parametrize("costs", [[], [np.nan], [np.inf, np.nan, -np.inf]])
def test_what_is_no_finite_number_is_left_out(costs):
    assert [len(axis) for axis in line_points(np.arange(float(len(costs))), np.array(costs), 1)] == [0, 0]


# --- runs


def trained(dataset, config):
    """The outcome of a run, with all test costs."""
    run, train = TrainingRun(dataset, config), []
    test = [run.test_cost()]
    for step in run:
        train.append(step.cost)
        test.append(run.test_cost())
    run.warning()
    tested = np.arange(float(len(test))), np.array(test)
    return RunOutcome(config, np.array(train), tested, len(train), run.failure, run.snapshot().test)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "Memorizes since iteration 900: test cost rises, training cost falls."),
        ({"seed": 3}, "Memorizes since iteration 700: test cost rises, training cost falls."),
        ({"iterations": 300}, "Learning: 42 of 50 test pictures right."),
        ({"iterations": 50}, "No better than always cat (33 of 50)."),
        ({"learning_rate": 0.3, "iterations": 200}, "Dead: every picture gets the same answer."),
    ],
    ids=str,
)
def test_runs_on_the_drawings_are_summed_up(builtin_dataset, settings, said):
    assert text(trained(builtin_dataset, TrainingConfig(**settings))) == said


@pytest.mark.slow
def test_the_notebooks_run_on_the_course_photos_memorizes(course):
    run = trained(course, TrainingConfig())
    summary = summarize_run(run)
    assert (summary.finding, summary.iteration, run.lowest) == (Finding.MEMORIZES, 800, 800)
