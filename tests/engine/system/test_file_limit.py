"""The number of files that the program may have open."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(("soft", "hard", "expected"), [(64, 100, 100), (100, 8000, 4096), (5000, 8000, 5000)])
def test_the_soft_limit_is_raised_as_far_as_needed(soft, hard, expected):
    program = (
        "import resource; from engine.system.file_limit import raise_file_limit\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        "raise_file_limit(); print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(expected), str(hard)]
