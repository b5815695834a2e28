"""Photos know the part of the open data that has them."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from catgui.inputs.sources import BytesSource
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.photos.collection import PhotoCollection
from catgui.models.undo_stack import UndoStack
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
    collection = PhotoCollection(workspace, session, UndoStack(session), session)
    collection.editor = DataEditor(workspace, collection.undo_stack, session)
    collection.workspace = workspace
    add(qtbot, collection, [photo("a", 1), photo("b", 2)])
    collection.set_actual([entry.key for entry in collection], "cat")
    yield collection
    collection.shutdown()
    end_work(workspace)


def parts(collection):
    return [entry.part for entry in collection]


def test_a_photo_follows_its_part_and_its_card_stays(collection, qtbot):
    first, second = collection
    with qtbot.assertNotEmitted(collection.settled):
        collection.editor.add_photos([first], "train")
        collection.editor.add_photos([second], "test")
    assert parts(collection) == ["train", "test"]
    collection.editor.add_photos(list(collection), "test")
    assert parts(collection) == ["test", "test"]
    for _ in range(3):
        collection.undo_stack.undo()
    assert parts(collection) == ["", ""]


def test_a_photo_that_has_got_another_class_is_relabeled_and_moved_as_one_edit(collection):
    first, _ = collection
    collection.editor.add_photos([first], "train")
    collection.set_actual([first.key], "non-cat")
    collection.editor.add_photos([collection.entry(first.key)], "test")
    assert parts(collection) == ["test", ""]
    assert collection.workspace.dataset.test.labels[0, -1] == 0
    collection.undo_stack.undo()
    assert collection.workspace.dataset.train.labels[0, -1] == 1


def test_a_photo_that_comes_again_is_known_by_its_pixels(collection, qtbot):
    first = next(iter(collection))
    collection.editor.add_photos([first], "train")
    collection.remove([first.key])
    add(qtbot, collection, [photo("copy of a", 1)])
    assert parts(collection) == ["", "train"]


def test_another_view_of_a_photo_is_in_no_part(collection):
    first, _ = collection
    collection.editor.add_photos([first], "train")
    assert not np.array_equal(first.view, first.photo.views[Framing.CENTER])
    collection.update_entries([replace(entry, framing=Framing.CENTER) for entry in collection])
    assert parts(collection) == ["", ""]


def test_a_photo_that_was_in_the_data_from_the_start_is_in_its_part_and_not_added(collection, user_notices):
    first = next(iter(collection))
    pictures = make_dataset().train.pictures.copy()
    pictures[3] = first.view
    dataset = make_dataset()
    collection.workspace.set_dataset(replace(dataset, train=replace(dataset.train, pictures=pictures)))
    assert parts(collection) == ["train", ""]
    before = collection.workspace.dataset
    collection.set_actual([first.key], dataset.classes[int(dataset.train.labels[0, 3])])
    collection.editor.add_photos([collection.entry(first.key)], "train")
    assert collection.workspace.dataset is before
    assert user_notices[-1].text == "Already in training: 1 picture."
