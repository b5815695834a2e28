"""A message to the user: what is said, when it was said, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

MessageAction = tuple[str, Callable[[], object]]
CLOSE_TIP = "Close; it stays under Messages"
ASK_LATER = "Ask again at the next start"


class MessageKind(Enum):
    """What a message is: the name of its icon, and its word."""

    ERROR = "warning", "Error"
    NOTICE = "done", "Done"
    QUESTION = "help", "Question"

    @property
    def icon(self) -> str:
        """The name of the icon for messages of this kind."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The name of the kind, for readers who do not see the icon."""
        return self.value[1]


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Attributes: `actions`, those that still make sense; `source`, the object that it is of; `close_tip`, what closing
    it means; `on_close`, called when the user closes it, or None.
    """

    kind: MessageKind
    text: str
    actions: tuple[MessageAction, ...]
    source: object
    close_tip: str = CLOSE_TIP
    on_close: Callable[[], object] | None = None
    time: datetime = field(default_factory=datetime.now)

    @property
    def spoken(self) -> str:
        """The text after the word of its kind."""
        return f"{self.kind.word}: {self.text}"
