"""What the system of the tests lacks, for those that need it, and how it divides a command into arguments."""

import ctypes
import os
import shlex
import tempfile
from pathlib import Path

import pytest


def _makes_links() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder, "link")
        try:
            link.symlink_to(folder, target_is_directory=True)
        except OSError:
            return False
        return link.is_symlink()


POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions, links, names and devices")
needs_links = pytest.mark.skipif(not _makes_links(), reason="only administrators can make links here")


def missing_file_text():
    """What this system says of a file that is not there."""
    with pytest.raises(FileNotFoundError) as refusal:
        os.stat("missing file")
    return refusal.value.strerror


def split_arguments(text):
    """The arguments in `text`, as a terminal of this system divides it."""
    if os.name != "nt":
        return shlex.split(text)
    count, divide = ctypes.c_int(), ctypes.windll.shell32.CommandLineToArgvW
    divide.restype = ctypes.POINTER(ctypes.c_wchar_p)
    # Of the first word, the name of a program, other rules hold.
    return divide(ctypes.c_wchar_p(f"program {text}"), ctypes.byref(count))[1 : count.value]
