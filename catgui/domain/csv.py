"""CSV tables that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from engine.text import printable

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV, in which no text is a formula; a text that is a number stays one."""
    text = io.StringIO(newline="")
    plain, quoting = csv.writer(text), csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        cells = [_cell(value) for value in row]
        # Where a spreadsheet separates cells by semicolons, only a quoted text stays whole.
        is_split = any(isinstance(cell, str) and ";" in cell for cell in cells)
        (quoting if is_split else plain).writerow(cells)
    return text.getvalue()


def _cell(value: object) -> object:
    """`value`; a text is printable, with an apostrophe in front if it looks like a formula."""
    if not isinstance(value, str):
        return value
    shown = printable(value)
    is_formula = shown.lstrip().startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if is_formula else shown
