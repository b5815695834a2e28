"""Errors and notices for the user, and when they are hidden."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, SignalInstance

from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.message_bar import NOTICE, MessageAction, MessageBar


class Messages(QObject):
    """Shows one message until the next run starts.

    While a slider is dragged, run follows run and each may give the same warning. A message shown at such a restart
    stays until the run ends without one, so that the form below does not jump under the pointer.

    A notice confirms what was done, such as a file saved, and goes by itself.

    Attributes: `bar` and `notice`, the widgets.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._from_previous_run = False
        self._appending = False
        self.bar = MessageBar()
        self.notice = MessageBar(NOTICE)
        self.notice.setObjectName("notice_bar")
        self.connect_models([session])
        session.warned.connect(self.show_message)
        session.run_started.connect(self._on_run_started)
        session.run_ended.connect(self._on_run_ended)

    def connect_models(self, models: Iterable[QObject]) -> None:
        """Show the texts of the signals `failed(str)` and `notified(str, object)`, of each model that has them.

        The object is a tuple of MessageActions.
        """
        for model in models:
            if hasattr(model, "failed"):
                model.failed.connect(self.show_message)
            if hasattr(model, "notified"):
                model.notified.connect(self._on_notified)

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
        announce(self.bar, text, urgent=True)

    def show_notice(self, text: str, *actions: MessageAction) -> None:
        """Confirm something by `text`, with a button for each action, in place of the notice before."""
        self.notice.show_message(text, *actions)
        announce(self.notice, text)

    def clear(self) -> None:
        """Hide the message."""
        if not self._appending:
            self._from_previous_run = False
            self.bar.hide()

    def _on_notified(self, text: str, actions: tuple[MessageAction, ...]) -> None:
        self.show_notice(text, *actions)

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
