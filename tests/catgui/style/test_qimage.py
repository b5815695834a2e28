"""Images as PNG: what comes back is what was written, and what cannot be made is an error for the user."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from catgui.style.qimage import ImageExportError, to_png, to_qimage
from tests.support.qt_inverses import from_qimage


def test_a_png_has_the_pixels(qapp):
    pixels = np.random.default_rng(1).integers(0, 256, (7, 9, 3)).astype(np.uint8)
    np.testing.assert_array_equal(from_qimage(QImage.fromData(to_png(to_qimage(pixels)), "PNG")), pixels)


def test_an_image_that_qt_could_not_make_is_an_error(qapp):
    with pytest.raises(ImageExportError, match="memory may be short"):
        to_png(QImage())
