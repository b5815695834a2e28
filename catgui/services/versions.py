"""The versions of the program and its libraries, for reports of problems."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion

from engine.version import PROGRAM_VERSION

NOT_INSTALLED = "not installed"


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
