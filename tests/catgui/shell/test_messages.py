"""Messages stay until they are closed, replaced, or ended."""

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from catgui.inputs.classify_paths import OpenAs
from catgui.models.messages import Message, show_error, show_notice, withdraw
from catgui.models.training.session import TrainingSession
from catgui.profile.keeper import ProfileKeeper
from catgui.shell import messages as messages_module
from catgui.shell.messages import MessagePlace, Messages
from catgui.widgets.basic.buttons import IconToolButton
from tests.support.accessibility import read_tree, walk
from tests.support.messages import error
from tests.support.picture_files import make_photo


@pytest.fixture
def place(qtbot):
    window = QWidget()
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    place = MessagePlace()
    layout.addWidget(place)
    qtbot.addWidget(window)
    window.resize(800, 60)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    place.window_kept = window
    return place


def make(text, *captions, pressed=None, **fields):
    log = [] if pressed is None else pressed
    actions = tuple((caption, lambda caption=caption: log.append(caption)) for caption in captions)
    return Message(text, actions, QObject(), **fields)


def show(place, *messages):
    place.show_messages(messages)


def captions(place):
    return [button.text() for button in place.buttons]


def text(place):
    return place.findChild(QLabel, "message_text")


def test_the_height_is_the_same_with_and_without_messages(place):
    heights = {place.height()}
    for messages in ((), (make("Saved."),), (make("broken.h5: " * 90, "A", "B"),), (make("A", "B"), make("C"))):
        show(place, *messages)
        QApplication.processEvents()
        heights.add(place.height())
    assert len(heights) == 1
    assert heights.pop() < 2 * place.fontMetrics().lineSpacing() + 8


def test_each_button_calls_its_action(place, qtbot):
    pressed = []
    show(place, make("This or that?", "This", "That", pressed=pressed))
    assert captions(place) == ["This", "That"]
    qtbot.mouseClick(place.buttons[1], Qt.MouseButton.LeftButton)
    assert pressed == ["That"]


def test_the_newest_is_in_front(place):
    show(place, make("One."), make("Two."), make("Three."))
    assert place.shown.text == "Three."


def test_screen_readers_find_the_buttons_in_the_message(place):
    show(place, make("This or that?", "This", "That"))
    (message,) = read_tree(QAccessible.queryAccessibleInterface(place)).children
    assert message.name == "Message"
    assert [node.name for node in walk(message) if not node.children] == [
        *("This or that?", "This", "That"),
        "Close",
    ]


def test_an_error_is_reported_by_its_word_and_its_icon_by_color(place):
    show(place, make("<b>broken</b>.h5", is_error=True))
    assert text(place).text() == "Error: <b>broken</b>.h5"
    as_error = text(place).grab().toImage()
    show(place, make("Error: <b>broken</b>.h5"))
    assert text(place).grab().toImage() != as_error


def test_closing_tells_which(place, qtbot):
    question = make("Restore it?", "Restore")
    show(place, question)
    close = place.findChild(IconToolButton, "close_message_button")
    with qtbot.waitSignal(place.closed) as closed:
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert closed.args == [question]


def test_esc_closes_the_message_with_the_focus_and_calls_no_shortcut(place, qtbot):
    called = []
    QShortcut("Esc", place.window(), lambda: called.append("the shortcut"))
    place.closed.connect(lambda _: show(place))
    show(place, make("Saved.", "Open folder"))
    place.buttons[0].setFocus()
    qtbot.keyClick(place.window().windowHandle(), Qt.Key.Key_Escape)
    assert place.shown is None
    assert called == []
    assert QApplication.focusWidget() in (None, place.window()), "no other button, which the next key would press"
    qtbot.keyClick(place.window().windowHandle(), Qt.Key.Key_Escape)
    assert called == ["the shortcut"]


def test_the_focus_stays_on_a_button_whose_action_asks_again(place, qtbot):
    again = make("Again?", "Again")
    show(place, Message("Now?", (("Again", lambda: show(place, again)),), QObject()))
    place.buttons[0].setFocus()
    qtbot.waitUntil(place.buttons[0].hasFocus)
    qtbot.keyClick(place.buttons[0], Qt.Key.Key_Space)
    assert place.shown is again
    assert place.buttons[0].hasFocus()


class Window(QWidget):
    """A window with nothing but its messages."""

    def __init__(self):
        super().__init__()
        self.messages = Messages(self, TrainingSession(self), ProfileKeeper(self))
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
def model(qapp):
    """A source of messages."""
    return QObject()


@pytest.fixture
def other(qapp):
    """Another source."""
    return QObject()


def shown_text(messages):
    return "" if messages.place.shown is None else messages.place.shown.text


def texts(messages):
    return [message.text for message in messages.shown]


def do_nothing():
    pass


def test_the_newest_is_in_front_and_closing_it_shows_the_one_before(messages, model, other):
    show_error(model, "It cannot be.")
    show_error(other, "broken.h5: it is empty.")
    assert shown_text(messages) == "broken.h5: it is empty."
    messages.place.dismiss()
    assert shown_text(messages) == "It cannot be."
    messages.place.dismiss()
    assert shown_text(messages) == ""


def test_a_newer_error_of_a_source_replaces_its_older_one_and_the_same_text_is_shown_once(messages, model, other):
    show_error(model, "One.")
    show_error(model, "Two.")
    assert texts(messages) == ["Two."]
    show_error(other, "Two.")
    assert texts(messages) == ["Two."]


def test_a_confirmation_stays_until_the_next_message_which_errors_wait_behind(messages, model, other):
    show_error(other, "broken.h5: it is empty.")
    show_notice(model, "Saved run.py")
    show_notice(model, "2 answers changed")
    assert texts(messages) == ["broken.h5: it is empty.", "2 answers changed"]


def test_an_offer_stays_until_its_source_makes_another_or_withdraws_it(messages, model, other):
    show_notice(model, "This?", ("Yes", do_nothing))
    show_notice(other, "Other?", ("Yes", do_nothing))
    show_notice(model, "That?", ("No", do_nothing))
    show_error(model, "It cannot be.")
    messages.end_errors()
    assert texts(messages) == ["Other?", "That?"]
    withdraw(model)
    assert texts(messages) == ["Other?"]


def test_an_error_stays_until_errors_end_with_its_actions_or_as_a_lasting_state_longer(messages, model, other):
    done = []
    show_error(other, "Not saved.", ("Save elsewhere…", lambda: done.append("elsewhere")))
    show_error(messages, "The disk is full.")
    show_error(model, "It cannot be.")
    assert messages.place.buttons == []
    messages.end_errors()
    assert texts(messages) == ["Not saved.", "The disk is full."]
    withdraw(messages)
    messages.place.buttons[0].click()
    assert done == ["elsewhere"]


def test_all_messages_are_announced_and_errors_interrupt(messages, model, monkeypatch):
    announced = []
    monkeypatch.setattr(messages_module, "announce", lambda _, text, urgent: announced.append((text, urgent)))
    show_error(model, "It cannot be.")
    show_notice(model, "Saved run.py")
    assert announced == [("Error: It cannot be.", True), ("Saved run.py", False)]


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
    show_notice(window, "An unsaved network was found.", ("Restore", lambda: None), ("Discard", lambda: None))
    window.findChild(QWidget, "saving_bar").show()
    QApplication.processEvents()
    assert window.messages.place.isVisible()
    assert places(window, names) == before


def test_a_key_goes_to_the_message(window, qtbot):
    show_error(window, "broken.h5: it is empty.", ("Why?", do_nothing))
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.messages.place.buttons[0].hasFocus()


def places(window, names):
    found = {name: window.findChild(QWidget, name) for name in names}
    return {name: (widget.mapTo(window, QPoint()), widget.size()) for name, widget in found.items()}


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


def test_errors_go_when_a_run_begins_not_when_data_come(window, qtbot, dataset):
    show_error(window.session, "There is not enough memory.")
    window.workspace.set_dataset(dataset)
    assert error(window).is_shown()
    window.findChild(QDoubleSpinBox, "iterations_field").setValue(5)
    with qtbot.wait_for_end(window.session):
        window.controls.train()
    assert not error(window).is_shown()
