"""The messages of a window: what is shown, for how long, and what was said last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from catgui.domain.message import Message, MessageAction, MessageKind
from catgui.domain.run_record import RunRecord
from catgui.models.runs.history import RunHistory
from catgui.models.runs.opener import RunOpener
from catgui.models.tasks.messages import show_notice, user_messages
from catgui.models.workspace import Callback
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.message_place import MessagePlace

_MOST_KEPT, _MOST_LISTED = 50, 12


class Messages(QObject):
    """Shows in one place of a window what `catgui.models.tasks.messages` is told.

    An error stays until it is closed, its source tries again or has a newer one, or what it speaks of has gone: a
    signal of `end_with` is emitted. A question stays until it is closed, withdrawn, or replaced by another of its
    source. Of notices, which confirm what was done, the last one stays. The newest message is in front. Screen readers
    say all of them. A closed message can still be answered in the menu, one that has ended only be read.

    Attributes: `place`, the widget; `shown`, the messages that are not closed, the newest last; `said`, all of them.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._holding = False
        self.shown: list[Message] = []
        self.said: deque[Message] = deque(maxlen=_MOST_KEPT)
        self.place = MessagePlace()
        self.place.closed.connect(self.close_message)
        self.place.more.clicked.connect(self.open_menu)
        user_messages.said.connect(self._on_said)
        user_messages.withdrawn.connect(self._on_withdrawn)

    def end_with(self, signals: Iterable[SignalInstance], *sources: QObject) -> None:
        """Call `end_errors` when one of `signals` is emitted."""
        for signal in signals:
            signal.connect(partial(self.end_errors, sources))

    def hold_until(self, until: SignalInstance) -> None:
        """Keep all errors until `until` is emitted, even if their cause ends meanwhile. Used during start-up.

        Connect to `until` last: errors are kept until its other slots have run.
        """
        self._holding = True
        until.connect(self._stop_holding)

    def end_notice(self, source: QObject) -> None:
        """End the notice of `source`: what it speaks of has gone."""
        self._end(one for one in self.said if one.kind is MessageKind.NOTICE and one.source is source)

    def show_lasting(self, text: str, *actions: MessageAction) -> None:
        """Show a lasting state of the program as an error, until another text, or '' for none."""
        self._end(one for one in self.said if one.source is self)
        if text:
            self._on_said(Message(MessageKind.ERROR, text, actions, self))

    def close_message(self, message: Message) -> None:
        """Hide the message, which stays in the menu."""
        if message in self.shown:
            self.shown.remove(message)
        self._show()
        if message.on_close is not None:
            message.on_close()

    def open_menu(self) -> None:
        """Open a menu of what was said last, the newest first."""
        for message in self.said:
            if not any(_owners(message.source)):  # it was deleted
                message.actions = ()
        self.place.open_menu(list(self.said)[: -_MOST_LISTED - 1 : -1])

    def _is_elsewhere(self, source: object) -> bool:
        """Whether `source` belongs to another window of this process, as in tests."""
        *_, root = _owners(source)
        return isinstance(root, QWidget) and root is not self._window

    def _on_said(self, message: Message) -> None:
        if self._is_elsewhere(message.source):
            return
        if message.kind is MessageKind.QUESTION:
            self._on_withdrawn(MessageKind.QUESTION, message.source)
        self.shown = [one for one in self.shown if not self._replaces(message, one)]
        self.shown.append(message)
        self.said.append(message)
        self._show()
        announce(self.place, message.spoken, urgent=message.kind is MessageKind.ERROR)

    def _replaces(self, message: Message, older: Message) -> bool:
        if message.kind is older.kind is MessageKind.NOTICE:
            return True
        is_newer = message.source is older.source and not self._holding
        return message.kind is older.kind and (message.text == older.text or is_newer)

    def _on_withdrawn(self, kind: MessageKind, source: object) -> None:
        if not (kind is MessageKind.ERROR and self._holding):
            self._end(one for one in self.said if one.kind is kind and one.source is source)

    def end_errors(self, sources: Iterable[QObject], *_: object) -> None:
        """End the errors of `sources`, and of their children."""
        if not self._holding:
            self._end(one for one in self.said if one.kind is MessageKind.ERROR and _ends(one, sources))

    def _end(self, messages: Iterable[Message]) -> None:
        """End `messages` whose subject has gone: they stay in the menu, without actions."""
        ended = list(messages)
        for message in ended:
            message.actions = ()
        if any(message in self.shown for message in ended):
            self.shown = [message for message in self.shown if message not in ended]
            self._show()

    def _show(self) -> None:
        self.place.show_messages(tuple(self.shown), has_menu=bool(self.said))

    def _stop_holding(self) -> None:
        self._holding = False


def _owners(source: object) -> Iterator[QObject]:
    """`source` and its parents; nothing once it was deleted."""
    owner = source if isinstance(source, QObject) and isValid(source) else None
    while owner is not None:
        yield owner
        owner = owner.parent()


def _ends(message: Message, sources: Iterable[QObject]) -> bool:
    """Whether the source of `message` is one of `sources`, or a child of one; or was deleted with what it is about."""
    owners = list(_owners(message.source))
    return not owners or any(owner in sources for owner in owners)


class PutAsideNotice(QObject):
    """Tells that a run is kept in Runs, until it is brought back, or a run begins after others have ended."""

    def __init__(self, messages: Messages, opener: RunOpener, history: RunHistory) -> None:
        super().__init__(messages)
        self._messages, self._opener, self._history = messages, opener, history
        self._number: int | None = None
        self._newest = 0  # the number of the newest run when it was said
        opener.restored.connect(self._on_restored)

    def show_record(self, record: RunRecord) -> None:
        """Tell of the run of `record`, in place of the run before."""
        self._number, self._newest = record.number, self._newest_number
        bring_back = ("Bring back", partial(self._opener.restore, record))
        if self._history.are_kept:
            text = f"{record.title} is kept in Runs."
        else:
            text = f"{record.title} is kept in Runs until the window is closed."
        show_notice(self, text, bring_back)

    def show_replaced(self, replace: Callback) -> None:
        """Call `replace`; tell of the run shown before, if it can be brought back and is shown no more."""
        record = self._history.current
        replace()
        if record is not None and record.is_repeatable and self._history.current is not record:
            self.show_record(record)

    @property
    def _newest_number(self) -> int:
        return max((record.number for record in self._history.records), default=0)

    def end_with_others(self) -> None:
        """End the notice as a run begins, if others have ended since."""
        if self._number is not None and self._newest_number > self._newest:
            self._number = None
            self._messages.end_notice(self)

    def _on_restored(self, record: RunRecord) -> None:
        # Not the title: the run may have been named meanwhile.
        if record.number == self._number:
            self._messages.end_notice(self)
