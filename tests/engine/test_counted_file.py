"""The file that counts."""

import pytest

from engine.counted_file import CountedFile
from engine.errors import CancelledError


def test_it_tells_how_much_is_written_and_never_more_than_all(tmp_path):
    told = []
    with CountedFile(tmp_path / "file", 10, lambda *how_far: told.append(how_far)) as file:
        assert file.write(b"1234") == 4
        assert file.write(memoryview(b"567890")) == 6
        assert file.write(b"more") == 4
    assert told == [(4, 10), (10, 10), (10, 10)]
    assert (tmp_path / "file").read_bytes() == b"1234567890more"


def test_what_is_raised_by_who_is_told_ends_the_writing(tmp_path):
    def cancel(done, total):
        raise CancelledError("enough")

    with pytest.raises(CancelledError), CountedFile(tmp_path / "file", 10, cancel) as file:
        file.write(b"1234")
