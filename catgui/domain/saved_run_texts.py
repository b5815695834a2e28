"""Texts about networks from files: what they need, and why a run is not repeated."""

from __future__ import annotations

from engine.saved_model.model import SavedRun
from engine.text import printable
from engine.training.run import TrainingRun

NOT_REPEATED = "Its training cannot be repeated: train a new network"
_SAVED_NETWORK, _CURVE_ALONE = "You see the saved network.", "You see its curve alone."


def other_data_note(run: TrainingRun | SavedRun | None) -> str:
    """The note on figures and pictures of other data than the run's; '' on its own data."""
    if run is None or run.dataset is None or not run.is_on_other_data:
        return ""
    name = printable(run.dataset.name)
    if run.dataset.name == run.trained_on:
        return f"Not the data of this run: {name} has changed."
    return f"Not the data of this run, but {name}."


def repeating_text(trained_on: str) -> str:
    """The reason why a run cannot be played back yet."""
    return f"Its training on {printable(trained_on)} is being repeated"


def needs_data_text(trained_on: str) -> str:
    """The reason why something cannot be done or shown without the data of a network."""
    return f"Open {printable(trained_on)} first, on which this network was trained."


def progress_text(percent: int) -> str:
    """A text on the progress of the repetition of a run."""
    return f"Restoring the saved run: {percent}%"


def not_repeated_text(reason: str, has_network: bool) -> str:
    """The message that a saved run is not repeated: with the network on its own data, or without."""
    return f"Its training cannot be repeated: {reason}. {_SAVED_NETWORK if has_network else _CURVE_ALONE}"


def open_text(name: str) -> str:
    """The command that makes the edits of a network's data."""
    return f"Open {printable(name)}"


def other_data_text(name: str) -> str:
    """The sentence on a network that is shown on other data than its own."""
    return f"This network was trained on {printable(name)}; the open data are others."
