"""What the user is told: an error, a notice or a report, by one call from anywhere in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

_Action = tuple[str, Callable[[], object]]


class UserMessages(QObject):
    """Passes messages on to the window; there is one of it, `user_messages`, as there is one log.

    Signals, each with a text, a tuple of MessageActions and the source: `failed(str, object, object)`, an error;
    `notified(str, object, object)`, a confirmation; `reported(str, object, object)`, a result, good or bad.
    """

    failed = Signal(str, object, object)
    notified = Signal(str, object, object)
    reported = Signal(str, object, object)


user_messages = UserMessages()


def show_error(source: QObject, text: str, *actions: _Action) -> None:
    """Tell the user of an error, in place of the one that `source` told before.

    It stays until the user closes it, or what it speaks of has gone: see `MainWindow._connect_messages`.
    """
    user_messages.failed.emit(text, actions, source)


def show_notice(source: QObject, text: str, *actions: _Action) -> None:
    """Confirm what was done; it goes by itself."""
    user_messages.notified.emit(text, actions, source)


def show_report(source: QObject, text: str, *actions: _Action) -> None:
    """Tell what was found; it goes by itself."""
    user_messages.reported.emit(text, actions, source)
