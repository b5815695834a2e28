"""The imports at the start, in processes of their own: they are those of the whole process."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

# Each starts Python and imports Qt.
pytestmark = pytest.mark.slow


def run_program(program):
    """Run `program`, which asserts by itself, in a new process."""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)


def test_no_source_of_a_module_is_read_when_the_window_is_imported():
    run_program("""
import inspect, sys, types
from catgui import __main__ as start
start.window_unavailable_reason = lambda: None
read, starts = [], []

def run(arguments):
    inspect.getsource = read.append
    import colorsys
    from PySide6 import QtGui, QtWidgets
    assert "pyqtgraph" in sys.modules and "QWizard" not in vars(QtWidgets)
    starts.append(QtGui.QColor("red").name())

sys.modules["catgui.app"] = types.SimpleNamespace(run=run)
assert "PySide6.QtCore" not in sys.modules
start.main([])
del sys.modules["colorsys"]
start.main([])  # where there is no hook any more
assert (read, starts) == ([], ["#ff0000"] * 2)

import pyqtgraph
assert not hasattr(pyqtgraph, "nothing")  # after a search in all its modules
assert "pyqtgraph.graphicsItems.ROI" in sys.modules
""")


def test_pyqtgraph_stays_as_it_is_once_imported():
    run_program("""
import sys
import PySide6.QtWidgets, pyqtgraph, pyqtgraph.Qt.QtCore as before
from catgui.desktop.fast_imports import import_pyqtgraph

import_pyqtgraph()

assert sys.modules["pyqtgraph.Qt.QtCore"] is before
# By itself it imports and creates what the next test finds missing.
assert "QCalendarWidget" in vars(PySide6.QtWidgets)
assert {"pyqtgraph.graphicsItems.ROI", "pyqtgraph.multiprocess.processes"} <= set(sys.modules)
""")


def test_what_pyqtgraph_does_not_use_is_imported_and_created_at_its_first_use():
    run_program("""
import sys
import PySide6.QtWidgets as original
listed = dir(original)
from catgui.desktop.fast_imports import import_pyqtgraph

import_pyqtgraph()

import pyqtgraph as pg
import pyqtgraph.Qt.QtWidgets as mirror
before = pg.Qt.QtCore
import_pyqtgraph()
assert sys.modules["pyqtgraph.Qt.QtCore"] is before and pg.PlotWidget.__name__ == "PlotWidget"

assert "QCalendarWidget" not in vars(original)
assert mirror.QCalendarWidget is original.QCalendarWidget
assert not hasattr(mirror, "QNothing")
# What pyqtgraph adds to its modules is not added to those of Qt, which list their names as before.
assert "QOpenGLWidget" in vars(mirror) and "QOpenGLWidget" not in vars(original)
assert dir(original) == listed and "QCalendarWidget" in listed

assert "PySide6.QtTest" not in sys.modules
from PySide6.QtTest import QTest

# A module that a used one needs is the real one.
curve = sys.modules["pyqtgraph.graphicsItems.PlotCurveItem"]
assert type(curve).__name__ == "module"
assert pg.PlotDataItem().curve.__class__ is curve.PlotCurveItem

# The others wait, and are found in what pyqtgraph keeps, by what it imports later, by themselves and by their names.
assert not {"pyqtgraph.graphicsItems.ROI", "pyqtgraph.multiprocess.processes"} & set(sys.modules)
assert pg.multiprocess.QtProcess.__name__ == "QtProcess"
import pyqtgraph.exporters
assert pg.exporters.SVGExporter.__name__ == "SVGExporter"
from pyqtgraph.graphicsItems.ROI import RectROI
assert pg.ImageView.__name__ == "ImageView"
assert issubclass(RectROI, pg.ROI)
""")
