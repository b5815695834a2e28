"""Errors and notices for the user, and when they are hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.message_bar import NOTICE, MessageAction, MessageBar
from catgui.widgets.basic.message_stack import MessageStack


@dataclass(frozen=True, slots=True, eq=False)
class _Message:
    """An error. A newer one of the same source replaces it."""

    source: QObject
    text: str
    actions: tuple[MessageAction, ...]


class MessageSource(QObject):
    """A source of errors, of which only the newest is of interest."""

    def __init__(self, messages: Messages, until: Iterable[SignalInstance]) -> None:
        super().__init__(messages)
        self._messages = messages
        for signal in until:
            signal.connect(self.clear)

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show `text`, with a button for each action, in place of the source's message before."""
        self._messages._add(_Message(self, text, actions))

    def clear(self) -> None:
        """Remove the source's message: what it speaks of has gone."""
        self._messages._clear(self)


class NoticeSource(QObject):
    """A source of notices that may end before their time."""

    def __init__(self, messages: Messages) -> None:
        super().__init__(messages)
        self._messages = messages

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show `text`, with a button for each action, in place of the notice before."""
        self._messages._show_notice_of(self, text, actions)

    def clear(self) -> None:
        """Hide the source's notice, if it is the one shown: what it speaks of has gone."""
        self._messages._clear_notice(self)


class Messages(QObject):
    """Shows errors and notices over a window.

    An error stays until it is closed, or what it speaks of has gone: its source has a newer one, or emits a signal that
    ends it. The newest error is shown; the others follow as it goes. A notice confirms what was done, such as a file
    saved, and goes by itself; so does a report, which says what was found, good or bad, and has no tick. Screen readers
    say all of them.

    Attributes: `stack`, in which all messages of the window lie; `bar` and `notice`, those of errors and notices;
    `lasting`, that of a state of the program, which stays as long as that lasts.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._errors: list[_Message] = []
        self._notice_source: NoticeSource | None = None
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
        self._general = self.make_source()

    def make_source(self, until: Iterable[SignalInstance] = ()) -> MessageSource:
        """A source of errors, each of which ends when one of the signals `until` is emitted."""
        return MessageSource(self, until)

    def make_notice_source(self) -> NoticeSource:
        """A source of notices, which it can hide again."""
        return NoticeSource(self)

    def connect_models(self, models: Iterable[QObject], until: Iterable[SignalInstance] = ()) -> None:
        """Show the texts of the signals `failed(str)`, `notified(str, object)` and `reported(str, object)`.

        Each model has some of them; the object is a tuple of MessageActions. It is a source of errors of its own.
        """
        for model in models:
            if hasattr(model, "failed"):
                model.failed.connect(self.make_source(until).show_message)
            if hasattr(model, "notified"):
                model.notified.connect(self._on_notified)
            if hasattr(model, "reported"):
                model.reported.connect(self._on_reported)

    def hold_until(self, until: SignalInstance) -> None:
        """Keep all errors until `until` is emitted, even those that end meanwhile. Used during start-up.

        Connect to `until` last: errors are kept until its other slots have run.
        """
        self._holding = True
        until.connect(self._stop_holding)

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show an error, with a button for each action, in place of the one that was shown so before."""
        self._general.show_message(text, *actions)

    def show_notice(self, text: str, *actions: MessageAction) -> None:
        """Confirm something by `text`, with a button for each action, in place of the notice before."""
        self._show_notice_of(None, text, actions)

    def show_lasting(self, text: str) -> None:
        """Show `text` until it is another one, or until the user closes it; '' hides it."""
        if text:
            self.lasting.show_message(text)
            announce(self.lasting, text, urgent=True)
        else:
            self.lasting.hide()

    def _show_notice_of(
        self, source: NoticeSource | None, text: str, actions: tuple[MessageAction, ...], is_report: bool = False
    ) -> None:
        self._notice_source = source
        self.notice.set_icon(*(("hint", "Result") if is_report else (NOTICE.icon, NOTICE.icon_name)))
        self.notice.show_message(text, *actions)
        announce(self.notice, text)

    def _clear_notice(self, source: NoticeSource) -> None:
        if self._notice_source is source:
            self.notice.hide()

    def _add(self, message: _Message) -> None:
        self._errors = [one for one in self._errors if one.text != message.text]
        self._clear(message.source)
        self._errors.append(message)
        self._show_newest()
        announce(self.bar, message.text, urgent=True)

    def _clear(self, source: QObject) -> None:
        if not self._holding:
            self._errors = [one for one in self._errors if one.source is not source]
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

    def _on_notified(self, text: str, actions: tuple[MessageAction, ...]) -> None:
        self.show_notice(text, *actions)

    def _on_reported(self, text: str, actions: tuple[MessageAction, ...]) -> None:
        self._show_notice_of(None, text, actions, is_report=True)

    def _stop_holding(self) -> None:
        self._holding = False
