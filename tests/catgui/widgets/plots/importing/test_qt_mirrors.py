"""pyqtgraph is imported without copies of Qt, in a process of its own: here it is imported already."""

import subprocess
import sys

import pytest

from tests import ROOT

UNUSED = "QCalendarWidget"  # of the classes that neither the program nor pyqtgraph uses


def output_of(program):
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()


def printed_after_import(*expressions):
    return output_of(
        "import PySide6.QtWidgets as original\n"
        "listed = dir(original)\n"
        "from catgui.widgets.plots.importing.qt_mirrors import import_pyqtgraph\n"
        "import_pyqtgraph()\n"
        "import pyqtgraph.Qt.QtWidgets as mirror\n"
        f"print({', '.join(expressions)})"
    )


def test_pyqtgraph_has_no_class_created_that_it_does_not_use():
    program = f"import PySide6.QtWidgets, pyqtgraph; print('{UNUSED}' in vars(PySide6.QtWidgets))"

    assert output_of(program) == ["True"]
    assert printed_after_import(f"'{UNUSED}' in vars(original)") == ["False"]


def test_pyqtgraph_finds_the_classes_of_qt_when_it_uses_them():
    found = printed_after_import(f"mirror.{UNUSED} is original.{UNUSED}", "hasattr(mirror, 'QNothing')")

    assert found == ["True", "False"]


def test_what_pyqtgraph_adds_to_its_modules_is_not_added_to_those_of_qt():
    added = "'QOpenGLWidget' in vars({})"

    assert printed_after_import(added.format("mirror"), added.format("original")) == ["True", "False"]


def test_the_modules_of_qt_list_their_names_as_before():
    assert printed_after_import("dir(original) == listed", f"'{UNUSED}' in listed") == ["True", "True"]


@pytest.mark.parametrize("imported", ["import pyqtgraph", "import_pyqtgraph()"])
def test_pyqtgraph_stays_as_it_is_once_imported(imported):
    program = (
        f"from catgui.widgets.plots.importing.qt_mirrors import import_pyqtgraph\n{imported}\n"
        "import pyqtgraph, pyqtgraph.Qt.QtCore as before, sys\n"
        "import_pyqtgraph()\n"
        "print(sys.modules['pyqtgraph.Qt.QtCore'] is before, pyqtgraph.PlotWidget.__name__)"
    )

    assert output_of(program) == ["True", "PlotWidget"]
