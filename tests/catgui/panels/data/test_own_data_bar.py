"""The settings of a data set made from pictures, used as a user would."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from catgui.panels.data.own_data_bar import OwnDataBar
from catgui.widgets.basic.text_dialogs import UnreadFilesDialog
from engine.data.image_folder import NO_PICTURES, ImageFolderData, ImageFolderSettings, UnreadablePicture
from engine.images.photo import Framing
from tests.support.small_data import make_dataset

SETTINGS = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7)
FAULTS = (
    UnreadablePicture("/pets/cat/<b>.jpg", "this is no picture of a known format; save it as PNG or JPEG"),
    UnreadablePicture("/pets/d.png", "empty"),
)


@pytest.fixture
def bar(qtbot):
    bar = OwnDataBar()
    qtbot.addWidget(bar)
    bar.show_data(ImageFolderData(make_dataset(), SETTINGS, 1200, FAULTS, ("cat", "non-cat")))
    bar.show()
    return bar


def box(bar, name):
    return bar.findChild(QSpinBox, f"own_data_{name}")


def button(bar, text):
    return next(found for found in bar.findChildren(QPushButton) if found.text() == text)


def test_its_fields_are_made_for_the_first_data(qtbot):
    bar = OwnDataBar()
    qtbot.addWidget(bar)
    bar.show_data(None)
    assert bar.findChildren(QWidget) == []
    bar.show_data(ImageFolderData(make_dataset(), SETTINGS, 1200, ()))
    assert bar.isVisible()
    assert box(bar, "side").text() == "32 px"


def test_tab_leads_through_the_fields_in_the_place_of_the_bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    first, bar, last = QPushButton("first"), OwnDataBar(), QPushButton("last")
    for widget in (first, QLabel("no field"), bar, last):
        layout.addWidget(widget)
    bar.show_data(ImageFolderData(make_dataset(), SETTINGS, 1200, FAULTS))
    reached, field = [], first.nextInFocusChain()
    while field is not first:
        # A field with a proxy is a part of it, such as the line edit of a spin box.
        if field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.focusProxy() is None:
            reached.append(field.objectName() or field.text())
        field = field.nextInFocusChain()
    assert reached == [
        "own_data_positive",
        "own_data_fold",
        "own_data_side",
        "own_data_test_percent",
        "own_data_seed",
        "framing_whole_button",
        "framing_centre_button",
        "own_data_reasons_button",
        "last",
    ]


def test_it_shows_the_settings(bar):
    assert [box(bar, name).text() for name in ("side", "test_percent", "seed")] == ["32 px", "30 %", "7"]
    assert button(bar, "Center crop").isChecked()
    assert not button(bar, "Whole picture").isChecked()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("side", ImageFolderSettings(33, Framing.CENTER, 30, 7)),
        ("test_percent", ImageFolderSettings(32, Framing.CENTER, 31, 7)),
        ("seed", ImageFolderSettings(32, Framing.CENTER, 30, 8)),
    ],
)
def test_an_arrow_key_changes_a_number(bar, qtbot, name, expected):
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.keyClick(box(bar, name), Qt.Key.Key_Up)
    assert changed.args == [expected]


def test_a_typed_number_is_emitted_when_it_is_complete(bar, qtbot):
    emitted = []
    bar.changed.connect(emitted.append)
    box(bar, "seed").selectAll()
    qtbot.keyClicks(box(bar, "seed"), "123")
    assert emitted == []
    qtbot.keyClick(box(bar, "seed"), Qt.Key.Key_Return)
    assert [settings.seed for settings in emitted] == [123]


def test_another_class_can_be_chosen_to_be_recognized(bar, qtbot):
    dataset = make_dataset(classes=("non-owl", "owl"))
    bar.show_data(ImageFolderData(dataset, SETTINGS, 30, (), ("cat", "dog", "owl")))
    kinds = bar.findChild(QComboBox, "own_data_positive")
    assert kinds.currentText() == "owl"
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.keyClick(kinds, Qt.Key.Key_Up)
    assert changed.args == [replace(SETTINGS, positive="dog")]


def test_changes_add_up_while_the_first_is_processed(bar, qtbot):
    qtbot.keyClick(box(bar, "seed"), Qt.Key.Key_Up)
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.mouseClick(button(bar, "Whole picture"), Qt.MouseButton.LeftButton)
    assert changed.args == [ImageFolderSettings(32, Framing.WHOLE, 30, 8)]


def test_a_seed_too_large_for_its_field_stays_when_another_setting_changes(bar, qtbot):
    bar.show_data(ImageFolderData(make_dataset(), ImageFolderSettings(seed=2**32 - 1), 10, ()))
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.keyClick(box(bar, "side"), Qt.Key.Key_Up)
    assert changed.args == [ImageFolderSettings(side=65, seed=2**32 - 1)]


def test_folders_without_pictures_are_named(bar):
    data = ImageFolderData(make_dataset(), SETTINGS, 10, (), left_out=(UnreadablePicture("/pets/mine", NO_PICTURES),))
    bar.show_data(data)
    assert bar.findChild(QLabel, "own_data_faults").text() == "Left out, no pictures found: “mine”"


def test_files_that_could_not_be_read_are_counted_and_their_reasons_can_be_copied(bar, qtbot):
    assert bar.findChild(QLabel, "own_data_faults").text() == "Not read: 2 of 1,200 files"
    button(bar, "Reasons…").setFocus()
    qtbot.keyClick(button(bar, "Reasons…"), Qt.Key.Key_Space)
    dialog = bar.findChild(UnreadFilesDialog)
    assert not dialog.isModal()
    reasons = dialog.findChild(QPlainTextEdit).toPlainText()
    assert (
        reasons == "/pets/cat/<b>.jpg: this is no picture of a known format; save it as PNG or JPEG\n/pets/d.png: empty"
    )
    qtbot.mouseClick(button(dialog, "Copy &list"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == reasons
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
