"""Announcements are sent while a screen reader is there."""

import pytest
from PySide6 import QtGui
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from catgui.widgets.basic.announcement import announce


@pytest.fixture
def sent(qtbot, monkeypatch):
    """The announcements that Qt was given; a screen reader is there."""

    found = []
    accessible = type(
        "Accessible",
        (QAccessible,),
        {
            "isActive": staticmethod(lambda: True),
            "updateAccessibility": staticmethod(lambda event: found.append((event.object(), event.message(), event))),
        },
    )
    monkeypatch.setattr(QtGui, "QAccessible", accessible)
    return found


@pytest.fixture
def widget(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize("urgent", [False, True])
def test_an_announcement_has_the_text_and_its_politeness(sent, widget, urgent):
    announce(widget, "Saved run.py", urgent)
    [(source, text, event)] = sent
    assert (source, text) == (widget, "Saved run.py")
    assert event.type() == QAccessible.Event.Announcement
    politeness = QAccessible.AnnouncementPoliteness
    assert event.politeness() == (politeness.Assertive if urgent else politeness.Polite)


def test_nothing_is_announced_without_a_screen_reader(sent, widget, monkeypatch):
    monkeypatch.setattr(QtGui.QAccessible, "isActive", staticmethod(lambda: False))
    announce(widget, "Saved run.py")
    assert sent == []
