"""Accepting drags and drops, as copies only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

from catgui.inputs.classify_paths import has_data_name
from catgui.inputs.mime import has_photos, local_paths


def accept_files(event: QDropEvent) -> bool:
    """Accept a drag or drop of what the program can open; whether it was accepted.

    Never as a move: the source would delete its files afterwards.
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
    """Accept a drag or drop of photos or folders; whether it was accepted. Does not access the disk.

    What is named like a data set or a model is left to the window.
    """
    if any(map(has_data_name, local_paths(event.mimeData()))):
        event.ignore()
        return False
    return accept_files(event)
