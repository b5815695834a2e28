"""A message stays until the next run, and does not flicker while a slider is dragged."""

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from catgui.app import build_window
from catgui.shell.messages import Messages


class Session(QObject):
    """The signals of a session, without training."""

    run_started = Signal()
    run_ended = Signal()
    warned = Signal(str)
    failed = Signal(str)
    data_came = Signal()
    is_restart = False

    def begin(self, is_restart=False):
        self.is_restart = is_restart
        self.run_started.emit()


@pytest.fixture
def session():
    return Session()


@pytest.fixture
def messages(qtbot, session):
    parent = QWidget()
    qtbot.addWidget(parent)
    messages = Messages(session, parent)
    for bar in (messages.bar, messages.notice):
        bar.setParent(parent)
    parent.show()
    yield messages
    parent.close()


def shown_text(messages):
    return messages.bar.text if messages.bar.isVisible() else ""


def test_the_next_run_hides_the_message(messages, session):
    session.failed.emit("It diverged.")
    assert shown_text(messages) == "It diverged."
    session.run_ended.emit()
    assert shown_text(messages) == "It diverged."
    session.begin()
    assert shown_text(messages) == ""


def test_the_message_stays_while_run_replaces_run(messages, session):
    session.warned.emit("It says only “cat”.")
    for text in ("It diverged.", "It diverged again."):
        before = shown_text(messages)
        session.begin(is_restart=True)
        assert shown_text(messages) == before
        session.failed.emit(text)
        session.run_ended.emit()
        assert shown_text(messages) == text


def test_a_restarted_run_without_a_message_hides_it_at_its_end(messages, session):
    session.failed.emit("It diverged.")
    session.begin(is_restart=True)
    # Replaced before its end.
    session.begin(is_restart=True)
    assert shown_text(messages) == "It diverged."
    session.run_ended.emit()
    assert shown_text(messages) == ""


def test_a_message_during_a_restarted_run_stays_at_its_end(messages, session):
    session.begin(is_restart=True)
    messages.show_message("broken.h5: it is empty.")
    session.run_ended.emit()
    assert shown_text(messages) == "broken.h5: it is empty."


def test_messages_at_the_start_are_appended_and_stay_until_a_run_starts(messages, session):
    session.data_came.connect(messages.clear)
    messages.append_until(session.data_came)
    for text in ("No runs.", "broken.h5: it is empty.", "No runs."):
        session.failed.emit(text)
    session.begin()
    session.data_came.emit()
    assert shown_text(messages) == "No runs.\nbroken.h5: it is empty."
    session.begin()
    assert shown_text(messages) == ""


def test_a_message_closed_at_the_start_is_not_shown_again(messages, session):
    messages.append_until(session.data_came)
    messages.show_message("No runs.")
    messages.bar.hide()
    messages.show_message("broken.h5: it is empty.")
    assert shown_text(messages) == "broken.h5: it is empty."


def test_after_the_start_a_message_replaces_another(messages, session):
    session.data_came.connect(messages.clear)
    messages.append_until(session.data_came)
    messages.show_message("No runs.")
    session.data_came.emit()
    messages.show_message("broken.h5: it is empty.")
    assert shown_text(messages) == "broken.h5: it is empty."
    session.data_came.emit()
    assert shown_text(messages) == ""


def test_the_form_does_not_move_while_rates_are_tried_that_are_too_high(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.findChild(QLineEdit, "iterations_field").setText("40")
    with qtbot.waitSignal(window.session.completed):
        window.train()
    form, seen = window.findChild(QWidget, "learning_rate_field"), []
    window.session.run_started.connect(lambda: seen.append(window.messages.bar.isVisible()))
    places = set()
    for rate in ("1e200", "2e200", "3e200"):
        form.setText(rate)
        with qtbot.waitSignal(window.session.run_ended):
            form.textEdited.emit(rate)
        assert "Dead network" in window.messages.bar.text
        assert window.messages.bar.isVisible()
        QApplication.processEvents()
        places.add(form.mapTo(window, form.rect().topLeft()).y())
    assert seen == [False, True, True]
    assert len(places) == 1
    form.setText("0.01")
    with qtbot.waitSignal(window.session.run_ended):
        form.textEdited.emit("0.01")
    assert not window.messages.bar.isVisible()
    window.session.reset()
    window.close()


def test_a_reset_hides_the_message_of_a_restarted_run(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    window.session.restart(dataset, window.training_settings.config)
    qtbot.waitUntil(lambda: window.session.is_inactive)
    window.messages.show_message("It diverged.")
    window.session.reset()
    assert not window.messages.bar.isVisible()
    window.close()


class Exporter(QObject):
    """A model that only confirms."""

    notified = Signal(str, object)


def test_a_notice_of_a_model_is_shown_with_its_actions(messages, qtbot):
    exporter, opened = Exporter(), []
    messages.connect_models([exporter])
    exporter.notified.emit("Saved run.py", (("Open folder", lambda: opened.append("folder")),))
    assert messages.notice.isVisible()
    assert messages.notice.text == "Saved run.py"
    messages.notice.findChild(QPushButton).click()
    assert opened == ["folder"]
    assert shown_text(messages) == ""


def test_a_notice_leaves_the_error_and_a_run_leaves_the_notice(messages, session):
    messages.show_message("broken.h5: it is empty.")
    messages.show_notice("Saved run.py")
    assert shown_text(messages) == "broken.h5: it is empty."
    session.begin()
    assert messages.notice.isVisible()


def test_errors_and_notices_are_announced(messages, monkeypatch):
    said = []
    monkeypatch.setattr(
        "catgui.shell.messages.announce", lambda widget, text, urgent=False: said.append((widget, text, urgent))
    )
    messages.show_message("broken.h5: it is empty.")
    messages.show_notice("Saved run.py")
    assert said == [(messages.bar, "broken.h5: it is empty.", True), (messages.notice, "Saved run.py", False)]
