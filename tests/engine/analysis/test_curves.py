"""Cost curves: jumps and zigzags of drawn ones and of real runs, and decimation."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.curves import ZIGZAG_STEPS, Zigzag, decimate, decimate_visible, find_zigzag, jump_count, jumps
from engine.data.sources import open_dataset
from engine.errors import lower_learning_rate
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

FALLING = np.geomspace(0.7, 0.05, 1000)
FLAT = np.full(1000, 0.64)


def with_spikes(count, height):
    costs = FALLING.copy()
    costs[np.linspace(100, 900, count).astype(int)] += height
    return costs


@pytest.mark.parametrize("costs", [FALLING, FLAT, FALLING[::-1], with_spikes(2, 5.0), with_spikes(50, 0.01)])
def test_a_curve_without_a_pattern_of_plain_rises_does_not_jump(costs):
    assert not jumps(costs)


@pytest.mark.parametrize(("count", "height"), [(3, 0.2), (50, 0.1), (400, 3.0)])
def test_a_curve_jumps_that_rises_again_and_again(count, height):
    costs = with_spikes(count, height)
    assert jump_count(costs) == count
    assert jumps(costs)


def test_a_longer_run_may_have_more_jumps():
    costs = np.geomspace(0.7, 0.05, 10_000)
    costs[1000:9000:400] += 0.2  # 20 in 10,000
    assert jump_count(costs) == 20
    assert not jumps(costs)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 49])
def test_a_short_run_has_no_shape(count):
    costs = np.linspace(1, 0.5, count) + np.arange(count) % 2
    assert not jumps(costs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "iterations", "expected"),
    [(0.0075, 2500, False), (0.0075, 900, False), (0.003, 2500, False), (0.01, 2500, True), (0.01, 900, True)],
)
def test_the_runs_on_the_drawings_are_judged_as_they_look(builtin_dataset, rate, iterations, expected):
    run = TrainingRun(builtin_dataset, TrainingConfig(learning_rate=rate, iterations=iterations))
    assert jumps(np.array([step.cost for step in run])) is expected


curves = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=400).map(np.array)


@given(curves, st.integers(4, 60))
def test_decimation_keeps_extremes_order_and_the_last_point(y, max_points):
    kept = decimate(y, max_points)
    assert len(kept) <= max_points + 3
    assert (np.diff(kept) >= 0).all()
    assert kept[-1] == len(y) - 1
    assert {y.min(), y.max()} <= set(y[kept])
    stretch = -(-2 * len(y) // max_points)
    for begin in range(0, len(y), stretch) if len(y) > max_points else ():
        of_stretch = y[begin : begin + stretch]
        assert {of_stretch.min(), of_stretch.max()} <= set(y[kept[(kept >= begin) & (kept < begin + stretch)]])


@given(curves, st.integers(-10, 410), st.integers(-10, 410))
def test_of_a_visible_part_each_point_is_kept_and_those_to_which_lines_lead(y, first, end):
    kept = decimate_visible(y, first, end, 500)
    expected = [k for k in range(first - 1, end + 1) if 0 <= k < len(y)] if first <= end else []
    assert kept.tolist()[: len(expected)] == expected
    assert first > end or len(kept) == len(expected)


def test_as_many_points_as_allowed_are_all_kept_and_one_more_is_decimated():
    y = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert decimate(y[:6], 6).tolist() == [0, 1, 2, 3, 4, 5]
    # Stretches of three: the last one has but one point, which is both of its extremes and the last of all.
    assert decimate(y, 6).tolist() == [0, 2, 3, 5, 6, 6, 6]


@pytest.mark.parametrize(
    ("y", "expected"),
    [
        ([5, 9, 1, 5, 0, 5, 7, 4, 5], [1, 4, 6, 7, 8]),  # stretches of five and of four
        ([5, 9, 1, 5, 0, 5, 7, 5], [1, 2, 4, 6, 7]),  # two of four
    ],
)
def test_the_extremes_of_a_stretch_come_in_its_order(y, expected):
    assert decimate(np.array(y, float), 4).tolist() == expected


def test_a_visible_part_is_decimated_with_the_points_to_which_lines_lead():
    y = np.tile([0.0, 1.0], 100)
    y[[49, 90]] = 7.0, -7.0  # the points before and after
    kept = decimate_visible(y, 50, 90, 8)
    assert len(kept) <= 11
    assert {kept[0], kept[-1]} == {49, 90}


@pytest.mark.parametrize(("first", "end"), [(-10, -5), (30, 40)])
def test_beside_the_curve_no_point_is_visible(first, end):
    assert decimate_visible(np.arange(20.0), first, end, 500).tolist() == []


PICTURES = 60


def answers(*sides):
    """The answers of networks to as many pictures, by the sides on which these are."""
    return [(at, {"train": 0.2 + 0.6 * np.array([side[:40]]), "test": 0.2 + 0.6 * np.array([side[40:]])})
            for at, side in enumerate(sides)]  # fmt: skip


def swinging(changed, steps=ZIGZAG_STEPS, lasting=0):
    """Networks that change the sides of so many pictures, and back; of `lasting` more with each step, for good."""
    sides = []
    for at in range(steps + 1):
        side = np.zeros(PICTURES)
        side[:changed] = at % 2
        side[changed : changed + lasting * at] = 1
        sides.append(side)
    return answers(*sides)


def test_pictures_that_go_to_and_fro_are_a_zigzag():
    assert find_zigzag(swinging(12)) == Zigzag(12, PICTURES)


def test_few_pictures_or_few_steps_are_none():
    assert find_zigzag(swinging(3)) == Zigzag(3, PICTURES)
    assert find_zigzag(swinging(2)) is None
    assert find_zigzag(swinging(12, ZIGZAG_STEPS - 1)) is None


def test_pictures_that_change_sides_for_good_are_none():
    assert find_zigzag(swinging(0, lasting=8)) is None
    assert find_zigzag(swinging(8, lasting=2)) == Zigzag(10, PICTURES)
    assert find_zigzag(swinging(8, lasting=4)) is None


def test_one_step_that_changes_nothing_ends_it():
    networks = swinging(12)
    networks[3] = networks[2]
    assert find_zigzag(networks) is None


@pytest.fixture(scope="module")
def drawings():
    return open_dataset("builtin")


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4))])
def test_that_of_a_run_is_seen_in_its_networks_and_a_lower_rate_calms_it(drawings, seed):
    config = TrainingConfig(seed=seed, iterations=300)
    run = TrainingRun(drawings, config)
    for _ in run:
        pass
    zigzag = run.find_ending().zigzag
    assert zigzag is not None
    assert zigzag.count == 259
    changed = []
    for at in range(300 - ZIGZAG_STEPS, 300):
        one, other = run.snapshot_at(at), run.snapshot_at(at + 1)
        changed.append(
            sum(int((one.part(p).predictions != other.part(p).predictions).sum()) for p in ("train", "test"))
        )
    assert min(changed) <= zigzag.changed <= max(changed)
    calmer = replace(config, learning_rate=lower_learning_rate(config.learning_rate), iterations=500)
    branch = run.resume_from(300, calmer)
    for _ in islice(branch, 100):
        pass
    assert branch.find_ending().zigzag is None
    again = TrainingRun(drawings, replace(calmer, iterations=300))
    for _ in again:
        pass
    assert again.find_ending().zigzag is None


def test_the_ending_is_kept_with_the_run_until_it_goes_on(drawings):
    run = TrainingRun(drawings, TrainingConfig(iterations=40))
    for _ in islice(run, 30):
        pass
    assert run.known_ending is None
    ending = run.find_ending()
    assert run.known_ending is run.find_ending() is ending
    assert ending.iterations == 30
    next(iter(run))
    assert run.known_ending is None
