"""A plot as the content of a file: in pixels, or in lines.

Both are made in memory. Qt does not say why it could not write a file, and of an SVG not even that it could not.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

from engine.errors import EngineError

# A PNG is so many times as fine as the screen.
_PNG_SCALE = 2


class ImageExportError(EngineError):
    """Qt could not draw it."""

    def __init__(self) -> None:
        super().__init__("The picture of the plot could not be made; there may be too little memory. Try again.")


def render_png(view: QGraphicsView) -> bytes:
    """`view` as it stands as a PNG. Raises PictureError."""
    # Of the viewport: without the frame that shows where the keyboard is.
    seen = view.viewport().grab().toImage()
    image = seen.scaled(view.size() * _PNG_SCALE, mode=Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want bytes for the format
        raise ImageExportError
    return bytes(buffer.data().data())


def render_svg(view: QGraphicsView, title: str) -> bytes:
    """`view` as it stands as an SVG. Raises PictureError."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(view.rect())
    generator.setTitle(title)
    painter = QPainter()
    if not painter.begin(generator):
        raise ImageExportError
    with painter:
        view.render(painter)
    return bytes(buffer.data().data())
