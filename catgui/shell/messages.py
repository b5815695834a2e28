"""What a window says: its messages, and what screen readers are told of events that are seen elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from catgui.domain import run_texts
from catgui.domain.message import Message
from catgui.models.messages import show_error, user_messages, withdraw
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.summary import RunSummaryModel
from catgui.profile.keeper import ProfileKeeper
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.message_place import MessagePlace


class Messages(QObject):
    """Shows in one place of a window what `catgui.models.messages` is told.

    The newest message is in front; once it is closed, the one before is. An error stays until `end_errors`, an offer
    until its source makes another. What is neither stays until the next message. Screen readers say all of them.

    Errors end as another run of `session` begins. That the profile cannot be written is told, with this object as the
    source, until `keeper` has written it.

    Attributes: `place`, the widget; `shown`, the messages that are not closed, the newest last.

    Signals: `changed(bool)`, whether there are any.
    """

    changed = Signal(bool)

    def __init__(self, window: QWidget, session: TrainingSession, keeper: ProfileKeeper) -> None:
        super().__init__(window)
        self.shown: list[Message] = []
        self.place = MessagePlace()
        self.place.closed.connect(self.close_message)
        user_messages.said.connect(self._on_said)
        user_messages.withdrawn.connect(self._on_withdrawn)
        session.changed.connect(self._on_session_changed)
        keeper.changed.connect(self._on_keeper_changed)

    def close_message(self, message: Message) -> None:
        """Show the message before it instead."""
        self._show([one for one in self.shown if one is not message])

    def end_errors(self) -> None:
        """End the errors, but for offers and lasting states."""
        self._show([one for one in self.shown if one.actions or not one.is_error or one.source is self])

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before) and now.trained is not None and now.cause is not Cause.SAME_NETWORK:
            self.end_errors()

    def _on_keeper_changed(self, notice: str) -> None:
        withdraw(self)
        if notice:
            show_error(self, notice)

    def _on_said(self, message: Message) -> None:
        self._show([*(one for one in self.shown if not _replaces(message, one)), message])
        announce(self.place, message.spoken, urgent=message.is_error)

    def _on_withdrawn(self, source: object) -> None:
        """End what `source` has said. Its errors without an offer stay, but for a lasting state."""
        errors = [] if source is self else [one for one in self.shown if one.is_error and not one.actions]
        self._show([one for one in self.shown if one.source is not source or one in errors])

    def _show(self, messages: list[Message]) -> None:
        self.shown = messages
        self.place.show_messages(messages)
        self.changed.emit(bool(messages))


def _replaces(message: Message, older: Message) -> bool:
    """Whether `message` takes the place of `older`: a confirmation's always, else that of its source or text."""
    if not (older.is_error or older.actions):
        return True
    is_same = message.source is older.source or message.text == older.text
    return is_same and bool(message.actions) == bool(older.actions)


class Announcements(QObject):
    """Announces runs to screen readers.

    A run's start, pauses and result are announced only if the user began it: a slider restarts too fast. The summary is
    announced at rest, whenever it changes.

    Errors and notices are announced by `Messages`.
    """

    def __init__(self, window: QWidget, session: TrainingSession, summary: RunSummaryModel) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._summary = summary
        session.changed.connect(self._on_session_changed)
        summary.changed.connect(self._announce_summary)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        run, snapshot = now.run, now.snapshot
        if run is None or now.cause is not Cause.TRAINED:
            return
        if now.is_another_than(before):
            announce(self._window, run_texts.start_text(run.config.iterations))
        elif snapshot is not None and now.has_completed(before):
            announce(self._window, run_texts.result_text(snapshot.train.accuracy, snapshot.test.accuracy))
        elif now.can_resume and not before.is_inactive:
            announce(self._window, run_texts.pause_text(len(now.costs)))

    def _announce_summary(self) -> None:
        summary = self._summary.summary
        if summary is not None and self._session.now.is_inactive:
            announce(self._window, summary.text, urgent=summary.finding in run_texts.FAILED_FINDINGS)
