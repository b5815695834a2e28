"""Install Catgui in the menus of a Linux desktop, or remove it with --remove."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.storage.atomic import atomic_write, describe_write_error, write_text
from engine.storage.user_dirs import NoHomeError, home, resource_path
from engine.version import PROGRAM_VERSION, RELEASED

APPLICATION_ID = "org.catgui.Catgui"
# Whether the desktop finds programs by such files.
HAS_ENTRY = sys.platform not in ("win32", "darwin")
_NO_ENTRY = (
    "This is for Linux desktops. On Windows the installer adds Catgui to the menu; on macOS, copy it to Applications."
)
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


def data_home() -> Path:
    """The folder in which the desktop looks for the user's applications. Raises NoHomeError."""
    return Path(os.environ.get("XDG_DATA_HOME") or home() / ".local" / "share")


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


def _command() -> str:
    """The full path of the installed `catgui`: a menu does not know the virtual environment."""
    if getattr(sys, "frozen", False):
        return sys.executable
    beside = Path(sys.executable).with_name("catgui")
    return str(beside) if beside.exists() else shutil.which("catgui") or "catgui"


def main(argv: Sequence[str]) -> int:
    """Run `catgui install-desktop`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="catgui install-desktop", description=__doc__)
    parser.add_argument("--remove", action="store_true", help="remove the menu entry")
    remove = parser.parse_args(argv).remove
    if not HAS_ENTRY:
        sys.stderr.write(f"catgui: {_NO_ENTRY}\n")
        return 1
    try:
        files = entry_files(_command(), data_home())
        for path, text in files.items():
            if remove:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                with atomic_write(path) as temporary:
                    write_text(temporary, text)
        sys.stdout.writelines(f"{'removed' if remove else 'wrote'} {path}\n" for path in files)
        sys.stdout.flush()
    except NoHomeError as error:
        sys.stderr.write(f"catgui: {error}\n")
        return 1
    except BrokenPipeError:
        # The reader of the output has what it wanted; Python's own flush at exit must find another output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.stderr.write(f"catgui: {error.filename}: {describe_write_error(error)}\n")
        return 1
    return 0
