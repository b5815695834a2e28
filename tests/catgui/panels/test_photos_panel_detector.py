"""The photos panel with the answers of the cat detector."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from catgui.domain.photo_entry import NEITHER
from catgui.domain.photo_filter import PhotoFilter
from catgui.inputs.sources import BytesSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos_panel import PhotosPanel
from engine.data.sources import BUILTIN
from engine.training.config import TrainingConfig
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset
from tests.support.small_detector import RECORD

OF_DETECTOR = f"Detector {RECORD.summary()}."


@pytest.fixture
def panel(qtbot, collection, session, workspace):
    panel = PhotosPanel(collection, session, workspace)
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
    qtbot.waitUntil(lambda: "detector" in count(panel))
    return panel


def line(panel):
    return panel.findChild(QLabel, "photos_line").text()


def count(panel):
    return panel.findChild(QLabel, "photos_count").text()


def filters(panel):
    box = panel.findChild(QComboBox, "photos_filter")
    return [box.itemText(row) for row in range(box.count())]


def train(qtbot, session, dataset):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=30))


def test_without_photos_it_is_said_that_the_detector_needs_no_training(panel, collection):
    assert line(panel) == (
        "The cat detector needs no training: it answers for each photo at once. Train a network of your own to compare."
    )
    collection.detections.set_enabled(False)
    assert line(panel) == "No network yet. Train one to get a prediction for each photo."


def test_with_nothing_trained_the_cards_have_its_answers_and_the_line_its_record(detected, collection):
    texts = [collection.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert ["Detector: cat" in text for text in texts] == [True, False]
    assert count(detected) == "1 cat, 1 non-cat (detector)"
    assert line(detected) == f"{OF_DETECTOR} Train a network of your own to compare."
    assert detected.findChild(QAbstractButton, "photos_train_button").isVisible()


def test_with_a_network_the_line_compares_both(detected, session, dataset, qtbot):
    train(qtbot, session, dataset)
    share = f"{session.snapshot.test.accuracy:.0%}"
    assert line(detected).startswith(f"{OF_DETECTOR} Your network {share} right on its test part.")
    qtbot.waitUntil(lambda: count(detected).endswith("(your network)"))


def test_an_enlarged_photo_says_that_a_network_of_drawings_knows_no_photos(
    detected, workspace, session, dataset, qtbot
):
    drawings = replace(dataset, source=BUILTIN)
    workspace.set_dataset(drawings)
    train(qtbot, session, drawings)
    detected.cards.opened.emit(detected.cards.model().index(0, 0))
    records = detected.findChild(QLabel, "photo_records").text()
    assert records.endswith("; it knows no photos.")
    assert "On drawings it was not trained on" in records


def test_the_actual_classes_are_compared_with_both(detected, collection, session, dataset, qtbot):
    collection.set_actual([entry.key for entry in collection], "cat")
    qtbot.waitUntil(lambda: line(detected) == f"Detector 1 of 2 right; always cat: 2 of 2. {OF_DETECTOR}")
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: line(detected).startswith("Detector 1 of 2 right, your network "))
    assert OF_DETECTOR in line(detected)
    assert "right on its test part." in line(detected)


def test_after_one_answer_the_measured_records_stay_and_no_rate_of_one_photo_is_told(detected, collection, qtbot):
    collection.set_actual([next(iter(collection)).key], "non-cat")
    qtbot.waitUntil(lambda: line(detected) == f"Detector 0 of 1 right; always non-cat: 1 of 1. {OF_DETECTOR}")
    assert detected._notes.note.shorter.startswith(f"Detector 0 of 1 right. Detector {RECORD.short_summary()}.")


def test_of_ten_answers_on_there_are_rates_with_their_intervals(detected, collection, qtbot):
    detected.add_sources([BytesSource(f"{number}", picture_bytes("white")) for number in range(8)])
    qtbot.waitUntil(lambda: len(collection) == 10 and all(entry.detected is not None for entry in collection))
    collection.set_actual([entry.key for entry in collection], "cat")
    qtbot.waitUntil(lambda: line(detected) == "Detector 9 of 10 right (90.0%); always cat: 100.0%")
    # By hand, with z^2 = 3.8415: (9 + 1.9207 -+ 1.96 sqrt(0.9 + 0.9604)) / 13.8415.
    assert "Detector: 95% interval 59.6–98.2%" in detected.findChild(QLabel, "photos_line").toolTip()
    collection.set_actual([next(iter(collection)).key], NEITHER)
    qtbot.waitUntil(
        lambda: line(detected).startswith("Detector 8 of 9 right; always cat: 9 of 9; without 1 of neither")
    )
    assert "–98" not in detected.findChild(QLabel, "photos_line").toolTip()


def test_answers_that_other_data_lack_are_kept_and_count_again_with_data_that_have_them(
    detected, workspace, collection, qtbot
):
    workspace.set_dataset(make_dataset(classes=("dog", "cat")))
    collection.set_actual([entry.key for entry in collection], "dog")
    qtbot.waitUntil(lambda: line(detected).startswith("Detector 1 of 2 right; always dog: 2 of 2."))
    workspace.set_dataset(make_dataset())
    qtbot.waitUntil(lambda: line(detected).startswith(OF_DETECTOR))
    assert all(entry.is_of_other_data and entry.is_detected_correctly is None for entry in collection)
    assert "Of another class (2)" in filters(detected)
    assert "Not counted: dog is no class of these data." in collection.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    workspace.set_dataset(make_dataset(classes=("dog", "cat")))
    qtbot.waitUntil(lambda: line(detected).startswith("Detector 1 of 2 right"))


def test_the_cards_tell_how_often_both_were_right(detected, session, dataset, qtbot):
    train(qtbot, session, dataset)
    of_detector, of_network = detected.cards.itemDelegate().records
    assert of_detector == RECORD.sentence()
    assert of_network.startswith("On the test part, which it was not trained on, your network was right for ")


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


def test_photos_on_the_screen_are_answered_first(panel, collection, small_detector, qtbot):
    panel.resize(400, 300)
    panel.add_sources([BytesSource(f"{number}", picture_bytes()) for number in range(40)])
    order = []
    collection.detections.changed.connect(order.extend)
    qtbot.waitUntil(lambda: len(collection) == 40 and all(entry.detected is not None for entry in collection))
    place = {entry.key: row for row, entry in enumerate(collection)}
    on_the_screen = panel.cards.visibility.rows()
    assert max(order.index(entry.key) for entry in list(collection)[: on_the_screen.stop - 1]) < len(on_the_screen) + 2
    assert place[order[-1]] not in on_the_screen


def test_without_data_it_answers_as_well(qtbot):
    session = TrainingSession()
    collection = PhotoCollection(Workspace(), session, UndoStack())
    panel = PhotosPanel(collection, session, Workspace())
    qtbot.addWidget(panel)
    panel.add_sources([BytesSource("a", picture_bytes("white"))])
    qtbot.waitUntil(lambda: len(collection) == 1 and all(entry.detected is not None for entry in collection))
    qtbot.waitUntil(lambda: line(panel).startswith(OF_DETECTOR))
    collection.shutdown()
    session.shutdown()
