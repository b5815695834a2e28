"""Acceptance of drags and drops, always as a copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

from catgui.inputs.classify_paths import classify_paths
from catgui.inputs.mime import has_photos, local_paths


def accept_files(event: QDropEvent) -> bool:
    """Accept a drag or drop of what the program can open; returns whether it was one.

    Never as a move, which the source may offer: it would then delete the user's files.
    """
    possible = event.possibleActions()
    action = next((a for a in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction) if a in possible), None)
    if action is None or not has_photos(event.mimeData()):
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True


def accept_photos(event: QDropEvent) -> bool:
    """Accept a drag or drop of photos; returns whether it was one. The window takes data and models."""
    opened = classify_paths(local_paths(event.mimeData()))
    if opened.data or opened.model:
        event.ignore()
        return False
    return accept_files(event)
