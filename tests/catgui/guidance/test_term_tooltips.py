"""Tooltips explain the terms in the text under the pointer."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QEnterEvent, QHelpEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsView,
    QLabel,
    QPushButton,
    QToolTip,
)

from catgui.guidance.term_tooltips import describe_control
from catgui.help.glossary import find_term
from catgui.style.tooltips import escape_caption
from engine.training.config import ALL_OPTIONS


@pytest.fixture
def window(whole_window):
    return whole_window


def enter(widget, pos):
    """Have the pointer enter `widget`."""
    place = QPointF(widget.mapToGlobal(pos))
    QApplication.sendEvent(widget, QEnterEvent(QPointF(pos), place, place))


def with_ancestors(widget):
    """`widget` and what it is in, up to its window."""
    above = [] if widget.isWindow() else with_ancestors(widget.parentWidget())
    return [widget, *above]


def tooltip(widget, pos=None):
    """The tooltip that is shown when the pointer rests on `widget`, sent as Qt sends it: up to the window."""
    QToolTip.hideText()
    pos = widget.rect().center() if pos is None else pos
    place = widget.mapToGlobal(pos)
    for entered in reversed(with_ancestors(widget)):
        enter(entered, entered.mapFromGlobal(place))
    while widget is not None:
        event = QHelpEvent(QEvent.Type.ToolTip, pos, place)
        if QApplication.sendEvent(widget, event) and event.isAccepted():
            break
        pos = widget.mapToParent(pos)
        widget = None if widget.isWindow() else widget.parentWidget()
    return QToolTip.text()


@pytest.mark.parametrize("option", ALL_OPTIONS[:4], ids=lambda option: option.field)
def test_the_name_of_a_setting_is_explained(window, option):
    name = next(label for label in window.findChildren(QLabel) if label.text() == option.title)
    assert tooltip(name)


@pytest.mark.parametrize(
    ("name", "words"),
    {
        "results_train_accuracy": "share of pictures it gets right",
        "results_test_baseline": "how often you are right by always saying",
        "legend_1": "A round mark means cat",
        "legend_0": "A square mark means non-cat",
    }.items(),
)
def test_what_is_seen_first_is_explained_in_a_sentence(window, qtbot, name, words):
    window.training_settings.set_value("iterations", 2)
    window.controls.train()
    qtbot.waitUntil(lambda: window.session.now.newest is not None and window.session.now.is_inactive)
    said = tooltip(window.findChild(QLabel, name))
    assert words in said
    assert len(said.split()) <= 16


@pytest.mark.parametrize(
    "word",
    [
        *("cost", "iteration", "learning rate", "hidden layers", "unit", "training", "test", "accuracy"),
        *("always", "overfits", "probability", "threshold", "confusion matrix", "detector", "features", "similarity"),
        *("seed", "HDF5"),
    ],
)
def test_each_word_of_the_first_minutes_has_a_short_explanation(word):
    assert len(find_term(word).short.split()) <= 15


def test_a_tip_of_its_own_is_all_that_is_shown(window):
    button = window.findChild(QPushButton, "stop_button")
    button.setText("Seed")
    button.setToolTip("less < more")
    assert find_term("seed").short not in tooltip(button)


def test_markup_in_a_text_is_shown_as_it_is(window):
    label = QLabel("<b>Seed</b> & co", window)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.show()
    assert find_term("seed").short in tooltip(label)


def test_a_text_is_explained_as_it_is_by_then(window):
    label = QLabel("Seed", window)
    label.show()
    label.setText("Another epoch")
    assert find_term("epoch").short in tooltip(label)


def test_a_tooltip_on_which_the_pointer_rests_explains_nothing(window, monkeypatch):
    page = window.panels.pages["data_panel"]
    label = QLabel("Seed", page.panel)
    label.show()
    assert tooltip(label)
    tip = next(top for top in QApplication.topLevelWidgets() if top.inherits("QTipLabel") and top.isVisible())
    enter(page, QPoint(1, 1))
    explained = []
    monkeypatch.setattr(QToolTip, "showText", lambda *_: explained.append(_))
    QApplication.sendEvent(tip, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), tip.mapToGlobal(QPoint(1, 1))))
    assert explained == []


def test_nothing_covers_a_plot_that_reads_itself_off(window):
    assert tooltip(window.findChild(QGraphicsView, "cost_plot").viewport()) == ""


def test_a_control_that_comes_later_is_explained_once_the_pointer_enters_its_panel(window):
    page = window.panels.pages["data_panel"]
    enter(window, QPoint(1, 1))
    button = QPushButton("Seed", page.panel)
    button.show()
    enter(page, QPoint(1, 1))
    QToolTip.hideText()
    pos = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, pos, button.mapToGlobal(pos)))
    assert find_term("seed").short in QToolTip.text()


def test_a_name_keeps_its_ampersand_where_a_control_is_described(qtbot):
    button, name = QPushButton(escape_caption("cats & dogs")), QLabel("cats & dogs")
    for widget in (button, name):
        qtbot.addWidget(widget)
        assert describe_control(widget) == "cats & dogs"
