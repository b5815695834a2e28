"""Bases of models that analyze the selected picture, alone or with the network shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error
from catgui.models.training.session import TrainingSession


class PictureObserver(QObject):
    """Analyzes the selected picture in the background when it changes, while active."""

    def __init__(self, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picked = picked
        self._active = False
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
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
        else:
            self._task.cancel()

    def _request(self) -> None:
        """Have `_task` analyze what there is now."""
        raise NotImplementedError

    def _on_succeeded(self, found: Any) -> None:
        """Emit the result."""
        raise NotImplementedError

    def _on_failed(self, text: str) -> None:
        show_error(self, text)


class NetworkObserver(PictureObserver):
    """Analyzes the picture with the network shown, when either changes."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(picked, parent)
        self._session = session
        session.evaluated.connect(self._on_changed)
