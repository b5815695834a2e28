"""The versions of the program and its libraries, and opening files with other programs."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from engine.text import printable
from engine.version import PROGRAM_VERSION

NOT_INSTALLED = "not installed"


def open_outside(path: Path) -> str:
    """Open a file or a folder with the system's program for it; returns a text for the user if that fails."""
    is_open = path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    return "" if is_open else f"{printable(path)} could not be opened."


def versions() -> str:
    """The versions of Catgui, Python, Qt and the libraries, in three lines."""
    return "\n".join(
        (
            f"Catgui {PROGRAM_VERSION}",
            f"Python {platform.python_version()}, Qt {qVersion()}, PySide {pyside_version}, "
            f"pyqtgraph {_package_version('pyqtgraph')}",
            f"NumPy {_package_version('numpy')}, h5py {_package_version('h5py')}, Pillow {_package_version('pillow')}",
        )
    )


def _package_version(package: str) -> str:
    """The version of an installed package, or 'not installed'."""
    from importlib.metadata import PackageNotFoundError, version  # slow to import: it brings a mail parser

    try:
        return version(package)
    except PackageNotFoundError:
        return NOT_INSTALLED
