"""Cost curves: jumps and zigzags of drawn ones and of real runs."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.analysis.curves import ZIGZAG_STEPS, Zigzag, find_zigzag, jump_count, jumps
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
    assert ending.right_at_end == (), "without test costs nothing is counted"
    next(iter(run))
    assert run.known_ending is None
