"""Simulated full and read-only disks."""

import errno
import os
import sys
from contextlib import contextmanager


@contextmanager
def disk_full_after(count):
    """Let every write beyond `count` bytes of a file fail, as on a full disk."""
    import resource  # not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refuse(monkeypatch, folder, number):
    """Let the creation of files in `folder` fail with an errno; unlike permissions, this binds root as well."""
    really_open = os.open

    def refusing(path, flags, *rest, **words):
        if flags & os.O_CREAT and str(path).startswith(str(folder)):
            raise OSError(number, os.strerror(number), str(path))
        return really_open(path, flags, *rest, **words)

    monkeypatch.setattr(os, "open", refusing)


def disk_full_on_fsync(monkeypatch):
    """Let `os.fsync` fail as on a full disk."""

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


HAS_LIMITS = sys.platform != "win32"
