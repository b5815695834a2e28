"""The actions of the menus, as data; `handlers` has the function of each."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QKeySequence

_Standard = QKeySequence.StandardKey
Shortcut = QKeySequence.StandardKey | str | None


class ActionSpec(NamedTuple):
    """An action of the menu or submenu `menu`, after a separator if `separator_before`.

    `other_shortcut` does the same and is listed nowhere. `obstacle` says why it is disabled, if it can be, unless its
    status tip does.
    """

    id: str
    menu: str
    text: str
    status_tip: str
    shortcut: Shortcut = None
    separator_before: bool = False
    other_shortcut: str = ""
    obstacle: str = ""


FILE, EDIT, TRAIN, VIEW, HELP = "&File", "&Edit", "&Train", "&View", "&Help"
MENUS = (FILE, EDIT, TRAIN, VIEW, HELP)
EXPORT = "E&xport"
TEXT_SIZE = "Text si&ze"
# Each is in its menu where its first action is among ACTIONS.
SUBMENUS = {EXPORT: FILE, TEXT_SIZE: VIEW}

_NO_RUN = "Press Train first."

ACTIONS = (
    ActionSpec("open", FILE, "&Open data…", "HDF5 files or folders of pictures", _Standard.Open),
    ActionSpec("open_folder", FILE, "Your own &pictures…", "A folder with a folder for each class", "Ctrl+Shift+O"),
    ActionSpec("open_builtin", FILE, "Built-in &drawings", ""),
    ActionSpec("open_course", FILE, "&Course photos", "Downloaded if they are not here"),
    ActionSpec("open_model", FILE, "Open &network…", "", "Ctrl+M", separator_before=True),
    ActionSpec("save", FILE, "&Save network", "", _Standard.Save, obstacle=_NO_RUN),
    ActionSpec("save_as", FILE, "Save network &as…", "", _Standard.SaveAs, obstacle=_NO_RUN),
    ActionSpec("export_plot", EXPORT, "&Plot as image…", "", "Ctrl+E", obstacle=_NO_RUN),
    ActionSpec(
        "export_costs", EXPORT, "&Costs and runs as CSV…", "Of the run shown and the ticked ones", obstacle=_NO_RUN
    ),
    ActionSpec("export_notebook", EXPORT, "&Jupyter notebook…", "It repeats this run", obstacle=_NO_RUN),
    ActionSpec("export_page", EXPORT, "&Network as web page…", "It answers photos, offline", obstacle=_NO_RUN),
    ActionSpec(
        "export_predictions",
        EXPORT,
        "Predictions on your p&hotos…",
        "",
        separator_before=True,
        obstacle="Add photos first.",
    ),
    ActionSpec("save_data", FILE, "Save data as &HDF5…", "Two files, for the notebook", obstacle="Open data first."),
    ActionSpec("start_fresh", FILE, "Start &fresh…", "For the next user of this computer", separator_before=True),
    ActionSpec("quit", FILE, "&Quit", "", _Standard.Quit, separator_before=True),
    ActionSpec("open_photos", EDIT, "&Add photos…", "", "Ctrl+P"),
    ActionSpec("paste", EDIT, "&Paste photo", "", _Standard.Paste),
    # The texts and status tips of these follow the state of the run.
    ActionSpec("train", TRAIN, "&Train", "", "Space"),
    ActionSpec("step", TRAIN, "&Step", "", "Ctrl+."),
    ActionSpec("stop", TRAIN, "St&op", "", "Esc"),
    ActionSpec("reset", TRAIN, "Start o&ver", "", "Ctrl+R", separator_before=True),
    ActionSpec("watch", TRAIN, "&Watch", "", separator_before=True),
    ActionSpec("instant", TRAIN, "&Instant", "", "F9"),
    ActionSpec("restore_layout", VIEW, "&Restore layout", ""),
    ActionSpec(
        "fill_window", VIEW, "&Fill the window", "Only the last used panel; Esc shows the others", separator_before=True
    ),
    ActionSpec("present", VIEW, "Prese&ntation", "Large text on the whole screen; Esc ends it", "F5"),
    # Ctrl+= is the key of the plus sign on many keyboards, without Shift.
    ActionSpec("larger_text", TEXT_SIZE, "&Larger", "", "Ctrl++", other_shortcut="Ctrl+="),
    ActionSpec("smaller_text", TEXT_SIZE, "&Smaller", "", "Ctrl+-"),
    ActionSpec("normal_text", TEXT_SIZE, "&Normal", "", "Ctrl+0"),
    ActionSpec("go_to_message", VIEW, "M&essage", "", "F6"),
    ActionSpec("lessons", HELP, "&Lessons…", ""),
    ActionSpec("panel_help", HELP, "&What is this panel?", "", "F1"),
    ActionSpec("find", HELP, "F&ind…", "", "Ctrl+K"),
    ActionSpec("glossary", HELP, "Gl&ossary…", ""),
    ActionSpec("shortcuts", HELP, "&Keyboard shortcuts…", ""),
    ActionSpec("program_files", HELP, "&Files of this program…", "And the backups", separator_before=True),
    ActionSpec("about", HELP, "&About Catgui", "Versions, license and privacy", separator_before=True),
)
