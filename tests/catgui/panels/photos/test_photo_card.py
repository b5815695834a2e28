"""Cards, by the pixels that are painted."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_card import PhotoCardDelegate
from catgui.style.colors import DARK, LIGHT, make_palette
from engine.images.photo import Framing
from engine.images.reader import read_photo_bytes
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.qt_inverses import from_qimage


def stripes():
    """A photo twice as wide as high: red at the sides, blue in the middle."""
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[..., 0] = 255
    pixels[:, 50:150] = (0, 0, 255)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return read_photo_bytes(stream.getvalue(), "stripes", (64, 64))


def painted(entry, colors=LIGHT, detector=False):
    """The pixels of a card in a narrow place, two for each unit, and of its photo and of its texts alone."""
    rows, delegate, option = PhotoListModel(), PhotoCardDelegate(), QStyleOptionViewItem()
    rows.insert([(0, entry)])
    option.palette, option.font = make_palette(colors), QFont()
    option.fontMetrics = QFontMetrics(option.font)
    delegate.has_detector = detector
    delegate.fit(QSize(390, 60), option.font, CLASSES)
    option.rect = QRect(0, 0, delegate.cell.width(), delegate.cell.height())
    image = QImage(2 * delegate.cell, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    image.fill(QColor(colors.raised))
    with QPainter(image) as painter:
        delegate.paint(painter, option, rows.index(0))
    pixels = from_qimage(image)
    return pixels, pixels[8:-8, 8:88], pixels[8:-8, 96:-8]


def has(pixels, color):
    return bool(np.all(pixels == QColor(color).getRgb()[:3], axis=-1).any())


@pytest.fixture
def entry(qapp):
    return replace(make_entry("stripes.png"), photo=stripes())


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("part", ["", "train"])
def test_a_cross_says_that_answer_and_label_differ_in_the_training_part_too(qapp, colors, part):
    for actual, color in (("non-cat", colors.error), ("cat", colors.accent), ("", None), ("dog", None)):
        _, _, texts = painted(replace(make_entry("a", 0.9, actual), part=part), colors)
        assert [has(texts, mark) for mark in (colors.error, colors.accent)] == [
            color == mark for mark in (colors.error, colors.accent)
        ]


def test_the_photo_keeps_its_shape_with_the_marks_of_its_class_and_of_the_data(entry):
    _, photo, _ = painted(entry)
    reds = np.all(photo == (255, 0, 0), axis=-1)
    across, down = reds.any(axis=0).nonzero()[0], reds.any(axis=1).nonzero()[0]
    assert across[-1] - across[0] == pytest.approx(2 * (down[-1] - down[0]), abs=3)
    assert not has(photo, LIGHT.accent)
    for label, color in enumerate(LIGHT.classes):
        _, photo, _ = painted(replace(entry, actual=CLASSES[label], part="test"))
        assert has(photo, color)
        assert has(photo, LIGHT.accent)


def test_a_center_crop_frames_what_is_kept_and_dims_the_rest(entry):
    _, photo, _ = painted(replace(entry, framing=Framing.CENTER))
    assert [has(photo, color) for color in (LIGHT.accent, "#0000ff", "#ff0000")] == [True, True, False]


def test_the_detector_has_a_line_of_its_own_once_it_is_asked(qapp):
    alone, asked = make_entry("a", 0.9), make_entry("a", 0.9, detected=0.1)
    before, _, texts = painted(asked)
    assert np.array_equal(texts, painted(alone)[2])
    after, *_ = painted(asked, detector=True)
    assert after.shape[0] > before.shape[0]
    assert not np.array_equal(after, painted(alone, detector=True)[0])


def test_a_photo_that_is_not_read_says_why(qapp):
    assert has(painted(make_entry("a", error="this is text"))[2], LIGHT.muted)
    assert has(painted(replace(make_entry("a"), photo=None))[1], LIGHT.line)


@pytest.mark.parametrize(("room", "columns"), [((1050, 210), 5), ((385, 48), 3), ((2000, 900), 2)])
def test_as_many_cards_are_whole_with_photos_as_large_as_they_can_be(qapp, room, columns):
    delegate = PhotoCardDelegate()
    delegate.fit(QSize(*room), QFont(), CLASSES)
    across, down = room[0] // delegate.cell.width(), room[1] // delegate.cell.height()
    assert across >= columns
    assert across * down >= min(6, columns)
