"""Comparisons of the answers before and after an edit, with answers that a test chooses."""

from __future__ import annotations

import numpy as np

from catgui.domain.edits.change_texts import PHOTOS, Change, EditSteps
from engine.analysis.evaluation import Evaluation
from engine.analysis.prediction_changes import PredictionChanges
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, TRAIN, PictureKey
from engine.training.config import TrainingConfig
from tests.support.photo_entries import make_entry
from tests.support.small_data import make_dataset


def answers(before, after, labels=None):
    """The answers of two networks; without labels the pictures are all of class 1."""
    before, after = (np.array(values, dtype=np.float64) for values in (before, after))
    return PredictionChanges(before, after, np.ones(len(before), np.int64) if labels is None else np.array(labels))


def flipped(improved, worsened=0, of=50):
    """The answers of two networks to `of` pictures, of which so many turned right, and wrong."""
    before, after = np.full(of, 0.9), np.full(of, 0.8)
    before[:improved] = 0.2
    after[improved : improved + worsened] = 0.3
    return answers(before, after)


def make_change(test, train=None, photos=None, steps=None, dataset=None, **fields):
    """A change by a training picture with another label: of no answer but `test` and those that are given."""
    dataset = dataset or make_dataset()
    relabeled = EditedDataset.of(dataset).relabel([PictureKey("train", 0)], 1 - int(dataset.train.labels[0, 0])).dataset
    found = {TEST: test, TRAIN: train or flipped(0), PHOTOS: photos or answers([], [])}
    entries = tuple(make_entry(f"{name}.jpg") for name in ("rex", "tom")[: len(found[PHOTOS].labels)])
    old_test = Evaluation(test.before[np.newaxis], test.labels[np.newaxis], dataset.classes)
    return Change(dataset, relabeled, TrainingConfig(), old_test, found, entries, steps or EditSteps(), **fields)
