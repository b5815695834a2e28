"""A check for the libraries and display without which Qt aborts the process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

# Library -> its package in Debian and Ubuntu. Loaded by QtGui:
_QTGUI_LIBRARIES = {"libEGL.so.1": "libegl1"}
# Loaded by Qt's plugin for X11; the first of them since Qt 6.5.
_XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_TERMINAL_HINT = "Without a window, 'catgui train' trains the network in this terminal."


def window_unavailable_reason(
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    load: Callable[[str], object] = ctypes.CDLL,
) -> str | None:
    """Why no window can be opened, in one line; None if one can."""
    if not platform.startswith("linux"):
        return None
    plugin = environment.get("QT_QPA_PLATFORM")
    if not (plugin or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return f"There is no display to open a window on. {_TERMINAL_HINT}"
    missing = [
        package for library, package in _required_libraries(plugin, environment).items() if not _can_load(library, load)
    ]
    if missing:
        return f"The window needs libraries that are missing: sudo apt install {' '.join(missing)}. {_TERMINAL_HINT}"
    return None


def _required_libraries(plugin: str | None, environment: Mapping[str, str]) -> dict[str, str]:
    on_x11 = plugin.startswith("xcb") if plugin else not environment.get("WAYLAND_DISPLAY")
    return _QTGUI_LIBRARIES | _XCB_LIBRARIES if on_x11 else _QTGUI_LIBRARIES


def _can_load(library: str, load: Callable[[str], object]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True
