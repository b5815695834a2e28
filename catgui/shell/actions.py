"""The commands of the window as data: the window binds each id to what it does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

_Standard = QKeySequence.StandardKey
Shortcut = QKeySequence.StandardKey | str | None


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command. `menu` is the menu it stands in; a separator comes before it where `separator_before`."""

    id: str
    menu: str
    text: str
    status_tip: str
    shortcut: Shortcut = None
    separator_before: bool = False


FILE, EDIT, TRAIN, VIEW, HELP = "&File", "&Edit", "&Train", "&View", "&Help"
MENUS = (FILE, EDIT, TRAIN, VIEW, HELP)

ACTIONS = (
    ActionSpec("open", FILE, "&Open data…", "Open HDF5 files in the schema of the course", _Standard.Open),
    ActionSpec(
        "open_folder",
        FILE,
        "Open &folder of pictures…",
        "Make a data set of a folder with two folders of pictures, one for each class",
        "Ctrl+Shift+O",
    ),
    ActionSpec("open_builtin", FILE, "Built-in &drawings", "Work on the drawings that come with the program"),
    ActionSpec("open_course", FILE, "&Course photos", "Work on the photos of the course; fetched once"),
    ActionSpec("open_model", FILE, "Open &model…", "Open a network that was saved", "Ctrl+M", separator_before=True),
    ActionSpec("save", FILE, "&Save model", "Save the network", _Standard.Save),
    ActionSpec("save_as", FILE, "Save model &as…", "Save the network to another file", _Standard.SaveAs),
    ActionSpec(
        "export",
        FILE,
        "&Export run…",
        "Save the plot, the costs, a report, or the run as a program of plain NumPy",
        "Ctrl+E",
        separator_before=True,
    ),
    ActionSpec("export_verdicts", FILE, "Export &verdicts…", "Save what the network says of your photos as CSV"),
    ActionSpec("export_runs", FILE, "Export r&uns…", "Save the table of runs as CSV"),
    ActionSpec(
        "save_data", FILE, "Save data as &HDF5…", "Save the data as two files that the notebook opens as its own"
    ),
    ActionSpec("quit", FILE, "&Quit", "Close the program", _Standard.Quit, separator_before=True),
    ActionSpec("open_photos", EDIT, "&Add photos…", "Ask the network about photos of your own", "Ctrl+P"),
    ActionSpec("paste", EDIT, "&Paste photo", "Ask the network about the picture on the clipboard", _Standard.Paste),
    ActionSpec("train", TRAIN, "&Train or pause", "Train the network, or halt and go on later", "Space"),
    ActionSpec("step", TRAIN, "&Single step", "Take one step of gradient descent", "Ctrl+."),
    ActionSpec("branch", TRAIN, "Trai&n on", "Train on from the moment shown, with the settings of the form", "Ctrl+T"),
    ActionSpec("stop", TRAIN, "St&op", "End this run; the network stays", "Esc"),
    ActionSpec("reset", TRAIN, "&Reset", "Forget this run and its network", "Ctrl+R", separator_before=True),
    ActionSpec("restore_layout", VIEW, "&Restore layout", "Put every panel back where it was at first"),
    ActionSpec("open_log", HELP, "Open &log folder", "See where the program writes down what went wrong"),
    ActionSpec("about", HELP, "&About Catgui", "Versions, licence, and what leaves this computer: nothing"),
)
