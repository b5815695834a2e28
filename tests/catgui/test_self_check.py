"""The program checks itself, and says what does not work."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

PARTS = 9


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
def test_all_of_it_works_in_german_scaled_and_in_an_odd_folder(tmp_path):
    home = tmp_path / "Jörg Müller"
    home.mkdir()
    done = check(HOME=str(home), LC_ALL="de_DE.UTF-8", QT_SCALE_FACTOR="1.5")

    assert "FAILS" not in done.stdout
    assert done.stdout.count("works: ") == PARTS
    assert done.returncode == 0


@pytest.mark.slow
def test_what_does_not_work_is_named_with_its_error_and_all_else_works_in_plain_text(tmp_path):
    # A module in the place of the one that only the downloads need.
    (tmp_path / "ssl.py").write_text("raise ImportError('damaged')")
    home = tmp_path / "Jörg Müller"
    home.mkdir()
    done = check(PYTHONPATH=str(tmp_path), HOME=str(home), LC_ALL="C", TZ="America/St_Johns")

    assert "FAILS: downloads\n" in done.stdout
    assert "damaged" in done.stdout
    assert done.stdout.count("FAILS: ") == 1
    assert done.stdout.count("works: ") == PARTS - 1
    assert done.returncode == 1
