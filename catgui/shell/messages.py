"""The messages of a window with their place, and announcements to screen readers of events seen elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from catgui.domain import run_texts
from catgui.models.messages import Message, show_error, user_messages, withdraw
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.summary import RunSummaryModel
from catgui.profile.keeper import ProfileKeeper
from catgui.widgets.basic.buttons import IconToolButton, show_caption
from catgui.widgets.basic.focus import announce, keep_focus
from catgui.widgets.basic.labels import WarningLabel
from catgui.widgets.basic.layouts import row_of

_GAP = 8
_FRAME_MARGINS, _BORDER = (_GAP, 0, 2, 0), 1
_MOST_BUTTONS = 3
_MIN_CHARS = 12  # the least of a message that is seen beside its close


class MessagePlace(QWidget):
    """Shows the newest message in one line, in a frame with its buttons and its close.

    Signals: `closed(object)`, the user closes a message.
    """

    closed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_place")
        self.setAccessibleName("Messages")
        self._shown: Message | None = None
        self._text = WarningLabel()
        self._text.setObjectName("message_text")
        self._buttons = [QPushButton() for _ in range(_MOST_BUTTONS)]
        self._close = IconToolButton("close", "Close")
        self._close.setObjectName("close_message_button")
        self._close.clicked.connect(self.dismiss)
        self._frame = QFrame()
        self._frame.setObjectName("message_frame")
        self._frame.setAccessibleName("Message")
        self._lay_out()
        self.show_messages(())

    def _lay_out(self) -> None:
        for number, button in enumerate(self._buttons):
            button.setProperty("role", "compact")
            button.clicked.connect(partial(self._call_action, number))
        row = row_of(self._text, *self._buttons, ..., self._close, spacing=_GAP, margins=_FRAME_MARGINS)
        row.on(self._frame)
        row_of(self._frame, margins=(_GAP, 0, 0, 0)).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> Message | None:
        """The message that is shown, or None."""
        return self._shown

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of the message that is shown."""
        return [button for button in self._buttons if not button.isHidden()]

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Show the last of `messages`."""
        with keep_focus(self, self.window):
            self._shown = message = messages[-1] if messages else None
            self._frame.setVisible(message is not None)
            if message is None:
                return
            self._text.show_note(message.spoken, message.is_error)
            self._text.setAccessibleName(message.spoken)
            for number, button in enumerate(self._buttons):
                button.setVisible(number < len(message.actions))
                show_caption(button, message.actions[number][0] if number < len(message.actions) else "")

    def take_focus(self) -> None:
        """Focus the first button of the message."""
        if self._shown is not None:
            next(iter(self.buttons), self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Close the message that is shown, as the user wishes."""
        if self._shown is not None:
            self.closed.emit(self._shown)

    def sizeHint(self) -> QSize:
        """The width of some words and the close, the height of the highest part."""
        close = self._close.sizeHint()
        height = max(size.height() for size in (close, self._buttons[0].sizeHint(), self._text.sizeHint()))
        words = _MIN_CHARS * self.fontMetrics().averageCharWidth()
        return QSize(words + close.width() + 2 * _GAP + sum(_FRAME_MARGINS) + 2 * _BORDER, height)

    def minimumSizeHint(self) -> QSize:
        """Its size hint, so that no message widens the window."""
        return self.sizeHint()

    def _call_action(self, number: int, _checked: bool = False) -> None:
        if self._shown is not None:
            self._shown.actions[number][1]()

    def event(self, event: QEvent) -> bool:
        """Close the message at Esc, which stops training elsewhere."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._shown is not None:
            if event.type() == QEvent.Type.KeyPress:
                self.dismiss()
            event.accept()
            return True
        return super().event(event)


class Messages(QObject):
    """Shows in one place of a window the messages posted by `catgui.models.messages`.

    The newest message is in front; once it is closed, the one before is. An error stays until `end_errors`, an offer
    until its source makes another. What is neither stays until the next message. Screen readers say all of them.

    Errors end as another run of `session` begins. That the profile cannot be written is shown, with this object as the
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
        user_messages.posted.connect(self._show_message)
        user_messages.withdrawn.connect(self._withdraw_messages)
        session.changed.connect(self._on_session_changed)
        keeper.changed.connect(self._on_keeper_changed)

    def close_message(self, message: Message) -> None:
        """Show the message before it instead."""
        self._show([one for one in self.shown if one is not message])

    def end_errors(self) -> None:
        """End the errors, but for offers and lasting states."""
        self._show([one for one in self.shown if one.actions or not one.is_error or one.source is self])

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before) and now.trained is not None and now.cause is not Cause.SAME_NETWORK:
            self.end_errors()

    def _on_keeper_changed(self, notice: str) -> None:
        withdraw(self)
        if notice:
            show_error(self, notice)

    def _show_message(self, message: Message) -> None:
        self._show([*(one for one in self.shown if not _replaces(message, one)), message])
        announce(self.place, message.spoken, urgent=message.is_error)

    def _withdraw_messages(self, source: object) -> None:
        """Remove the messages of `source`. Its errors without an offer stay, but for a lasting state."""
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
        if now.is_other_run(before):
            announce(self._window, run_texts.start_text(run.config.iterations))
        elif snapshot is not None and now.has_completed(before):
            announce(self._window, run_texts.result_text(snapshot.train.accuracy, snapshot.test.accuracy))
        elif now.can_resume and not before.is_inactive:
            announce(self._window, run_texts.pause_text(len(now.costs)))

    def _announce_summary(self) -> None:
        summary = self._summary.summary
        if summary is not None and self._session.now.is_inactive:
            announce(self._window, summary.text, urgent=summary.finding in run_texts.FAILED_FINDINGS)
