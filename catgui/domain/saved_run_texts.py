"""Texts about networks from files: what they need, and why a run is not repeated."""

from __future__ import annotations

from collections.abc import Sequence

from engine.saved_model.saved_run import SavedRun
from engine.text import printable
from engine.training.run import TrainingRun

NOT_REPEATED = "The training of this network could not be repeated here: train a new one"


_AS_SAVED = "You see the network as it was saved. To go on, train a new one."
_CURVE_ONLY = "You see its curve alone: the data may have changed. To go on, train a new one."


def other_data_note(run: TrainingRun | SavedRun | None) -> str:
    """What marks figures of other data than the run's: "on course photos, not ..."; '' if they are its own."""
    return _of_other_data(
        run,
        "on {name}, not the data of this run",
        "on {name} with other contents, not the data of this run",
    )


def other_pictures_text(run: TrainingRun | SavedRun | None) -> str:
    """What marks pictures of other data than the run's; '' if they are its own."""
    return _of_other_data(
        run,
        "All pictures are of {name}, not of the data of this run.",
        "All pictures are of {name} with other contents, not of the data of this run.",
    )


def _of_other_data(run: TrainingRun | SavedRun | None, other: str, changed: str) -> str:
    """The text for data of another name, or of the same one and `changed`; '' if they are those of the run."""
    if run is None or run.dataset is None or not run.is_on_other_data:
        return ""
    text = changed if run.dataset.name == run.trained_on else other
    return text.format(name=printable(run.dataset.name))


def repeating(trained_on: str) -> str:
    """The reason why a run cannot be played back yet."""
    return f"Its training on {printable(trained_on)} is being repeated, which takes a moment"


def needs_data(trained_on: str) -> str:
    """The reason why a run cannot be played back without its data."""
    return f"Open {printable(trained_on)} first: this network was trained on it"


def progress(percent: int) -> str:
    """How far the repetition of a run is."""
    return f"Restoring the saved run: {percent}%"


def differs(reason: str, has_network: bool) -> str:
    """The message that a run did not come out as it was saved: with its network, and so on its own data, or without."""
    if has_network:
        return f"Training came out differently on this computer: {reason}. {_AS_SAVED}"
    return f"Training came out differently: {reason}. {_CURVE_ONLY}"


def needs_data_text(trained_on: str) -> str:
    """The text of a panel that is empty because the data of the network are not open."""
    return f"Open {printable(trained_on)}, on which this network was trained."


def needs_run_text(trained_on: str) -> str:
    """The reason why a prediction of a network from a file is not explained."""
    return f"This network comes from a file: its training on {printable(trained_on)} must be repeated first."


def opened_data(name: str) -> str:
    """The confirmation that the data of a network have been opened with it."""
    return f"Opened {printable(name)}, on which this network was trained."


def open_text(name: str) -> str:
    """The command that opens the data of a network by making its edits, or by taking back those of the user."""
    return f"Open {printable(name)}"


def opened_edits(name: str) -> str:
    """The confirmation that the open data have the edits of a network instead of the user's."""
    return f"The data now have the edits of this network: {printable(name)}. Undo brings yours back."


def other_edits(name: str) -> str:
    """The offer to show the open data with the edits of a network."""
    return f"This network was trained on {printable(name)}. The open data have other edits: it cannot be repeated."


def offer_data(trained_on: str, evaluated_on: str | None) -> str:
    """The offer to open the data of a network, which is shown on other data, or on none."""
    if evaluated_on is None:
        return f"This network was trained on {printable(trained_on)}. It can still classify your photos."
    return f"This network was trained on {printable(trained_on)} and is now evaluated on {printable(evaluated_on)}."


def missing_data(trained_on: str, paths: Sequence[str]) -> str:
    """The message that the data of a network are not where they were."""
    return (
        f"This network was trained on {printable(trained_on)}, no longer at {printable(paths[0])}. "
        "It can still classify your photos."
    )


def changed_data(name: str) -> str:
    """The message that the data of a network are no longer those it was trained on."""
    return f"The data, {printable(name)}, have changed since this network was trained: you see it as it was saved."
