"""The zigzag: of drawn answers, and of runs on the drawings, which a lower rate calms."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.analysis.zigzag import ZIGZAG_STEPS, Zigzag, find_zigzag
from engine.data.sources import open_dataset
from engine.errors import lower_learning_rate
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

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
