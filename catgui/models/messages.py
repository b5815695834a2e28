"""Requests to the window, by one call from anywhere in the GUI thread: to show a message, and to show a panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

MessageAction = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """A message.

    Attributes: `actions`, what the user can do; with them it is an offer; `source`, the object that says it;
    `is_error`.
    """

    text: str
    actions: tuple[MessageAction, ...]
    source: object
    is_error: bool = False

    @property
    def spoken(self) -> str:
        """The text in one line, that of an error after this word."""
        text = self.text.replace("\n", " ")
        return f"Error: {text}" if self.is_error else text


class UserMessages(QObject):
    """The singleton `user_messages`, which passes messages on to the window.

    Signals: `posted(object)`, a Message; `withdrawn(object)`, the source of messages that are wrong now.
    """

    posted = Signal(object)
    withdrawn = Signal(object)


user_messages = UserMessages()


def show_error(source: QObject, text: str, *actions: MessageAction) -> None:
    """Show an error until it is closed, or the user opens something else or begins a run."""
    user_messages.posted.emit(Message(text, actions, source, is_error=True))


def show_notice(source: QObject, text: str, *actions: MessageAction) -> None:
    """Show what was done, until the next message; or offer `actions`, until the next offer of `source`."""
    user_messages.posted.emit(Message(text, actions, source))


def withdraw(source: QObject) -> None:
    """Remove the messages of `source`, which are wrong now."""
    user_messages.withdrawn.emit(source)


class PanelRequests(QObject):
    """The singleton `panel_requests`, which has the window open panels.

    Signals: `requested(str)`, the object name of a panel.
    """

    requested = Signal(str)


panel_requests = PanelRequests()


def open_panel(name: str) -> None:
    """Show the panel with the object name `name` in front."""
    panel_requests.requested.emit(name)
