"""Labels in the roles of the style sheet."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

# Longer than the words of a sentence: the name of a file.
_LONG_WORD = re.compile(r"\S{30,}")
_PIECE = re.compile(r"[^\W_]{1,16}[\W_]{0,3}|[\W_]{1,16}")
_ZERO_WIDTH_SPACE = "\u200b"
# The width of the longest word that a text may make room for, in average characters.
_MAX_WORD_WIDTH = 30


class WrappedLabel(QLabel):
    """Plain text in as many lines as it needs; a long name without spaces does not widen the window.

    Such a name is broken, unless the text is selectable: there the copied name would not be the same.
    """

    def __init__(self, text: str = "", selectable: bool = False) -> None:
        super().__init__()
        self._whole = ""
        self._selectable = selectable
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        """Show `text`."""
        self._whole = text
        super().setText(text if self._selectable else _LONG_WORD.sub(_break, text))

    def text(self) -> str:
        """What is shown, as it was given."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        """The width of the longest word, at most that of the longest word of a sentence."""
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), _MAX_WORD_WIDTH * self.fontMetrics().averageCharWidth()))
        return hint


def _break(word: re.Match[str]) -> str:
    return _ZERO_WIDTH_SPACE.join(_PIECE.findall(word[0]))


def label(text: str = "", role: str = "body", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A plain-text label; `role` is "title", "prompt", "heading", "body", "muted", "figure" or "error"."""
    result = WrappedLabel(text, selectable) if wrap else QLabel(text)
    result.setProperty("role", role)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
