"""The choice of the features, by mouse and keyboard."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyleOptionComboBox

from catgui.domain.features.texts import FEATURES_TEXTS
from catgui.style.tooltips import unescape_tooltip
from catgui.widgets.forms.fields.features_choice import FeaturesChoice
from engine.training.features import FEATURES


@pytest.fixture
def choice(qtbot):
    choice = FeaturesChoice()
    qtbot.addWidget(choice)
    choice.show_features("pixels")
    choice.show()
    return choice


def list_of(choice):
    return choice.findChild(QComboBox, "features_field")


def shown_text(choice):
    option = QStyleOptionComboBox()
    list_of(choice).initStyleOption(option)
    return option.currentText


def test_it_lists_the_kinds_of_the_engine_each_with_a_sentence(choice):
    items = range(list_of(choice).count())
    assert [list_of(choice).itemData(at) for at in items] == list(FEATURES)
    assert [list_of(choice).itemText(at) for at in items] == [FEATURES_TEXTS[name].title for name in FEATURES]
    tips = [unescape_tooltip(list_of(choice).itemData(at, Qt.ItemDataRole.ToolTipRole)) for at in items]
    assert tips == [FEATURES_TEXTS[name].description for name in FEATURES]


def test_showing_a_kind_chooses_nothing(choice, qtbot):
    with qtbot.assertNotEmitted(choice.features_chosen):
        choice.show_features("pretrained")
    assert list_of(choice).currentData() == "pretrained"
    assert list_of(choice).accessibleDescription() == FEATURES_TEXTS["pretrained"].description


def test_older_filters_are_listed_as_long_as_they_are_in_use(choice):
    choice.show_features("pretrained:0.1")
    assert choice.current == "pretrained:0.1"
    assert list_of(choice).currentText() == "pretrained filters of 0.1"
    choice.show_features("fine-tuned:0.1")
    choice.show_features("pretrained:0.2")
    assert list_of(choice).count() == len(FEATURES) + 1
    choice.resize(choice.minimumSizeHint())
    assert shown_text(choice) == "pretrained 0.2"
    choice.show_features("pixels")
    assert list_of(choice).count() == len(FEATURES)
    assert choice.current == "pixels"


def test_the_keyboard_chooses(choice, qtbot):
    with qtbot.waitSignal(choice.features_chosen) as chosen:
        qtbot.keyClick(list_of(choice), Qt.Key.Key_Down)
    assert chosen.args == ["pretrained"]


def test_a_shorter_text_is_shown_where_there_is_little_room(choice):
    choice.resize(choice.sizeHint())
    assert shown_text(choice) == "pixels, as in the notebook"
    choice.resize(choice.minimumSizeHint())
    assert shown_text(choice) == "pixels"
    assert list_of(choice).currentText() == "pixels, as in the notebook"


def test_the_wheel_chooses_nothing(choice, qtbot):
    place, turn = QPointF(5, 5), QPoint(0, -120)
    modifiers, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, place, turn, turn, Qt.MouseButton.NoButton, modifiers, phase, False)
    with qtbot.assertNotEmitted(choice.features_chosen):
        QApplication.sendEvent(list_of(choice), event)
    assert list_of(choice).currentData() == "pixels"
