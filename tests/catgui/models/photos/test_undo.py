"""Undo of removed photos, with their pixels or read again."""

import pytest

from catgui.domain.photo_entry import PhotoState
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.photos import undo as photo_commands
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from tests.support.picture_files import make_photo, picture_bytes


@pytest.fixture
def collection(qtbot, dataset, monkeypatch):
    monkeypatch.setattr(photo_commands, "MAX_REMOVED_WITH_PIXELS", 2)
    workspace, session = Workspace(), TrainingSession()
    workspace.set_dataset(dataset)
    collection = PhotoCollection(workspace, session, UndoStack())
    yield collection
    collection.shutdown()


def add(qtbot, collection, *sources):
    expected = len(collection) + len(sources)
    collection.add(sources)
    qtbot.waitUntil(lambda: len(collection) == expected and not collection.busy)


def remove(collection, name):
    collection.remove([entry.key for entry in collection if entry.name == name])


def states(collection):
    return {entry.name: entry.state for entry in collection}


def test_recently_removed_photos_are_restored_with_their_pixels(collection, qtbot, tmp_path):
    add(qtbot, collection, *(PathSource(str(make_photo(tmp_path / f"{name}.png"))) for name in "ab"))
    before = {entry.name: entry.photo for entry in collection}
    for name in ("a.png", "b.png"):
        remove(collection, name)
        (tmp_path / name).unlink()
    collection.undo_stack.undo()
    collection.undo_stack.undo()
    assert not collection.busy
    assert {entry.name: entry.photo for entry in collection} == before


def test_photos_removed_earlier_are_read_again(collection, qtbot, tmp_path):
    path = PathSource(str(make_photo(tmp_path / "a.png", "blue")))
    add(qtbot, collection, path, *(BytesSource(name, picture_bytes()) for name in "bcd"))
    before = {entry.name: entry.view.tobytes() for entry in collection}
    for name in ("a.png", "b", "c", "d"):
        remove(collection, name)
    for _ in range(4):
        collection.undo_stack.undo()
    assert states(collection)["d"] is PhotoState.READ
    assert states(collection)["a.png"] is PhotoState.WAITING
    qtbot.waitUntil(lambda: not collection.busy)
    assert [entry.name for entry in collection] == ["a.png", "b", "c", "d"]
    assert {entry.name: entry.view.tobytes() for entry in collection} == before


def test_the_pixels_of_photos_removed_earlier_are_released(collection, qtbot):
    add(qtbot, collection, *(BytesSource(name, picture_bytes()) for name in "abcdef"))
    for name in "abcdef":
        remove(collection, name)
    stack = collection.undo_stack
    with_pixels = [entry.photo is not None for command in stack.commands[1:] for _, entry in command._row_entries]
    assert with_pixels == [False] * 4 + [True] * 2
