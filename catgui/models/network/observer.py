"""Looks at the network that a session shows, and at the picked picture, while somebody looks at what it finds."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession


class NetworkObserver(QObject):
    """Asks in the background whenever the network or the picture is another; what it asks is its subclass's.

    Signals: `failed(str)`, a text for the user.
    """

    failed = Signal(str)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picked = picked
        self._active = False
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self.failed)
        session.evaluated.connect(self._on_changed)
        picked.changed.connect(self._on_changed)

    def set_active(self, active: bool) -> None:
        """Look from now on, or rest: nobody looks."""
        self._active = active
        self._on_changed()

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self._active = False
        self._task.shutdown()

    def _on_changed(self) -> None:
        if self._active:
            self._request()

    def _request(self) -> None:
        """Ask about the network and the picture as they are now."""
        raise NotImplementedError

    def _on_succeeded(self, found: Any) -> None:
        """Say what was found."""
        raise NotImplementedError
