"""What the refusals to replace a file carry, for those who tell them."""

import errno
import os
import re

import pytest

from engine.storage import atomic
from engine.storage.atomic import atomic_write


def replace(target):
    with atomic_write(target) as temporary:
        temporary.write_bytes(b"new")


def test_a_file_that_may_not_be_written_is_named_and_left(tmp_path, monkeypatch):
    target = tmp_path / "model.npz"
    target.write_bytes(b"old")
    monkeypatch.setattr(atomic.os, "access", lambda path, mode: False)

    with pytest.raises(PermissionError, match=re.escape(os.strerror(errno.EACCES))) as caught:
        replace(target)

    assert (caught.value.errno, caught.value.filename) == (errno.EACCES, str(target))
    assert target.read_bytes() == b"old"


def test_a_folder_in_the_place_is_named_and_left(tmp_path):
    with pytest.raises(IsADirectoryError) as caught:
        replace(tmp_path)

    assert (caught.value.errno, caught.value.filename) == (errno.EISDIR, str(tmp_path))
    assert list(tmp_path.iterdir()) == []
