"""Fixtures of the attacker."""

import sys

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the program has a window")

from tests.attack.attack import find_violation
from tests.attack.program import starts


@pytest.fixture(scope="package")
def programs():
    """What starts programs."""
    with starts() as programs:
        yield programs


@pytest.fixture
def holds(programs):
    """Asserts that all is back, or told, after steps, which "; " separates."""

    def holds(steps):
        if sys.platform == "win32" and "full;" in steps:
            pytest.skip("Windows has no limit on the size of files")
        violation = find_violation(programs, steps.split("; "))
        assert violation is None, str(violation)

    return holds
