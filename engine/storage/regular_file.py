"""A check before a file of the program's own is opened, which anything may have taken the place of."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def check_regular_file(path: Path) -> None:
    """Raise OSError if a link, a pipe, a socket, a device or a folder is at `path`.

    Opening a pipe waits until another program opens it as well, and a device may have no end; a link may lead to
    either. A file that is not there, or that cannot be looked at, passes: opening it fails at once.
    """
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, "it is a link, pipe, device or folder; move it away", str(path))
