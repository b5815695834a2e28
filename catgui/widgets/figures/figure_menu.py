"""The context menu of a figure, which is copied or saved as an image."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget


def offer_figure(
    figure: QWidget, what: str, render: Callable[[], QImage], save: Callable[[QImage, str], object], at: QPoint
) -> None:
    """Show a menu at a point of the screen: copy the image of `figure`, or `save` it under its accessible name."""
    menu = QMenu(figure)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(f"Copy {what}", lambda: QGuiApplication.clipboard().setImage(render()))
    menu.addAction(f"Save {what}…", lambda: save(render(), figure.accessibleName()))
    menu.popup(at)
