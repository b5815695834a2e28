"""Base of models that analyze the network shown and the selected picture."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession


class NetworkObserver(QObject):
    """Analyzes the network and the picture in the background when either changes, while active.

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
        """Start or stop following changes; inactive while its panel is hidden."""
        self._active = active
        self._on_changed()

    def shutdown(self) -> None:
        """Cancel the analysis and wait for its thread."""
        self._active = False
        self._task.shutdown()

    def _on_changed(self) -> None:
        if self._active:
            self._request()

    def _request(self) -> None:
        """Submit the analysis of the current network and picture."""
        raise NotImplementedError

    def _on_succeeded(self, found: Any) -> None:
        """Emit the result."""
        raise NotImplementedError
