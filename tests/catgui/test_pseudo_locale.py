"""The window in a pseudo-locale: no sentence is glued from pieces, and none was forgotten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pseudo_faults import faults_of
from tests.support.pseudo_locale import pseudo
from tests.support.texts import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (pseudo("Press Train."), []),
        (f"{pseudo('Press Train.')} {pseudo('Then wait.')}", []),
        (f"{pseudo('Answer')}: cat, 66%", []),
        ("cats.h5", []),
        ("143 bytes", []),
        ("Press Train.", ["without brackets"]),
        (f"{pseudo('Press Train')}, {pseudo('then wait.')}", ["glued"]),
        (pseudo(f"Press {pseudo('the button')}."), ["a piece"]),
        (pseudo(f"Press “{pseudo('Train')}”."), []),
        (pseudo(f"Most for cat: {pseudo('upper left')} (+1)."), []),
    ],
)
def test_the_faults_of_a_text_are_found(text, faults):
    assert list(faults_of(text)) == faults


def test_each_text_of_the_window_is_whole():
    walk = Path(__file__).with_name("pseudo_walk.py")
    options = ["-p", "tests.support.pseudo_imports", "-p", "no:cacheprovider", "-n", "0", "-m", "", "-q", "--tb=short"]
    environment = {**os.environ, "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", *options, str(walk)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
