"""A label whose panels and terms are links."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from catgui.help.links import ANY_CLASSES, Classes, linked_text, plain_text


class LinkedLabel(QLabel):
    """A text whose panels and terms are links, as `catgui.help.links` has them.

    Attributes: `plain`, the text without its links. Signals: `linkActivated(str)`, the target of a link.
    """

    def __init__(self) -> None:
        super().__init__()
        self.plain = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)

    def show_text(self, text: str, classes: Classes = ANY_CLASSES, besides: str = "") -> None:
        """Show `text`, with the names of the `classes`; the term `besides` is no link."""
        self.plain = plain_text(text, classes)
        html = linked_text(text, classes, besides)
        self.setText(html)
        # Without links there is nothing in it for the keyboard; a click leaves the focus where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if "<a " in html else Qt.FocusPolicy.NoFocus)
