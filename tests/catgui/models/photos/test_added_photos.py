"""Photos know the part of the open data that they were added to, and whether a network was trained on them."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.edits.data_editor import DataEditor
from catgui.models.photos.added_photos import TrainingPhotos
from catgui.models.photos.collection import PhotoCollection
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture
from engine.images.photo import Framing, Photo
from engine.nn.propagation import initialize_parameters_deep
from engine.saved_model.model import Model, RunRecipe, SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
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
    first = next(iter(collection))
    collection.editor.add_photos([first], "train")
    collection.remove([first.key])
    add(qtbot, collection, [photo("copy of a", 1)])
    assert parts(collection) == ["", "train"]


def test_another_view_of_a_photo_is_in_no_part(collection):
    first, _ = collection
    collection.editor.add_photos([first], "train")
    assert not np.array_equal(first.view, first.photo.views[Framing.CENTER])
    collection.set_framing(Framing.CENTER)
    assert parts(collection) == ["", ""]


def plain(shade):
    """The pixels of a photo of one shade."""
    return np.full((8, 8, 3), shade, np.uint8)


def entry_of(shade, key=None):
    """A photo of one shade, as it was read."""
    photo = Photo("tom.png", (8, 8), plain(shade), dict.fromkeys(Framing, plain(shade)), plain(shade))
    return PhotoEntry(key or PhotoKey(), PathSource("/tom.png"), "tom.png", Framing.WHOLE, photo)


@pytest.fixture
def run():
    """A run on data to which a photo was added in each part."""
    edited = EditedDataset.of(make_dataset()).add([AddedPicture(plain(1))], 1, "train")
    return TrainingRun(edited.add([AddedPicture(plain(2))], 1, "test").dataset, TrainingConfig((4,), iterations=3))


@pytest.fixture
def trained(run):
    trained = TrainingPhotos()
    trained.set_run(run)
    return trained


def test_only_those_of_the_training_part_are_trained_on(trained):
    assert [trained.include(entry_of(shade)) for shade in (1, 2, 3)] == [True, False, False]


def test_the_photos_of_a_saved_network_are_those_of_its_recipe(run):
    recipe, parameters = RunRecipe.of(run, 0, 0), initialize_parameters_deep(run.config.layer_dims(192))
    model = Model(parameters, run.classes, (8, 8), np.zeros(0), recipe)
    trained = TrainingPhotos()
    trained.set_run(SavedRun(model, make_dataset()))
    assert trained.include(entry_of(1))


def test_a_photo_whose_view_was_dropped_is_still_known(trained):
    key = PhotoKey()
    entry = entry_of(1, key)
    dropped = replace(entry, photo=replace(entry.photo, views={}))
    assert not trained.include(dropped)
    assert trained.include(entry)
    assert trained.include(dropped)
    assert not trained.include(replace(dropped, framing=Framing.CENTER)), "which was never looked at"
