"""The context menu of a figure, which is copied or saved as an image, wherever it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget


class FigureExports(QObject):
    """The singleton `figure_exports`, which passes figures to save on to the window.

    Signals: `requested(object, str)`, a figure as a QImage, and its name.
    """

    requested = Signal(object, str)


figure_exports = FigureExports()


def offer_figure(figure: QWidget, what: str, name: str, render: Callable[[], QImage], at: QPoint) -> None:
    """Show a menu at a point of the screen: copy the image of `figure`, or save it under a name."""
    menu = QMenu(figure)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(f"Copy {what}", lambda: QGuiApplication.clipboard().setImage(render()))
    menu.addAction(f"Save {what}…", lambda: figure_exports.requested.emit(render(), name))
    menu.popup(at)
