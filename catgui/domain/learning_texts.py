"""Texts about when pictures were learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catgui.domain.picture import PART_NAMES, Picture
from engine.experiments.duration import duration_text
from engine.text import counted

if TYPE_CHECKING:
    from engine.analysis.learning_times import LearningTimes

NO_RUN = "Train to see how many pictures are right for good."
TRAINING = "Known once the run rests."
FAILED = "The run failed: no picture is right for good."
FINDING = "Repeating the run…"
SHOW = "Pictures &right for good"
TITLE, SHORT_TITLE = "Pictures right for good", "Right for good"
HARDEST_FIRST = "&Hardest first"
HARDEST_FIRST_TIP = "Pictures learned last come first"


def too_long(seconds: float) -> str:
    """Why it is not found when the pictures of a run were learned."""
    return f"Finding when pictures were learned takes too long: {duration_text(seconds)}."


def learned_text(times: LearningTimes, picture: Picture) -> str:
    """Since when a picture is right."""
    since = times.since(picture.part, picture.index)
    if since is None:
        return f"Not learned: still wrong at iteration {times.iterations:,}."
    return f"Right for good since iteration {since:,}." if since else "Right from the start."


def plot_text(times: LearningTimes) -> str:
    """The plot of the times in words: how many pictures are right in the end, and since when half of them are."""
    return " ".join(_part_text(times, part, name) for part, name in PART_NAMES.items())


def _part_text(times: LearningTimes, part: str, name: str) -> str:
    count, total = int(times.right_for_good(part)[-1]), len(times.parts[part].last_wrong)
    pictures = counted(total, f"{name} picture", f"{name} pictures")
    if not count:
        return f"Of {pictures} none is right in the end."
    return f"Of {pictures} {count:,} are right in the end, half of them since iteration {times.half_since(part):,}."
