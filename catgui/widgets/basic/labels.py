"""Labels in the roles of the style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox


def label(text: str = "", role: str = "body", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label; `role` is "title", "prompt", "heading", "body", "muted", "figure" or "error"."""
    result = QLabel(text)
    result.setProperty("role", role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


def name_icon(box: QMessageBox) -> None:
    """Name the icon of a message box for screen readers, which Qt leaves nameless."""
    icon = box.findChild(QLabel, "qt_msgboxex_icon_label")
    if isinstance(icon, QLabel):
        icon.setAccessibleName(box.icon().name)
