"""Photos as cards paint them: prepared once for each look, and placed on whole pixels."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from catgui.panels.photos import photo_preview
from catgui.panels.photos.photo_preview import paint_photo, render_photo
from catgui.style.colors import DARK, LIGHT
from engine.images.photo import Framing, Photo
from tests.support.qt_inverses import from_qimage

AREA = QRect(6, 6, 80, 80)


@pytest.fixture
def photo(qapp):
    pixels = np.random.default_rng(0).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    return Photo("noise", (1600, 1200), pixels, dict.fromkeys(Framing, np.zeros((64, 64, 3), np.uint8)), pixels)


@pytest.fixture
def prepared(monkeypatch):
    """The number of renderings of a photo."""
    calls, to_qimage = [], photo_preview.to_qimage
    monkeypatch.setattr(photo_preview, "to_qimage", lambda pixels: calls.append(1) or to_qimage(pixels))
    return calls


def painted(photo, area=AREA, framing=Framing.WHOLE, colors=LIGHT, ratio=1.0):
    image = QImage(150, 150, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_photo(painter, area, photo, framing, colors)
    painter.end()
    return from_qimage(image)


def test_the_same_look_is_rendered_once(photo, prepared):
    first = painted(photo)
    assert np.array_equal(painted(photo), first)
    assert len(prepared) == 1


@pytest.mark.parametrize(
    "change",
    [{"framing": Framing.CENTER}, {"area": QRect(6, 6, 60, 60)}, {"colors": DARK}, {"ratio": 1.5}],
    ids=lambda change: next(iter(change)),
)
def test_another_look_is_rendered_again(photo, prepared, change):
    first = painted(photo)
    second = painted(photo, **change)
    assert len(prepared) == 2
    assert "colors" in change or not np.array_equal(second, first)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_looks_the_same_wherever_it_stands(photo, ratio):
    def cut(left):
        pixels = painted(photo, QRect(left, left, 60, 60), ratio=ratio)
        rows, columns = np.nonzero((pixels != 255).any(axis=-1))
        return pixels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]

    assert np.array_equal(cut(8), cut(5))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_photo_smaller_than_the_area_is_enlarged(qapp, ratio):
    pixels = np.full((20, 20, 3), 200, np.uint8)
    small = Photo("small", (20, 20), pixels, dict.fromkeys(Framing, pixels), pixels)
    image = render_photo(small, Framing.WHOLE, 120, 80, ratio, LIGHT)
    covered = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).alpha()]
    assert len(covered) == 80 * ratio
