"""Texts as cells of a table that a spreadsheet opens without running anything in it."""

from __future__ import annotations

from engine.names import displayable

# A cell that begins so is a formula to a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@")


def cell(text: str) -> str:
    """A text that a spreadsheet takes for a text: an apostrophe before what it would take for a formula."""
    shown = displayable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown
