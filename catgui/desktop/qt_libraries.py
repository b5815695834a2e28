"""A check for the display, libraries and font without which Qt aborts, fails to import, or shows boxes for letters."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.text import printable

# Library -> its package in Debian and Ubuntu.
_PACKAGES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Those of the plugin for X11; libxcb-cursor0 since Qt 6.5.
_X11_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_TERMINAL_HINT = "'catgui train' needs no window."
_INSTALL = "On Debian and Ubuntu: sudo apt install {}."
# Files that a window opens as it starts. Without them GLib aborts the process.
_FEWEST_FILES = 16
_NO_FILES = f"The system allows too few open files. Raise the limit (ulimit -n). {_TERMINAL_HINT}"
NO_FONT = f"There is no font. {_INSTALL.format('fonts-dejavu-core')} {_TERMINAL_HINT}"


def window_unavailable_reason(
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    load: Callable[[str], Any] = ctypes.CDLL,
) -> str | None:
    """Why no window can be opened, in one line; None if one can.

    The system's loader is asked for Qt's own files, which are needed next in any case: it knows what they lack. The
    table above only names the packages to install.
    """
    if not platform.startswith("linux"):
        return None
    if not _can_open_files():
        return _NO_FILES
    plugin = environment.get("QT_QPA_PLATFORM")
    if not (plugin or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return f"There is no display. {_TERMINAL_HINT}"
    on_x11 = plugin.startswith("xcb") if plugin else not environment.get("WAYLAND_DISPLAY")
    if on_x11 and (display := environment.get("DISPLAY")) and not _is_reachable(display, load):
        return f"The display {printable(display)} cannot be reached. Check DISPLAY. {_TERMINAL_HINT}"
    failures = [failure for path in _qt_files(on_x11) if (failure := _load_failure(str(path), load))]
    if not failures:
        return None
    wanted = _PACKAGES | _X11_PACKAGES if on_x11 else _PACKAGES
    missing = [package for library, package in wanted.items() if _load_failure(library, load)]
    if not missing:
        return f"Qt cannot be loaded: {failures[0]}. {_TERMINAL_HINT}"
    return f"Libraries of the window are missing. {_INSTALL.format(' '.join(missing))} {_TERMINAL_HINT}"


def _can_open_files() -> bool:
    opened: list[int] = []
    try:
        for _ in range(_FEWEST_FILES):
            opened.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return False
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return True


def _is_reachable(display: str, load: Callable[[str], Any]) -> bool:
    """Whether a connection to an X11 display can be opened; True if the library that opens them is missing."""
    try:
        xcb = load("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
    except (OSError, AttributeError):
        return True
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _qt_files(on_x11: bool) -> list[Path]:
    """The libraries of Qt that the window loads first; none if PySide6 is not installed with a Qt of its own."""
    package = importlib.util.find_spec("PySide6")
    if package is None or package.origin is None:
        return []
    qt = Path(package.origin).parent / "Qt"
    files = [qt / "lib" / "libQt6Widgets.so.6", qt / "lib" / "libQt6Svg.so.6"]
    if on_x11:
        files.append(qt / "plugins" / "platforms" / "libqxcb.so")
    return [file for file in files if file.exists()]


def _load_failure(library: str, load: Callable[[str], object]) -> str:
    """What the loader says is wrong with a library; '' if it can be loaded."""
    try:
        load(library)
    except OSError as error:
        return str(error) or library
    return ""
