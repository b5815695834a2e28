"""The settings and photos of a network are shown beside those that are there."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.documents.model_contents import ModelContents, load_model_with_photos
from catgui.inputs.sources import PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.training.settings import TrainingSettings
from engine.nn.parameters import initialize_parameters_deep
from engine.progress import UNOBSERVED
from engine.saved_model.file import save_model
from engine.saved_model.model import SavedPhoto
from engine.training.config import TrainingConfig
from tests.support.models import plain_model
from tests.support.photo_collections import add
from tests.support.picture_files import make_photo

CONFIG = TrainingConfig((4,), iterations=30)


@pytest.fixture
def contents(session, collection):
    return ModelContents(ModelDocument(session, collection), TrainingSettings(collection), collection, collection)


@pytest.fixture
def paths(tmp_path):
    return [str(make_photo(tmp_path / name)) for name in ("a.png", "b.png")]


def test_photos_that_are_being_restored_are_not_restored_again(contents, collection, paths, qtbot):
    with contents.without_undo():
        for _ in range(2):
            contents.show(CONFIG, [SavedPhoto(path, "cat") for path in paths])
    qtbot.waitUntil(lambda: len(collection) >= 2 and not collection.busy)
    assert collection.paths() == paths


def test_changes_of_settings_and_photos_are_said(contents, collection, paths, qtbot):
    with qtbot.waitSignal(contents.changed):
        contents.show(CONFIG, [])
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
