"""Cards, by the pixels that are painted."""

import io
import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.inputs.sources import BytesSource
from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_card import CardLayout, PhotoCardDelegate, render_cards
from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.widgets.basic.labels import paint_wrapped
from catgui.widgets.figures.figure_bar import BAR_HEIGHT
from engine.images.photo import Framing
from engine.images.reader import read_photo_bytes
from tests.support.qt_inverses import from_qimage

CLASSES = ("non-cat", "cat")


def stripes():
    """A photo twice as wide as high: red at the sides, blue in the middle."""
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[..., 0] = 255
    pixels[:, 50:150] = (0, 0, 255)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return read_photo_bytes(stream.getvalue(), "stripes", (64, 64))


@pytest.fixture
def entry(qapp):
    return PhotoEntry(PhotoKey(), BytesSource("stripes.png", b""), "stripes.png", Framing.WHOLE, stripes())


def option(colors=LIGHT):
    result = QStyleOptionViewItem()
    result.palette = make_palette(colors)
    result.font = QFont()
    result.fontMetrics = QFontMetrics(result.font)
    return result


def painted(entry, colors=LIGHT, detector=False):
    """The card at its own size, as pixels, and the plan of its parts."""
    rows = PhotoListModel()
    rows.insert([(0, entry)])
    chosen = option(colors)
    delegate = PhotoCardDelegate()
    delegate.has_detector = detector
    extent = CardLayout.minimum_size(chosen.fontMetrics, detector)
    image = render_cards(delegate, [rows.index(0)], chosen)
    assert image.size() == 2 * extent
    plan = CardLayout.of(QRect(0, 0, extent.width(), extent.height()), chosen.fontMetrics.height(), detector)
    return from_qimage(image), plan


def part(pixels, where):
    return pixels[2 * where.top() : 2 * where.bottom() + 2, 2 * where.left() : 2 * where.right() + 2]


def has(pixels, color):
    return bool(np.all(pixels == QColor(color).getRgb()[:3], axis=-1).any())


def test_the_view_is_enlarged_by_a_whole_factor_without_smoothing(entry):
    pixels, plan = painted(entry)
    enlarged = np.repeat(np.repeat(entry.view, 2, axis=0), 2, axis=1)
    assert np.array_equal(part(pixels, plan.view), enlarged)


@pytest.mark.parametrize("detector", [False, True])
def test_the_parts_of_a_card_do_not_overlap(entry, detector):
    _, plan = painted(entry, detector=detector)
    assert plan.detected.isEmpty() is not detector
    parts = [getattr(plan, field.name) for field in fields(plan) if field.name != "card"]
    parts = [rect for rect in parts if not rect.isEmpty()]
    assert all(plan.card.contains(rect) for rect in parts)
    assert not [(a, b) for a, b in itertools.combinations(parts, 2) if a.intersects(b)]


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("detector", [False, True])
def test_a_photo_of_the_data_has_a_mark_and_names_its_part(entry, colors, detector):
    labeled = replace(entry, actual="cat")
    shown = [painted(replace(labeled, part=of), colors, detector=detector) for of in ("", "train", "test")]
    corners = [part(pixels, plan.photo)[:40, :40] for pixels, plan in shown]
    assert [has(corner, colors.accent) for corner in corners] == [False, True, True]
    lines = [part(pixels, plan.actual) for pixels, plan in shown]
    assert not any(np.array_equal(a, b) for a, b in itertools.combinations(lines, 2))


def test_the_photo_keeps_its_shape(entry):
    pixels, plan = painted(entry)
    photo = part(pixels, plan.photo)
    reds = np.all(photo == (255, 0, 0), axis=-1)
    across, down = reds.any(axis=0).nonzero()[0], reds.any(axis=1).nonzero()[0]
    assert across[-1] - across[0] + 1 == pytest.approx(2 * (down[-1] - down[0] + 1), abs=3)


def test_a_center_crop_frames_what_is_kept_and_dims_the_rest(entry):
    pixels, plan = painted(replace(entry, framing=Framing.CENTER))
    photo = part(pixels, plan.photo)
    assert has(photo, LIGHT.accent)
    assert has(photo, "#0000ff")
    assert not has(photo, "#ff0000")
    assert not has(part(pixels, plan.view), "#ff0000")


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("label", [0, 1])
def test_the_bar_grows_from_the_threshold_to_the_side_of_the_class(entry, label, colors):
    pixels, plan = painted(replace(entry, verdict=Verdict(0.1 + 0.8 * label, CLASSES)), colors)
    bar = part(pixels, plan.bar)
    halves = bar[:, : bar.shape[1] // 2 - 5], bar[:, bar.shape[1] // 2 + 5 :]
    assert has(halves[label], colors.classes[label])
    assert not has(halves[1 - label], colors.classes[label])
    assert has(part(pixels, plan.prediction), colors.classes[label])


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_mark_of_a_threshold_at_an_end_is_whole(entry, threshold):
    pixels, plan = painted(replace(entry, verdict=Verdict(0.5, CLASSES, threshold)))
    marked = np.all(part(pixels, plan.bar) == QColor(LIGHT.text).getRgb()[:3], axis=-1).all(axis=0)
    assert marked.sum() == 4


def test_a_photo_that_waits_has_the_same_size_and_room_for_its_pictures(entry):
    pixels, plan = painted(replace(entry, photo=None))
    assert np.ptp(part(pixels, plan.view).reshape(-1, 3), axis=0).max() == 0
    assert not has(part(pixels, plan.view), LIGHT.raised)


def test_a_failure_shows_a_warning_and_its_reason_in_place_of_the_pictures(entry):
    failed, plan = painted(
        replace(entry, photo=None, error="this is no picture of a known format; save it as PNG or JPEG")
    )
    assert has(part(failed, plan.photo), LIGHT.error)
    other, _ = painted(replace(entry, photo=None, error="there is no such file"))
    assert not np.array_equal(failed, other)


def test_several_cards_are_copied_as_one_picture(entry):
    rows = PhotoListModel()
    rows.insert([(number, replace(entry, key=PhotoKey())) for number in range(4)])
    chosen = option()
    size = CardLayout.minimum_size(chosen.fontMetrics)
    image = render_cards(PhotoCardDelegate(), [rows.index(row) for row in range(4)], chosen)
    assert (image.width(), image.height()) == (2 * 3 * size.width(), 2 * 2 * size.height())


def test_text_that_is_too_long_stays_in_its_area_and_ends_in_dots(qapp):
    def ink(text):
        image = QImage(120, 60, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_wrapped(painter, QRect(0, 0, 100, 40), text)
        painter.end()
        return from_qimage(image).min(axis=2) < 128

    long = ink("a word " * 40)
    assert not long[:, 102:].any()
    assert not long[46:].any()
    assert not np.array_equal(long, ink("a word " * 4))


def answered(entry, probability=0.2, detected=0.9, actual=""):
    return replace(entry, verdict=Verdict(probability, CLASSES), detected=Verdict(detected, CLASSES), actual=actual)


def test_both_answers_fit_on_every_card(entry):
    pixels, plan = painted(answered(entry, 0.001, 0.001, "cat"), detector=True)
    for area in (plan.detected, plan.prediction):
        written = part(pixels, area).min(axis=2) < 128
        assert written.any()
        assert not written[:, -2:].any()


def ink_height(pixels, background):
    """The height of the highest letters in a line."""
    rows = np.flatnonzero((pixels != background).any(axis=(1, 2)))
    return rows[-1] - rows[0] + 1


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_network_answers_first_and_larger_and_the_detector_below_it_quieter(entry, colors):
    pixels, plan = painted(answered(entry, 0.9, 0.9), colors, detector=True)
    tops = [area.top() for area in (plan.name, plan.prediction, plan.bar, plan.detected)]
    assert tops == sorted(tops)
    background = np.array(QColor(colors.raised).getRgb()[:3])
    right = [part(pixels, area)[:, pixels.shape[1] // 8 :] for area in (plan.prediction, plan.detected)]
    assert ink_height(right[0], background) > ink_height(right[1], background)
    assert has(right[0], colors.text)
    assert not has(right[1], colors.text)


def test_a_card_with_both_answers_is_hardly_higher_than_its_four_lines_and_two_bars(entry):
    metrics = QFontMetrics(QFont())
    lines = 4 * metrics.height() + 2 * BAR_HEIGHT + 4 + 18
    alone = CardLayout.minimum_size(metrics).height()
    assert CardLayout.minimum_size(metrics, True).height() <= max(lines, alone) + 3


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_each_answer_has_the_color_of_its_own_class(entry, colors):
    pixels, plan = painted(answered(entry), colors, detector=True)
    for area, label in ((plan.detected, 1), (plan.prediction, 0), (plan.bar, 0)):
        assert has(part(pixels, area), colors.classes[label])
        assert not has(part(pixels, area), colors.classes[1 - label])


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("actual", ["cat", "non-cat"])
def test_an_unsure_answer_has_the_color_of_no_class_and_neither_tick_nor_cross(entry, colors, actual):
    unsure = replace(answered(entry, actual=actual), detected=Verdict(0.6, CLASSES, unsure_below=0.7))
    pixels, plan = painted(unsure, colors, detector=True)
    for color in (*colors.classes, colors.error, colors.accent):
        assert not has(part(pixels, plan.detected), color)


def test_the_detector_answers_before_there_is_a_network(entry):
    pixels, plan = painted(replace(entry, detected=Verdict(0.9, CLASSES)), detector=True)
    assert has(part(pixels, plan.detected), LIGHT.classes[1])
    assert not has(part(pixels, plan.prediction), LIGHT.classes[1])
    assert (part(pixels, plan.prediction).min(axis=2) < 160).any()


@pytest.mark.parametrize(("actual", "counts"), [("cat", True), ("dog", False), ("", False)])
def test_an_actual_class_that_does_not_count_is_gray_without_tick_or_cross(entry, actual, counts):
    pixels, plan = painted(replace(entry, verdict=Verdict(0.1, CLASSES), actual=actual))
    assert has(part(pixels, plan.actual), LIGHT.text) is counts
    assert has(part(pixels, plan.prediction), LIGHT.error) is counts
