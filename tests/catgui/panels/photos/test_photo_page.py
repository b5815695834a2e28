"""One photo, enlarged."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QTabBar

from catgui.domain.photo_entry import Verdict
from catgui.panels.photos.photo_page import PhotoPage, PhotoView
from catgui.widgets.pictures.picture_view import PictureView
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def page(qtbot):
    page = PhotoPage()
    qtbot.addWidget(page)
    show(page, make_entry("cat.jpg", 0.941))
    page.show()
    page.resize(912, 530)  # whatever the screen has room for
    qtbot.waitUntil(page.isActiveWindow)
    return page


def show(page, entry):
    page.show_photo(entry, entry.photo)


def text(page, name):
    return page.findChild(QLabel, name).text()


def test_shows_the_prediction_and_its_probability(page):
    assert text(page, "photo_prediction") == "Predicted: cat (94%)"
    assert text(page, "photo_probability") == "Probability of cat: 94%. Above 50% the prediction is cat."


@pytest.mark.parametrize(("actual", "words"), [("cat", "Right."), ("non-cat", "Wrong.")])
def test_says_whether_the_prediction_is_right(page, actual, words):
    show(page, make_entry("cat.jpg", 0.941, actual))
    assert text(page, "photo_outcome") == words
    show(page, make_entry("cat.jpg", 0.941))
    assert text(page, "photo_outcome") == "Say first what it shows."


def test_an_unreadable_photo_has_its_reason(page):
    show(page, make_entry("notes.jpg", error="this is no picture of a known format; save it as PNG or JPEG"))
    assert text(page, "photo_prediction") == "Not read: this is no picture of a known format; save it as PNG or JPEG"
    for of_a_picture in (PictureView, QTabBar):
        assert not page.findChild(of_a_picture).isVisible()
    assert not page.findChild(QLabel, "photo_probability").isVisible()
    warning = from_qimage(page.findChild(PhotoView).grab().toImage())
    assert (warning != warning[0, 0]).any()
    show(page, make_entry("cat.jpg", 0.9))
    assert page.findChild(PictureView).isVisible()


def test_a_map_takes_the_place_of_the_photo_beside_the_answer(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert page.maps.shows_map
    assert not page.findChild(PhotoView).isVisible()
    assert page.findChild(QLabel, "photo_prediction").isVisible()


def test_shows_the_answer_of_the_network_above_and_larger_than_that_of_the_detector(page):
    assert not page.findChild(QLabel, "photo_detected").isVisible()
    show(page, make_entry("cat.jpg", 0.29, "cat", detected=0.93))
    assert text(page, "photo_detected") == "Detector: cat (93%)"
    assert text(page, "photo_prediction") == "Predicted: non-cat (71%)"
    assert text(page, "photo_outcome") == "Wrong."
    ours, its = (page.findChild(QLabel, name) for name in ("photo_prediction", "photo_detected"))
    assert (ours.property("role"), its.property("role")) == ("title", "muted")


@pytest.mark.parametrize("size", [(912, 530), (672, 500), (1352, 790)])
def test_the_photo_has_more_room_than_the_texts_and_nothing_overlaps(page, qtbot, size):
    show(page, replace(make_entry("cat.jpg", 0.44, "cat"), detected=Verdict(0.2, CLASSES)))
    page.resize(*size)
    view, photo = page.findChild(PictureView), page.findChild(PhotoView)
    names = ("photo_prediction", "photo_probability", "photo_detected")
    texts = [page.findChild(QLabel, name) for name in names]

    def tops():
        return [text.mapTo(page, text.rect().topLeft()).y() for text in texts]

    qtbot.waitUntil(lambda: tops()[0] > view.geometry().bottom() and tops() == sorted(tops()))
    assert photo.width() >= view.width()
    assert all(text.height() >= text.heightForWidth(text.width()) for text in texts)


@pytest.mark.parametrize("size", [(912, 530), (672, 500), (1352, 790)])
def test_nothing_moves_while_the_network_is_trained_again(page, size):
    def show_trained(trained):
        show(page, make_entry("cat.jpg", 0.68 if trained else None, "cat", detected=0.99))
        QApplication.processEvents()
        shown = (page.findChild(PhotoView), page.findChild(PictureView), page.findChild(QLabel, "photo_prediction"))
        return [(widget.mapTo(page, QPoint()), widget.size()) for widget in shown]

    page.resize(*size)
    before = show_trained(False)
    assert show_trained(True) == before
    assert show_trained(False) == before


def test_it_fits_a_dialog_on_a_screen_of_640x360_points(page):
    assert page.minimumSize().height() <= 180
    assert page.minimumSizeHint().boundedTo(page.minimumSize() + QSize(0, 10)) == page.minimumSizeHint()
