"""Texts about when pictures were learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.domain.picture import Picture

if TYPE_CHECKING:
    from engine.analysis.learning_times import LearningTimes

HARDEST_FIRST = "&Hardest first"
HARDEST_FIRST_TIP = "Pictures learned last come first"


def learned_text(times: LearningTimes, picture: Picture) -> str:
    """Since when a picture is right."""
    since = times.since(picture.part, picture.index)
    if since is None:
        return f"Not learned: still wrong at iteration {times.iterations:,}."
    return f"Right for good since iteration {since:,}." if since else "Right from the start."
