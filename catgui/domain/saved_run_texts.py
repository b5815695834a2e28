"""Texts about networks from files: what they need, and why a run is not repeated."""

from __future__ import annotations

from collections.abc import Sequence

from engine.saved_model.saved_run import SavedRun
from engine.text import printable
from engine.training.run import TrainingRun

NOT_REPEATED = "The training of this network could not be repeated here: train a new one"


def other_data_note(run: TrainingRun | SavedRun | None) -> str:
    """What marks figures of other data than the run's: "on the course photos, not ..."; '' if they are its own."""
    if run is None or run.dataset is None or not run.is_on_other_data:
        return ""
    origin, name = run.dataset.origin, printable(run.dataset.name)
    article = "the " if origin is not None and isinstance(origin.location, str) else ""
    contents = " with other contents" if run.dataset.name == run.trained_on else ""
    return f"on {article}{name}{contents}, not the data of this run"


def repeating(trained_on: str) -> str:
    """The reason why a run cannot be played back yet."""
    return f"Its training on {printable(trained_on)} is being repeated, which takes a moment"


def needs_data(trained_on: str) -> str:
    """The reason why a run cannot be played back without its data."""
    return f"Open the data this network was trained on first: {printable(trained_on)}"


def progress(percent: int) -> str:
    """How far the repetition of a run is."""
    return f"Restoring the saved run: {percent}%"


def differs(reason: str, has_network: bool) -> str:
    """The message that a run did not come out as it was saved: with its network, and so on its own data, or without."""
    if has_network:
        where, left = "differently on this computer", "the network as it was saved"
    else:
        where, left = "differently", "its curve alone, since its data may have changed"
    return f"The training of this network came out {where}: {reason}. You see {left}. To go on, train a new one."


def needs_data_text(trained_on: str) -> str:
    """The text of a panel that is empty because the data of the network are not open."""
    return f"Open {printable(trained_on)}, the data this network was trained on, to see this."


def needs_run_text(trained_on: str) -> str:
    """The reason why a prediction of a network from a file is not explained."""
    return (
        "This network comes from a file. Its predictions can be explained once its training has been repeated, on the "
        f"data it was trained on: {printable(trained_on)}."
    )


def opened_data(name: str) -> str:
    """The confirmation that the data of a network have been opened with it."""
    return f"Opened {printable(name)}, the data this network was trained on."


def open_text(name: str) -> str:
    """The command that opens the data of a network by making its edits, or by taking back those of the user."""
    return f"Open {printable(name)}"


def opened_edits(name: str) -> str:
    """The confirmation that the open data have the edits of a network instead of the user's."""
    return f"The data were edited as for this network: {printable(name)}. To have your own edits again, undo that."


def other_edits(name: str) -> str:
    """The offer to show the open data with the edits of a network."""
    return (
        f"This network was trained on {printable(name)}. The data have other edits now, so its training cannot be "
        "repeated on them."
    )


def offer_data(trained_on: str, evaluated_on: str | None) -> str:
    """The offer to open the data of a network, which is shown on other data, or on none."""
    shown = "" if evaluated_on is None else f" Now it is evaluated on {printable(evaluated_on)}."
    return f"This network was trained on {printable(trained_on)}.{shown} It can still classify your photos."


def missing_data(trained_on: str, paths: Sequence[str]) -> str:
    """The message that the data of a network are not where they were."""
    return (
        f"This network was trained on {printable(trained_on)}, which is no longer at {printable(paths[0])}. "
        "It can still classify your photos."
    )


def changed_data(name: str) -> str:
    """The message that the data of a network are no longer those it was trained on."""
    return (
        f"The pictures or labels of {printable(name)} have changed since this network was trained, so its training "
        "cannot be repeated. You see the network as it was saved."
    )
