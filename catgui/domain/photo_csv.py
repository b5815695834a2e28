"""The verdicts as a table that a spreadsheet opens without running anything in it."""

from __future__ import annotations

from collections.abc import Iterable

from catgui.domain.csv import escape_formula, to_csv
from catgui.domain.photo_entry import PhotoEntry

COLUMNS = ("photo", "label", "probability", "framing", "error")


def photo_csv(entries: Iterable[PhotoEntry]) -> str:
    """A row a photo: its place, the class said, the probability of class 1, the framing, why it was not read."""
    return to_csv([COLUMNS, *map(_row, entries)])


def _row(entry: PhotoEntry) -> tuple[object, ...]:
    verdict = entry.verdict
    said = ("", "") if verdict is None else (escape_formula(verdict.class_name), verdict.probability)
    return escape_formula(entry.source.place), *said, entry.framing.value, escape_formula(entry.error)
