"""The settings and photos of a network are shown beside those that are there."""

import pytest

from catgui.documents.model_contents import ModelContents
from catgui.inputs.sources import PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.training.settings import TrainingSettings
from engine.saved_model.encoding import SavedPhoto
from engine.training.config import TrainingConfig
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
    for _ in range(2):
        contents.restore(CONFIG, [SavedPhoto(path, "cat") for path in paths])
    qtbot.waitUntil(lambda: len(collection) >= 2 and not collection.busy)
    assert collection.paths() == paths


def test_changes_of_settings_and_photos_are_said(contents, collection, paths, qtbot):
    with qtbot.waitSignal(contents.changed):
        contents.restore(CONFIG, [])
    add(qtbot, collection, [PathSource(paths[0])])
    with qtbot.waitSignal(contents.changed):
        collection.set_actual([entry.key for entry in collection], "cat")
