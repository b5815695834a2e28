"""The verdicts as a table that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from catgui.photo_entry import PhotoEntry
from catgui.spreadsheet import cell

COLUMNS = ("photo", "label", "probability", "framing", "error")


def save_csv(entries: Iterable[PhotoEntry], path: Path) -> None:
    """Write a row a photo: its place, the class said, the probability of class 1, the framing, why it was not read."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for entry in entries:
            verdict = entry.verdict
            writer.writerow(
                (
                    cell(entry.source.place),
                    "" if verdict is None else cell(verdict.class_name),
                    "" if verdict is None else verdict.probability,
                    entry.framing.value,
                    cell(entry.error),
                )
            )
