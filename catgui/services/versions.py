"""The versions of the program and its libraries, for reports of problems."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion

from engine.version import package_version, program_version


def versions() -> str:
    """The versions of Catgui, Python, Qt and the libraries, in three lines."""
    return "\n".join(
        (
            f"Catgui {program_version()}",
            f"Python {platform.python_version()}, Qt {qVersion()}, PySide {pyside_version}, "
            f"pyqtgraph {package_version('pyqtgraph')}",
            f"NumPy {package_version('numpy')}, h5py {package_version('h5py')}, Pillow {package_version('pillow')}",
        )
    )
