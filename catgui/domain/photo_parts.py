"""Texts about the part of the data that a photo was added to."""

from __future__ import annotations

from catgui.domain.prediction_texts import actual_text

PARTS = {"train": "training part", "test": "test part"}
SAY_FIRST = "To add it to the data, say first what it shows."


def part_text(part: str) -> str:
    """Where a photo is that was added to the data."""
    return f"In the {PARTS[part]} of the data"


def placed_text(actual: str, part: str) -> str:
    """The actual class of a photo, with its part: "Actual: cat (training part)"; `part` is '' for none."""
    return f"{actual_text(actual)} ({PARTS[part]})" if part else actual_text(actual)


def button_tip(part: str, current: str, key: str) -> str:
    """What the button of `part` does for a photo that is in `current`, '' for none."""
    if part == current:
        return f"The photo is in the {PARTS[part]}; “Edits…” in Data reverts that"
    return f"Move the photo to the {PARTS[part]} (key {key})" if current else f"Add the photo to the data (key {key})"
