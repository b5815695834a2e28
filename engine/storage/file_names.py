"""What files must not be called on this system."""

from __future__ import annotations

import ntpath
import os
import re
from pathlib import Path

# In any folder and with any suffix, Windows takes these names for devices.
_PORTS = {f"{port}{end}" for port in ("COM", "LPT") for end in "0123456789¹²³"}
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS}
_NOT_ON_WINDOWS = re.compile(r'[\x00-\x1f<>:"|?*]')
_FOLDERS = (".", "..")
# UTF-16 units, by which Windows counts.
_LONGEST_ON_WINDOWS = 255


def name_fault(path: Path, on_windows: bool = os.name == "nt") -> str:
    """A clause on why no file can have this name here, or "".

    Windows would write to a device instead, or leave the end of the name out, or refuse it only once the file is to be
    moved into place. Other systems refuse a name at once, by an error of its own.
    """
    # Not `path.name`: a path of another system, in tests, has other separators.
    name = ntpath.basename(ntpath.splitdrive(path)[1])
    if not on_windows or name in _FOLDERS:
        return ""
    if unfit := _NOT_ON_WINDOWS.search(name):
        return f"a name cannot have {f'“{unfit[0]}”' if unfit[0].isprintable() else 'control characters'} in it"
    if name.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        return "Windows keeps this name for a device"
    if name.endswith((".", " ")):
        return "a name cannot end in a dot or space"
    return "the name is too long" if len(name.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_ON_WINDOWS else ""
