"""The program on the desktop: its menu entry and icon, opening files with other programs, and its versions."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from engine.system.user_dirs import resource_path
from engine.text import printable
from engine.version import PROGRAM_VERSION, RELEASED

APPLICATION_ID = "org.catgui.Catgui"
_SUMMARY = "Watch a neural network learn to tell cats from other things"

_DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Catgui
Comment={summary}
Exec={command} %F
Icon={id}
Terminal=false
Categories=Education;ArtificialIntelligence;
Keywords=neural;network;learning;cat;
MimeType=application/x-hdf5;inode/directory;image/jpeg;image/png;image/webp;image/heif;
StartupWMClass={id}
"""

_METAINFO = """\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{id}</id>
  <name>Catgui</name>
  <developer id="org.catgui">
    <name>The authors of Catgui</name>
  </developer>
  <summary>{summary}</summary>
  <metadata_license>MIT</metadata_license>
  <project_license>MIT</project_license>
  <description>
    <p>A neural network, written from scratch in NumPy, learns before your eyes. Press Train and the cost falls; look at
    what it gets wrong; drop in your own photo and see what the network sees and says. It runs offline.</p>
  </description>
  <launchable type="desktop-id">{id}.desktop</launchable>
  <releases>
    <release version="{version}" date="{released}"/>
  </releases>
  <content_rating type="oars-1.1"/>
</component>
"""
NOT_INSTALLED = "not installed"


def set_taskbar_id() -> None:
    """Give the program its own icon and group in the Windows taskbar."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)


def entry_files(command: str, share: Path) -> dict[Path, str]:
    """The files of the menu entry below `share`, with their contents."""
    values = {"id": APPLICATION_ID, "summary": _SUMMARY, "command": _quoted(command)}
    values |= {"version": PROGRAM_VERSION, "released": RELEASED}
    return {
        share / "applications" / f"{APPLICATION_ID}.desktop": _DESKTOP.format(**values),
        share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml": _METAINFO.format(**values),
        share / "icons" / "hicolor" / "scalable" / "apps" / f"{APPLICATION_ID}.svg": resource_path(
            "resources", "icons", "catgui.svg"
        ).read_text(encoding="utf-8"),
    }


def _quoted(command: str) -> str:
    """A path quoted and escaped for the Exec key of a desktop entry."""
    for special in ("\\", '"', "`", "$"):
        command = command.replace(special, "\\" + special)
    return f'"{command.replace("%", "%%")}"'


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
