"""The line under the photos: what it says, and the remedy beside it."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar

from catgui.domain.prediction_texts import NO_NETWORK, OPEN_DATA
from catgui.inputs.sources import BytesSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos.photo_status import PhotoStatus
from engine.training.config import TrainingConfig
from tests.support.photo_collections import add, pictures
from tests.support.speed import fix_speed


@pytest.fixture
def line(qtbot, collection, session, workspace):
    line = PhotoStatus(collection, session, workspace)
    qtbot.addWidget(line)
    line.show()
    return line


def said(line):
    offers = [button.text() for button in line.findChildren(QAbstractButton) if not button.isHidden()]
    return line.findChild(QLabel, "photos_line").text(), *offers


def test_without_a_network_it_says_what_is_missing(line, qtbot, session, dataset):
    assert said(line) == (NO_NETWORK, "Train")
    fix_speed(session, 0.001)
    session.start(dataset, TrainingConfig((4,), iterations=30))
    assert line.isHidden()


def test_without_data_it_asks_for_some(qtbot, session):
    workspace = Workspace()
    photos = PhotoCollection(workspace, session, UndoStack())
    line = PhotoStatus(photos, session, workspace)
    qtbot.addWidget(line)
    assert said(line) == (OPEN_DATA,)
    photos.shutdown()


def test_news_come_first_with_their_remedy_and_nothing_takes_no_room(line, qtbot, collection, session, dataset):
    qtbot.train(session, dataset, TrainingConfig((4,), iterations=30))
    assert line.isHidden()
    add(qtbot, collection, [*pictures("a"), BytesSource("broken", b"text")])
    qtbot.waitUntil(lambda: said(line) == ("Not read: 1 photo; each card says why.", "Remove them"))
    collection.remove([next(iter(collection)).key])
    assert said(line) == ("Removed 1 photo.", "Undo")


def test_progress_is_a_bar_beside_cancel(line, collection, monkeypatch):
    monkeypatch.setattr(type(collection), "progress", (3, 7))
    collection.progressed.emit()
    bar = line.findChild(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 7)
    assert said(line) == (bar.accessibleName(), "Cancel") == ("Reading photos: 3 of 7", "Cancel")
