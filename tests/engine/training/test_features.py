"""Features: pixels as in the notebook, or what pretrained filters make of pictures; the steps are the same."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.errors import CancelledError, ConfigError, ModelFileError
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.features import (
    count_features,
    filters_fingerprint,
    make_examples,
    scale_of,
)
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from engine.vision.pretrained import PretrainedFilters, picture_features, pretrained_filters
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig((6, 4), 0.02, 60, features="pretrained")


@pytest.fixture
def dataset():
    return make_dataset(side=16)


def features_by_hand(part):
    filters = pretrained_filters()
    return picture_features(part.pictures, filters.arrays, filters.blocks) / 16.0


def test_pixels_are_the_notebooks(dataset):
    found = make_examples("pixels", dataset.train.pictures, dataset.train.labels)
    expected = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)

    np.testing.assert_array_equal(found.rows, expected.rows)
    assert (found.scale, found.picture_shape) == (expected.scale, expected.picture_shape)
    assert (count_features("pixels", (4, 5)), scale_of("pixels"), filters_fingerprint("pixels")) == (
        60,
        found.scale,
        "",
    )


def test_a_run_on_features_is_that_of_the_network_on_these_numbers(dataset):
    run = TrainingRun(dataset, CONFIG)
    by_hand = Trainer(Examples.from_matrix(features_by_hand(dataset.train).T, dataset.train.labels), CONFIG)

    np.testing.assert_allclose([step.cost for step in run], [step.cost for step in by_hand], rtol=1e-9)
    test = Examples.from_matrix(features_by_hand(dataset.test).T, dataset.test.labels)
    np.testing.assert_allclose(run.snapshot().test.probabilities, by_hand.probabilities(test), rtol=1e-9)
    assert run.initial_weights().shape == (6, count_features("pretrained", dataset.picture_shape))


def test_an_edited_data_set_needs_the_features_of_its_new_pictures_alone(monkeypatch):
    dataset = make_dataset(side=16, seed=21)  # pictures that no other test has
    made = []
    make_rows = PretrainedFilters.rows
    monkeypatch.setattr(
        PretrainedFilters, "rows", lambda self, pictures, *_: made.append(len(pictures)) or make_rows(self, pictures)
    )
    for part in dataset.parts.values():
        make_examples("pretrained", part.pictures, part.labels)
    added = [AddedPicture(np.full((16, 16, 3), value, np.uint8)) for value in (3, 4)]
    edited = EditedDataset.of(dataset).add(added, 1, "train").move([PictureKey("train", 5)], "test").dataset

    found = [make_examples("pretrained", part.pictures, part.labels).rows for part in edited.parts.values()]

    assert made == [24, 10, 2, 0]
    for rows, part in zip(found, edited.parts.values(), strict=True):
        np.testing.assert_array_equal(rows, make_rows(pretrained_filters(), part.pictures))


def test_the_progress_is_over_the_pictures_of_both_parts():
    dataset = make_dataset(side=16, seed=22)  # pictures that no other test has
    run, work = TrainingRun(dataset, CONFIG), WatchedWork()

    run.make_features(work)

    assert work.reports == [(0, 34), (24, 34), (24, 34), (34, 34)]
    assert run.test_cost() == TrainingRun(dataset, CONFIG).test_cost()


def test_the_products_are_computed_before_the_first_step_with_progress_over_both_parts(dataset, monkeypatch):
    work, run = WatchedWork(), TrainingRun(dataset, replace(CONFIG, features="pixels"))
    m, tested = dataset.train.count, dataset.test.count

    run.multiply_pictures(work)

    of_train = m * (m + 1) // 2
    assert work.reports == [(of_train, of_train + m * tested), (of_train + m * tested,) * 2]
    monkeypatch.setattr("engine.nn.examples.multiply_rows", None)
    assert run.snapshot().iterations == 0


def test_runs_share_the_examples_of_the_same_features_alone(dataset):
    run = TrainingRun(dataset, CONFIG)
    run.snapshot()

    assert TrainingRun.create_sharing(run, dataset, replace(CONFIG, seed=2))._train is run._train
    assert TrainingRun.create_sharing(run, dataset, replace(CONFIG, features="pixels"))._train.features == 16 * 16 * 3


def test_examples_that_were_cancelled_are_made_again():
    run = TrainingRun(make_dataset(side=16, seed=23), CONFIG)  # pictures that no other test has
    with pytest.raises(CancelledError):
        run.make_features(WatchedWork(cancelled_at=1))

    run.make_features()
    assert run._train.count == 24


def test_small_pictures_have_no_pretrained_features(dataset):
    small = make_dataset(side=14)

    with pytest.raises(ConfigError, match="must be pixels for 14 x 14 pictures"):
        make_examples("pretrained", small.train.pictures, small.train.labels)


def test_filters_that_cannot_be_read_are_a_reason_against_them(monkeypatch):
    def fail():
        raise ModelFileError("cat.npz", "the filters cannot be read")

    monkeypatch.setattr("engine.vision.pretrained.pretrained_filters", fail)
    with pytest.raises(ConfigError, match="must be pixels or convolution: "):
        count_features("pretrained", (64, 64))
