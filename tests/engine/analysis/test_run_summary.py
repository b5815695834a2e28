"""The summary of a run: of curves made for it, and of runs on the built-in drawings."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis import run_summary
from engine.analysis.curves import Zigzag
from engine.analysis.evaluation import Evaluation
from engine.analysis.inspection import Pile
from engine.analysis.run_summary import (
    MATERIAL_RISE,
    Failure,
    Finding,
    RunOutcome,
    RunSummary,
    detect_dead_network,
    summarize_run,
)
from engine.analysis.trend import GROWTH, lowest_block, swing
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer

DONE = 1000
CLASSES = ("non-cat", "cat")
RESULT = "41 right of 50 kept for the test; always saying cat: 33"
SAID = {"result": f"{RESULT}."}
NONE = (np.empty(0), np.empty(0))
NOISE = 1 + 0.03 * np.random.RandomState(0).uniform(-1, 1, 1000)
lengths = st.integers(20, 3000)


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


def outcome(train=falling, test=flat, done=DONE, **fields):
    """A run whose costs are functions of the share of it that is done; its test costs are complete."""
    return RunOutcome(
        train_costs=train(np.arange(done) / done),
        test_costs=(np.arange(done + 1.0), test(np.arange(done + 1) / done)),
        learning_rate=0.0075,
        **{"train": evaluation(190, of=209, ones=72), "test": evaluation(41), "last_cost": 0.2} | fields,
    )


def sparse(run, every=20):
    """`run` with every twentieth of its test costs."""
    iterations, costs = run.test_costs
    return replace(run, test_costs=(iterations[::every], costs[::every]))


def valley(depth, at=0.4, rise=0.5):
    """Test costs that fall from 0.7 by `depth` until `at`, then rise linearly, by `rise` a whole run."""
    return lambda share: np.where(share < at, 0.7 - depth * share / at, 0.7 - depth + rise * (share - at))


# Which iteration of the lowest block has the typical cost is decided by the rounding of the BLAS kernel.
LENGTH_OF_BLOCK = 1 / GROWTH


def lowest_in(text):
    """The iteration that `text` names."""
    return int(re.search(r"about iteration (\d+)", text)[1])


def without_lowest(text):
    """`text` without the iteration that it names."""
    return re.sub(r"about iteration \d+", "about iteration N", text)


def found(run):
    summary = summarize_run(run)
    return None if summary is None else summary.finding


def test_a_run_may_diverge_at_its_first_iteration():
    assert (
        "Diverged at iteration 0:"
        in summarize_run(RunOutcome(np.empty(0), NONE, 0.0075, failure=Failure.DIVERGED)).text
    )


def test_a_diverged_run_names_a_lower_rate():
    costs = np.linspace(0.7, 5, 12)
    run = RunOutcome(costs, (np.array([0]), np.array([0.7])), 0.075, failure=Failure.DIVERGED)
    text = "Diverged at iteration 12: try the learning rate 0.0075"
    assert summarize_run(run) == RunSummary(Finding.DIVERGED, text, learning_rate=0.0075)
    assert summarize_run(replace(run, learning_rate=0.0005)).text.endswith("try the learning rate 0.00005")


def test_where_l2_alone_diverges_a_lower_rate_is_no_remedy():
    run = RunOutcome(np.linspace(0.7, 5, 12), NONE, 0.0075, failure=Failure.DIVERGED, l2_overshoots=True)
    text = "Diverged at iteration 12: try a lower L2 penalty"
    assert summarize_run(run) == RunSummary(Finding.DIVERGED, text)


def test_a_dead_network_is_more_telling_than_its_curves():
    summary = summarize_run(outcome(test=valley(0.3), failure=Failure.DEAD))
    assert summary.finding is Finding.DEAD
    assert summary.text.startswith("Dead network: the same answer for all training pictures")


@pytest.mark.parametrize(("done", "finding"), [(99, Finding.UNLEARNED), (100, Finding.NEARLY_DEAD)])
def test_a_network_is_not_called_nearly_dead_before_it_could_recover(done, finding):
    train = evaluation(137, of=209, ones=72)
    run = RunOutcome(np.full(done, 0.66), NONE, 0.1, failure=Failure.NEARLY_DEAD, train=train, last_cost=0.66)
    assert found(run) is finding


@pytest.mark.parametrize(("done", "text"), [(1, "only 1 iteration"), (19, "only 19 iterations")])
def test_a_few_iterations_are_not_judged(done, text):
    costs = np.linspace(0.7, 0.1, done)
    assert summarize_run(RunOutcome(costs, (np.array([0]), np.array([0.7])), 0.1)).text == f"Too early to judge: {text}"


def test_early_stopping_names_the_network_that_is_kept():
    run = outcome(test=valley(0.3), best_iteration=850)
    text = "Stopped early at iteration 1,000: kept is 850, the best on held-out pictures"
    ended = RunSummary(Finding.STOPPED_EARLY, text, iteration=850, **SAID)
    assert summarize_run(replace(run, ended_early=True)) == ended
    text = "Early stopping keeps iteration 850, the best on held-out pictures"
    assert summarize_run(run).text == text, "after the last iteration"
    poor = replace(run, test=evaluation(33))
    assert summarize_run(poor).text == f"{text}, though no better than always cat on the test part"


# --- overfitting


def test_overfitting_names_the_iteration_of_the_lowest_test_cost_and_the_rise_since():
    summary = summarize_run(outcome(test=valley(0.3)))
    text = "Overfits: test cost lowest about iteration 398, now about 0.29 higher"
    assert (summary.finding, summary.iteration, summary.text) == (Finding.OVERFITTING, 398, text)
    assert summary.rise == pytest.approx(0.3, abs=0.015), "by the medians of blocks"


@pytest.mark.parametrize(
    ("right", "text"),
    [
        ([44] * 12, "Overfits: test cost lowest about iteration 398 (44 right), now about 0.29 higher"),
        ([41] * 12, "Overfits in cost, not in answers: test cost lowest about iteration 398 (41 right), now"),
        ([27, 39] * 6, "Overfits in cost, not in answers: test cost lowest about iteration 398 (27 to 39 right), now"),
        ([17, 33] * 6, "(17 to 33 right, no better than always cat), now"),
    ],
    ids=["more were right", "as many", "a zigzag", "below always cat"],
)
def test_overfitting_names_the_answers_beside_the_cost(right, text):
    assert text in summarize_run(outcome(test=valley(0.3), right_at_lowest=right)).text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (
            [40] * 20 + [41],
            "Overfits: test cost lowest about iteration 398 (41 to 45 right), now about 0.29 higher (lately",
        ),
        ([44] * 20 + [41], "Overfits in cost, not in answers: test"),
    ],
    ids=["40 but for the last", "44 but for the last"],
)
def test_the_answers_of_one_iteration_do_not_name_the_overfitting(last, text):
    right = [41] * 9 + [42, 43] + [45] * 9
    said = summarize_run(outcome(test=valley(0.3), right_at_lowest=right, right_at_end=last)).text
    assert said.startswith(text)
    assert said.endswith(f"higher (lately {min(last)} to {max(last)})"), "the last one is within"


def test_the_answers_are_those_at_the_usual_threshold():
    moved = replace(outcome(test=valley(0.3), right_at_lowest=[44] * 12), test=evaluation(41).with_threshold(0.95))
    result = f"At threshold 0.5: {RESULT}."
    assert summarize_run(moved).result == result
    assert summarize_run(moved).sentences.startswith(f"{result} Overfits: test cost lowest")


def test_nothing_is_said_of_a_test_curve_with_gaps():
    for costs, missing in ((valley(0.3), 400), (valley(0.3), 1000), (falling, 0), (falling, 999)):
        run = outcome(test=costs)
        assert found(run) in (Finding.OVERFITTING, Finding.STILL_FALLING)
        gap = replace(run, test_costs=tuple(np.delete(values, missing) for values in run.test_costs))
        assert found(gap) is found(sparse(run)) is found(replace(run, test_costs=NONE)) is Finding.ACCURACY


def test_the_test_cost_after_early_stopping_is_that_of_an_earlier_network():
    run = outcome(test=valley(0.3), best_iteration=850)
    iterations, costs = run.test_costs
    assert run.complete_test_costs().tolist() == costs[:-1].tolist()
    assert replace(run, test_costs=(iterations[:-1], costs[:-1])).complete_test_costs() is not None


def test_an_oscillation_of_two_iterations_is_neither_a_valley_nor_a_rise():
    """The test cost of the course photos at iterations 736 to 738 is 0.60, 0.47, 0.76."""

    def jumping(share):
        return 0.6 + 0.15 * np.where(np.arange(len(share)) % 2, 1, -1) * np.sin(9 * share)

    run = outcome(test=jumping)
    assert found(run) is Finding.ACCURACY
    rising = outcome(test=lambda share: valley(0.3)(share) + jumping(share))
    assert swing(rising.test_costs[1], 400) > 0.29
    assert found(rising) is Finding.ACCURACY


def test_a_rise_that_does_not_matter_is_no_overfitting():
    """With convolution the cost had gone from 0.16 to 0.18, and all predictions stayed."""
    costs = valley(0.54, at=0.6, rise=0.05)
    run = outcome(test=costs, train=lambda share: 0.7 * 0.01**share)
    assert costs(np.array([0.6, 1.0])) == pytest.approx([0.16, 0.18])
    assert found(run) is Finding.ACCURACY
    assert found(replace(run, test_costs=outcome(test=valley(0.54, at=0.6, rise=0.2)).test_costs)) is (
        Finding.OVERFITTING
    )


def test_in_a_long_run_a_short_fall_before_the_minimum_is_seen():
    """The course photos with 30,000 iterations: the test cost falls within a block of the whole curve, then doubles."""
    test = np.interp(np.arange(30_001), [0, 700, 30_000], [0.68, 0.47, 1.30])
    train = np.interp(np.arange(30_000), [0, 4000, 30_000], [0.7, 0.05, 0.001])
    run = replace(outcome(), train_costs=train, test_costs=(np.arange(30_001), test))
    summary = summarize_run(run)
    assert (summary.finding, summary.iteration) == (Finding.OVERFITTING, 699)
    assert summary.rise == pytest.approx(0.83, abs=0.03)


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_is_no_overfitting(seed):
    noise = np.random.RandomState(seed)
    assert found(outcome(test=lambda share: 0.5 + 0.1 * noise.randn(len(share)))) is not Finding.OVERFITTING


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
        pytest.param(falling, valley(0.3, rise=0.05), id="it has hardly risen"),
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
    assert summary == RunSummary(Finding.STILL_FALLING, text, iterations=1500, **SAID)


def test_a_run_that_can_go_on_needs_no_other_setting():
    summary = summarize_run(outcome(falling, falling, iterations_left=1500))
    assert summary == RunSummary(Finding.STILL_FALLING, "Still falling: more iterations may help", **SAID)


def test_a_test_cost_that_falls_far_above_its_lowest_is_not_still_falling():
    def risen(share):
        return np.where(share < 0.8, 0.6 + 0.5 * share, 1.0 - 0.2 * (share - 0.8))

    run = replace(outcome(falling, risen, iterations_left=500), test=evaluation(33))
    assert found(run) is Finding.NO_BETTER


def test_a_test_cost_that_falls_back_to_where_it_was_is_not_still_falling():
    """With convolution the cost was lowest at iteration 135, and jumped around that level until 240."""

    def wave(share):
        return np.where(share < 0.65, 0.7 - 0.57 * share, 0.35 + 0.02 * np.cos(2 * np.pi * (share - 0.8) / 0.3))

    costs = outcome(test=wave).test_costs[1]
    assert np.median(costs[-100:]) < np.median(costs[-200:-100])
    assert costs.argmin() < 700
    assert found(outcome(test=wave)) is Finding.ACCURACY


def test_a_test_cost_that_has_come_to_the_bottom_is_not_still_falling():
    """Else a run of as many iterations as the test cost of a longer one was lowest at would be told to go on."""
    bottom = outcome(test=lambda share: 0.4 + 0.3 * (1 - share) ** 2)
    assert found(bottom) is Finding.ACCURACY
    assert found(outcome(test=lambda share: 0.4 + 0.3 * (1 - 0.6 * share) ** 2)) is Finding.STILL_FALLING


def all_right(of, ones):
    return evaluation(of, of, ones)


@pytest.mark.parametrize("iterations_left", [0, 1500])
@pytest.mark.parametrize(
    ("tested", "text"),
    [
        (4, "All pictures are right; judging by 4 test pictures, probably at least 51.0% of others are"),
        (200, "All pictures are right; judging by 200 test pictures, probably at least 98.1% of others are"),
    ],
)
def test_nothing_is_suggested_where_all_pictures_are_right(tested, text, iterations_left):
    pictures = {"train": all_right(20, 10), "test": all_right(tested, tested // 2)}
    run = replace(outcome(falling, falling, iterations_left=iterations_left), **pictures)
    assert summarize_run(run) == RunSummary(Finding.ALL_RIGHT, text)
    assert found(replace(run, train=evaluation(19, 20, 10))) is Finding.STILL_FALLING
    assert found(replace(run, test=all_right(1, 1))) is Finding.ACCURACY, "as always saying that class"


def test_a_fall_that_is_too_small_to_change_an_answer_is_not_said_to_help():
    """Of 50 test pictures one is wrong, at 10%: it has to fall by 1.6, and with it the test cost by 0.032."""

    def run(fall, train):
        costs = outcome(falling, lambda share: 0.3 - fall * share)
        return replace(costs, train=evaluation(train, 209, 72), test=evaluation(49))

    assert found(run(0.05, train=209)) is Finding.ACCURACY
    assert found(run(0.2, train=209)) is Finding.STILL_FALLING
    assert found(run(0.05, train=208)) is Finding.STILL_FALLING, "a training picture is wrong"


def test_a_network_that_has_all_training_pictures_right_has_learned():
    """Of 20 pictures 19 are dogs: their share alone costs 0.2, and all are right at 0.19."""
    train = all_right(20, 19)
    run = RunOutcome(np.full(100, 0.19), NONE, 0.0075, train=train, test=all_right(20, 19), last_cost=0.19)
    assert found(run) is Finding.ALL_RIGHT
    assert found(replace(run, train=evaluation(19, 20, 19), test=evaluation(20, 20, 19))) is Finding.UNLEARNED


# --- cost that has hardly fallen


@pytest.mark.parametrize(("done", "tried"), [(50, 1000), (2500, 25_000), (20_000, None)])
def test_a_network_that_has_hardly_learned_should_get_far_more_iterations(done, tried):
    costs = np.linspace(0.66, 0.65, done)
    run = RunOutcome(costs, NONE, 0.0075, train=evaluation(137, of=209, ones=72), last_cost=0.65)
    summary = summarize_run(run)
    text = "Hardly learned yet: training cost 0.6500; always the same answer: 0.6440"
    assert (summary.finding, summary.iterations) == (Finding.UNLEARNED, tried)
    assert summary.text == text + (f". Try {tried:,} iterations" if tried else "")


def test_where_the_cost_does_not_fall_at_all_more_iterations_are_no_remedy():
    run = RunOutcome(np.full(50, 0.65), NONE, 1e-320, train=evaluation(137, of=209, ones=72), last_cost=0.65)
    summary = summarize_run(run)
    assert (summary.finding, summary.iterations) == (Finding.UNLEARNED, None)
    assert summary.text.endswith(". Try a higher learning rate")


def test_the_penalty_does_not_hide_what_was_learned():
    run = RunOutcome(np.full(50, 0.65), NONE, 0.0075, train=evaluation(137, of=209, ones=72), last_cost=0.65)
    assert found(replace(run, penalty=0.3)) is None
    summary = summarize_run(replace(run, last_cost=0.95, penalty=0.3))
    assert "training cost 0.65" in summary.text


def test_a_network_that_is_often_right_has_learned():
    run = RunOutcome(np.full(50, 0.65), NONE, 0.0075, train=evaluation(160, of=209, ones=72), last_cost=0.65)
    assert found(run) is None


def test_there_is_nothing_to_learn_from_pictures_of_one_class():
    run = RunOutcome(np.full(50, 0.01), NONE, 0.0075, train=evaluation(50, ones=50), last_cost=0.01)
    assert found(run) is None


def test_no_more_iterations_are_suggested_where_the_cost_jumps():
    costs = 0.65 + 0.2 * (np.arange(100) % 2)
    summary = summarize_run(RunOutcome(costs, NONE, 0.5, train=evaluation(137, of=209, ones=72), last_cost=0.65))
    assert (summary.finding, summary.iterations) == (Finding.UNLEARNED, None)


# --- accuracies


def test_the_accuracy_is_compared_with_always_saying_one_class():
    assert summarize_run(outcome()) == RunSummary(Finding.ACCURACY, RESULT)


@pytest.mark.parametrize("right", [50, 41, 0])
def test_pictures_of_one_class_tell_nothing_of_guessing(right):
    summary = summarize_run(replace(outcome(), test=evaluation(right, ones=50), train=None))
    expected = f"{right} right of 50 kept for the test; all are cat"
    assert summary == RunSummary(Finding.ACCURACY, expected)


def test_a_gap_between_the_parts_is_named_with_both_figures():
    run = replace(outcome(), train=evaluation(209, of=209, ones=72), test=evaluation(38))
    text = "Much better on training pictures (100.0%) than on test pictures (76.0%)"
    assert summarize_run(run) == RunSummary(Finding.GAP, text)


def test_the_rise_of_a_test_cost_that_never_fell_is_named():
    rising = np.linspace(0.588, 1.22, 2501)
    run = replace(
        outcome(),
        train=evaluation(206, of=209, ones=72),
        test=evaluation(38),
        train_costs=np.linspace(0.7, 0.05, 2500),
        test_costs=(np.arange(2501), rising),
    )
    summary = summarize_run(run)
    text = "Test cost has risen by about 0.62 from its lowest: 98.6% right in training, 76.0% in the test"
    assert (summary.finding, summary.text) == (Finding.GAP, text)
    level = replace(run, test_costs=(np.arange(2501), np.full(2501, 0.6)))
    assert summarize_run(level).text.startswith("Much better on training pictures")


@pytest.mark.parametrize(
    ("train", "test", "finding"),
    [
        pytest.param((190, 209), (4, 5), Finding.ACCURACY, id="one wrong picture of five"),
        pytest.param((209, 209), (4, 5), Finding.GAP, id="the only wrong one of 214"),
        pytest.param((190, 209), (40, 50), Finding.GAP, id="ten of fifty"),
        pytest.param((190, 209), (41, 50), Finding.ACCURACY, id="less than ten points"),
    ],
)
def test_a_gap_that_chance_would_make_is_none(train, test, finding):
    def part(counts, ones):
        return evaluation(counts[0], of=counts[1], ones=ones)

    assert found(replace(outcome(), train=part(train, 72), test=part(test, test[1] * 3 // 5))) is finding


@given(st.integers(1, 60), st.integers(1, 300), st.data())
def test_the_chance_of_a_gap_is_that_of_the_exact_test(tested, learned, data):
    test = evaluation(data.draw(st.integers(0, tested)), tested, ones=tested // 2)
    train = evaluation(data.draw(st.integers(0, learned)), learned, ones=learned // 2)
    wrong = test.count - test.correct
    all_wrong, count = wrong + train.count - train.correct, train.count + test.count
    ways = [
        math.comb(all_wrong, errors) * math.comb(count - all_wrong, test.count - errors)
        for errors in range(wrong, min(all_wrong, test.count) + 1)
    ]
    exact = sum(ways) / math.comb(count, test.count)
    assert run_summary._chance_of_gap(train, test) == pytest.approx(exact, rel=1e-9)


def test_accuracies_are_those_at_the_usual_threshold_and_say_so_if_another_is_set():
    moved = replace(outcome(), test=evaluation(41).with_threshold(0.95))
    assert moved.test.accuracy < 0.5
    text = f"At threshold 0.5: {RESULT}"
    assert summarize_run(moved) == RunSummary(Finding.ACCURACY, text)
    guessing = replace(moved, test=evaluation(33).with_threshold(0.95))
    assert summarize_run(guessing).text.startswith("At threshold 0.5: No better than always cat (66.0%): 66.0% of ")


# --- a table of curves


def with_cost(curve, at, cost):
    """`curve` with one other cost, at a share of the run."""

    def changed(share):
        costs = curve(share).copy()
        costs[round(at * (len(share) - 1))] = cost
        return costs

    return changed


def alternating(curve, height):
    return lambda share: curve(share) + height * (np.arange(len(share)) % 2)


@pytest.mark.parametrize(
    ("test", "finding", "iteration"),
    [
        pytest.param(flat, Finding.ACCURACY, None, id="constant"),
        pytest.param(lambda share: 0.4 + 0.5 * share, Finding.ACCURACY, None, id="rising from the start"),
        pytest.param(falling, Finding.STILL_FALLING, None, id="falling"),
        pytest.param(with_cost(falling, 1.0, 9.0), Finding.STILL_FALLING, None, id="falling, spike at the end"),
        pytest.param(alternating(falling, 0.1), Finding.STILL_FALLING, None, id="falling and alternating"),
        pytest.param(alternating(flat, 0.3), Finding.ACCURACY, None, id="alternating"),
        pytest.param(with_cost(flat, 0.3, 9.0), Finding.ACCURACY, None, id="flat with a spike"),
        pytest.param(with_cost(flat, 1.0, 9.0), Finding.ACCURACY, None, id="flat, spike at the end"),
        pytest.param(valley(0.3), Finding.OVERFITTING, 398, id="valley"),
        pytest.param(valley(0.3, rise=5.0), Finding.OVERFITTING, 401, id="valley, steep rise"),
        pytest.param(valley(0.3, at=0.9, rise=4.0), Finding.OVERFITTING, 872, id="valley, late rise"),
        pytest.param(with_cost(valley(0.3), 0.6, 9.0), Finding.OVERFITTING, 398, id="valley with a spike"),
        pytest.param(with_cost(valley(0.3), 0.6, 0.1), Finding.OVERFITTING, 398, id="valley with a dip on its slope"),
        pytest.param(with_cost(valley(0.3), 1.0, 9.0), Finding.OVERFITTING, 398, id="valley, spike at the end"),
        pytest.param(with_cost(valley(0.3), 1.0, 0.1), Finding.OVERFITTING, 398, id="valley, a dip at the end"),
        pytest.param(alternating(valley(0.3), 0.1), Finding.OVERFITTING, 401, id="valley, alternating a little"),
        pytest.param(alternating(valley(0.3), 0.5), Finding.ACCURACY, None, id="valley, alternating by more"),
    ],
)
def test_what_is_found_in_curves_of_known_shapes(test, finding, iteration):
    summary = summarize_run(outcome(test=test))
    assert (summary.finding, summary.iteration) == (finding, iteration)


# --- each sentence of any curve


shapes = st.sampled_from(
    [
        lambda share: 0.7 - 0.5 * share,
        lambda share: 0.7 + 0.5 * share,
        lambda share: np.full_like(share, 0.6),
        lambda share: 0.2 + 0.5 * np.exp(-6 * share),
        lambda share: 0.3 + 0.5 * np.exp(-8 * share) + 0.4 * share,
        lambda share: 0.5 + np.abs(share - 0.5),
        lambda share: 0.6 - 0.2 * np.sin(9 * share),
        lambda share: np.where(share < 0.4, 0.69, 0.69 - 0.6 * (share - 0.4)),
        lambda share: np.where(share < 0.5, 0.7, 0.4),
        lambda share: np.where(share < 0.7, 0.4, 0.8),
        lambda share: 0.7 * 0.01**share,
    ]
)


@st.composite
def curves(draw, count):
    """Positive costs (count,): a shape, scaled, with noise, an oscillation and spikes, one perhaps at the end."""
    stream = np.random.RandomState(draw(st.integers(0, 10_000)))
    index = np.arange(count)
    costs = draw(shapes)(index / max(count - 1, 1)) * draw(st.sampled_from([0.1, 1.0, 1.0, 5.0]))
    costs = costs + draw(st.sampled_from([0, 0, 0.01, 0.1])) * stream.randn(count)
    period, height = draw(st.integers(2, 40)), draw(st.sampled_from([0, 0, 0.02, 0.2]))
    costs += height * np.sin(2 * np.pi * index / period) * (index >= draw(st.sampled_from([0, count // 2])))
    spikes = stream.rand(count) < draw(st.sampled_from([0, 0, 0.03]))
    costs[spikes] += draw(st.sampled_from([-0.3, 1.0, 5.0])) * stream.rand(int(spikes.sum()))
    if draw(st.booleans()):
        costs[-1] += draw(st.sampled_from([-0.5, 2.0]))
    return np.maximum(costs, 1e-6)


@st.composite
def outcomes(draw):
    done = draw(st.sampled_from([1, 2, 19, 20, 21, 50, 99, 100, 333, 1000, 2500]))
    right = draw(st.sampled_from([0, 20, 33, 34, 41, 50]))
    train = draw(curves(done))
    run = RunOutcome(
        train_costs=train,
        test_costs=(np.arange(done + 1.0), draw(curves(done + 1))),
        learning_rate=0.0075,
        iterations_left=draw(st.sampled_from([0, 0, 100])),
        train=draw(st.sampled_from([None, evaluation(137, 209, 72), evaluation(209, 209, 72)])),
        test=draw(st.sampled_from([None, evaluation(right)])),
        last_cost=float(train[-1]),
        penalty=draw(st.sampled_from([0.0, 0.0, 0.05])),
    )
    if draw(st.sampled_from([False, False, False, True])):
        return replace(run, best_iteration=done // 2, ended_early=draw(st.booleans()))
    return run


def check_overfitting(run, summary):
    costs = run.test_costs[1]
    best = summary.iteration
    assert np.median(costs) >= costs[best] - swing(costs, 0), "most of the others are no lower"
    assert f"iteration {best:,}" in summary.text
    assert float(re.search(r"now about (\d+\.\d\d) higher", summary.text).group(1)) == pytest.approx(
        summary.rise, abs=0.0051
    )
    assert summary.rise > max(MATERIAL_RISE, swing(costs, lowest_block(costs).start))
    # Plain counts, without the trend: the costs at the end lie above those around the lowest.
    tenth = max(6, len(costs) // 10)
    around, end = costs[lowest_block(costs)], costs[-tenth:]
    assert np.median(end) > np.median(around) + MATERIAL_RISE / 2
    last, least = np.median(run.train_costs[-tenth:]), run.train_costs.min()
    # A training cost that was near 0 before the test cost was lowest has nowhere to fall.
    assert last < run.train_costs[max(0, best - tenth) : best + tenth].max() or last == least


def check_still_falling(run, summary):
    for costs in (run.train_costs, run.test_costs[1]):
        tenth = max(1, len(costs) // 10)
        assert np.median(costs[-tenth:]) < np.median(costs[-2 * tenth : -tenth])
    costs = run.test_costs[1]
    assert np.median(costs[-len(costs) // 10 :]) < np.median(costs[len(costs) // 10 :]), (
        "it is low, not high and falling"
    )
    assert summary.iterations is None or summary.iterations > run.done
    assert (summary.iterations is None) or not run.iterations_left


def check_unlearned(run, summary):
    assert f" {run.last_cost - run.penalty:.4f}; always" in summary.text
    assert run.train.accuracy < 0.8


def check_accuracy(run, summary):
    assert summary.text.startswith((f"{run.test.correct} right of", "No better")) or run.test.accuracy in (0, 1)
    guessing = max(np.mean(run.test.labels), 1 - np.mean(run.test.labels))
    assert (summary.finding is Finding.NO_BETTER) == (run.test.accuracy <= guessing)


def check_gap(run, summary):
    assert run.train.accuracy >= run.test.accuracy + 0.1
    assert "overfit" not in summary.text.lower()


def check_all_right(run, summary):
    assert run.train.accuracy == run.test.accuracy == 1
    assert f"{run.test.count} test picture" in summary.text
    assert summary.iterations is None


def check_too_short(run, _summary):
    assert run.done < 20


CHECKS = {
    Finding.OVERFITTING: check_overfitting,
    Finding.STILL_FALLING: check_still_falling,
    Finding.UNLEARNED: check_unlearned,
    Finding.NO_BETTER: check_accuracy,
    Finding.ACCURACY: check_accuracy,
    Finding.GAP: check_gap,
    Finding.ALL_RIGHT: check_all_right,
    Finding.TOO_SHORT: check_too_short,
}


@settings(max_examples=60)
@given(outcomes())
def test_what_is_said_of_any_curve_is_true_of_it(run):
    summary = summarize_run(run)
    if run.best_iteration is not None and run.done >= 20:
        assert (summary.finding, summary.iteration) == (Finding.STOPPED_EARLY, run.best_iteration)
    elif summary is not None:
        CHECKS[summary.finding](run, summary)
    assert summary is None or summary.text.startswith("Overfits") == (summary.finding is Finding.OVERFITTING)


@settings(max_examples=60)
@given(outcomes())
def test_no_two_sentences_about_one_curve_contradict_each_other(run):
    overfitting, still_falling = run_summary._overfitting(run), run_summary._still_falling(run)
    assert overfitting is None or still_falling is None
    no_better = run_summary._no_better(run)
    assert overfitting is None or no_better is None
    if run.test is not None and no_better is not None:
        assert no_better.text.endswith(f"{run.test.accuracy:.1%} of test pictures right")
        assert run_summary._accuracy(run).text.startswith(f"{run.test.correct} right of ")


# --- runs


def trained(dataset, config, done=None):
    """The outcome of a run, with all test costs."""
    run, train = TrainingRun(dataset, config), []
    test = [run.test_cost()]
    for step in run:
        train.append(step.cost)
        test.append(run.test_cost())
        if run.iterations_done == done:
            break
    run.warning()
    snapshot = run.snapshot()
    return RunOutcome(
        np.array(train),
        (np.arange(len(test)), np.array(test)),
        config.learning_rate,
        iterations_left=0 if run.is_over else config.iterations - run.iterations_done,
        best_iteration=snapshot.best_iteration,
        ended_early=run.is_over and run.iterations_done < config.iterations,
        failure=run.failure,
        train=snapshot.train,
        test=snapshot.test,
        last_cost=snapshot.train_cost,
        penalty=snapshot.penalty,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "finding", "text"),
    [
        (
            {},
            Finding.OVERFITTING,
            "Overfits: test cost lowest about iteration 859, now about 0.10 higher",
        ),
        (
            {"seed": 3},
            Finding.OVERFITTING,
            "Overfits: test cost lowest about iteration 700, now about 0.41 higher",
        ),
        (
            {"l2": 1.0},
            Finding.OVERFITTING,
            "Overfits: test cost lowest about iteration 953, now about 0.09 higher",
        ),
        ({"iterations": 300}, Finding.STILL_FALLING, "Still falling: 100 more iterations may help"),
        (
            {"iterations": 902},
            Finding.GAP,
            "Much better on training pictures (97.6%) than on test pictures (82.0%)",
        ),
        ({"iterations": 50}, Finding.UNLEARNED, "Hardly learned yet"),
        ({"learning_rate": 0.3, "iterations": 200}, Finding.DEAD, "Dead network"),
        ({"patience": 100}, Finding.STOPPED_EARLY, "Stopped early at iteration 1,200: kept is 1,100, "),
    ],
)
def test_runs_on_the_drawings_are_summed_up(builtin_dataset, settings, finding, text):
    summary = summarize_run(trained(builtin_dataset, TrainingConfig(**settings)))
    assert summary.finding is finding
    assert without_lowest(summary.text).startswith(without_lowest(text))
    if finding is Finding.OVERFITTING:
        assert summary.iteration == pytest.approx(lowest_in(text), rel=LENGTH_OF_BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"learning_rate": 0.02},
        {"learning_rate": 0.001},
        {"l2": 10.0},
        {"batch_size": 32},
        {"dropout": 0.2},
        {"momentum": 0.5},
        {"hidden_layers": (4,)},
    ],
    ids=str,
)
def test_what_is_said_of_runs_on_the_drawings_is_true(builtin_dataset, settings):
    run = trained(builtin_dataset, TrainingConfig(iterations=1000, seed=2, **settings))
    summary = summarize_run(run)
    if summary.finding in CHECKS:
        CHECKS[summary.finding](run, summary)
    else:
        assert summary.finding in (Finding.DEAD, Finding.NEARLY_DEAD)
        assert len(np.unique(run.train.predictions)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_a_run_that_ends_where_the_test_cost_was_lowest_is_not_told_to_go_on(builtin_dataset, seed):
    config = TrainingConfig(iterations=1500, seed=seed)
    longer = summarize_run(trained(builtin_dataset, config))
    assert longer.finding is Finding.OVERFITTING
    shorter = summarize_run(trained(builtin_dataset, replace(config, iterations=longer.iteration)))
    assert shorter.finding in (Finding.GAP, Finding.ACCURACY)


@pytest.mark.slow
def test_the_notebooks_run_on_the_course_photos_overfits(course):
    summary = summarize_run(trained(course, TrainingConfig()))
    text = "Overfits: test cost lowest about iteration 805, now about 0.24 higher"
    assert (summary.finding, without_lowest(summary.text)) == (Finding.OVERFITTING, without_lowest(text))
    assert summary.iteration == pytest.approx(lowest_in(text), rel=LENGTH_OF_BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize("iterations", [500, 746])
def test_the_oscillation_of_the_notebooks_run_is_not_taken_for_a_trend(course, iterations):
    summary = summarize_run(trained(course, TrainingConfig(iterations=iterations)))
    assert summary.finding in (Finding.NO_BETTER, Finding.GAP, Finding.ACCURACY)


# --- zigzag and pile

ZIGZAG, PILE = Zigzag(35, 259), Pile(84, 209, 2, 0.0796, 2)


def test_a_zigzag_names_the_pictures_that_change_sides_and_a_lower_rate():
    summary = summarize_run(outcome(zigzag=ZIGZAG))
    text = "Zigzags: 35 of 259 pictures change sides in each iteration; try the learning rate 0.00075"
    assert summary == RunSummary(Finding.ZIGZAG, text, learning_rate=0.00075, **SAID)


@pytest.mark.parametrize("is_plain", [False, True])
def test_a_pile_says_who_can_change_it_only_if_its_own_pictures_cannot(is_plain):
    summary = summarize_run(outcome(pile=PILE, has_plain_steps=is_plain))
    assert summary == RunSummary(Finding.PILE, PILE.text(only_others=is_plain), **SAID)
    assert ("learning from the others" in summary.text) == is_plain


def test_a_pile_whose_pictures_are_all_right_is_not_the_finding():
    assert found(outcome(pile=replace(PILE, wrong=0))) is found(outcome())


def test_where_they_stand_among_the_others():
    both = {"zigzag": ZIGZAG, "pile": PILE}
    assert found(outcome(test=valley(0.3), **both)) is Finding.OVERFITTING
    assert found(outcome(test=falling, **both)) is Finding.STILL_FALLING
    right = replace(outcome(**both), train=evaluation(209, of=209, ones=72), test=evaluation(50))
    assert found(right) is Finding.ALL_RIGHT
    assert found(outcome(**both)) is Finding.ZIGZAG
    poor = replace(outcome(**both), train=evaluation(137, of=209, ones=72), last_cost=0.64)
    assert found(poor) is Finding.ZIGZAG
    assert found(replace(poor, zigzag=None)) is Finding.UNLEARNED
    assert found(replace(outcome(pile=PILE), test=evaluation(33))) is Finding.NO_BETTER
    assert found(replace(outcome(pile=PILE), train=evaluation(209, of=209, ones=72))) is Finding.PILE
    assert found(replace(outcome(), train=evaluation(209, of=209, ones=72))) is Finding.GAP


@pytest.mark.parametrize(
    ("seed", "iterations"),
    [(2, 200), *(pytest.param(*run, marks=pytest.mark.slow) for run in ((1, 300), (3, 500), (1, 600), (2, 1500)))],
)
def test_of_runs_on_the_drawings_they_are_said_where_they_are_seen(builtin_dataset, seed, iterations):
    run = TrainingRun(builtin_dataset, TrainingConfig(seed=seed, iterations=iterations))
    costs = np.array([step.cost for step in run])
    newest, ending = run.snapshot(), run.find_ending()
    test_costs = tuple(np.array(list(run.test_costs_after(range(iterations + 1)))).T)
    summary = summarize_run(
        RunOutcome(
            costs,
            test_costs,
            0.0075,
            train=newest.train,
            test=newest.test,
            last_cost=newest.train_cost,
            zigzag=ending.zigzag,
            pile=ending.pile,
            has_plain_steps=True,
        )
    )
    if summary.finding is Finding.ZIGZAG:
        before = run.snapshot_at(iterations - 1)
        changed = sum((newest.part(p).predictions != before.part(p).predictions).sum() for p in ("train", "test"))
        said = int(re.search(r"(\d+) of 259 pictures change sides", summary.text)[1])
        assert changed == pytest.approx(said, rel=0.5)
    elif summary.finding is Finding.PILE:
        said = int(re.search(r"(\d+) of 209 training pictures", summary.text)[1])
        _, counts = np.unique(newest.train.probabilities.round(12), return_counts=True)
        assert counts.max() >= said
        assert newest.train.accuracy < 1


COUNT = 40


def network_reached_by(brightest, *, output_bias=-5.0, count=COUNT):
    """A network with one hidden unit that is active on the `brightest` of the pictures 0, 1, ... count - 1."""
    X, Y = np.arange(count, dtype=float).reshape(1, -1), np.arange(count).reshape(1, -1) % 2
    threshold = count - brightest - 0.5
    first_layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.full((1, 1), -threshold), Examples.from_matrix(X, Y))
    return Network(first_layer, {"W2": np.ones((1, 1)), "b2": np.full((1, 1), output_bias)})


def test_a_network_that_no_picture_reaches_is_dead_permanently():
    dead_network = detect_dead_network(network_reached_by(0))

    assert dead_network.permanent
    assert (dead_network.reached, dead_network.count) == (0, COUNT)
    assert str(dead_network).startswith("Dead network: the same answer for all training pictures. Try")
    assert dead_network.baseline_cost == pytest.approx(0.693, abs=1e-3)  # log 2: half of the labels are 1


def test_a_dead_network_does_not_recover():
    network = network_reached_by(0)
    before = network.parameters

    for _ in range(200):
        network.descend(1.0)

    assert detect_dead_network(network).permanent
    for name in ("W1", "b1", "W2"):
        np.testing.assert_array_equal(network.parameters[name], before[name])
    assert detect_dead_network(network).cost == pytest.approx(np.log(2), abs=1e-6)


def test_a_network_that_few_pictures_reach_and_that_predicts_one_class_is_all_but_dead():
    dead_network = detect_dead_network(network_reached_by(2))

    assert not dead_network.permanent
    assert "only 2 of 40 training pictures" in str(dead_network)
    assert str(dead_network).startswith("Nearly dead network")


def test_a_network_that_more_pictures_reach_is_alive_though_it_predicts_one_class():
    assert detect_dead_network(network_reached_by(3)) is None


def test_a_network_that_few_pictures_reach_but_that_predicts_both_classes_is_alive():
    # The brightest picture has a logit of 1.5 - 1, all others less than zero.
    assert detect_dead_network(network_reached_by(2, output_bias=-1.0)) is None


def test_a_single_picture_is_no_reason_to_call_a_network_dead():
    assert detect_dead_network(network_reached_by(1, count=1)) is None


@pytest.mark.photos
@pytest.mark.parametrize("learning_rate", [0.04, 0.15])
def test_a_flat_curve_on_the_course_photos_is_detected(course, learning_rate):
    # At 0.04 the network dies altogether; at 0.15 two of the 209 still reach its output, at a cost of 0.640.
    train = Examples.from_pictures(course.train.pictures, course.train.labels)
    trainer = Trainer(train, TrainingConfig(learning_rate=learning_rate, iterations=600))

    list(trainer)

    assert detect_dead_network(trainer.network) is not None
    assert trainer.metrics(train).cost == pytest.approx(0.644, abs=0.005)
