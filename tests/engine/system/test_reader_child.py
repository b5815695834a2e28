"""The child process for untrusted files: what it does before its calls."""

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
