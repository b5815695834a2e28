"""Amounts of memory in words, and the memory that is free."""

import psutil
import pytest

from engine.memory import available_memory, in_words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (3_188_980, "3.2 MB"),
        (3_100_000_000, "3.1 GB"),
        (2.5e12, "2.5 TB"),
        (9e18, "9000000.0 TB"),
    ],
)
def test_bytes_as_a_person_writes_them(count, words):
    assert in_words(count) == words


def test_the_free_memory_is_part_of_what_there_is():
    assert 0 < available_memory() <= psutil.virtual_memory().total
