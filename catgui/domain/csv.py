"""Tables that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.text import printable

# A cell that begins so is a formula to a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@")


def escape_formula(text: str) -> str:
    """A text that a spreadsheet takes for a text: an apostrophe before what it would take for a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as comma-separated values; texts that the user has chosen are to be a `escape_formula` each."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
