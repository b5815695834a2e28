"""Disks on which nothing can be written, for the tests of what is said then."""

import errno
import os
import sys
from contextlib import contextmanager


@contextmanager
def disk_full_after(count):
    """No file of this process may grow beyond so many bytes: the write that would fails, as on a full disk."""
    import resource  # not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refuse(monkeypatch, folder, number):
    """Have the system refuse new files in `folder` with an errno, whoever asks: permissions do not bind root."""
    really_open = os.open

    def refusing(path, flags, *rest, **words):
        if flags & os.O_CREAT and str(path).startswith(str(folder)):
            raise OSError(number, os.strerror(number), str(path))
        return really_open(path, flags, *rest, **words)

    monkeypatch.setattr(os, "open", refusing)


def disk_full_on_fsync(monkeypatch):
    """Have the disk be full when what was written is to reach it."""

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


HAS_LIMITS = sys.platform != "win32"
