"""The message above the training form, and when it is hidden."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, SignalInstance

from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.message_bar import MessageAction, MessageBar


class Messages(QObject):
    """Shows one message until the next run starts.

    While a slider is dragged, run follows run and each may give the same warning. A message shown at such a restart
    stays until the run ends without one, so that the form below does not jump under the pointer.

    Attributes: `bar`, the widget.
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
        """Show the texts of the models' signals `failed(str)`."""
        for model in models:
            model.failed.connect(self.show_message)  # type: ignore[attr-defined]

    def append_until(self, until: SignalInstance) -> None:
        """Append messages instead of replacing them until `until` is emitted. Used during start-up.

        Connect to `until` last: messages are kept until its other slots have run.
        """
        self._appending = True
        until.connect(self._stop_appending)

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show `text`, with a button for each action, in place of the message before."""
        self._from_previous_run = False
        if self._appending and not self.bar.isHidden():
            text = self.bar.text if text in self.bar.text else f"{self.bar.text}\n{text}"
        self.bar.show_message(text, *actions)

    def clear(self) -> None:
        """Hide the message."""
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
