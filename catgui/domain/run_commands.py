"""Which of the commands that steer a run mean something now, as buttons and in the menu."""

from __future__ import annotations


def enabled_commands(can_train: bool, running: bool, paused: bool) -> dict[str, bool]:
    """Whether each command means something, by its name."""
    return {"train": can_train, "pause": running, "step": can_train, "stop": running or paused}
