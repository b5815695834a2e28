"""A plot as PNG or SVG bytes.

They are made in memory, because Qt does not report why it could not write a file, and for SVG not even that.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

from catgui.style.qimage import ImageExportError, to_png

# Pixels of a PNG per pixel on the screen, along each side.
_PNG_SCALE = 2


def render_png(view: QGraphicsView) -> bytes:
    """`view` as a PNG. Raises ImageExportError."""
    # The viewport, without the focus frame.
    screenshot = view.viewport().grab().toImage()
    image = screenshot.scaled(view.size() * _PNG_SCALE, mode=Qt.TransformationMode.SmoothTransformation)
    return to_png(image)


def render_svg(view: QGraphicsView, title: str) -> bytes:
    """`view` as an SVG. Raises ImageExportError."""
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
