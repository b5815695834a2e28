"""The commands of a run that are enabled, for the buttons and the menu."""

from __future__ import annotations


def enabled_commands(can_train: bool, running: bool, paused: bool) -> dict[str, bool]:
    """Whether each command is enabled, by name."""
    return {"train": can_train, "pause": running, "step": can_train, "stop": running or paused}
