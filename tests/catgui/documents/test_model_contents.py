"""The photos of a session are restored once."""

import pytest

from catgui.documents.model_contents import ModelContents
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.session_table import SessionPhoto
from catgui.models.training.settings import TrainingSettings
from tests.support.photo_collections import add
from tests.support.picture_files import make_photo


@pytest.fixture
def contents(session, collection):
    document, settings = ModelDocument(session, collection), TrainingSettings(collection)
    return ModelContents(document, settings, collection, collection)


@pytest.fixture
def paths(tmp_path):
    return [str(make_photo(tmp_path / name)) for name in ("a.png", "b.png")]


def test_photos_are_listed_as_they_can_be_read_again_and_restored_once(contents, collection, paths, qtbot):
    photos = (SessionPhoto(PathSource(paths[0]), "cat"), SessionPhoto(BytesSource("pasted", b"no picture"), ""))
    for _ in range(2):
        contents.restore_photos(photos)
    qtbot.waitUntil(lambda: not collection.busy)
    assert contents.photos() == photos


def test_changes_of_photos_and_their_answers_are_said(contents, collection, paths, qtbot):
    add(qtbot, collection, [PathSource(paths[0])])
    with qtbot.waitSignal(contents.changed):
        collection.set_actual([entry.key for entry in collection], "cat")
