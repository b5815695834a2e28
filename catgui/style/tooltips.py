"""Tooltips as plain text: markup in the name of a class or a file is shown, not interpreted."""

from __future__ import annotations

import html


def escape_tooltip(text: str) -> str:
    """`text` escaped for `setToolTip` or a model's tooltip role, with its line breaks."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if text else ""
