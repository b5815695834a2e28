"""Texts about networks from files: what needs their data, and why a run cannot be repeated."""

from __future__ import annotations

from engine.text import printable


def needs_data_text(trained_on: str) -> str:
    """The text of a panel that is empty because the data of the network are not open."""
    return f"This needs the data of the network. Open the data it was trained on: {printable(trained_on)}."


def needs_run_text(trained_on: str) -> str:
    """The reason why a prediction of a network from a file is not explained."""
    return (
        "This network comes from a file. Its predictions can be explained once its training has been repeated, on the "
        f"data it was trained on: {printable(trained_on)}."
    )
