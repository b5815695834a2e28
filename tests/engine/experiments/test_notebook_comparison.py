"""The notebook's arithmetic beside the engine's: the same costs, and any difference told."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import CancelledError, ConfigError, DivergedError
from engine.experiments import notebook_comparison
from engine.experiments.notebook_comparison import TOLERANCE, Agreement, NotebookComparison, notebook_settings
from engine.nn.propagation import compute_cost
from engine.progress import UNOBSERVED, Work
from engine.training.config import TrainingConfig
from tests.support import notebook_oracle
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((5, 3), learning_rate=0.05, iterations=40, seed=2)


def compare(config=CONFIG, dataset=None, work=UNOBSERVED):
    """All blocks of a comparison on the training part."""
    train = (dataset or make_dataset()).train
    return list(NotebookComparison(train.pictures, train.labels, config, work))


def costs_of(blocks, of):
    return np.concatenate([getattr(block, of) for block in blocks])


@pytest.mark.parametrize("count", [24, 150], ids=["Gram form", "pixel form"])
def test_both_have_the_costs_of_the_notebook_written_out(count):
    dataset = make_dataset(train=count)
    X = dataset.train.pictures.reshape(count, -1).T / 255.0
    _, expected = notebook_oracle.train(X, dataset.train.labels, (len(X), 5, 3, 1), 0.05, 40, seed=2)
    blocks = compare(dataset=dataset)
    for of in ("notebook", "engine"):
        np.testing.assert_allclose(costs_of(blocks, of), expected, rtol=1e-12, atol=0)
    agreement = blocks[-1].agreement
    differences = np.abs(costs_of(blocks, "notebook") - costs_of(blocks, "engine"))
    assert agreement.iterations == 40
    assert agreement.largest_difference == differences.max() < 1e-12
    assert agreement.differs_from is None


@pytest.mark.slow
def test_both_have_the_published_costs_on_the_course_photos(course):
    train = course.train
    blocks = list(NotebookComparison(train.pictures, train.labels, TrainingConfig(iterations=101)))
    for of in ("notebook", "engine"):
        np.testing.assert_allclose(costs_of(blocks, of)[[0, 100]], notebook_oracle.COSTS[:2], rtol=0, atol=1e-12)


def test_both_agree_on_features_of_pretrained_filters():
    config = notebook_settings(CONFIG, 20, "pretrained")
    agreement = compare(config, make_dataset(side=32))[-1].agreement
    assert agreement.iterations == 20
    assert agreement.largest_difference < 1e-12


@pytest.mark.parametrize(("planted", "differs_from"), [(1e-6, 7), (1e-12, None), (np.nan, 7)])
def test_a_wrong_cost_is_told(monkeypatch, planted, differs_from):
    calls = []

    def slip(AL, Y):
        calls.append(None)
        return compute_cost(AL, Y) + (planted if len(calls) == 8 else 0.0)

    monkeypatch.setattr(notebook_comparison, "compute_cost", slip)
    agreement = compare()[-1].agreement
    assert agreement.differs_from == differs_from
    assert agreement.largest_difference == (np.inf if np.isnan(planted) else pytest.approx(planted, rel=1e-3))


def test_costs_of_which_the_notebook_loses_digits_are_told_from_wrong_ones():
    # The first update makes the network all but certain, and wrong.
    agreement = compare(TrainingConfig((4,), 1e4, 30))[-1].agreement
    assert agreement.loses_digits_from == agreement.differs_from == 1
    assert agreement.differs_by_lost_digits
    assert not compare()[-1].agreement.differs_by_lost_digits


def test_the_seconds_are_those_of_the_steps_and_grow(monkeypatch):
    # A clock that only the steps can see advance: two readings each, one second apart.
    ticks = iter(range(10_000))
    monkeypatch.setattr(notebook_comparison, "perf_counter", lambda: float(next(ticks)))
    monkeypatch.setattr(notebook_comparison, "_BLOCK_SECONDS", 5.0)
    agreements = [block.agreement for block in compare()]
    assert [agreement.iterations for agreement in agreements] == list(range(5, 41, 5))
    # A second more for each: the random weights, and the products of all pictures.
    assert [agreement.notebook_seconds for agreement in agreements] == list(range(6, 42, 5))
    assert [agreement.engine_seconds for agreement in agreements] == list(range(6, 42, 5))


@pytest.mark.parametrize("one_is_faster", [True, False])
def test_the_notebooks_steps_have_the_threads_that_are_faster(monkeypatch, one_is_faster):
    limits, now = [], [0.0]

    @contextmanager
    def limit(flops):
        limits.append(flops)
        yield

    def clock():
        now[0] += 1.0 if (limits[-1:] == [0]) == one_is_faster else 2.0
        return now[0]

    monkeypatch.setattr(notebook_comparison, "limit_blas_threads", limit)
    monkeypatch.setattr(notebook_comparison, "perf_counter", clock)
    monkeypatch.setattr(notebook_comparison, "_BLOCK_SECONDS", 5.0)
    compare()
    flops = 2 * 5 * 8 * 8 * 3 * 24
    assert limits[:2] == [flops, 0]
    assert len(limits) > 3
    assert set(limits[2:]) == ({0} if one_is_faster else {flops})


def test_it_can_be_left_between_any_two_steps():
    class StopsAtTenth(Work):
        checks = 0

        def check(self):
            self.checks += 1
            if self.checks == 10:
                raise CancelledError

    work = StopsAtTenth()
    with pytest.raises(CancelledError):
        compare(work=work)
    assert work.checks == 10


def test_divergence_comes_after_the_last_finite_costs():
    train = make_dataset().train
    comparison = NotebookComparison(train.pictures, train.labels, TrainingConfig((4,), 1e200, 50))
    blocks = []
    with pytest.raises(DivergedError) as diverged:
        blocks.extend(comparison)
    # `extend` keeps what came before the error.
    assert blocks[-1].agreement.iterations == diverged.value.iteration
    assert np.isfinite(costs_of(blocks, "engine")).all()


def test_pictures_that_do_not_fit_into_memory_are_left_out(monkeypatch):
    dataset = make_dataset()
    monkeypatch.setattr(notebook_comparison, "available_memory", lambda: 100_000)
    comparison = NotebookComparison(dataset.train.pictures, dataset.train.labels, CONFIG)
    assert 1 <= comparison.count < 24
    first, labels = dataset.train.pictures[: comparison.count], dataset.train.labels[:, : comparison.count]
    costs = costs_of(list(comparison), "notebook")
    monkeypatch.undo()
    alone = costs_of(list(NotebookComparison(first, labels, CONFIG)), "notebook")
    np.testing.assert_array_equal(costs, alone)


def test_a_network_that_does_not_fit_into_memory_is_refused(monkeypatch):
    monkeypatch.setattr(notebook_comparison, "available_memory", lambda: 1000)
    with pytest.raises(ConfigError, match="narrower"):
        compare()


def test_pictures_too_small_for_the_filters_are_refused():
    with pytest.raises(ConfigError, match="pixels"):
        compare(notebook_settings(CONFIG, 20, "pretrained"), make_dataset(side=4))


def test_in_place_of_convolution_the_notebook_has_its_default_network():
    config = replace(TrainingConfig.for_features("convolution"), seed=4)
    assert notebook_settings(config, 30) == TrainingConfig(iterations=30, seed=4)


def test_the_largest_difference_and_the_first_one_beyond_stay():
    first = Agreement().extended(np.array([0.7, 0.6]), np.array([0.7, 0.6 + 3e-9]))
    then = first.extended(np.array([0.5]), np.array([0.5 + 2e-9]))
    assert then.iterations == 3
    assert then.largest_difference == pytest.approx(3e-9)
    assert then.differs_from == 1
    assert then.largest_difference > TOLERANCE
    assert Agreement(notebook_seconds=2.0, engine_seconds=0.2).speedup == 10


def test_a_difference_is_one_of_lost_digits_from_where_they_are_lost():
    assert Agreement(differs_from=3, loses_digits_from=3).differs_by_lost_digits
    assert not Agreement(differs_from=3, loses_digits_from=4).differs_by_lost_digits
    assert not Agreement(loses_digits_from=4).differs_by_lost_digits
