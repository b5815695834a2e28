"""Texts for the places where Qt interprets them: tooltips, captions with mnemonics, titles of windows.

A name of a class, a file or a data set may hold anything: what is in it is shown, and nothing of it is interpreted.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from PySide6.QtGui import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# A tooltip is laid out at once: a text of megabytes would keep the window from answering.
_MAX_TOOLTIP_LENGTH = 2_000
_LONG_WORD, _PIECE = re.compile(r"\S{41,}"), re.compile(r"\S{1,40}")
_BREAK, _MAY_BREAK = "\0", "&#8203;"  # in a text that is not escaped yet, and in one that is: a space without width
_MNEMONIC = re.compile(r"&(.)", re.DOTALL)


def escape_tooltip(text: str) -> str:
    """`text` as escaped rich text for a tooltip, with its line breaks.

    Qt wraps long lines of rich text, here also within long words. Unescaped, Qt would take a text that looks like HTML
    for rich text, and read the files named in that text.
    """
    shown = text if len(text) <= _MAX_TOOLTIP_LENGTH else f"{text[:_MAX_TOOLTIP_LENGTH]}…"
    pieces = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), shown).split(_BREAK)
    return f"<qt>{_MAY_BREAK.join(map(html.escape, pieces))}</qt>".replace("\n", "<br>") if shown else ""


def escape_tab_tip(text: str) -> str:
    """`text` escaped for the tooltip of a tab or heading only if Qt would take it for rich text.

    Screen readers get the tooltip of these as it is, with any markup.
    """
    return escape_tooltip(text) if Qt.mightBeRichText(text) else text


def set_tooltip(widget: QWidget, text: str, spoken: str | None = None) -> None:
    """Give `widget` a tooltip, and `spoken` or the same text as its description for screen readers.

    Without one, Qt would have them read the tooltip with its markup.
    """
    tip = escape_tooltip(text)
    if widget.toolTip() != tip:  # of which Qt sends an event even if it is the same
        widget.setToolTip(tip)
    widget.setAccessibleDescription(text if spoken is None else spoken)


def escape_caption(text: str) -> str:
    """`text` escaped for a button, an action or a tab, where one ampersand marks a mnemonic."""
    return text.replace("&", "&&")


def unescape_caption(caption: str) -> str:
    """The text of which `escape_caption` made `caption`; a mnemonic loses its ampersand."""
    return _MNEMONIC.sub(r"\1", caption)


def escape_title(text: str) -> str:
    """`text` escaped for the title of a window, where Qt replaces "[*]" by the mark of unsaved changes."""
    return text.replace("[*]", "[*][*]")
