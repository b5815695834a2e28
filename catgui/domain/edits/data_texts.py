"""Short texts about edited data."""

from __future__ import annotations

import re

from catgui.domain.data_texts import data_text
from catgui.domain.edits.texts import EDIT_MARKS
from engine.data.dataset import DataOrigin

# The end of the name of edited data: ", 12 added, 2 relabelled".
_COUNT = rf", ([\d,]+) ({'|'.join(EDIT_MARKS)})"
_COUNTS = re.compile(rf"(?:{_COUNT})+$")


def short_data_text(name: str, origin: DataOrigin | None) -> str:
    """`data_text` in less room, with the marks of edited pictures: "course photos +12 ≠2"."""
    counts = _COUNTS.search(name)
    if counts is None:
        return data_text(name, origin)
    marks = (f"{EDIT_MARKS[what]}{count}" for count, what in re.findall(_COUNT, counts[0]))
    return data_text(f"{name[: counts.start()]} {' '.join(marks)}", origin)
