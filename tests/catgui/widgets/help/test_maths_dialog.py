"""The dialog of the maths check: its states, and what its controls ask for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.help.maths_dialog import MathsDialog
from engine.training.config import DEFAULTS

FIGURES = {"Iterations": "3", "Largest difference": "3e-16"}


@pytest.fixture
def dialog(qtbot):
    dialog = MathsDialog(CostHistory())
    qtbot.addWidget(dialog)
    dialog.show_subject("drawings, 24 training pictures", "", startable=True)
    dialog.show_error("")
    dialog.show()
    dialog.activateWindow()
    return dialog


def child(dialog, kind, name):
    return dialog.findChild(kind, f"maths_{name}")


def test_start_asks_for_what_was_chosen(dialog, qtbot):
    assert child(dialog, QSpinBox, "iterations").value() == DEFAULTS["iterations"]
    dialog.choose("pretrained", 120)
    with qtbot.waitSignal(dialog.start_requested) as started:
        child(dialog, QPushButton, "start").click()
    assert started.args == ["pretrained", 120]


def test_enter_in_a_field_starts_and_does_not_close(dialog, qtbot):
    with qtbot.waitSignal(dialog.start_requested):
        qtbot.keyClick(child(dialog, QSpinBox, "iterations"), Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_while_it_is_busy_there_is_stop_instead_of_start_with_the_focus(dialog, qtbot):
    start, stop = child(dialog, QPushButton, "start"), child(dialog, QPushButton, "stop")
    start.setFocus()
    dialog.show_busy(True)
    assert (start.isVisible(), stop.isVisible()) == (False, True)
    assert QApplication.focusWidget() is stop
    assert not child(dialog, QComboBox, "features").isEnabled()
    with qtbot.waitSignal(dialog.stop_requested):
        stop.click()
    dialog.show_busy(False)
    assert (start.isVisible(), stop.isVisible()) == (True, False)
    assert QApplication.focusWidget() is start


def test_notes_and_errors_take_no_room_without_a_text(dialog):
    assert not child(dialog, QLabel, "notes").isVisible()
    assert not child(dialog, QLabel, "error").isVisible()
    dialog.show_subject("drawings", "Left out: Dropout.", startable=True)
    dialog.show_error("Training diverged.")
    assert child(dialog, QLabel, "notes").isVisible()
    assert child(dialog, QLabel, "error").isVisible()


def test_the_plot_does_not_move_as_the_verdict_comes(dialog):
    dialog.show_progress(0, 12, FIGURES)
    QApplication.processEvents()
    before = dialog.plot.geometry()
    dialog.show_verdict("12 costs agree to 3e-16. The notebook's arithmetic took 3.5 s, ours 0.076 s: 46 times faster.")
    QApplication.processEvents()
    assert dialog.plot.geometry() == before


def test_both_costs_are_drawn_over_each_other_and_read_off_in_full(dialog):
    costs = CostHistory([0.7, 0.5], [0, 1], [0.7, 0.5 + 1e-13])
    dialog.plot.show_curves(costs, 2)
    dialog.plot.move_cursor(1)
    assert dialog.plot.cursor_text == "iteration 1\nthis program 0.500000000000000\nnotebook 0.500000000000100"
    assert dialog.plot._header.names == ["cost by this program", "cost by the notebook's arithmetic"]
    solid, dashed = dialog.plot._run_curves._train.opts["pen"], dialog.plot._run_curves._test.opts["pen"]
    assert solid.widthF() > dashed.widthF()
    assert dashed.style() == Qt.PenStyle.DashLine


def test_it_fits_into_a_small_window(dialog):
    dialog.show_progress(3, 12, FIGURES)
    dialog.show_subject(
        "drawings " * 20, "Left out, because the notebook has no such thing: Dropout. " * 3, startable=True
    )
    dialog.show_error("Training diverged at iteration 3. " * 4)
    assert dialog.minimumSizeHint().height() <= 660
    assert dialog.width() <= 1000
