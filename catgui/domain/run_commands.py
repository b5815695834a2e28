"""Which of the commands that steer a run mean something now, as buttons and in the menu."""

from __future__ import annotations


def meaningful(can_train: bool, under_way: bool, paused: bool) -> dict[str, bool]:
    """Whether each command means something, by its name."""
    return {"train": can_train, "pause": under_way, "step": can_train, "stop": under_way or paused}
