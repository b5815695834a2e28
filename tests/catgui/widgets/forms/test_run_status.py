"""The status of a run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QProgressBar, QToolButton

from catgui.domain.run_texts import iteration_text
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.forms import run_status
from catgui.widgets.forms.run_sentence import SentenceLink
from catgui.widgets.forms.run_status import RunStatus, StepRate


@pytest.fixture
def status(qtbot):
    status = RunStatus()
    qtbot.addWidget(status)
    status.show()
    return status


def text_of(status, name):
    return status.findChild(QLabel, name).text()


def test_the_bar_shows_the_iterations_done(status):
    status.start_run(2500, can_export=True)
    status.show_done(40)
    bar = status.findChild(QProgressBar)
    assert (bar.value(), bar.maximum(), status.iterations) == (40, 2500, 2500)
    status.start_run(100, can_export=True)
    assert (bar.value(), bar.maximum()) == (40, 100)


def test_unknown_accuracies_are_dashes(status):
    assert text_of(status, "train_accuracy") == text_of(status, "test_accuracy") == "–"
    status.show_accuracies(0.98565, 0.8, "95% interval 67.0–88.8%")
    assert status.findChild(QLabel, "test_accuracy").accessibleDescription() == "95% interval 67.0–88.8%"
    assert (text_of(status, "train_accuracy"), text_of(status, "test_accuracy")) == ("98.6%", "80.0%")
    status.show_accuracies(None, None)
    assert text_of(status, "test_accuracy") == "–"
    assert status.findChild(QLabel, "test_accuracy").toolTip() == ""


def test_it_shows_a_text(status):
    status.show_text("Open data to train on.")
    assert text_of(status, "training_status") == "Open data to train on."


def test_the_export_button_is_labeled_at_any_width_and_opens_its_menu(status):
    menu = QMenu(status)
    status.set_export_menu(menu)
    export = status.findChild(QToolButton, "export_run")
    assert export.menu() is menu
    for width, style in ((400, "ToolButtonTextOnly"), (900, "ToolButtonTextBesideIcon")):
        status.resize(width, status.height())
        assert (export.text(), export.toolButtonStyle().name) == ("Export", style)


def test_the_rate_is_measured_over_a_window_of_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(run_status.time, "monotonic", lambda: now[0])
    rate = StepRate()
    now[0] += 0.1
    assert not rate.update(50)
    now[0] += 0.4
    assert rate.update(200)
    assert rate.per_second == 400
    rate.restart(200)
    assert rate.per_second == 0


@pytest.mark.parametrize("width", [400, 430, 1200])
def test_the_iteration_is_always_in_sight(status, width):
    status.resize(width, 80)
    status.show_accuracies(0.98565, 0.8, "95% interval 67.0–88.8%")
    assert status.findChild(QLabel, "test_accuracy").accessibleDescription() == "95% interval 67.0–88.8%"
    status.show_text(*iteration_text(12_500, 25_000, 0.065713))
    QApplication.processEvents()
    shown = status.findChild(QLabel, "training_status")
    assert shown.text() == "iteration 12,500 of 25,000  ·  cost 0.065713"
    assert shown.width() >= shown.fontMetrics().horizontalAdvance("iteration 12,500 of 25,000")


def test_a_narrow_line_has_the_iteration_alone(status):
    status.resize(330, 80)
    status.show_accuracies(0.98565, 0.8, "95% interval 67.0–88.8%")
    assert status.findChild(QLabel, "test_accuracy").accessibleDescription() == "95% interval 67.0–88.8%"
    status.show_text(*iteration_text(500, 2_500, 0.065713))
    QApplication.processEvents()
    assert status.findChild(ElidedLabel, "training_status").shown_text == "500 of 2,500"


def test_the_sentence_is_a_note_or_a_link(status, qtbot):
    status.show_note("1,234 iterations a second")
    assert text_of(status, "run_note") == "1,234 iterations a second"
    status.show_link("Test cost was lowest at iteration 900", "Show it", is_failure=False)
    with qtbot.waitSignal(status.sentence_clicked):
        qtbot.mouseClick(status.findChild(SentenceLink), Qt.MouseButton.LeftButton)
