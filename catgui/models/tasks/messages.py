"""What the user is told or asked: by one call from anywhere in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from catgui.domain.message import CLOSE_TIP, Message, MessageAction, MessageKind


class UserMessages(QObject):
    """The singleton `user_messages`, which passes messages on to the window.

    Signals: `said(object)`, a Message; `withdrawn(object, object)`, the MessageKind of what a source said and need not
    be seen any more, and the source.
    """

    said = Signal(object)
    withdrawn = Signal(object, object)


user_messages = UserMessages()


def show_error(source: QObject, text: str, *actions: MessageAction) -> None:
    """Tell the user of an error, in place of the one that `source` told before.

    It stays until the user closes it, `source` tries again, or what it speaks of has gone: see
    `MainWindow._connect_messages`.
    """
    user_messages.said.emit(Message(MessageKind.ERROR, text, actions, source))


def withdraw_error(source: QObject) -> None:
    """End the error that `source` told, if any: it tries again."""
    user_messages.withdrawn.emit(MessageKind.ERROR, source)


def show_notice(source: QObject, text: str, *actions: MessageAction) -> None:
    """Confirm what was done; the notice stays until the user closes it, or the next notice comes."""
    user_messages.said.emit(Message(MessageKind.NOTICE, text, actions, source))


def withdraw_notice(source: QObject) -> None:
    """End the notice of `source`, if any: it does something else now."""
    user_messages.withdrawn.emit(MessageKind.NOTICE, source)


def show_question(
    source: QObject,
    text: str,
    *actions: MessageAction,
    close_tip: str = CLOSE_TIP,
    on_close: Callable[[], object] | None = None,
) -> None:
    """Ask the user, in place of what `source` asked before; it stays until it is closed or withdrawn.

    `close_tip` says what closing it means, which `on_close` does.
    """
    user_messages.said.emit(Message(MessageKind.QUESTION, text, actions, source, close_tip, on_close))


def withdraw_question(source: QObject) -> None:
    """Ask no more what `source` has asked, if it has."""
    user_messages.withdrawn.emit(MessageKind.QUESTION, source)
