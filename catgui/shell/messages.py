"""What the window says above the settings, and how long it stands there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, SignalInstance

from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.message_bar import MessageAction, MessageBar


class Messages(QObject):
    """Says one thing at a time, until the next run begins.

    While a setting is dragged, one run follows the other and each may have the same to say. So that the settings keep
    their place under the pointer, what is said when such a run begins stays until it ends with nothing to say.

    What is said while the program starts adds up, and the first data leave it standing: nobody has read it by then.

    Attributes: `bar`, which shows it.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._from_previous_run = False
        self._appending = False
        self.bar = MessageBar()
        self.connect_failures([session])
        session.warned.connect(self.show_message)
        session.run_started.connect(self._on_run_started)
        session.run_ended.connect(self._on_run_ended)

    def connect_failures(self, models: Iterable[QObject]) -> None:
        """Say what goes wrong in models, each of which has a signal `failed(str)`."""
        for model in models:
            model.failed.connect(self.show_message)  # type: ignore[attr-defined]

    def append_until(self, until: SignalInstance) -> None:
        """Say one thing below the other, and clear nothing away, until that signal has been answered by all others."""
        self._appending = True
        until.connect(self._stop_appending)

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Say `text` in place of what was said before, with a button for each answer."""
        self._from_previous_run = False
        if self._appending and not self.bar.isHidden():
            text = self.bar.text if text in self.bar.text else f"{self.bar.text}\n{text}"
        self.bar.show_message(text, *actions)

    def clear(self) -> None:
        """Say nothing any more."""
        if not self._appending:
            self._from_previous_run = False
            self.bar.hide()

    def _stop_appending(self) -> None:
        self._appending = False

    def _on_run_started(self) -> None:
        if self._session.is_restart:
            self._from_previous_run = True
        else:
            self.clear()

    def _on_run_ended(self) -> None:
        if self._from_previous_run:
            self.clear()
