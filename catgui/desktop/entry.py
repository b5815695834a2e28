"""What the desktop knows of Catgui: its files in the menus of Linux, its icon in the taskbar of Windows."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.system.user_dirs import resource_path
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
