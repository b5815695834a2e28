"""The photos panel with the answers of the cat detector."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QMenu

from catgui.domain.photo_filter import PhotoFilter
from catgui.inputs.sources import BytesSource
from catgui.models.edits.data_editor import DataEditor
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos_panel import PhotosPanel
from catgui.style.tooltips import unescape_tooltip
from engine.data.sources import BUILTIN
from engine.training.config import TrainingConfig
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset
from tests.support.small_detector import RECORD

pytestmark = pytest.mark.usefixtures("short_pauses")

OF_DETECTOR = f"Detector: {RECORD.summary()}."
ALONE = "The cat detector answers at once; train a network to compare."


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
    qtbot.waitUntil(lambda: count(panel) == "Detector: 1 cat, 1 non-cat")
    return panel


def line(panel):
    return panel.findChild(QLabel, "photos_line").text()


def tip(panel):
    return unescape_tooltip(panel.findChild(QLabel, "photos_line").toolTip())


def count(panel):
    return panel.findChild(QLabel, "photos_count").text()


def train(qtbot, session, dataset):
    qtbot.train(session, dataset, TrainingConfig(hidden_layers=(4,), iterations=30))


def filters(panel):
    box = panel.findChild(QComboBox, "photos_filter")
    return [box.itemText(row) for row in range(box.count())]


def test_with_nothing_trained_the_cards_have_its_answers_and_the_line_its_record(detected, collection):
    texts = [collection.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert ["Detector, for comparison: cat" in text for text in texts] == [True, False]
    assert count(detected) == "Detector: 1 cat, 1 non-cat"
    assert line(detected) == ALONE
    assert RECORD.sentence() in tip(detected)
    assert detected.findChild(QAbstractButton, "photos_train_button").isVisible()


def test_an_enlarged_photo_says_that_a_network_of_drawings_knows_no_photos(
    detected, workspace, session, dataset, qtbot
):
    drawings = replace(dataset, source=BUILTIN)
    workspace.set_dataset(drawings)
    train(qtbot, session, drawings)
    detected.cards.select_row(0)
    detected.commands.enlarge.trigger()
    records = detected.findChild(QLabel, "photo_records").text()
    assert records.startswith("On its test part")
    assert f" Your network knows only drawings.\n{OF_DETECTOR}" in records


@pytest.mark.slow
def test_the_actual_classes_are_compared_with_both(detected, collection, session, dataset, qtbot):
    collection.set_actual([entry.key for entry in collection], "cat")
    qtbot.waitUntil(lambda: line(detected).startswith("Detector: 1 of 2 right · always cat: 2 of 2"))
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: " right · Detector: 1 of 2 right · always cat" in line(detected))
    assert RECORD.sentence() in tip(detected)
    assert "On its test part your network was right" in tip(detected)


def test_other_data_leave_no_trace_of_it(detected, workspace, collection, qtbot):
    detected.shown.set_filter(PhotoFilter.DETECTED_1)
    assert any("Detector" in text for text in filters(detected))
    workspace.set_dataset(make_dataset(classes=("non-dog", "dog")))
    assert not any("Detector" in text for text in filters(detected))
    assert detected.shown.filter is PhotoFilter.ALL
    assert not detected.cards.itemDelegate().has_detector
    assert "Detector" not in line(detected)
    assert "detector" not in collection.csv()
    qtbot.waitUntil(lambda: count(detected) == "2 photos")


def test_one_entry_of_the_menu_switches_it_off_for_all_cards(detected, collection, qtbot):
    switch = detected.findChild(QAction, "detector_action")
    assert switch in detected.findChild(QMenu, "photos_menu").actions()
    assert switch.isChecked()
    switch.trigger()
    assert all(entry.detected is None for entry in collection)
    assert not detected.cards.itemDelegate().has_detector
    assert not any("Detector" in collection.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2))
    collection.detections.set_enabled(True)
    assert switch.isChecked()
    assert detected.cards.itemDelegate().has_detector


def test_without_photos_the_menu_has_the_switch(panel):
    assert panel.tools.more.isEnabled()
    assert [one.isEnabled() for one in (panel.tools.detector, panel.tools.clear)] == [True, False]


def test_photos_on_the_screen_are_answered_first(panel, collection, small_detector, qtbot):
    panel.resize(400, 300)
    panel.add_sources([BytesSource(f"{number}", picture_bytes()) for number in range(40)])
    order = []
    collection.detections.answered.connect(order.append)
    qtbot.waitUntil(lambda: len(collection) == 40 and all(entry.detected is not None for entry in collection))
    seen = panel.cards.viewport().rect()
    rects = {entry.key: panel.cards.visualRect(panel.shown.index(row)) for row, entry in enumerate(collection)}
    on_the_screen = [key for key, rect in rects.items() if rect.intersects(seen)]
    assert 2 <= len(on_the_screen) < 20
    assert max(order.index(key) for key in on_the_screen) < len(on_the_screen) + 2


def test_without_data_it_answers_as_well(qtbot):
    session, workspace, stack = TrainingSession(), Workspace(), UndoStack()
    collection = PhotoCollection(workspace, session, stack)
    panel = PhotosPanel(collection, session, workspace, SelectedPicture(), DataEditor(workspace, stack))
    qtbot.addWidget(panel)
    panel.add_sources([BytesSource("a", picture_bytes("white"))])
    qtbot.waitUntil(lambda: len(collection) == 1 and all(entry.detected is not None for entry in collection))
    qtbot.waitUntil(lambda: RECORD.sentence() in tip(panel))
    collection.shutdown()
    session.shutdown()
