"""Tooltips as plain text: markup in the name of a class or a file is shown, not interpreted."""

from __future__ import annotations

import html


def escape_tooltip(text: str) -> str:
    """`text` escaped for `setToolTip` or a model's tooltip role, with its line breaks."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if text else ""


def unescape_tooltip(tip: str) -> str:
    """The text of which `escape_tooltip` made `tip`; another tip is returned as it is."""
    if not (tip.startswith("<qt>") and tip.endswith("</qt>")):
        return tip
    return html.unescape(tip[len("<qt>") : -len("</qt>")].replace("<br>", "\n"))
