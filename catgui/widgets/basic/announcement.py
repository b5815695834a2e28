"""Announcements to screen readers."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, urgent: bool = False) -> None:
    """Have screen readers say `text`; an urgent one interrupts what they are saying."""
    if text and QtGui.QAccessible.isActive():
        politeness = QtGui.QAccessible.AnnouncementPoliteness
        event = QtGui.QAccessibleAnnouncementEvent(widget, text)
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QtGui.QAccessible.updateAccessibility(event)
