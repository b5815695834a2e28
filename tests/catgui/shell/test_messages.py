"""Errors stay until what they speak of has gone; notices go by themselves."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from catgui.app import build_window
from catgui.domain.run_record import RunRecord
from catgui.models.tasks.messages import show_error, show_notice, show_report
from catgui.shell.messages import Messages, PutAsideNotice
from engine.training.config import TrainingConfig


class Model(QObject):
    """A source of messages."""

    begun, data_came = Signal(), Signal()


@pytest.fixture
def messages(qtbot):
    window = QWidget()
    area = QPushButton("the plot")
    QVBoxLayout(window).addWidget(area)
    window.resize(600, 400)
    qtbot.addWidget(window)
    messages = Messages(window)
    messages.stack.set_area(area)
    window.show()
    messages.window_kept = window
    yield messages
    window.close()


@pytest.fixture
def model(messages):
    model = Model()
    messages.end_with([model.begun], model)
    return model


@pytest.fixture
def other(qapp):
    """Another source, whose errors stay until they are closed."""
    return QObject()


def shown_text(messages):
    return messages.bar.text if messages.bar.isVisible() else ""


def test_an_error_goes_when_its_model_says_so(messages, model):
    show_error(model, "It cannot be.")
    assert shown_text(messages) == "It cannot be."
    model.data_came.emit()
    assert shown_text(messages) == "It cannot be."
    model.begun.emit()
    assert shown_text(messages) == ""


def test_a_newer_error_of_a_model_replaces_its_older_one(messages, model):
    show_error(model, "One.")
    show_error(model, "Two.")
    assert shown_text(messages) == "Two."
    messages.bar.dismiss()
    assert shown_text(messages) == ""


def test_errors_of_different_models_wait_for_each_other(messages, model, other):
    show_error(model, "It cannot be.")
    show_error(other, "broken.h5: it is empty.")
    assert shown_text(messages) == "broken.h5: it is empty."
    messages.bar.dismiss()
    assert shown_text(messages) == "It cannot be."
    messages.bar.dismiss()
    assert shown_text(messages) == ""


def test_an_error_that_has_gone_is_not_shown_after_the_one_before_it(messages, model, other):
    show_error(model, "It cannot be.")
    show_error(other, "broken.h5: it is empty.")
    model.begun.emit()
    assert shown_text(messages) == "broken.h5: it is empty."
    messages.bar.dismiss()
    assert shown_text(messages) == ""


def test_the_same_text_is_shown_once(messages, model, other):
    show_error(model, "No runs.")
    show_error(other, "No runs.")
    messages.bar.dismiss()
    assert shown_text(messages) == ""


def test_errors_of_the_start_are_kept_until_the_data_are_there(messages, model):
    messages.hold_until(model.data_came)
    show_error(model, "broken.h5: it is empty.")
    show_error(model, "other.h5: it is empty.")
    model.begun.emit()
    model.data_came.emit()
    assert shown_text(messages) == "other.h5: it is empty."
    messages.bar.dismiss()
    assert shown_text(messages) == "broken.h5: it is empty."
    model.begun.emit()
    assert shown_text(messages) == ""


def test_each_error_has_its_own_actions(messages, model, other):
    done = []
    show_error(other, "Not saved.", ("Save elsewhere…", lambda: done.append("elsewhere")))
    show_error(model, "It cannot be.")
    assert not [one for one in messages.bar.findChildren(QPushButton) if one.isVisible()]
    messages.bar.dismiss()
    messages.bar.findChild(QPushButton).click()
    assert done == ["elsewhere"]


def test_a_notice_of_a_model_is_shown_with_its_actions(messages, model):
    opened = []
    show_notice(model, "Saved run.py", ("Open folder", lambda: opened.append("folder")))
    assert messages.notice.isVisible()
    assert messages.notice.text == "Saved run.py"
    messages.notice.findChild(QPushButton).click()
    assert opened == ["folder"]
    assert shown_text(messages) == ""


def test_only_what_was_done_is_ticked(messages, model):
    def icon():
        (found,) = (one for one in messages.notice.findChildren(QLabel) if not one.pixmap().isNull())
        return found.accessibleName(), found.pixmap().toImage()

    show_notice(model, "Saved run.py")
    name, tick = icon()
    assert name == "Done"
    show_report(model, "Test accuracy before the edit 96.0%, now 100.0%")
    name, hint = icon()
    assert name == "Result"
    assert hint != tick
    show_notice(model, "Saved run.py")
    assert icon() == ("Done", tick)


def test_a_source_hides_its_own_notice_and_no_other(messages, model, other):
    show_notice(model, "Run 1 is kept in Runs.")
    show_notice(other, "Run 1 is kept in Runs.")
    messages.hide_notice(model)
    assert messages.notice.isVisible()
    show_notice(model, "Run 1 is kept in Runs.")
    messages.hide_notice(model)
    assert messages.notice.isHidden()


def test_an_error_of_a_part_ends_with_those_of_the_whole(messages, model):
    part = QObject(QObject(model))
    show_error(part, "It cannot be.")
    assert shown_text(messages) == "It cannot be."
    model.begun.emit()
    assert shown_text(messages) == ""


def test_nothing_in_the_window_moves_while_messages_come_and_go(window):
    names = (
        "learning_rate_field",
        "train_button",
        "cost_plot",
        "training_status",
        "time_slider",
        "wrong_predictions_panel",
    )
    QApplication.processEvents()
    before = places(window, names)
    show_error(window, "broken.h5: it is empty. " * 20)
    show_notice(window, "Saved run.py", ("Open folder", lambda: None))
    window.files.recovery.bar.show_message("An unsaved network was found.", ("Restore", lambda: None))
    window.findChild(QWidget, "saving_bar").show()
    QApplication.processEvents()
    assert window.messages.stack.isVisible()
    assert places(window, names) == before


def places(window, names):
    found = {name: window.findChild(QWidget, name) for name in names}
    return {name: (widget.mapTo(window, QPoint()), widget.size()) for name, widget in found.items()}


def test_the_error_of_a_file_goes_when_other_data_are_opened(window, qtbot, tmp_path, dataset):
    (tmp_path / "broken.h5").write_text("")
    with qtbot.waitSignal(window.workspace.failed):
        window.workspace.open([str(tmp_path / "broken.h5")])
    assert "broken.h5" in window.messages.bar.text
    window.findChild(QLineEdit, "iterations_field").setText("5")
    with qtbot.waitSignal(window.session.completed):
        window.controls.train()
    assert window.messages.bar.isVisible(), "a run has nothing to do with the file"
    window.workspace.set_dataset(dataset)
    assert not window.messages.bar.isVisible()


def test_the_error_of_a_run_goes_when_another_starts(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.session.failed.emit("There is not enough memory.")
    assert window.messages.bar.isVisible()
    window.session.reset()
    assert not window.messages.bar.isVisible()
    window.close()


class Restorer(QObject):
    """A restorer that only remembers what it was asked for."""

    restored = Signal(object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def restore(self, record):
        self.asked.append(record)


def record(number):
    costs = np.ones(1)
    return RunRecord(number, "", False, False, 0.0, "data", TrainingConfig(), None, costs, (costs, costs), 1.0, 1.0)


@pytest.fixture
def restorer():
    return Restorer()


class History:
    """A history that keeps its runs on the disk, or not."""

    is_kept = True

    def keeps(self, _record):
        return self.is_kept


@pytest.fixture
def history():
    return History()


@pytest.fixture
def put_aside(messages, restorer, history):
    return PutAsideNotice(messages, restorer, history)


def test_a_run_that_the_disk_does_not_hold_is_not_promised(put_aside, messages, history):
    history.is_kept = False
    put_aside.show_record(record(3))
    assert messages.notice.text == "Run 3 is kept in Runs until the window is closed."


def test_its_button_brings_the_run_back(put_aside, messages, restorer):
    kept = record(3)
    put_aside.show_record(kept)
    assert messages.notice.text == "Run 3 is kept in Runs."
    messages.notice.findChild(QPushButton).click()
    assert restorer.asked == [kept]


def test_it_ends_with_its_own_run_though_that_was_renamed(put_aside, messages, restorer):
    put_aside.show_record(record(3))
    restorer.restored.emit(record(2))
    assert not messages.notice.isHidden()
    restorer.restored.emit(replace(record(3), name="The best"))
    assert messages.notice.isHidden()


def test_another_notice_stays(put_aside, messages, restorer, other):
    put_aside.show_record(record(3))
    show_notice(other, "Saved run.py")
    restorer.restored.emit(record(3))
    assert not messages.notice.isHidden()
