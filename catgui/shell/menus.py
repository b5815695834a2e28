"""The menu bar, built from `ACTIONS`, whose functions `handlers` has, and the button of questions in the status bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from catgui.help.panels import PANEL_HELP
from catgui.models.undo_stack import RedoAction, UndoAction, UndoStack
from catgui.profile.settings import Settings
from catgui.style.colors import Theme, ThemeChoice
from catgui.style.tooltips import escape_caption
from catgui.widgets.basic.buttons import TextToolButton
from engine.text import printable

_THEME_NAMES = {ThemeChoice.SYSTEM: "Follow &system", ThemeChoice.LIGHT: "&Light", ThemeChoice.DARK: "&Dark"}

Opened = TypeVar("Opened")
# Names of actions in the list of shortcuts, where their text says what they would do now.
_NAMES = {"train": "Train, pause, continue"}
_NATIVE = QKeySequence.SequenceFormat.NativeText
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


def _plain(text: str) -> str:
    """The text of a menu without mnemonic and ellipsis."""
    return text.replace("&", "").removesuffix("…")


def _call(open_: Callable[[Opened], object], opened: Opened, _checked: bool = False) -> None:
    open_(opened)


class Menus:
    """The menus of a window. Attributes: `actions`, by id."""

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[[], object]]) -> None:
        self._menus = {title: window.menuBar().addMenu(title) for title in MENUS}
        self.actions: dict[str, QAction] = {}
        self._undo_names: dict[QAction, str] = {}
        for spec in ACTIONS:
            menu = self._menus.get(spec.menu) or self._add_submenu(spec.menu)
            if spec.separator_before:
                menu.addSeparator()
            action = menu.addAction(spec.text)
            action.setObjectName(f"{spec.id}_action")
            action.setStatusTip(spec.status_tip)
            if spec.shortcut is not None:
                action.setShortcut(spec.shortcut)
            if spec.other_shortcut:
                action.setShortcuts([action.shortcut(), QKeySequence(spec.other_shortcut)])
            action.setProperty("obstacle", spec.obstacle)
            action.triggered.connect(handlers[spec.id])
            self.actions[spec.id] = action

    @property
    def export(self) -> QMenu:
        """The menu of all exports."""
        return self._menus[EXPORT]

    def _add_submenu(self, title: str) -> QMenu:
        parent = self._menus[SUBMENUS[title]]
        parent.addSeparator()
        self._menus[title] = menu = parent.addMenu(title)
        return menu

    def shortcuts(self) -> dict[str, list[tuple[str, str]]]:
        """The keys of the menus, in pairs with what they do, by menu."""
        # Not those of the actions: Space is off while it presses the button that has the focus.
        keys = {self.actions[spec.id]: QKeySequence(spec.shortcut) for spec in ACTIONS if spec.shortcut is not None}
        names = {self.actions[spec.id]: _NAMES.get(spec.id, spec.text) for spec in ACTIONS} | self._undo_names
        listed = {}
        for title, menu in self._menus.items():
            pairs = [
                (names.get(action, action.text()), keys.get(action, action.shortcut())) for action in menu.actions()
            ]
            listed[_plain(title)] = [(key.toString(_NATIVE), _plain(text)) for text, key in pairs if not key.isEmpty()]
        return {title: shortcuts for title, shortcuts in listed.items() if shortcuts}

    def add_undo(self, stack: UndoStack) -> None:
        """Add undo and redo at the top of Edit."""
        menu = self._menus[EDIT]
        undo, redo = UndoAction(stack, menu), RedoAction(stack, menu)
        self._undo_names = {undo: "Undo", redo: "Redo"}
        undo.setProperty("obstacle", "There is nothing to undo.")
        redo.setProperty("obstacle", "There is nothing to redo.")
        first = menu.actions()[0]
        menu.insertActions(first, [undo, redo])
        menu.insertSeparator(first)

    def add_panels(self, actions: Mapping[str, QAction]) -> None:
        """Add `actions` by panel, which open the panels, to View, with the question of each panel."""
        menu = self._menus[VIEW]
        menu.addSeparator()
        for name, action in actions.items():
            if question := PANEL_HELP[name].question:
                action.setText(f"{action.text()} – {question}")
            menu.addAction(action)

    def add_reopening(self, settings: Settings) -> None:
        """Add to File whether the last session is reopened; the choice is stored."""

        def store(checked: bool) -> None:
            settings.reopens_session = checked

        action = QAction("Reopen &last session at start", self._menus[FILE])
        action.setObjectName("reopen_session_action")
        action.setCheckable(True)
        action.setChecked(settings.reopens_session)
        action.toggled.connect(store)
        self._menus[FILE].insertAction(self.actions["quit"], action)

    def add_play(self, play: QAction) -> None:
        """Add to Train the command `play`."""
        menu = self._menus[TRAIN]
        menu.addSeparator()
        menu.addAction(play)

    def add_themes(self, theme: Theme, settings: Settings) -> QMenu:
        """Add a menu of themes to View; the choice is stored."""
        menu = self._menus[VIEW].addMenu("&Theme")
        menu.setObjectName("theme_menu")
        group = QActionGroup(menu)
        for choice, name in _THEME_NAMES.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(choice is theme.choice)
            action.setData(choice)
            group.addAction(action)

        def set_choice(action: QAction) -> None:
            theme.set_choice(action.data())
            settings.theme = theme.choice.value

        group.triggered.connect(set_choice)
        return menu

    def add_recent(
        self, recent: Callable[[], Sequence[list[str]]], open_recent: Callable[[list[str]], None], sources: QMenu
    ) -> None:
        """Add a menu of `recent` data sets to File and to `sources`, filled when it is shown."""
        menu = QMenu("Open &recent", self._menus[FILE])
        self._menus[FILE].insertMenu(self.actions["open_builtin"], menu)
        sources.addMenu(menu)

        def fill() -> None:
            menu.clear()
            for paths in recent():
                text = escape_caption(printable(" and ".join(paths)))
                menu.addAction(text).triggered.connect(partial(_call, open_recent, paths))
            menu.setEnabled(bool(menu.actions()))

        for parent in (self._menus[FILE], sources):
            parent.aboutToShow.connect(fill)


class FindButton(TextToolButton):
    """Calls `find`, whose key it shows. The focus stays where it is: the key does the same."""

    def __init__(self, find: QAction) -> None:
        name = _plain(find.text())
        super().__init__("find", f"{name}  {find.shortcut().toString(_NATIVE)}", find.statusTip())
        self.setObjectName("find_button")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(find.trigger)


class QuestionButton(TextToolButton):
    """A menu of all panels by their questions, of which `open_` opens one by its object name."""

    def __init__(self, open_: Callable[[str], object]) -> None:
        super().__init__("help", "More questions…", "")
        self.setObjectName("more_questions")
        self.setPopupMode(TextToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for name, help_ in PANEL_HELP.items():
            if help_.question:
                text = f"{help_.question}  ({help_.title})"
                menu.addAction(text).triggered.connect(partial(_call, open_, name))
        self.setMenu(menu)
