"""The commands of the selected photos, and the line under them with the remedy beside it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListView, QProgressBar

from catgui.domain.prediction_texts import NO_NETWORK, OPEN_DATA
from catgui.inputs.sources import BytesSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.photos_bars import PhotoCommands, PhotoStatus
from catgui.style.tooltips import unescape_caption
from engine.training.config import TrainingConfig
from tests.support.photo_collections import add, pictures
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.speed import fix_speed

SAY_FIRST = "Say first what it shows."


@pytest.fixture
def cards(qtbot):
    cards = QListView()
    qtbot.addWidget(cards)
    return cards


@pytest.fixture
def commands(cards):
    return PhotoCommands(cards)


def named(commands, name):
    return next(action for action in commands.parent().actions() if action.objectName() == f"{name}_action")


def checked(commands):
    return [action.objectName().removesuffix("_action") for action in commands.parent().actions() if action.isChecked()]


def obstacles(commands, *names):
    return [named(commands, name).property("obstacle") for name in names]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("cat", ["actual_1"]),
        ("non-cat", ["actual_0"]),
        ("", ["actual_unknown"]),
        ("dog", []),
    ],
)
def test_what_all_selected_photos_are_is_checked(commands, actual, expected):
    entries = [make_entry("a", 0.9, actual), make_entry("b", 0.2, actual)]
    commands.show_selected(entries, CLASSES)
    assert checked(commands) == expected
    commands.show_selected([*entries, make_entry("c", 0.9, "cat" if actual != "cat" else "non-cat")], CLASSES)
    assert checked(commands) == []


def test_an_answer_is_chosen_by_its_command(commands, qtbot):
    commands.show_selected([make_entry("a", 0.9)], CLASSES)
    for name, answer in (("actual_0", "non-cat"), ("actual_1", "cat"), ("actual_unknown", "")):
        with qtbot.waitSignal(commands.actual_chosen) as chosen:
            named(commands, name).trigger()
        assert chosen.args == [answer]


@pytest.mark.parametrize(
    ("entries", "obstacle"),
    [
        ([], "Select photos first."),
        ([make_entry("a", error="text")], "It is not read."),
        ([replace(make_entry("a"), photo=None)], "It is not read."),
        ([make_entry("a", 0.9)], SAY_FIRST),
        ([make_entry("a", 0.9, "dog")], SAY_FIRST),
        ([make_entry("a", 0.9, "cat")], ""),
        ([make_entry("a", 0.9), make_entry("b", 0.9, "cat")], ""),
    ],
)
def test_photos_are_added_whose_class_is_known(commands, entries, obstacle):
    commands.show_selected(entries, CLASSES)
    assert obstacles(commands, "add_to_train", "add_to_test") == [obstacle] * 2


def test_a_photo_of_the_data_is_in_its_part_and_can_be_moved(commands, qtbot):
    commands.show_selected([replace(make_entry("a", 0.9, "cat"), part="train")], CLASSES)
    assert checked(commands) == ["actual_1", "add_to_train"]
    with qtbot.waitSignal(commands.addition_requested) as requested:
        named(commands, "add_to_test").trigger()
    assert requested.args == ["test"]


def test_without_data_or_network_no_class_can_be_chosen(commands):
    commands.show_selected([make_entry("a")], None)
    assert obstacles(commands, "actual_1")[0].startswith("Open data first")
    assert obstacles(commands, "photos_remove", "photo_enlarge") == ["", ""]


@pytest.mark.parametrize(
    ("entries", "obstacle"),
    [
        ([make_entry("a", 0.9)], ""),
        ([make_entry("a")], "Press Train first."),
        ([make_entry("a", 0.9), make_entry("b", 0.9)], "Select one photo."),
    ],
)
def test_why_is_asked_of_one_photo_with_a_prediction(commands, entries, obstacle):
    commands.show_selected(entries, CLASSES)
    assert obstacles(commands, "photo_why") == [obstacle]


def test_long_and_odd_names_of_classes_are_short_on_buttons_and_whole_in_the_menu(commands):
    name = "R&D " + "cat" * 20
    commands.show_selected([make_entry("a", 0.9)], ("non-cat", name))
    assert unescape_caption(named(commands, "actual_1").text()) == f"Actual: {name}"
    assert len(named(commands, "actual_1").short) < 20
    assert named(commands, "actual_1").short.startswith("R&&D")


@pytest.fixture
def line(qtbot, collection, session, workspace):
    line = PhotoStatus(collection, session, workspace)
    qtbot.addWidget(line)
    line.show()
    return line


def said(line):
    offers = [button.text() for button in line.findChildren(QAbstractButton) if not button.isHidden()]
    return line.findChild(QLabel, "photos_line").text(), *offers


def test_without_a_network_it_says_what_is_missing(line, qtbot, session, dataset):
    assert said(line) == (NO_NETWORK, "Train")
    fix_speed(session, 0.001)
    session.start(dataset, TrainingConfig((4,), iterations=30))
    assert line.isHidden()


def test_without_data_it_asks_for_some(qtbot, session):
    workspace = Workspace()
    photos = PhotoCollection(workspace, session, UndoStack())
    line = PhotoStatus(photos, session, workspace)
    qtbot.addWidget(line)
    assert said(line) == (OPEN_DATA,)
    photos.shutdown()


def test_news_come_first_with_their_remedy_and_nothing_takes_no_room(line, qtbot, collection, session, dataset):
    qtbot.train(session, dataset, TrainingConfig((4,), iterations=30))
    assert line.isHidden()
    add(qtbot, collection, [*pictures("a"), BytesSource("broken", b"text")])
    qtbot.waitUntil(lambda: said(line) == ("Not read: 1 photo; each card says why.", "Remove them"))
    collection.remove([next(iter(collection)).key])
    assert said(line) == ("Removed 1 photo.", "Undo")


def test_progress_is_a_bar_beside_cancel(line, collection, monkeypatch):
    monkeypatch.setattr(type(collection), "progress", (3, 7))
    collection.progressed.emit()
    bar = line.findChild(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 7)
    assert said(line) == (bar.accessibleName(), "Cancel") == ("Reading photos: 3 of 7", "Cancel")
