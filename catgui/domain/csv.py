"""CSV tables that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.text import printable

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")


def escape_formula(text: str) -> str:
    """`text` with an apostrophe in front if it looks like a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV; apply `escape_formula` to texts from the user first."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
