"""The verdicts as a table that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from catgui.photo_entry import PhotoEntry
from engine.names import displayable

COLUMNS = ("photo", "label", "probability", "framing", "error")

# A cell that begins so is a formula to a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@")


def save_csv(entries: Iterable[PhotoEntry], path: Path) -> None:
    """Write a row a photo: its place, the class said, the probability of class 1, the framing, why it was not read."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for entry in entries:
            verdict = entry.verdict
            writer.writerow(
                (
                    _text(entry.source.place),
                    "" if verdict is None else _text(verdict.class_name),
                    "" if verdict is None else verdict.probability,
                    entry.framing.value,
                    _text(entry.error),
                )
            )


def _text(text: str) -> str:
    """A text that a spreadsheet takes for a text: an apostrophe before what it would take for a formula."""
    shown = displayable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown
