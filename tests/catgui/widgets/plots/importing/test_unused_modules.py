"""The modules of pyqtgraph that the window does not use wait, in a process of its own: here they are imported."""

import pytest

from tests.catgui.widgets.plots.importing.test_qt_mirrors import output_of

UNUSED = "pyqtgraph.graphicsItems.ROI"


def printed_after_import(*statements):
    begin = "import sys\nfrom catgui.widgets.plots.importing.qt_mirrors import import_pyqtgraph\nimport_pyqtgraph()\n"
    return output_of(begin + "import pyqtgraph as pg\n" + "\n".join(statements))


def test_an_unused_module_is_not_imported():
    assert output_of(f"import sys, pyqtgraph; print('{UNUSED}' in sys.modules)") == ["True"]
    assert printed_after_import(f"print('{UNUSED}' in sys.modules)") == ["False"]


@pytest.mark.parametrize("name", ["ROI", "ImageView", "TableWidget"])
def test_a_name_that_pyqtgraph_lacks_imports_its_module(name):
    assert printed_after_import(f"print(pg.{name}.__name__, '{UNUSED}' in sys.modules)") == [name, "True"]


def test_a_name_that_no_module_exports_is_an_attribute_error():
    assert printed_after_import("print(hasattr(pg, 'nothing'))") == ["False"]


def test_an_unused_module_can_be_imported_by_itself():
    assert printed_after_import(f"from {UNUSED} import RectROI", "print(issubclass(RectROI, pg.ROI))") == ["True"]


def test_a_module_that_a_used_one_needs_is_the_real_one():
    curve = "pyqtgraph.graphicsItems.PlotCurveItem"

    assert printed_after_import(
        f"module = sys.modules['{curve}']",
        "print(type(module).__name__, pg.PlotDataItem().curve.__class__ is module.PlotCurveItem)",
    ) == ["module", "True"]


def test_what_pyqtgraph_keeps_of_a_postponed_module_finds_its_names():
    processes = "pyqtgraph.multiprocess"

    assert printed_after_import(
        f"print('{processes}.processes' in sys.modules, pg.multiprocess.QtProcess.__name__)",
    ) == ["False", "QtProcess"]


def test_the_module_for_tests_of_qt_can_be_imported_later():
    assert printed_after_import(
        "print('PySide6.QtTest' in sys.modules)", "from PySide6.QtTest import QTest", "print(QTest.__name__)"
    ) == ["False", "QTest"]


def test_a_module_that_pyqtgraph_imports_later_finds_those_that_waited():
    found = printed_after_import("import pyqtgraph.exporters", "print(pyqtgraph.exporters.SVGExporter.__name__)")

    assert found == ["SVGExporter"]
