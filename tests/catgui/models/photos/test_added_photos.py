"""Photos know the part of the open data that they were added to."""

import io

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QUndoStack

from catgui.inputs.sources import BytesSource
from catgui.models.edits.data_editor import DataEditor
from catgui.models.photos.collection import PhotoCollection
from catgui.models.workspace import Workspace
from engine.images.photo import Framing
from tests.support.photo_collections import add
from tests.support.small_data import make_dataset


def photo(name, seed):
    """A photo of random pixels, higher than wide."""
    stream = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(256, size=(40, 30, 3), dtype=np.uint8)).save(stream, "PNG")
    return BytesSource(name, stream.getvalue())


@pytest.fixture
def collection(session, qtbot):
    workspace = Workspace()
    workspace.set_dataset(make_dataset())
    collection = PhotoCollection(workspace, session, QUndoStack(session), session)
    collection.editor = DataEditor(workspace, collection.undo_stack, session)
    collection.workspace = workspace
    add(qtbot, collection, [photo("a", 1), photo("b", 2)])
    collection.set_actual([entry.key for entry in collection], "cat")
    yield collection
    collection.shutdown()
    workspace.shutdown()


def parts(collection):
    return [entry.part for entry in collection]


def test_a_photo_follows_its_part(collection):
    first, second = collection
    collection.editor.add_photos([first], "train")
    collection.editor.add_photos([second], "test")
    assert parts(collection) == ["train", "test"]
    collection.editor.add_photos(list(collection), "test")
    assert parts(collection) == ["test", "test"]
    for _ in range(3):
        collection.undo_stack.undo()
    assert parts(collection) == ["", ""]


def test_a_photo_that_comes_again_is_known_by_its_pixels(collection, qtbot):
    collection.editor.add_photos([next(iter(collection))], "train")
    add(qtbot, collection, [photo("copy of a", 1)])
    assert parts(collection) == ["train", "", "train"]
    collection.remove([next(iter(collection)).key])
    collection.undo_stack.undo()
    assert parts(collection) == ["train", "", "train"]


def test_another_view_of_a_photo_is_another_picture(collection):
    first, _ = collection
    collection.editor.add_photos([first], "train")
    assert not np.array_equal(first.view, first.photo.views[Framing.CENTER])
    collection.set_framing(Framing.CENTER)
    assert parts(collection) == ["", ""]


def test_in_other_data_they_are_new(collection):
    collection.editor.add_photos(list(collection), "train")
    collection.workspace.set_dataset(make_dataset(seed=3))
    assert parts(collection) == ["", ""]
