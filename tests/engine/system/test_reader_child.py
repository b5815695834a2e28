"""The child process for untrusted files: what it does before its calls."""

import io
import sys

import pytest

from engine.system import reader_child


@pytest.mark.skipif(sys.platform != "linux", reason="limits its memory on Linux only")
def test_without_proc_a_file_is_read_without_a_limit_of_its_own(monkeypatch):
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)

    def missing(path, **_):
        raise FileNotFoundError(path)

    monkeypatch.setattr("builtins.open", missing)
    reader_child._limit_memory(10**9)
    monkeypatch.undo()
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_of_nonsense_nothing_is_read_that_it_seems_to_announce():
    stream = io.BytesIO(b"\xff" * 100)
    with pytest.raises(ValueError, match="Kind"):
        reader_child._receive(stream)
    assert stream.tell() == reader_child._HEAD.size
