"""The program checks itself, and says what does not work."""

import os
import subprocess
import sys

import pytest

from tests import ROOT


def check(**environment):
    return subprocess.run(
        [sys.executable, "-m", "catgui", "--self-check"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "surroundings",
    [{"LC_ALL": "C", "TZ": "America/St_Johns"}, {"LC_ALL": "de_DE.UTF-8", "QT_SCALE_FACTOR": "1.5"}],
    ids=["plain text", "German and scaled"],
)
def test_all_of_it_works_wherever_it_is(surroundings, tmp_path):
    home = tmp_path / "Jörg Müller"
    home.mkdir()
    done = check(HOME=str(home), **surroundings)

    assert "FAILS" not in done.stdout
    assert done.stdout.count("works: ") == 9
    assert done.returncode == 0


@pytest.mark.slow
def test_what_does_not_work_is_named_with_its_error_and_the_status_is_1(tmp_path):
    # A module in the place of the library for HEIC.
    (tmp_path / "pillow_heif.py").write_text("raise ImportError('damaged')")
    done = check(PYTHONPATH=str(tmp_path))

    assert "FAILS: photos\n" in done.stdout
    assert "damaged" in done.stdout
    assert "works: training\n" in done.stdout
    assert done.returncode == 1
