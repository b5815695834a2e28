"""Opening files and folders with the programs that the system has for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engine.text import printable


def open_outside(path: Path) -> str:
    """Open a file or a folder with the system's program for it; returns a text for the user if that fails."""
    is_open = path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    return "" if is_open else f"{printable(path)} could not be opened."
