"""The photos that are shown: which, in which order, and when that changes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex

from catgui.domain.photo_entry import Verdict
from catgui.domain.photo_filter import PhotoFilter, PhotoOrder
from catgui.models.photos import shown_photos
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.shown_photos import PhotoSuggester, ShownPhotos
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.analysis.labeling import suggest_photos
from tests.support.photo_collections import add, all_classified, pictures, train
from tests.support.photo_entries import CLASSES, make_entry

ENTRIES = {"d": 0.9, "a": 0.2, "c": 0.55, "b": 0.99}


@pytest.fixture
def empty(session):
    """An empty collection, without the detector."""
    photos = PhotoCollection(Workspace(), session, UndoStack())
    photos.detections.set_enabled(False)
    yield photos
    photos.shutdown()


@pytest.fixture
def photos(empty):
    empty.insert([(row, make_entry(name, probability)) for row, (name, probability) in enumerate(ENTRIES.items())])
    return empty


@pytest.fixture
def shown(photos):
    return ShownPhotos(photos)


def names(shown):
    return "".join(shown.index(row).data() for row in range(shown.rowCount()))


def entry_of(photos, name):
    return next(entry for entry in photos if entry.name == name)


def predict(photos, name, probability):
    photos.update_entries([replace(entry_of(photos, name), verdict=Verdict(probability, CLASSES))])


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (PhotoOrder.ADDED, "dacb"),
        (PhotoOrder.NAME, "abcd"),
        (PhotoOrder.UNCERTAIN, "cadb"),
        (PhotoOrder.CERTAIN, "bdac"),
    ],
)
def test_the_order_is_chosen(shown, qtbot, order, expected):
    with qtbot.waitSignal(shown.changed):
        shown.set_order(order)
    assert names(shown) == expected


def test_the_filter_is_chosen(shown):
    shown.set_filter(PhotoFilter.PREDICTED_0)
    assert names(shown) == "a"
    shown.set_filter(PhotoFilter.ALL)
    assert names(shown) == "dacb"


def test_keeps_qts_contract(shown, photos, qtmodeltester):
    qtmodeltester.check(shown)
    shown.set_order(PhotoOrder.NAME)
    shown.set_filter(PhotoFilter.PREDICTED_1)
    photos.take([entry_of(photos, "d").key])
    qtmodeltester.check(shown)


def test_cards_stay_while_predictions_and_answers_change_until_it_is_renewed(shown, photos, qtbot):
    shown.set_filter(PhotoFilter.PREDICTED_1)
    shown.set_order(PhotoOrder.UNCERTAIN)
    assert not shown.outdated
    with qtbot.waitSignal(shown.changed):
        predict(photos, "c", 0.1)
    predict(photos, "b", 0.51)
    assert names(shown) == "cdb"
    assert shown.outdated
    shown.renew()
    assert names(shown) == "bd"
    assert not shown.outdated


def test_it_is_renewed_when_no_more_predictions_are_to_come(shown, photos):
    shown.set_order(PhotoOrder.CERTAIN)
    predict(photos, "c", 0.999)
    photos.settled.emit()
    assert names(shown) == "cbda"


def test_photos_that_are_added_stand_in_their_order_and_their_first_row_is_announced(shown, photos, qtbot):
    shown.set_order(PhotoOrder.NAME)
    with qtbot.waitSignal(shown.added) as added:
        photos.insert([(4, make_entry("bb")), (5, make_entry("e"))])
    assert names(shown) == "abbbcde"
    assert added.args == [2]


def test_a_view_keeps_its_photo_when_others_come_go_and_change_places(shown, photos):
    kept = QPersistentModelIndex(shown.index(2))
    shown.set_order(PhotoOrder.NAME)
    photos.take([entry_of(photos, name).key for name in "ad"])
    assert names(shown) == "bc"
    assert (kept.row(), kept.data()) == (1, "c")


def test_a_photo_that_is_being_removed_has_its_data_until_its_row_has_gone(shown, photos):
    seen = []
    shown.rowsAboutToBeRemoved.connect(
        lambda _parent, first, last: seen.extend(shown.index(row).data() for row in range(first, last + 1))
    )
    photos.take([entry_of(photos, name).key for name in "db"])
    assert sorted(seen) == ["b", "d"]
    assert names(shown) == "ac"


@pytest.fixture
def to_label(shown, photos, qtbot):
    """The photos in the order in which to label them next, by the answers of the detector."""
    photos.detections.verdict = {entry.key: entry.verdict for entry in photos}.get
    photos.update_entries([replace(entry, verdict=None) for entry in photos])
    with qtbot.waitSignal(shown._suggester.found):
        shown.set_order(PhotoOrder.TO_LABEL)
    return shown


def label(photos, name):
    photos.set_actual([entry_of(photos, name).key], "cat")


def test_the_order_to_label_next_is_that_of_the_engine(to_label, photos):
    entries = list(photos)
    probabilities = np.array([entry.detected.probability for entry in entries])
    expected = suggest_photos(probabilities, np.stack([entry.view.ravel() for entry in entries]), len(entries))
    assert names(to_label) == "".join(entries[index].name for index in expected)


def test_photos_stay_while_they_are_labeled_and_come_last_when_sorted_again(to_label, photos, qtbot):
    before = names(to_label)
    for name in before[:2]:
        label(photos, name)
    assert names(to_label) == before
    assert to_label.outdated
    with qtbot.waitSignal(to_label._suggester.found):
        to_label.renew()
    assert names(to_label) == before[2:] + before[:2]


def with_view(entry, value):
    """`entry` as a photo of one brightness."""
    view = np.full((4, 4, 3), value, np.uint8)
    return replace(entry, photo=replace(entry.photo, views=dict.fromkeys(entry.photo.views, view)))


def insert(photos, entries):
    """Insert photos with the answers that they have of a detector."""
    photos.detections.verdict = {entry.key: entry.detected for entry in entries}.get
    photos.insert(list(enumerate(entries)))


def suggest(qtbot, photos, entries=None):
    """The names of the photos that are suggested."""
    suggester = PhotoSuggester(photos)
    with qtbot.waitSignal(suggester.found):
        suggester.request(photos if entries is None else entries)
    return [photos.entry(key).name for key in suggester.suggested]


def test_they_are_those_of_the_engine_by_the_answers_of_the_network(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abcdef"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    entries = list(collection)
    rows = np.stack([entry.view.ravel() for entry in entries])
    expected = suggest_photos(np.array([entry.verdict.probability for entry in entries]), rows, 6)
    assert suggest(qtbot, collection) == [entries[index].name for index in expected]


def test_a_photo_with_a_label_or_that_the_network_was_trained_on_is_not_suggested(collection, session, dataset, qtbot):
    train(qtbot, session, dataset)
    add(qtbot, collection, pictures(*"abc"))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    first, *others = collection
    learned = replace(first, verdict=replace(first.verdict, is_trained_on=True))
    assert sorted(suggest(qtbot, collection, [learned, *others])) == ["b", "c"]
    collection.set_actual([first.key], "cat")
    assert sorted(suggest(qtbot, collection)) == ["b", "c"]


def test_without_a_network_they_are_by_the_answers_of_the_detector(empty, qtbot):
    shades = [with_view(make_entry(name, detected=0.5), shade) for name, shade in [("a", 0), ("b", 0), ("c", 200)]]
    insert(empty, [*shades, make_entry("unanswered"), make_entry("unread", error="text")])
    assert suggest(qtbot, empty) == ["a", "c", "b"]


def test_of_many_photos_only_the_least_certain_are_compared(empty, qtbot, monkeypatch):
    monkeypatch.setattr(shown_photos, "_MOST_COMPARED", 2)
    certain = {"a": 0.9, "b": 0.55, "c": 0.05, "d": 0.4}
    insert(empty, [make_entry(name, detected=value) for name, value in certain.items()])
    assert suggest(qtbot, empty) == ["b", "d"]
