"""What the program says about itself."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.version import package_version, program_version

PRIVACY = (
    "Nothing leaves this computer: photos and data stay here. Only what you ask for is fetched: the course photos, and "
    "a picture from an address after you have agreed."
)


def versions() -> str:
    """The versions that a report of a problem needs, a line each."""
    return "\n".join(
        (
            f"Catgui {program_version()}",
            f"Python {platform.python_version()}, Qt {qVersion()}, PySide {pyside_version}, "
            f"pyqtgraph {package_version('pyqtgraph')}",
            f"NumPy {package_version('numpy')}, h5py {package_version('h5py')}, Pillow {package_version('pillow')}",
        )
    )


def show_about(parent: QWidget) -> None:
    """Show it in a dialog that does not block the window."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About Catgui")
    box.setText("Watch a neural network written from scratch in NumPy learn to tell cats from other things.")
    box.setInformativeText(f"{versions()}\n\n{PRIVACY}\n\nMIT licence.")
    box.open()
