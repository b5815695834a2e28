"""The imports at the start, each in a process of its own: they are those of the whole process."""

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
    ).stdout.split()


@pytest.mark.parametrize(
    "before",
    ["", "import PySide6.QtCore", "import PySide6.QtCore; builtins.__import__ = builtins.__orig_import__"],
    ids=["none yet", "a hook", "no hook"],
)
def test_no_source_of_a_module_is_read_when_the_window_is_imported(before):
    assert output_of(PROGRAM.format(before=before)) == ["True", "[]", "#ff0000"]


UNUSED_CLASS = "QCalendarWidget"  # of the classes that neither the program nor pyqtgraph uses


def printed_after_import(*expressions):
    return output_of(
        "import PySide6.QtWidgets as original\n"
        "listed = dir(original)\n"
        "from catgui.desktop.fast_imports import import_pyqtgraph\n"
        "import_pyqtgraph()\n"
        "import pyqtgraph.Qt.QtWidgets as mirror\n"
        f"print({', '.join(expressions)})"
    )


def test_pyqtgraph_has_no_class_created_that_it_does_not_use():
    program = f"import PySide6.QtWidgets, pyqtgraph; print('{UNUSED_CLASS}' in vars(PySide6.QtWidgets))"

    assert output_of(program) == ["True"]
    assert printed_after_import(f"'{UNUSED_CLASS}' in vars(original)") == ["False"]


def test_pyqtgraph_finds_the_classes_of_qt_when_it_uses_them():
    found = printed_after_import(f"mirror.{UNUSED_CLASS} is original.{UNUSED_CLASS}", "hasattr(mirror, 'QNothing')")

    assert found == ["True", "False"]


def test_what_pyqtgraph_adds_to_its_modules_is_not_added_to_those_of_qt():
    added = "'QOpenGLWidget' in vars({})"

    assert printed_after_import(added.format("mirror"), added.format("original")) == ["True", "False"]


def test_the_modules_of_qt_list_their_names_as_before():
    assert printed_after_import("dir(original) == listed", f"'{UNUSED_CLASS}' in listed") == ["True", "True"]


@pytest.mark.parametrize("imported", ["import pyqtgraph", "import_pyqtgraph()"])
def test_pyqtgraph_stays_as_it_is_once_imported(imported):
    program = (
        f"from catgui.desktop.fast_imports import import_pyqtgraph\n{imported}\n"
        "import pyqtgraph, pyqtgraph.Qt.QtCore as before, sys\n"
        "import_pyqtgraph()\n"
        "print(sys.modules['pyqtgraph.Qt.QtCore'] is before, pyqtgraph.PlotWidget.__name__)"
    )

    assert output_of(program) == ["True", "PlotWidget"]


UNUSED_MODULE = "pyqtgraph.graphicsItems.ROI"


def printed_with_pyqtgraph(*statements):
    begin = "import sys\nfrom catgui.desktop.fast_imports import import_pyqtgraph\nimport_pyqtgraph()\n"
    return output_of(begin + "import pyqtgraph as pg\n" + "\n".join(statements))


def test_an_unused_module_is_not_imported():
    assert output_of(f"import sys, pyqtgraph; print('{UNUSED_MODULE}' in sys.modules)") == ["True"]
    assert printed_with_pyqtgraph(f"print('{UNUSED_MODULE}' in sys.modules)") == ["False"]


@pytest.mark.parametrize("name", ["ROI", "ImageView", "TableWidget"])
def test_a_name_that_pyqtgraph_lacks_imports_its_module(name):
    assert printed_with_pyqtgraph(f"print(pg.{name}.__name__, '{UNUSED_MODULE}' in sys.modules)") == [name, "True"]


def test_a_name_that_no_module_exports_is_an_attribute_error():
    assert printed_with_pyqtgraph("print(hasattr(pg, 'nothing'))") == ["False"]


def test_an_unused_module_can_be_imported_by_itself():
    assert printed_with_pyqtgraph(f"from {UNUSED_MODULE} import RectROI", "print(issubclass(RectROI, pg.ROI))") == [
        "True"
    ]


def test_a_module_that_a_used_one_needs_is_the_real_one():
    curve = "pyqtgraph.graphicsItems.PlotCurveItem"

    assert printed_with_pyqtgraph(
        f"module = sys.modules['{curve}']",
        "print(type(module).__name__, pg.PlotDataItem().curve.__class__ is module.PlotCurveItem)",
    ) == ["module", "True"]


def test_what_pyqtgraph_keeps_of_a_postponed_module_finds_its_names():
    processes = "pyqtgraph.multiprocess"

    assert printed_with_pyqtgraph(
        f"print('{processes}.processes' in sys.modules, pg.multiprocess.QtProcess.__name__)",
    ) == ["False", "QtProcess"]


def test_the_module_for_tests_of_qt_can_be_imported_later():
    assert printed_with_pyqtgraph(
        "print('PySide6.QtTest' in sys.modules)", "from PySide6.QtTest import QTest", "print(QTest.__name__)"
    ) == ["False", "QTest"]


def test_a_module_that_pyqtgraph_imports_later_finds_those_that_waited():
    found = printed_with_pyqtgraph("import pyqtgraph.exporters", "print(pyqtgraph.exporters.SVGExporter.__name__)")

    assert found == ["SVGExporter"]
