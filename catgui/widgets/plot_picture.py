"""A plot as a file: in pixels, or in lines.

Both are made in memory first. Qt does not say why it could not write a file, and of an SVG not even that it could not.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

# A PNG is so many times as fine as the screen.
_FINENESS = 2


def write_png(view: QGraphicsView, path: Path) -> None:
    """Write `view` as it stands as a PNG. Raises OSError."""
    # Of the viewport: without the frame that shows where the keyboard is.
    seen = view.viewport().grab().toImage()
    image = seen.scaled(view.size() * _FINENESS, mode=Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want bytes for the format
        raise OSError("the picture of the plot could not be made")
    path.write_bytes(buffer.data().data())


def write_svg(view: QGraphicsView, path: Path, title: str) -> None:
    """Write `view` as it stands as an SVG. Raises OSError."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(view.rect())
    generator.setTitle(title)
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError("the picture of the plot could not be made")
    view.render(painter)
    painter.end()
    path.write_bytes(buffer.data().data())
