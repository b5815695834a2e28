"""The verdicts on the photos: by the network shown, and by the threshold of the session."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.photo_tally import PhotoTally
from catgui.inputs.sources import BytesSource
from catgui.models.photos import verdicts
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture
from tests.support.photo_collections import CONFIG, add, all_classified, pictures, probabilities, train
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset


def test_the_predictions_are_those_of_the_network(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a", "b", "c"))
    assert probabilities(collection) == [None] * 3
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    view = np.stack([entry.view for entry in collection])
    X = view.reshape(3, -1).T / 255.0
    parameters = session.snapshot.network.parameters
    hidden = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    expected = 1 / (1 + np.exp(-(parameters["W2"] @ hidden + parameters["b2"])))
    assert np.allclose(probabilities(collection), expected[0], rtol=1e-12)


def test_the_predictions_follow_another_training_and_end_with_a_reset(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    before = probabilities(collection)
    train(qtbot, session, dataset, replace(CONFIG, seed=5))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert probabilities(collection) != before
    session.reset()
    assert probabilities(collection) == [None]


@pytest.fixture
def slow_throttle(monkeypatch):
    """Photos are classified together, however long their reading takes."""
    monkeypatch.setattr(verdicts, "_CLASSIFY_INTERVAL_MS", 60_000)


def test_photos_that_are_read_together_are_classified_together(slow_throttle, collection, session, dataset, qtbot):
    classified = []
    collection._verdicts._classifier.classified.connect(classified.append)
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abcdefghijklmnopqrstuvwxyz"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    # The first at once, and the others when there are no more to come.
    assert [len(predictions.photo_views) for predictions in classified][1:] == [26]


def test_a_network_for_another_shape_is_not_used(collection, workspace, session, dataset, qtbot, user_errors):
    train(qtbot, session, dataset)
    workspace.set_dataset(make_dataset(side=12))
    add(qtbot, collection, pictures("a"))
    qtbot.waitUntil(lambda: not collection._verdicts.busy)
    assert probabilities(collection) == [None]
    assert user_errors == []


def labels(collection):
    return [entry.verdict.label for entry in collection]


@pytest.fixture
def classified(collection, session, dataset, qtbot):
    """A collection of photos that are classified; their probabilities are not all the same."""
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures("a", "b", "c"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    return collection


def test_another_threshold_changes_the_predicted_classes_at_once(classified, session):
    lowest, highest = min(probabilities(classified)), max(probabilities(classified))
    session.set_threshold(lowest / 2)
    assert labels(classified) == [1, 1, 1]
    session.set_threshold((1 + highest) / 2)
    assert labels(classified) == [0, 0, 0]
    session.set_threshold(lowest)
    assert labels(classified).count(0) == 1


def test_a_photo_classified_while_the_threshold_moves_gets_the_new_one(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, dataset)
    session.set_threshold(0.75)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert [entry.verdict.threshold for entry in collection] == [0.75]


def test_the_export_has_the_classes_at_the_threshold(classified, session):
    session.set_threshold(1.0)
    rows = list(csv.DictReader(io.StringIO(classified.csv(), newline="")))
    assert [(row["label"], row["threshold"]) for row in rows] == [("non-cat", "1.0")] * 3


def test_photos_that_the_network_was_trained_on_are_known_and_count_apart(collection, session, dataset, qtbot):
    add(qtbot, collection, [BytesSource(color, picture_bytes(color)) for color in ("red", "blue")])
    view = next(iter(collection)).view
    edited = EditedDataset.of(dataset).add([AddedPicture(view)], 1, "train")
    collection.set_actual([entry.key for entry in collection], "cat")
    train(qtbot, session, edited.dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert [entry.verdict.is_trained_on for entry in collection] == [True, False]
    session.set_threshold(0.4)
    tally = PhotoTally.of(collection, collection.classes)
    assert (tally.trained_on, tally.evaluation.count) == (1, 1)
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert PhotoTally.of(collection, collection.classes).evaluation.count == 2
