"""Tooltips as plain text: markup in the name of a class or a file is shown, not interpreted."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def escape_tooltip(text: str) -> str:
    """`text` escaped for the tooltip role of a model, with its line breaks; as rich text, long lines are wrapped."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if text else ""


def unescape_tooltip(tip: str) -> str:
    """The text of which `escape_tooltip` made `tip`; another tip is returned as it is."""
    if not (tip.startswith("<qt>") and tip.endswith("</qt>")):
        return tip
    return html.unescape(tip[len("<qt>") : -len("</qt>")].replace("<br>", "\n"))


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give `widget` a tooltip, and `text` as its description for screen readers.

    Without one, Qt would have them read the tooltip with its markup.
    """
    tip = escape_tooltip(text)
    if widget.toolTip() != tip:  # of which Qt sends an event even if it is the same
        widget.setToolTip(tip)
    widget.setAccessibleDescription(text)
