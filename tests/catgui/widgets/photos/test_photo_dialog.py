"""The dialog of one photo, enlarged."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QTabBar

from catgui.domain.photo_accuracy_texts import detector_summary
from catgui.domain.photo_entry import NEITHER, Verdict
from catgui.domain.place_map import MapKind
from catgui.style.qimage import from_qimage
from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.photos.photo_dialog import ActualSwitch, AdditionButtons, PhotoDialog, PhotoView
from catgui.widgets.photos.photo_preview import photo_area
from catgui.widgets.pictures.picture_view import PictureView
from engine.statistics import Score
from engine.vision.detection.detector import Window
from engine.vision.detection.record import DetectorRecord
from tests.support.photo_entries import CLASSES, make_entry


@pytest.fixture
def dialog(qtbot):
    dialog = PhotoDialog()
    qtbot.addWidget(dialog)
    show(dialog, make_entry("cat.jpg", 0.941))
    dialog.show_place("3 of 10", True, True)
    dialog.show()
    dialog.resize(960, 640)  # whatever the screen has room for
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def show(dialog, entry, classes=CLASSES):
    dialog.show_photo(entry, entry.photo, classes)


def text(dialog, name):
    return dialog.findChild(QLabel, name).text()


def actual_button(dialog, of):
    return dialog.findChild(QAbstractButton, f"actual_{of}_button")


def test_shows_the_prediction_and_its_probability(dialog):
    assert dialog.windowTitle() == "cat.jpg"
    assert text(dialog, "photo_prediction") == "Predicted: cat (94%)"
    assert text(dialog, "photo_probability") == "Probability of cat: 94%. Above 50% the prediction is cat."
    assert text(dialog, "picture_place") == "3 of 10"


@pytest.mark.parametrize(("actual", "words"), [("cat", "right"), ("non-cat", "wrong")])
def test_says_whether_the_prediction_is_right(dialog, actual, words):
    show(dialog, make_entry("cat.jpg", 0.941, actual))
    assert text(dialog, "photo_outcome") == f"The prediction is {words}."
    assert actual_button(dialog, CLASSES.index(actual)).isChecked()
    show(dialog, make_entry("cat.jpg", 0.941))
    assert text(dialog, "photo_outcome") == "To add it to the data, say first what it shows."
    assert actual_button(dialog, "unknown").isChecked()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_1, "cat"),
        (Qt.Key.Key_2, "non-cat"),
        (Qt.Key.Key_3, NEITHER),
        (Qt.Key.Key_0, ""),
        (Qt.Key.Key_Backspace, ""),
    ],
)
def test_a_key_sets_the_actual_class(dialog, qtbot, key, name):
    with qtbot.waitSignal(dialog.actual_chosen) as chosen:
        qtbot.keyClick(dialog, key)
    assert chosen.args == [name]


def test_why_is_asked_of_a_photo_with_a_prediction(dialog, qtbot):
    why = dialog.findChild(QPushButton, "photo_why_button")
    with qtbot.waitSignal(dialog.why_requested):
        qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    show(dialog, make_entry("cat.jpg"))
    assert not why.isEnabled()


@pytest.mark.parametrize(("of", "name"), [(1, "cat"), (0, "non-cat"), ("neither", NEITHER), ("unknown", "")])
def test_a_button_sets_the_actual_class(dialog, qtbot, of, name):
    with qtbot.waitSignal(dialog.actual_chosen) as chosen:
        qtbot.mouseClick(actual_button(dialog, of), Qt.MouseButton.LeftButton)
    assert chosen.args == [name]


@pytest.mark.parametrize(("key", "step"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)])
def test_the_arrow_keys_step(dialog, qtbot, key, step):
    with qtbot.waitSignal(dialog.step_requested) as requested:
        qtbot.keyClick(dialog, key)
    assert requested.args == [step]


def test_an_unreadable_photo_has_its_reason(dialog):
    show(dialog, make_entry("notes.jpg", error="this is text, not a picture"))
    assert text(dialog, "photo_prediction") == "Not read: this is text, not a picture"
    for of_a_picture in (PictureView, QTabBar, ActualSwitch, AdditionButtons):
        assert not dialog.findChild(of_a_picture).isVisible()
    assert not dialog.findChild(QLabel, "photo_probability").isVisible()
    warning = from_qimage(dialog.findChild(PhotoView).grab().toImage())
    assert (warning != warning[0, 0]).any()
    show(dialog, make_entry("cat.jpg", 0.9))
    assert dialog.findChild(PictureView).isVisible()
    assert actual_button(dialog, 1).isVisible()


def test_a_map_takes_the_place_of_the_photo_beside_the_answer(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert dialog.maps.kind is MapKind.DETECTOR
    assert not dialog.findChild(PhotoView).isVisible()
    assert dialog.findChild(QLabel, "photo_prediction").isVisible()
    with qtbot.waitSignal(dialog.actual_chosen):
        qtbot.keyClick(dialog, Qt.Key.Key_1)


def test_the_place_that_decided_is_framed_in_the_photo_and_told(dialog):
    entry = make_entry("cat.jpg", 0.941, detected=0.9)
    photo = dialog.findChild(PhotoView)
    # Of the right half of the photo, the upper half.
    dialog.show_photo(entry, entry.photo, CLASSES, Window(128, 0.0, 0.5, 0.5, 0.5, 0.75))

    line_below = photo.fontMetrics().height() + 4
    area = photo_area(entry.photo, photo.width(), photo.height() - line_below).toRect().adjusted(1, 1, -1, -1)
    is_white = (from_qimage(photo.grab(area).toImage()) > 240).all(axis=2)  # the photo is black
    rows, columns = np.flatnonzero(is_white.any(axis=1)), np.flatnonzero(is_white.any(axis=0))
    assert columns[[0, -1]] == pytest.approx([area.width() / 2, area.width()], abs=4)
    assert rows[[0, -1]] == pytest.approx([0, area.height() / 2], abs=4)
    for told in (photo.accessibleName(), unescape_tooltip(photo.toolTip())):
        assert "Frame: the place that decided, in the upper right." in told
    show(dialog, entry)
    assert not photo.toolTip()
    assert "Frame" not in photo.accessibleName()


def test_shows_the_answer_of_the_detector_above_that_of_the_network(dialog):
    assert not dialog.findChild(QLabel, "photo_detected").isVisible()
    show(dialog, make_entry("cat.jpg", 0.29, "cat", detected=0.93))
    assert text(dialog, "photo_detected") == "Detector: cat, 93%"
    assert text(dialog, "photo_prediction") == "Your network: non-cat, 71%"
    assert text(dialog, "photo_outcome") == "Detector: right. Your network: wrong"
    show(dialog, make_entry("cat.jpg", actual="non-cat", detected=0.93))
    assert text(dialog, "photo_outcome") == "Detector: wrong"


def test_a_photo_of_neither_class_counts_nowhere_and_cannot_be_added(dialog):
    show(dialog, make_entry("car.jpg", 0.29, NEITHER, detected=0.93))
    assert text(dialog, "photo_outcome") == "Not counted: it is of neither class."
    assert actual_button(dialog, "neither").isChecked()
    add = dialog.findChild(QPushButton, "add_to_train_button")
    assert not add.isEnabled()
    assert "neither" in add.toolTip()


RECORDS = (
    detector_summary(DetectorRecord(Score(112, 122, 9), Score(117, 134), Score(117, 121), 0.98, Score(58, 113))),
    "On the test part, which it was not trained on, your network was right for 67% of 33 cat and 71% of 17 non-cat.",
)


@pytest.mark.parametrize("size", [(960, 640), (720, 600), (1400, 900)])
def test_the_photo_has_more_room_than_the_texts_and_nothing_overlaps(dialog, qtbot, size):
    show(dialog, replace(make_entry("cat.jpg", 0.44, "cat"), detected=Verdict(0.2, CLASSES)))
    dialog.show_records(RECORDS, "")
    dialog.resize(*size)
    view, photo = dialog.findChild(PictureView), dialog.findChild(PhotoView)
    names = ("photo_detected", "photo_prediction", "photo_probability", "photo_records")
    texts = [dialog.findChild(QLabel, name) for name in names]

    def tops():
        return [text.mapTo(dialog, text.rect().topLeft()).y() for text in texts]

    qtbot.waitUntil(lambda: tops()[0] > view.geometry().bottom() and tops() == sorted(tops()))
    assert photo.width() >= view.width()
    assert all(text.height() >= text.heightForWidth(text.width()) for text in texts)


@pytest.mark.parametrize("size", [(960, 640), (720, 600), (1400, 900)])
def test_nothing_moves_while_the_network_is_trained_again(dialog, size):
    def show_trained(trained):
        show(dialog, make_entry("cat.jpg", 0.68 if trained else None, "cat", detected=0.99))
        dialog.show_records(RECORDS if trained else RECORDS[:1], "")
        QApplication.processEvents()
        shown = (dialog.findChild(PhotoView), dialog.findChild(PictureView), actual_button(dialog, 1))
        buttons = [dialog.findChild(QPushButton, f"add_to_{part}_button") for part in ("train", "test")]
        return [(widget.mapTo(dialog, QPoint()), widget.size()) for widget in (*shown, *buttons)]

    dialog.resize(*size)
    before = show_trained(False)
    assert show_trained(True) == before
    assert show_trained(False) == before


def test_a_photo_whose_class_is_known_can_be_added_to_the_data(dialog, qtbot):
    parts = []
    dialog.addition_requested.connect(parts.append)
    button = dialog.findChild(QPushButton, "add_to_train_button")
    assert not button.isEnabled()
    assert unescape_tooltip(button.toolTip()) == "To add it to the data, say first what it shows."
    assert text(dialog, "photo_outcome") == unescape_tooltip(button.toolTip())
    qtbot.keyClick(dialog, Qt.Key.Key_T)
    assert parts == []
    show(dialog, make_entry("cat.jpg", 0.941, "cat"))
    button.click()
    qtbot.keyClick(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert parts == ["train", "test"]
    assert not button.isChecked(), "it is not there yet"


def test_a_photo_of_the_data_is_in_its_part_and_can_be_moved(dialog, qtbot):
    parts = []
    dialog.addition_requested.connect(parts.append)
    before = dialog.findChild(QPushButton, "add_to_train_button").geometry()
    show(dialog, replace(make_entry("cat.jpg", 0.941, "cat"), part="train"))
    button = dialog.findChild(QPushButton, "add_to_train_button")
    assert text(dialog, "addition_caption") == "In the"
    assert button.isChecked()
    assert button.geometry() == before
    button.click()
    qtbot.keyClick(dialog, Qt.Key.Key_T)
    assert parts == []
    assert button.isChecked()
    qtbot.keyClick(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert parts == ["test"]
