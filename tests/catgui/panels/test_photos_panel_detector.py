"""The photos panel with the answers of the cat detector."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel

from catgui.domain.picture import ROW_ROLE
from catgui.inputs.sources import BytesSource
from catgui.models.data_editor import DataEditor
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos_panel import PhotosPanel
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset

pytestmark = pytest.mark.usefixtures("short_pauses")


@pytest.fixture
def panel(qtbot, collection, session, workspace):
    panel = PhotosPanel(collection, session, workspace, SelectedPicture(), DataEditor(workspace, UndoStack()))
    qtbot.addWidget(panel)
    panel.resize(940, 400)
    panel.show()
    return panel


@pytest.fixture
def detected(panel, collection, qtbot):
    """The panel with a bright photo, which the small detector calls a cat, and a dark one."""
    photos = [BytesSource(color, picture_bytes(color)) for color in ("white", "black")]
    panel.add_sources(photos)
    qtbot.waitUntil(lambda: len(collection) == 2 and all(entry.detected is not None for entry in collection))
    return panel


def line(panel):
    return panel.findChild(QLabel, "photos_line").text()


def has_detector(panel):
    model = panel.cards.model()
    texts = [*model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE), *model.index(0, 0).data(ROW_ROLE).lines]
    return any("Detector" in text for text in texts)


def test_with_nothing_trained_the_cards_have_its_answers(detected, collection):
    texts = [collection.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert ["Detector: cat" in text for text in texts] == [True, False]
    assert detected.findChild(QAbstractButton, "photos_train_button").isVisible()


def test_other_data_leave_no_trace_of_it(detected, workspace, collection):
    workspace.set_dataset(make_dataset(classes=("non-dog", "dog")))
    assert not has_detector(detected)
    assert "Detector" not in line(detected)
    assert "detector" not in collection.csv()


def test_one_button_switches_it_off_for_all_cards(detected, collection, qtbot):
    switch = detected.findChild(QAction, "detector_action")
    assert switch.isChecked()
    switch.trigger()
    assert all(entry.detected is None for entry in collection)
    assert not has_detector(detected)
    assert not any("Detector" in collection.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2))
    collection.detections.set_enabled(True)
    assert switch.isChecked()
    assert has_detector(detected)


def test_photos_on_the_screen_are_answered_first(panel, collection, small_detector, qtbot):
    panel.resize(400, 300)
    panel.add_sources([BytesSource(f"{number}", picture_bytes()) for number in range(40)])
    order = []
    collection.detections.answered.connect(order.append)
    qtbot.waitUntil(lambda: len(collection) == 40 and all(entry.detected is not None for entry in collection))
    seen = panel.cards.viewport().rect()
    rects = {entry.key: panel.cards.visualRect(panel.shown.index(row, 0)) for row, entry in enumerate(collection)}
    on_the_screen = [key for key, rect in rects.items() if rect.intersects(seen)]
    assert 2 <= len(on_the_screen) < 20
    assert max(order.index(key) for key in on_the_screen) < len(on_the_screen) + 2


def test_without_data_it_answers_as_well(qtbot):
    session, workspace, stack = TrainingSession(), Workspace(), UndoStack()
    collection = PhotoCollection(workspace, session, stack)
    collection.detections.set_enabled(True)
    panel = PhotosPanel(collection, session, workspace, SelectedPicture(), DataEditor(workspace, stack))
    qtbot.addWidget(panel)
    panel.add_sources([BytesSource("a", picture_bytes("white"))])
    qtbot.waitUntil(lambda: len(collection) == 1 and all(entry.detected is not None for entry in collection))
    collection.shutdown()
    session.shutdown()
