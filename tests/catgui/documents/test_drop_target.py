"""Dragging over the window: what is said, where, and what a drop does."""

import os
import threading

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtWidgets import QApplication, QDialog, QDoubleSpinBox, QLabel, QWidget

from catgui.documents import drop_target
from catgui.models.workspace import Workspace
from catgui.widgets.opening import DropOverlay
from tests.support.drops import drag_enter_event, drop, drop_event, files
from tests.support.messages import error, notice
from tests.support.picture_files import make_class_folders, make_photo


@pytest.fixture
def pets(tmp_path):
    return make_class_folders(tmp_path / "pets", {"cat": 3, "dog": 2})


def overlay(window):
    return window.findChild(DropOverlay)


def said(window):
    found = overlay(window)
    return found.findChild(QLabel, "drop_text").text() if found is not None and found.isVisible() else ""


def center_of(window, name):
    panel = window.findChild(QWidget, name)
    return QPointF(panel.mapTo(panel.window(), panel.rect().center()))


def enter(window, mime, position=None):
    """Drag `mime` into the window; then the overlay is what the pointer is over, as Qt finds it."""
    position = QPointF(window.rect().center()) if position is None else position
    for widget in (window, overlay):
        target = widget(window) if callable(widget) else widget
        event = drag_enter_event(position, Qt.DropAction.CopyAction, mime)
        QApplication.sendEvent(target, event)
        if not event.isAccepted():
            return False
        if target is window:
            QApplication.sendEvent(window, QDragLeaveEvent())
    return True


def release(window, mime, position):
    QApplication.sendEvent(overlay(window), drop_event(position, mime))


def test_a_drag_shows_over_the_whole_window_what_the_drop_will_do(window, qtbot, pets):
    assert enter(window, files(pets))
    assert overlay(window).geometry() == window.rect()
    assert said(window) in ("Open: pets", "Open as data: cat (3), dog (2)")
    qtbot.waitUntil(lambda: said(window) == "Open as data: cat (3), dog (2)")
    assert overlay(window).accessibleName() == said(window)


def test_the_overlay_stays_while_the_drag_is_over_it_and_goes_when_that_leaves(window, qtbot, pets):
    enter(window, files(pets))
    QApplication.processEvents()
    assert overlay(window).isVisible()
    QApplication.sendEvent(overlay(window), QDragLeaveEvent())
    qtbot.waitUntil(lambda: overlay(window) is None)
    assert window.workspace.location is None


def test_the_overlay_goes_when_the_drag_leaves_before_it_was_over_it(window, qtbot, pets):
    mime = files(pets)  # the event does not keep it alive
    QApplication.sendEvent(window, drag_enter_event(QPointF(3, 3), Qt.DropAction.CopyAction, mime))
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: overlay(window) is None)


def test_the_overlay_goes_when_the_source_of_the_drag_has_gone(window, qtbot, pets, monkeypatch):
    monkeypatch.setattr(drop_target, "_STILL_MS", 50)
    mime = files(pets)
    assert enter(window, mime)
    qtbot.waitUntil(lambda: overlay(window) is None)
    assert enter(window, mime)  # it went on
    release(window, mime, QPointF(window.rect().center()))
    assert said(window) == ""


def test_over_your_photos_a_folder_is_classified_even_if_it_could_be_data(window, qtbot, pets, dataset):
    window.panels.open("photos_panel")
    place = center_of(window, "photos_panel")
    enter(window, files(pets), place)
    qtbot.waitUntil(lambda: said(window) == "Classify: photos in pets")
    release(window, files(pets), place)
    qtbot.waitUntil(lambda: window.photos.rowCount() == 5 and not window.photos.busy)
    assert window.workspace.dataset is dataset


def test_without_data_a_folder_of_photos_over_the_data_is_refused_with_what_is_missing(
    window, qtbot, pets, monkeypatch
):
    monkeypatch.setattr(Workspace, "dataset", None)
    place = center_of(window, "data_panel")
    enter(window, files(pets / "cat"), place)
    needed = "Cannot open this: cat: it needs a folder of pictures for each class"
    qtbot.waitUntil(lambda: said(window).startswith(needed))
    release(window, files(pets / "cat"), place)
    qtbot.waitUntil(lambda: "it needs a folder of pictures for each class" in error(window).text)
    assert window.photos.rowCount() == 0


def test_files_of_no_use_are_refused_by_name(window, qtbot, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("words")
    enter(window, files(notes))
    refused = "Cannot open this: notes.txt: this is no picture of a known format; save it as PNG or JPEG"
    qtbot.waitUntil(lambda: said(window) == refused)


def test_files_are_never_moved(window, qtbot):
    action = Qt.DropAction
    every = action.MoveAction | action.CopyAction | action.LinkAction
    assert drop(window, files("/a/cat.jpg"), every) is action.CopyAction
    assert drop(window, files("/a/cat.jpg"), action.LinkAction) is action.LinkAction
    assert drop(window, files("/a/cat.jpg"), action.MoveAction) is None
    qtbot.waitUntil(lambda: window.photos.rowCount() == 1 and not window.photos.busy)  # the same file, twice


def test_a_drag_itself_accesses_no_disk(window, monkeypatch, pets):
    gui_thread = threading.get_ident()
    scandir = os.scandir

    def list_in_background(path):
        assert threading.get_ident() != gui_thread
        return scandir(path)

    monkeypatch.setattr(os, "scandir", list_in_background)
    assert enter(window, files(pets))
    assert said(window) == "Open: pets"


def test_no_field_of_the_window_takes_a_drop(window, qtbot, pets):
    window.make_all_panels()
    field = window.findChild(QDoubleSpinBox, "seed_field")
    enter(window, files(pets), QPointF(field.mapTo(window, field.rect().center())))
    over = window.childAt(field.mapTo(window, field.rect().center()))
    assert over is overlay(window)


# --- pictures that are added to a class of the data


def field_center(window, text):
    return QPointF(next(rect.center() for field, rect in fields(window) if field == text))


def fields(window):
    return [(field.text(), field.geometry()) for field in overlay(window).fields]


def drag_to_field(window, qtbot, mime, text):
    """Drag over the data panel until the fields are shown; where that with `text` is."""
    enter(window, mime, center_of(window, "data_panel"))
    qtbot.waitUntil(lambda: bool(overlay(window).fields))
    return field_center(window, text)


def test_over_the_data_pictures_have_a_field_for_each_class_and_part(window, qtbot, pets):
    mime = files(*(pets / "cat").iterdir())
    place = drag_to_field(window, qtbot, mime, "non-cat, for the test")
    assert [text for text, _ in fields(window)] == [
        "cat, for training",
        "cat, for the test",
        "non-cat, for training",
        "non-cat, for the test",
    ]
    panel = window.findChild(QWidget, "data_panel")
    assert all(QRect(panel.mapTo(window, QPoint()), panel.size()).contains(rect) for _, rect in fields(window))
    enter(window, mime, place)
    assert overlay(window).accessibleName() == "Add 3 photos to: non-cat, for the test"
    assert not overlay(window).findChild(QLabel, "drop_text").isVisible()
    before = window.workspace.dataset
    with qtbot.waitSignal(window.workspace.dataset_changed):
        release(window, mime, place)
    assert window.workspace.dataset.test.count == before.test.count + 3
    assert window.workspace.dataset.test.labels[0, -3:].tolist() == [0, 0, 0]
    assert "Added 3 pictures to test." in notice(window).text
    assert window.photos.rowCount() == 0
    window.training_settings.undo_stack.undo()
    assert window.workspace.dataset is before


def test_a_folder_on_a_class_adds_its_pictures(window, qtbot, pets):
    count = window.workspace.dataset.train.count
    place = drag_to_field(window, qtbot, files(pets / "dog"), "non-cat, for training")
    with qtbot.waitSignal(window.workspace.dataset_changed):
        release(window, files(pets / "dog"), place)
    assert window.workspace.dataset.train.files[-2:] == ("dog/0.png", "dog/1.png")
    assert window.workspace.dataset.train.count == count + 2


def test_a_picture_from_a_page_is_added_to_a_class_too(window, qtbot, tmp_path):
    mime = QMimeData()
    mime.setData("image/png", make_photo(tmp_path / "a.png").read_bytes())
    place = drag_to_field(window, qtbot, mime, "cat, for the test")
    with qtbot.waitSignal(window.workspace.dataset_changed):
        release(window, mime, place)
    assert window.workspace.dataset.test.labels[0, -1] == 1


def test_folders_that_could_be_classes_can_still_be_opened_as_data(window, qtbot, pets):
    mime = files(pets / "cat", pets / "dog")
    place = drag_to_field(window, qtbot, mime, "Open as data: cat (3), dog (2)")
    release(window, mime, place)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "kind_dialog") is not None)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.findChild(QDialog, "kind_dialog").accept()
    assert window.workspace.dataset.classes == ("dog", "cat")
    assert window.workspace.location == [str(pets / "cat"), str(pets / "dog")]
