"""Tool tips that say a text as it stands: a class or a file whose name has markup in it does not turn bold."""

from __future__ import annotations

import html


def escape_tooltip(text: str) -> str:
    """`text` for `setToolTip` or a model's tool tip role; its line breaks stay."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if text else ""
