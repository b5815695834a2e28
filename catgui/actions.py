"""The commands of the window as data: the window binds each id to what it does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

Key = QKeySequence.StandardKey | str | None


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command. `menu` is the menu it stands in; a separator comes before it where `apart`."""

    id: str
    menu: str
    text: str
    tip: str
    key: Key = None
    apart: bool = False


MENUS = ("&File", "&Train", "&View", "&Help")

ACTIONS = (
    ActionSpec(
        "open", "&File", "&Open data…", "Open HDF5 files in the schema of the course", QKeySequence.StandardKey.Open
    ),
    ActionSpec("open_builtin", "&File", "Built-in &drawings", "Work on the drawings that come with the program"),
    ActionSpec("open_course", "&File", "&Course photos", "Work on the photos of the course; fetched once"),
    ActionSpec(
        "export", "&File", "&Export costs…", "Save the plot as PNG or SVG, or the costs as CSV", "Ctrl+E", apart=True
    ),
    ActionSpec("quit", "&File", "&Quit", "Close the program", QKeySequence.StandardKey.Quit, apart=True),
    ActionSpec("train", "&Train", "&Train or pause", "Train the network, or halt and go on later", "Space"),
    ActionSpec("step", "&Train", "&Single step", "Take one step of gradient descent", "Ctrl+."),
    ActionSpec("stop", "&Train", "St&op", "End this run; the network stays", "Esc"),
    ActionSpec("reset", "&Train", "&Reset", "Forget this run and its network", "Ctrl+R", apart=True),
    ActionSpec("about", "&Help", "&About Catgui", "Versions, licence, and what leaves this computer: nothing"),
)
