"""Panels that other panels ask for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class PanelRequests(QObject):
    """The singleton `panel_requests`, which has the window open panels.

    Signals: `requested(str)`, the object name of a panel.
    """

    requested = Signal(str)


panel_requests = PanelRequests()


def open_panel(name: str) -> None:
    """Show the panel with the object name `name` in front."""
    panel_requests.requested.emit(name)
