"""Messages stay until they are closed, or what they speak of has gone; the last ones are in a menu."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget, QWidgetAction
from shiboken6 import delete

from catgui.app import build_window
from catgui.domain.message import MessageKind
from catgui.domain.run_record import LastNetwork, RunRecord
from catgui.inputs.classify_paths import OpenAs
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.models.tasks.messages import (
    show_error,
    show_notice,
    show_question,
    withdraw_error,
    withdraw_notice,
    withdraw_question,
)
from catgui.shell import messages as messages_module
from catgui.shell.messages import Messages, PutAsideNotice
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.messages import error
from tests.support.models import plain_recipe
from tests.support.picture_files import make_photo


class Model(QObject):
    """A source of messages."""

    begun, data_came = Signal(), Signal()


class Window(QWidget):
    """A window with nothing but its messages."""

    def __init__(self):
        super().__init__()
        self.messages = Messages(self)
        self.messages.place.setParent(self)
        self.messages.place.setGeometry(0, 360, 800, 40)


@pytest.fixture
def messages(qtbot):
    window = Window()
    window.resize(800, 400)
    qtbot.addWidget(window)
    window.show()
    window.messages.window_kept = window
    yield window.messages
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
    return "" if messages.place.shown is None else messages.place.shown.text


def listed(messages):
    """The texts of the menu without their times, and the captions of the buttons."""
    messages.open_menu()
    menu = QApplication.activePopupWidget()
    texts = [label.text() for label in menu.findChildren(QLabel)]
    captions = [action.text() for action in menu.actions() if not isinstance(action, QWidgetAction)]
    menu.close()
    assert all(re.match(r"\d\d:\d\d  ", text) for text in texts)
    return [text[7:] for text in texts], list(filter(None, captions))


def test_an_error_goes_when_its_model_says_so(messages, model):
    show_error(model, "It cannot be.")
    assert shown_text(messages) == "It cannot be."
    model.data_came.emit()
    assert shown_text(messages) == "It cannot be."
    model.begun.emit()
    assert shown_text(messages) == ""


def test_a_notice_goes_when_its_source_does_something_else(messages, model, other):
    show_notice(model, "Here already.")
    withdraw_notice(other)
    assert shown_text(messages) == "Here already."
    withdraw_notice(model)
    assert shown_text(messages) == ""


def test_a_newer_error_of_a_model_replaces_its_older_one(messages, model):
    show_error(model, "One.")
    show_error(model, "Two.")
    assert shown_text(messages) == "Two."
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_an_error_goes_when_its_own_source_tries_again(messages, other):
    first, again = (BackgroundTask(other, shows_errors=True) for _ in range(2))
    show_error(other, "It cannot be.")
    show_error(messages, "Another.")
    withdraw_error(QObject())
    assert len(messages.shown) == 2
    first.start(without_work(print))
    assert [message.text for message in messages.shown] == ["Another."]
    show_error(other, "It cannot be.")
    again.start(without_work(print))
    assert [message.text for message in messages.shown] == ["Another."]
    first.shutdown()
    again.shutdown()


def test_errors_of_different_models_wait_for_each_other(messages, model, other):
    show_error(model, "It cannot be.")
    show_error(other, "broken.h5: it is empty.")
    assert shown_text(messages) == "broken.h5: it is empty."
    messages.place.dismiss()
    assert shown_text(messages) == "It cannot be."
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_an_error_that_has_gone_is_not_shown_after_the_one_before_it(messages, model, other):
    show_error(model, "It cannot be.")
    show_error(other, "broken.h5: it is empty.")
    model.begun.emit()
    assert shown_text(messages) == "broken.h5: it is empty."
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_the_same_text_is_shown_once(messages, model, other):
    show_error(model, "No runs.")
    show_error(other, "No runs.")
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_errors_of_the_start_are_kept_until_the_data_are_there(messages, model):
    messages.hold_until(model.data_came)
    show_error(model, "broken.h5: it is empty.")
    show_error(model, "other.h5: it is empty.")
    model.begun.emit()
    model.data_came.emit()
    assert shown_text(messages) == "other.h5: it is empty."
    messages.place.dismiss()
    assert shown_text(messages) == "broken.h5: it is empty."
    model.begun.emit()
    assert shown_text(messages) == ""


def test_each_error_has_its_own_actions(messages, model, other):
    done = []
    show_error(other, "Not saved.", ("Save elsewhere…", lambda: done.append("elsewhere")))
    show_error(model, "It cannot be.")
    assert messages.place.buttons == []
    messages.place.dismiss()
    messages.place.buttons[0].click()
    assert done == ["elsewhere"]


def test_the_last_notice_stays_until_it_is_closed(messages, model, other):
    show_notice(model, "Saved run.py")
    show_notice(other, "96.0% before, 100.0% now: 2 answers changed")
    assert [message.text for message in messages.shown] == ["96.0% before, 100.0% now: 2 answers changed"]
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_an_error_waits_behind_a_newer_notice_and_is_counted(messages, model, other):
    show_error(other, "broken.h5: it is empty.")
    show_notice(model, "Saved run.py")
    assert shown_text(messages) == "Saved run.py"
    assert others(messages) == "1 more"
    messages.place.dismiss()
    assert shown_text(messages) == "broken.h5: it is empty."
    assert others(messages) == ""


def others(messages):
    text = messages.place.findChild(QToolButton, "message_menu_button").text()
    return "" if text == "Messages" else text


def test_a_question_stays_until_it_is_withdrawn_and_a_newer_one_replaces_it(messages, model, other):
    show_question(model, "This?", ("Yes", lambda: None))
    show_question(other, "Other?", ("Yes", lambda: None))
    show_question(model, "That?", ("No", lambda: None))
    show_notice(model, "Saved run.py")
    assert [message.text for message in messages.shown] == ["Other?", "That?", "Saved run.py"]
    withdraw_question(model)
    assert [message.text for message in messages.shown] == ["Other?", "Saved run.py"]


def test_the_menu_has_the_last_texts_the_newest_first_with_the_buttons_that_still_make_sense(messages, model, other):
    pressed = []
    show_error(model, "It cannot be.", ("Why?", lambda: None))
    show_question(other, "Restore it?", ("Restore", lambda: pressed.append("Restore")))
    show_notice(other, "Saved run.py", ("Open folder", lambda: pressed.append("Open folder")))
    model.begun.emit()
    messages.place.dismiss()
    messages.place.dismiss()
    assert shown_text(messages) == ""
    texts, captions = listed(messages)
    assert texts == ["Done: Saved run.py", "Question: Restore it?", "Error: It cannot be."]
    assert captions == ["Open folder", "Restore"]
    choose(messages, "Restore")
    assert pressed == ["Restore"]


def choose(messages, caption):
    messages.open_menu()
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text() == caption).trigger()
    menu.close()


def test_the_menu_is_bounded_and_says_when_it_is_empty(messages, model):
    assert listed(messages) == ([], ["There are no messages yet."])
    for number in range(80):
        show_notice(model, f"Saved run {number}.py")
    texts, _ = listed(messages)
    assert texts == [f"Done: Saved run {number}.py" for number in range(79, 67, -1)]


def test_what_ends_while_the_menu_is_open_can_no_longer_be_answered(messages, model):
    pressed = []
    show_question(model, "Restore it?", ("Restore", lambda: pressed.append("Restore")))
    messages.open_menu()
    menu = QApplication.activePopupWidget()
    withdraw_question(model)
    next(action for action in menu.actions() if action.text() == "Restore").trigger()
    assert pressed == []
    menu.close()


def test_a_long_text_is_whole_in_the_menu_and_marked_where_the_keys_are(messages, model, qtbot):
    show_error(model, "broken.h5: it is empty. " * 20)
    show_error(messages, "Another.")
    messages.open_menu()
    menu = QApplication.activePopupWidget()
    newest, long = menu.findChildren(QLabel)
    assert long.height() > 3 * long.fontMetrics().height()
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert long.autoFillBackground()
    assert not newest.autoFillBackground()
    menu.close()


def test_a_message_whose_source_was_deleted_is_in_the_menu_without_its_buttons(messages):
    source, pressed = QObject(), []
    show_question(source, "Restore it?", ("Restore", lambda: pressed.append("Restore")))
    delete(source)
    assert listed(messages)[1] == []
    messages.place.buttons[0].click()
    assert pressed == []


def test_all_messages_are_announced_and_errors_interrupt(messages, model, monkeypatch):
    announced = []
    monkeypatch.setattr(messages_module, "announce", lambda _, text, urgent: announced.append((text, urgent)))
    show_error(model, "It cannot be.")
    show_notice(model, "Saved run.py")
    show_question(model, "Restore it?")
    assert announced == [
        ("Error: It cannot be.", True),
        ("Done: Saved run.py", False),
        ("Question: Restore it?", False),
    ]


def test_a_source_ends_its_own_notice_and_no_other(messages, model, other):
    show_notice(other, "Run 1 is kept in Runs.")
    messages.end_notice(model)
    assert shown_text(messages) == "Run 1 is kept in Runs."
    show_notice(model, "Run 2 is kept in Runs.")
    messages.end_notice(model)
    assert shown_text(messages) == ""


def test_a_state_of_the_program_is_an_error_that_no_other_replaces(messages, model):
    messages.show_lasting("The disk is full.")
    show_error(model, "It cannot be.")
    assert {message.kind for message in messages.shown} == {MessageKind.ERROR}
    assert len(messages.shown) == 2
    messages.show_lasting("")
    assert [message.text for message in messages.shown] == ["It cannot be."]


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
    show_question(window, "An unsaved network was found.", ("Restore", lambda: None), ("Discard", lambda: None))
    window.findChild(QWidget, "saving_bar").show()
    QApplication.processEvents()
    assert window.messages.place.isVisible()
    assert places(window, names) == before


def test_a_key_opens_the_menu(window, qtbot):
    show_error(window, "broken.h5: it is empty.")
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    popup = QApplication.activePopupWidget()
    assert any("broken.h5: it is empty." in label.text() for label in popup.findChildren(QLabel))
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None


def places(window, names):
    found = {name: window.findChild(QWidget, name) for name in names}
    return {name: (widget.mapTo(window, QPoint()), widget.size()) for name, widget in found.items()}


def test_the_error_of_a_file_goes_when_other_data_are_opened(window, qtbot, tmp_path, dataset):
    (tmp_path / "broken.h5").write_text("")
    with qtbot.waitSignal(window.workspace.not_opened):
        window.workspace.open([str(tmp_path / "broken.h5")])
    assert "broken.h5" in error(window).text
    window.findChild(QLineEdit, "iterations_field").setText("5")
    with qtbot.wait_for_end(window.session):
        window.controls.train()
    assert error(window).is_shown(), "a run has nothing to do with the file"
    window.workspace.set_dataset(dataset)
    assert not error(window).is_shown()


def test_the_error_of_a_file_goes_when_a_photo_is_opened(window, qtbot, tmp_path):
    (tmp_path / "fake.h5").write_text("no HDF5")
    opening = window.files.open_commands
    (tmp_path / "fake.txt").write_text("no picture")
    for number, name in enumerate(("fake.h5", "fake.txt"), start=1):
        opening.open_paths([tmp_path / name])
        qtbot.waitUntil(lambda name=name: name in error(window).text)
        opening.open_dropped([make_photo(tmp_path / f"{number}.png")], OpenAs.PHOTOS, None)
        assert not error(window).is_shown()
        qtbot.waitUntil(lambda number=number: len(window.photos) == number)
        assert not error(window).is_shown()


def test_an_error_of_one_of_several_openings_stays_until_the_user_opens_more(window, qtbot, tmp_path):
    (tmp_path / "fake.txt").write_text("no picture")
    opening = window.files.open_commands
    opening.open_paths([tmp_path / "fake.txt"])
    opening.open_paths([make_photo(tmp_path / "red.png")])
    qtbot.waitUntil(lambda: len(window.photos) == 1)
    assert "fake.txt" in error(window).text


def test_the_error_of_an_edit_goes_with_the_next_one_that_is_made(window):
    dataset = window.workspace.dataset
    keys = [PictureKey("test", row) for row in np.flatnonzero(dataset.test.labels[0])]
    window.data_editor.leave_out(keys)
    assert error(window).is_shown()
    window.data_editor.leave_out(keys[:1])
    assert not error(window).is_shown()


def test_the_error_of_the_detector_goes_when_it_is_switched_off(window):
    show_error(window.photos.detections, "The cat detector cannot answer.")
    window.photos.detections.set_enabled(False)
    assert not error(window).is_shown()


@pytest.mark.slow
def test_the_error_of_a_run_goes_when_another_starts(qtbot, settings, dataset):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    show_error(window.session, "There is not enough memory.")
    assert error(window).is_shown()
    window.session.reset()
    assert not error(window).is_shown()
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
    costs, config, last = np.ones(1), TrainingConfig(), LastNetwork(1, 1.0, 1.0)
    recipe = plain_recipe(config, 1)
    return RunRecord(number, "", False, 0.0, "data", config, costs, (costs, costs), 1.0, 1.0, recipe, last)


@pytest.fixture
def restorer():
    return Restorer()


class History:
    """A history that keeps its runs on the disk, or not."""

    are_kept = True
    current = None

    def __init__(self):
        self.records = [record(3), record(2)]


@pytest.fixture
def history():
    return History()


@pytest.fixture
def put_aside(messages, restorer, history):
    return PutAsideNotice(messages, restorer, history)


def test_a_run_that_the_disk_does_not_hold_is_not_promised(put_aside, messages, history):
    history.are_kept = False
    put_aside.show_record(record(3))
    assert shown_text(messages) == "Run 3 is kept in Runs until the window is closed."


def test_its_button_brings_the_run_back(put_aside, messages, restorer):
    kept = record(3)
    put_aside.show_record(kept)
    assert shown_text(messages) == "Run 3 is kept in Runs."
    messages.place.buttons[0].click()
    assert restorer.asked == [kept]


def test_a_run_that_is_replaced_is_said_unless_it_stays_or_cannot_be_repeated(put_aside, messages, history):
    class Repeatable:
        number, title, is_repeatable = 3, "Run 3", True

    def replace_by(other):
        history.current = other

    for before, after, is_said in (
        (Repeatable(), None, True),
        (record(2), None, False),  # its data are in no file
        (None, None, False),
    ):
        history.current = before
        messages.close_message(messages.shown[-1]) if messages.shown else None
        put_aside.show_replaced(lambda after=after: replace_by(after))
        assert (shown_text(messages) == "Run 3 is kept in Runs.") is is_said
    history.current = Repeatable()
    put_aside.show_replaced(lambda: None)
    assert shown_text(messages) != "Run 3 is kept in Runs."


def test_it_ends_with_its_own_run_though_that_was_renamed(put_aside, messages, restorer):
    put_aside.show_record(record(3))
    restorer.restored.emit(record(2))
    assert shown_text(messages) != ""
    restorer.restored.emit(replace(record(3), name="The best"))
    assert shown_text(messages) == ""


def test_it_ends_with_the_second_run_after_its_own(put_aside, messages, restorer, history):
    put_aside.show_record(record(3))
    put_aside.end_with_others()
    assert shown_text(messages) != ""  # the run that took its place
    history.records.insert(0, record(4))
    assert shown_text(messages) != ""
    put_aside.end_with_others()
    assert shown_text(messages) == ""


def test_another_notice_stays(put_aside, messages, restorer, other):
    put_aside.show_record(record(3))
    show_notice(other, "Saved run.py")
    restorer.restored.emit(record(3))
    assert shown_text(messages) != ""
