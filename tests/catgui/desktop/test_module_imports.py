"""The window starts without PySide6's import hook, in a process of its own: the hook belongs to the whole process."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

PROGRAM = """
import builtins, inspect, sys, types
from catgui import __main__ as start
start.window_unavailable_reason = lambda: None

def run(arguments):
    read = []
    inspect.getsource = read.append
    import colorsys
    from PySide6 import QtGui
    print("PySide6.QtCore" in sys.modules, read, QtGui.QColor("red").name())

sys.modules["catgui.app"] = types.SimpleNamespace(run=run)
{before}
start.main([])
"""


def output_of(program):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize(
    "before",
    ["", "import PySide6.QtCore", "import PySide6.QtCore; builtins.__import__ = builtins.__orig_import__"],
    ids=["none yet", "a hook", "no hook"],
)
def test_no_source_of_a_module_is_read_when_the_window_is_imported(before):
    assert output_of(PROGRAM.format(before=before)) == "True [] #ff0000"
