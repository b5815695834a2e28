"""Byte counts as text, the free memory, the number of open files, and glibc's malloc."""

import errno
import platform
import subprocess
import sys

import pytest

from engine.system.memory import available_memory, format_bytes

GLIBC = pytest.mark.skipif(sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="is about glibc")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (3_188_980, "3.2 MB"),
        (3_100_000_000, "3.1 GB"),
        (2.5e12, "2.5 TB"),
        (9.9e17, "990000.0 TB"),
    ],
)
def test_bytes_are_formatted_in_decimal_units(count, text):
    assert format_bytes(count) == text


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_a_limit_of_the_process_counts():
    program = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))\n"
        "from engine.system.memory import available_memory; print(available_memory())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 500_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks without a file")
def test_where_it_cannot_be_found_out_the_memory_of_the_computer_is_taken(monkeypatch):
    def refuse():
        raise OSError(errno.EMFILE, "Too many open files", "/proc/meminfo")

    free = available_memory()
    monkeypatch.setattr("psutil.virtual_memory", refuse)
    assert available_memory() >= free


@pytest.mark.slow
@GLIBC
def test_freed_large_arrays_are_returned_to_the_system():
    """Even from between small objects that stay."""
    program = (
        "import numpy as np, psutil; from engine.system.memory import tune_glibc_malloc\n"
        "tune_glibc_malloc()\n"
        "def resident(): return psutil.Process().memory_info().rss\n"
        "np.ones(4_000_000)\n"
        "before, large, small = resident(), [], []\n"
        "for _ in range(10): large.append(np.ones(1_000_000)); small.append(bytearray(2000))\n"
        "most = resident(); del large; print(most - before, resident() - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    most, after = map(int, done.stdout.split())
    assert most > 75e6
    assert after < 8e6


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(("soft", "hard", "expected"), [(64, 100, 100), (100, 8000, 4096), (5000, 8000, 5000)])
def test_the_soft_limit_is_raised_as_far_as_needed(soft, hard, expected):
    program = (
        "import resource; from engine.system.memory import raise_file_limit\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        "raise_file_limit(); print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(expected), str(hard)]
