"""A photo collection on small data."""

import pytest
from PySide6.QtGui import QUndoStack

from catgui.models.photos.collection import PhotoCollection
from catgui.models.workspace import Workspace


@pytest.fixture
def workspace(qapp, dataset):
    workspace = Workspace()
    workspace.set_dataset(dataset)
    return workspace


@pytest.fixture
def collection(qtbot, workspace, session):
    collection = PhotoCollection(workspace, session, QUndoStack())
    yield collection
    collection.shutdown()
