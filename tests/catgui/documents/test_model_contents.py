"""The settings and photos of a network are shown beside those that are there."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.documents.model_contents import ModelContents, load_model_with_photos
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.session_table import SessionPhoto
from catgui.models.training.settings import TrainingSettings
from engine.nn.parameters import initialize_parameters_deep
from engine.progress import UNOBSERVED
from engine.saved_model.file import save_model
from engine.saved_model.model import SavedPhoto
from engine.training.config import TrainingConfig
from tests.support.models import plain_model
from tests.support.photo_collections import add
from tests.support.picture_files import make_photo


@pytest.fixture
def contents(session, collection):
    return ModelContents(ModelDocument(session, collection), TrainingSettings(collection), collection, collection)


@pytest.fixture
def paths(tmp_path):
    return [str(make_photo(tmp_path / name)) for name in ("a.png", "b.png")]


def test_photos_are_listed_as_they_can_be_read_again_and_restored_once(contents, collection, paths, qtbot):
    photos = (SessionPhoto(PathSource(paths[0]), "cat"), SessionPhoto(BytesSource("pasted", b"no picture"), ""))
    for _ in range(2):
        contents.restore_photos(photos)
    assert contents.busy
    qtbot.waitUntil(lambda: not contents.busy)
    assert contents.photos() == photos


def test_changes_of_photos_and_their_answers_are_said(contents, collection, paths, qtbot):
    add(qtbot, collection, [PathSource(paths[0])])
    with qtbot.waitSignal(contents.changed):
        collection.set_actual([entry.key for entry in collection], "cat")


def test_only_photos_that_are_still_there_are_loaded(tmp_path, dataset):
    make_photo(tmp_path / "tom.png")
    config = TrainingConfig((3,), iterations=4)
    parameters = initialize_parameters_deep(config.layer_dims(dataset.features))
    paths = str(tmp_path / "tom.png"), str(tmp_path / "gone.png"), "tom.png", "//server/share/tom.png"
    photos = tuple(SavedPhoto(path, "cat") for path in paths)
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, config, np.zeros(4))
    save_model(tmp_path / "model.npz", replace(model, photos=photos))
    assert load_model_with_photos(tmp_path / "model.npz", UNOBSERVED).photos == photos[:1]
