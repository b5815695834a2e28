"""Which of the user's photos to label next."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.models.photos import suggester as suggester_module
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.suggester import PhotoSuggester
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.analysis.labeling import suggest_photos
from tests.support.photo_collections import add, all_classified, pictures, train
from tests.support.photo_entries import make_entry


def with_view(entry, value):
    """`entry` as a photo of one brightness."""
    view = np.full((4, 4, 3), value, np.uint8)
    return replace(entry, photo=replace(entry.photo, views=dict.fromkeys(entry.photo.views, view)))


@pytest.fixture
def photos(session):
    """An empty collection, without the detector."""
    photos = PhotoCollection(Workspace(), session, UndoStack())
    photos.detections.set_enabled(False)
    yield photos
    photos.shutdown()


def insert(photos, entries):
    """Insert photos with the answers that they have of a detector."""
    photos.insert(list(enumerate(entries)))
    photos.update_entries(entries)


def suggest(qtbot, photos, entries=None):
    """The names of the photos that are suggested."""
    suggester = PhotoSuggester(photos)
    with qtbot.waitSignal(suggester.found):
        suggester.request(photos if entries is None else entries)
    return [photos.entry(key).name for key in suggester.suggested]


def test_they_are_those_of_the_engine_by_the_answers_of_the_network(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abcdef"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    entries = list(collection)
    rows = np.stack([entry.view.ravel() for entry in entries])
    expected = suggest_photos(np.array([entry.verdict.probability for entry in entries]), rows, 6)
    assert suggest(qtbot, collection) == [entries[index].name for index in expected]


def test_a_photo_with_a_label_is_not_suggested(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abc"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    collection.set_actual([next(iter(collection)).key], "cat")
    assert sorted(suggest(qtbot, collection)) == ["b", "c"]


def test_a_photo_that_the_network_was_trained_on_is_not_suggested(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abc"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    first = next(iter(collection))
    collection.update_entries([replace(first, verdict=replace(first.verdict, is_trained_on=True))])
    assert sorted(suggest(qtbot, collection)) == ["b", "c"]


def test_without_a_network_they_are_by_the_answers_of_the_detector(photos, qtbot):
    shades = [with_view(make_entry(name, detected=0.5), shade) for name, shade in [("a", 0), ("b", 0), ("c", 200)]]
    insert(photos, [*shades, make_entry("unanswered"), make_entry("unread", error="text")])
    assert suggest(qtbot, photos) == ["a", "c", "b"]


def test_of_many_photos_only_the_least_certain_are_compared(photos, qtbot, monkeypatch):
    monkeypatch.setattr(suggester_module, "_MOST_COMPARED", 2)
    certain = {"a": 0.9, "b": 0.55, "c": 0.05, "d": 0.4}
    insert(photos, [make_entry(name, detected=value) for name, value in certain.items()])
    assert suggest(qtbot, photos) == ["b", "d"]
