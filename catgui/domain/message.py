"""A message to the user: a text, and the actions that it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
