"""Errors and notices for the user, and when they are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from catgui.domain.run_record import RunRecord
from catgui.models.runs.history import RunHistory
from catgui.models.runs.restorer import RunRestorer
from catgui.models.tasks.messages import show_notice, user_messages
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.message_bar import NOTICE, MessageAction, MessageBar
from catgui.widgets.basic.message_stack import MessageStack


@dataclass(frozen=True, slots=True, eq=False)
class _Message:
    """An error. A newer one of the same source replaces it."""

    source: QObject
    text: str
    actions: tuple[MessageAction, ...]


class Messages(QObject):
    """Shows over a window what `catgui.models.tasks.messages` is told.

    An error stays until it is closed, or what it speaks of has gone: its source has a newer one, or a signal of
    `end_with` is emitted. The newest error is shown; the others follow as it goes. A notice confirms what was done,
    such as a file saved, and goes by itself; so does a report, which says what was found, good or bad, and has no tick.
    Screen readers say all of them.

    Attributes: `stack`, in which all messages of the window lie; `bar` and `notice`, those of errors and notices;
    `lasting`, that of a state of the program, which stays as long as that lasts.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._errors: list[_Message] = []
        self._notice_source: QObject | None = None
        self._holding = False
        self.stack = MessageStack(window)
        self.bar = MessageBar()
        self.notice = MessageBar(NOTICE)
        self.notice.setObjectName("notice_bar")
        self.lasting = MessageBar()
        self.lasting.setObjectName("lasting_bar")
        for card in (self.bar, self.notice, self.lasting):
            self.stack.add(card)
        self.bar.dismissed.connect(self._on_dismissed)
        user_messages.failed.connect(self._on_failed)
        user_messages.notified.connect(self._on_notified)
        user_messages.reported.connect(self._on_reported)

    def end_with(self, signals: Iterable[SignalInstance], *sources: QObject) -> None:
        """Hide the errors of `sources`, and of their children, when one of `signals` is emitted."""
        for signal in signals:
            signal.connect(partial(self._remove_errors, sources))

    def hold_until(self, until: SignalInstance) -> None:
        """Keep all errors until `until` is emitted, even those that end meanwhile. Used during start-up.

        Connect to `until` last: errors are kept until its other slots have run.
        """
        self._holding = True
        until.connect(self._stop_holding)

    def hide_notice(self, source: QObject) -> None:
        """Hide the notice of `source`, if it is the one shown: what it speaks of has gone."""
        if self._notice_source is source:
            self.notice.hide()

    def show_lasting(self, text: str) -> None:
        """Show `text` until it is another one, or until the user closes it; '' hides it."""
        if text:
            self.lasting.show_message(text)
            announce(self.lasting, text, urgent=True)
        else:
            self.lasting.hide()

    def _is_elsewhere(self, source: QObject) -> bool:
        """Whether `source` belongs to another window of this process, as in tests."""
        *_, root = _owners(source)
        return isinstance(root, QWidget) and root is not self._window

    def _on_failed(self, text: str, actions: tuple[MessageAction, ...], source: QObject) -> None:
        if self._is_elsewhere(source):
            return
        kept = self._errors if self._holding else [one for one in self._errors if one.source is not source]
        self._errors = [one for one in kept if one.text != text]
        self._errors.append(_Message(source, text, actions))
        self._show_newest()
        announce(self.bar, text, urgent=True)

    def _on_notified(self, text: str, actions: tuple[MessageAction, ...], source: QObject) -> None:
        self._show_notice(text, actions, source, NOTICE.icon, NOTICE.icon_name)

    def _on_reported(self, text: str, actions: tuple[MessageAction, ...], source: QObject) -> None:
        self._show_notice(text, actions, source, "hint", "Result")

    def _show_notice(
        self, text: str, actions: tuple[MessageAction, ...], source: QObject, icon: str, icon_name: str
    ) -> None:
        if self._is_elsewhere(source):
            return
        self._notice_source = source
        self.notice.set_icon(icon, icon_name)
        self.notice.show_message(text, *actions)
        announce(self.notice, text)

    def _remove_errors(self, sources: tuple[QObject, ...], *_: object) -> None:
        if not self._holding:
            self._errors = [one for one in self._errors if not _ends(one, sources)]
            self._show_newest()

    def _show_newest(self) -> None:
        if self._errors:
            newest = self._errors[-1]
            self.bar.show_message(newest.text, *newest.actions, others=len(self._errors) - 1)
        else:
            self.bar.hide()

    def _on_dismissed(self) -> None:
        self._errors.pop()
        self._show_newest()

    def _stop_holding(self) -> None:
        self._holding = False


def _owners(source: QObject) -> Iterator[QObject]:
    """`source` and its parents; nothing once it was deleted."""
    owner: QObject | None = source if isValid(source) else None
    while owner is not None:
        yield owner
        owner = owner.parent()


def _ends(message: _Message, sources: tuple[QObject, ...]) -> bool:
    """Whether the source of `message` is one of `sources`, or a child of one; or was deleted with what it is about."""
    owners = list(_owners(message.source))
    return not owners or any(owner in sources for owner in owners)


class PutAsideNotice(QObject):
    """Says of a run that it is kept in Runs, until it is brought back."""

    def __init__(self, messages: Messages, restorer: RunRestorer, history: RunHistory) -> None:
        super().__init__(messages)
        self._messages, self._restorer, self._history = messages, restorer, history
        self._number: int | None = None
        restorer.restored.connect(self._on_restored)

    def show_record(self, record: RunRecord) -> None:
        """Say it of the run of `record`, in place of the run before."""
        self._number = record.number
        bring_back = ("Bring back", partial(self._restorer.restore, record))
        until = "" if self._history.keeps(record) else " until the window is closed"
        show_notice(self, f"{record.title} is kept in Runs{until}.", bring_back)

    def _on_restored(self, record: RunRecord) -> None:
        # Not the title: the run may have been named meanwhile.
        if record.number == self._number:
            self._messages.hide_notice(self)
