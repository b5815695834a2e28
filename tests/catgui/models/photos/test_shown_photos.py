"""The photos that are shown: which, and when that changes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex

from catgui.domain.photo_entry import PhotoState, Verdict
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.shown_photos import OpenedPhoto, ShownPhotos
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.workers.photo_reader import ENLARGED_SIDE
from engine.images.photo import PREVIEW_SIDE
from tests.support.photo_collections import add, pictures
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.picture_files import make_photo

ENTRIES = {"d": 0.9, "a": 0.2, "c": 0.55, "b": 0.99}


@pytest.fixture
def empty(session):
    """An empty collection, without the detector."""
    photos = PhotoCollection(Workspace(), session, UndoStack())
    yield photos
    photos.shutdown()


@pytest.fixture
def photos(empty):
    empty.insert([(row, make_entry(name, probability)) for row, (name, probability) in enumerate(ENTRIES.items())])
    empty.set_actual([entry.key for entry in empty], "non-cat")
    return empty


@pytest.fixture
def shown(photos):
    return ShownPhotos(photos)


def names(shown):
    return "".join(shown.index(row, 0).data() for row in range(shown.rowCount()))


def entry_of(photos, name):
    return next(entry for entry in photos if entry.name == name)


def predict(photos, name, probability):
    photos.update_entries([replace(entry_of(photos, name), verdict=Verdict(probability, CLASSES))])


def test_the_wrong_ones_are_shown_or_all(shown):
    shown.show_wrong(True)
    assert names(shown) == "dcb"
    shown.show_wrong(False)
    assert names(shown) == "dacb"


def test_keeps_qts_contract(shown, photos, qtmodeltester):
    qtmodeltester.check(shown)
    shown.show_wrong(True)
    photos.take([entry_of(photos, "d").key])
    qtmodeltester.check(shown)


def test_cards_stay_while_predictions_and_answers_change_until_it_is_chosen_again(shown, photos):
    shown.show_wrong(True)
    predict(photos, "c", 0.1)
    predict(photos, "b", 0.51)
    assert names(shown) == "dcb"
    shown.show_wrong(True)
    assert names(shown) == "db"


def test_the_filter_is_applied_when_no_more_predictions_are_to_come(shown, photos):
    shown.show_wrong(True)
    predict(photos, "c", 0.1)
    photos.settled.emit()
    assert names(shown) == "db"


def test_a_view_keeps_its_photo_when_others_go(shown, photos):
    kept = QPersistentModelIndex(shown.index(2, 0))
    photos.take([entry_of(photos, name).key for name in "ad"])
    assert names(shown) == "cb"
    assert (kept.row(), kept.data()) == (0, "c")


def test_a_photo_that_is_being_removed_has_its_data_until_its_row_has_gone(shown, photos):
    seen = []
    shown.rowsAboutToBeRemoved.connect(
        lambda _parent, first, last: seen.extend(shown.index(row, 0).data() for row in range(first, last + 1))
    )
    assert names(shown) == "dacb"  # as a view has asked
    photos.take([entry_of(photos, name).key for name in "db"])
    assert sorted(seen) == ["b", "d"]
    assert names(shown) == "ac"


@pytest.fixture
def opened(collection):
    return OpenedPhoto(collection)


@pytest.mark.parametrize(
    ("size", "shape"), [((1200, 600), (ENLARGED_SIDE // 2, ENLARGED_SIDE)), ((200, 400), (400, 200))]
)
def test_a_photo_is_enlarged_in_its_own_shape_and_never_beyond_its_pixels(
    opened, collection, qtbot, tmp_path, size, shape
):
    add(qtbot, collection, [PathSource(str(make_photo(tmp_path / "a.png", "blue", size)))])
    before = next(iter(collection))
    opened.open(next(iter(collection)).key)
    assert opened.photo is before.photo
    qtbot.waitUntil(lambda: opened.photo is not before.photo)
    assert opened.photo.preview.shape == (*shape, 3)
    assert np.all(opened.photo.preview == (0, 0, 255))
    assert opened.photo.views is before.photo.views
    assert max(before.photo.preview.shape) == PREVIEW_SIDE


def test_until_it_is_read_and_if_it_is_gone_its_preview_is_shown(opened, collection, qtbot, tmp_path):
    path = make_photo(tmp_path / "a.png", "blue", (900, 600))
    add(qtbot, collection, [PathSource(str(path))])
    path.unlink()
    opened.open(next(iter(collection)).key)
    qtbot.waitUntil(lambda: not opened._task.busy)
    assert opened.photo is next(iter(collection)).photo


def test_the_opened_photo_closes_when_it_is_removed(opened, collection, qtbot):
    add(qtbot, collection, pictures("a", "b"))
    keys = [entry.key for entry in collection]
    opened.open(keys[0])
    collection.remove(keys[1:])
    assert opened.entry is not None
    with qtbot.waitSignal(opened.changed):
        collection.remove(keys[:1])
    assert opened.entry is None


def test_an_unreadable_photo_can_be_opened(opened, collection, qtbot):
    add(qtbot, collection, [BytesSource("broken", b"text")])
    opened.open(next(iter(collection)).key)
    assert opened.entry.state is PhotoState.FAILED
    assert opened.photo is None
