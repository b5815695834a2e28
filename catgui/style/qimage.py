"""Conversion between arrays of pixels and QImage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage of `pixels` (height, width, 3), RGB; a copy."""
    contiguous = np.ascontiguousarray(pixels)
    height, width, channels = contiguous.shape
    # QImage does not keep the buffer alive: copy() makes it own its pixels.
    return QImage(contiguous.data, width, height, channels * width, QImage.Format.Format_RGB888).copy()


def from_qimage(image: QImage) -> NDArray[np.uint8]:
    """The pixels of an image of any format, (height, width, 3), RGB; a copy."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8, count=rgb.sizeInBytes())
    return (
        rows.reshape(rgb.height(), rgb.bytesPerLine())[:, : 3 * rgb.width()]
        .reshape(rgb.height(), rgb.width(), 3)
        .copy()
    )
