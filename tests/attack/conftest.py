"""Fixtures of the attacker."""

import sys

import pytest

if sys.platform in ("win32", "darwin"):
    pytest.skip("elsewhere no variable names the folders", allow_module_level=True)

pytest.importorskip("PySide6.QtWidgets", reason="the program has a window")

from tests.attack.attack import find_violation
from tests.attack.program import Forks


@pytest.fixture(scope="package")
def forks():
    """The process that starts programs."""
    with Forks() as forks:
        yield forks


@pytest.fixture
def holds(forks):
    """Asserts that all is back, or told, after steps, which "; " separates."""

    def holds(steps):
        violation = find_violation(forks, steps.split("; "))
        assert violation is None, str(violation)

    return holds
