"""Conversion between arrays of pixels, QImage and PNG."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from engine.errors import EngineError


class ImageExportError(EngineError):
    """Qt could not make an image."""

    def __init__(self) -> None:
        super().__init__("The picture could not be made: memory may be short.")


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage of `pixels` (height, width, 3), RGB; a copy."""
    contiguous = np.ascontiguousarray(pixels)
    height, width, channels = contiguous.shape
    # QImage does not keep the buffer alive: copy() makes it own its pixels.
    return QImage(contiguous.data, width, height, channels * width, QImage.Format.Format_RGB888).copy()


def to_png(image: QImage) -> bytes:
    """`image` as a PNG, made in memory: Qt does not report why it could not write a file. Raises ImageExportError."""
    buffer = QBuffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want bytes for the format
        raise ImageExportError
    return bytes(buffer.data().data())
