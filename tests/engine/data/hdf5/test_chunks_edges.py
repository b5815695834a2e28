"""The commands of LZF, one by one."""

import pytest

from engine.data.hdf5 import chunks


@pytest.mark.parametrize(
    ("packed", "size"),
    [
        ([], 0),
        ([2, 9, 9, 9], 3),  # three bytes as they are
        ([31, *[9] * 32], 32),
        ([0, 9, 3 << 5, 0], 1 + 5),  # five bytes repeated
        ([0, 9, 7 << 5, 10, 0], 1 + 7 + 10 + 2),  # seventeen and two bytes repeated: the longest form
        ([0, 9, 7 << 5, 10, 0, 1, 8, 8], 1 + 19 + 2),
        ([0, 9, 1 << 5, 0, 0, 9], 1 + 3 + 1),
        ([0, 9, 7 << 5], 1 + 9),  # cut short within a command
        ([0, 9, 7 << 5, 200], 1 + 7 + 200 + 2),
    ],
)
def test_each_command_counts_for_the_bytes_it_makes(packed, size):
    assert chunks._lzf_size(bytes(packed)) == size
