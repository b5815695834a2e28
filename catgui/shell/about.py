"""The About dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from catgui.services.versions import versions

PRIVACY = (
    "Nothing leaves this computer: photos and data stay here. Only what you ask for is fetched: the course photos, and "
    "a picture from an address after you have agreed."
)


def show_about(parent: QWidget) -> None:
    """Open the dialog; it does not block the window."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About Catgui")
    box.setText("Watch a neural network written from scratch in NumPy learn to tell cats from other things.")
    box.setInformativeText(f"{versions()}\n\n{PRIVACY}\n\nMIT license.")
    box.open()
