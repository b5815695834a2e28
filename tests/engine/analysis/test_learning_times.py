"""When pictures were learned, by brute force and by what is known of the course photos."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.analysis.evaluation import THRESHOLD
from engine.analysis.learning_times import NEVER, LearningTimes, PartTimes, find_learning_times
from engine.errors import CancelledError, DivergedError
from engine.progress import UNOBSERVED, Work
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import OTHER_SETTINGS, make_dataset

CONFIG = TrainingConfig((4,), learning_rate=0.1, iterations=30, seed=5)
SETTINGS = {"the notebook's": {}, **OTHER_SETTINGS}


@pytest.fixture
def dataset():
    return make_dataset()


def finish(run):
    for _ in run:
        pass
    return run


def brute_force(run, threshold):
    """The last iteration at which each picture was wrong, and how often it was, from one network after the other."""
    found = {}
    for part in run.dataset.parts:
        last, count = [NEVER] * run.dataset.parts[part].count, [0] * run.dataset.parts[part].count
        for iteration in range(run.iterations_done + 1):
            evaluation = run.snapshot_at(iteration).with_threshold(threshold).part(part)
            for wrong in evaluation.wrong():
                last[wrong.index] = iteration
                count[wrong.index] += 1
        found[part] = last, count
    return found


def assert_as_by_brute_force(run, threshold=THRESHOLD):
    times = run.learning_times(threshold)
    assert (times.iterations, times.threshold) == (run.iterations_done, threshold)
    for part, (last, count) in brute_force(run, threshold).items():
        assert times.parts[part].last_wrong.tolist() == last
        assert times.parts[part].wrong.tolist() == count
        for index, at in enumerate(last):
            assert times.since(part, index) == (None if at == run.iterations_done else at + 1)
        labels = run.dataset.parts[part].labels[0].tolist()
        for label in (0, 1):
            of_class = [at for at, of_picture in zip(last, labels, strict=True) if of_picture == label]
            right = [sum(at < iteration for at in of_class) for iteration in range(run.iterations_done + 1)]
            assert times.right_for_good(part, label).tolist() == right


@pytest.mark.parametrize("changes", SETTINGS.values(), ids=SETTINGS)
def test_they_are_those_of_a_loop_over_all_networks(dataset, changes):
    assert_as_by_brute_force(finish(TrainingRun(dataset, replace(CONFIG, **changes))))


def test_another_threshold_has_other_times(dataset):
    run = finish(TrainingRun(dataset, CONFIG))
    assert_as_by_brute_force(run, 0.3)
    assert_as_by_brute_force(run, 0.8)


def test_those_of_a_branch_are_of_all_its_stages(dataset):
    branch = finish(TrainingRun(dataset, CONFIG)).resume_from(12, replace(CONFIG, learning_rate=0.01, flips=True))
    assert_as_by_brute_force(finish(branch))


def test_a_run_that_goes_on_is_repeated_only_from_where_it_was(dataset, monkeypatch):
    run = TrainingRun(dataset, CONFIG)
    for step in run:
        if step.iteration == 13:
            break
    first = run.learning_times()
    assert run.known_learning_times() is run.learning_times() is first
    assert run.known_learning_times(0.7) is None
    finish(run)
    assert run.known_learning_times() is None
    replayed, after = [], TrainingRun._answers_after
    monkeypatch.setattr(TrainingRun, "_answers_after", lambda run, its: replayed.extend(its) or after(run, replayed))
    run.learning_times()
    assert replayed == list(range(15, 31))
    assert_as_by_brute_force(run)


def test_a_run_without_a_step_has_those_of_its_start(dataset):
    assert_as_by_brute_force(TrainingRun(dataset, CONFIG))


def test_a_run_that_has_diverged_has_those_up_to_its_last_step(dataset):
    run = TrainingRun(dataset, replace(CONFIG, learning_rate=1e200, hidden_layers=(6, 4)))
    with pytest.raises(DivergedError):
        finish(run)
    assert run.learning_times().iterations == run.iterations_done


def test_it_is_cancelled_and_leaves_nothing_behind(dataset):
    run, work = finish(TrainingRun(dataset, CONFIG)), Work()
    work.cancel()
    with pytest.raises(CancelledError):
        run.learning_times(work=work)
    assert run.known_learning_times() is None
    assert_as_by_brute_force(run)


@given(arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 6))))
def test_pictures_are_ordered_by_when_they_were_wrong_last_and_then_by_how_often(is_wrong):
    labels = {"train": np.zeros((1, is_wrong.shape[1]), np.int64)}
    answers = [(iteration, {"train": wrong[np.newaxis].astype(float)}) for iteration, wrong in enumerate(is_wrong)]
    times = find_learning_times(answers, labels, len(is_wrong) - 1, 0.5, UNOBSERVED)
    of_part = times.parts["train"]
    for index, (last, count) in enumerate(of_part.hardness):
        at = np.flatnonzero(is_wrong[:, index])
        assert (last, count) == ((int(at[-1]) if len(at) else NEVER), len(at))
    counts = times.right_for_good("train", 0)
    assert len(counts) == len(is_wrong)
    assert (np.diff(counts) >= 0).all()
    assert counts[-1] == (~is_wrong[-1]).sum()


@pytest.mark.parametrize(
    ("last_wrong", "half"),
    [([NEVER, 2, 4, 4], 3), ([NEVER, NEVER, 4, 4], 0), ([NEVER, 2, 4, 6], 3), ([6, 6], 0)],
    ids=["exactly half", "half from the start", "without the one that is wrong", "none"],
)
def test_half_of_those_that_are_right_in_the_end_are_right_since(last_wrong, half):
    count = len(last_wrong)
    # The pictures of the other class, right from the start, do not count.
    labels = np.repeat([0, 1], [9, count])
    part = PartTimes(np.concatenate([np.full(9, NEVER), last_wrong]), np.zeros(9 + count, np.int64), labels)
    assert LearningTimes(6, THRESHOLD, {"test": part}).half_since("test", 1) == half


@pytest.mark.slow
def test_of_the_course_photos_they_are_those_that_were_measured(course):
    times = finish(TrainingRun(course, TrainingConfig())).learning_times()
    last, bounds = times.parts["train"].last_wrong, [0, 250, 500, 1000, 1500, 2500]
    learned = [int(((last >= low) & (last < high)).sum()) for low, high in pairwise(bounds)]
    assert ((last == NEVER).sum(), learned, (last == 2500).sum()) == (2, [101, 14, 47, 41, 1], 3)
