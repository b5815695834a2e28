"""Commands: actions with their words, key, tip and state, buttons that show them, and the menu of a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QKeyCombination, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QPushButton, QWidget

from catgui.style.tooltips import escape_caption, escape_tooltip, set_tooltip, unescape_caption
from catgui.widgets.basic.buttons import DrawIcon, TintedButton
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import FlowRow, row_of

ENLARGE_TIP = "Show it large; arrow keys show others"
ENTER = ("Enter", "Return")  # in this order: users know the key by the first name
_SPACING, _GAP = 4, 16


class Command(QAction):
    """A command of `owner`, which lists it in its context menu, and has its keys while it has the focus.

    `keys` are a standard key or several keys, of which the first is shown.

    Attributes: `tip`, what it does, or its text, with its key, or why it is disabled; `draw_icon`, which draws the icon
    of its buttons in the colors of a palette; `short`, the text of buttons where a caption before them says the rest,
    or ''.
    """

    draw_icon: DrawIcon | None = None
    short = ""

    def __init__(
        self,
        owner: QWidget,
        name: str,
        text: str,
        tip: str = "",
        keys: QKeySequence.StandardKey | Sequence[str] = (),
    ) -> None:
        super().__init__(text, owner)
        self.setObjectName(f"{name}_action")
        self.set_texts(text, "")
        self.tip = ""
        self.setShortcuts(_bindings(keys))
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.setShortcutVisibleInContextMenu(True)
        self._usual_tip = tip
        self.offer()
        owner.addAction(self)

    def set_texts(self, text: str, short: str) -> None:
        """Set the text, and that of buttons."""
        self.short = short
        self.setText(text)
        self.setIconText(short)

    def offer(self, obstacle: str = "", tip: str = "") -> None:
        """Enable the command, or disable it with a reason; `tip` replaces its usual tip."""
        tip = tip or self._usual_tip or unescape_caption(self.text())
        key = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        shown = obstacle or (f"{tip} ({key})" if key else tip)
        if (shown, tip, obstacle) == (self.tip, self.statusTip(), self.property("obstacle")):
            return
        self.tip = shown
        self.setEnabled(not obstacle)
        self.setStatusTip(tip)
        self.setToolTip(escape_tooltip(self.tip))
        self.setProperty("obstacle", obstacle)


def _bindings(keys: QKeySequence.StandardKey | Sequence[str]) -> list[QKeySequence]:
    if not isinstance(keys, QKeySequence.StandardKey):
        return [QKeySequence(key) for key in keys]
    # On a Mac, the key "delete" is Backspace, and most keyboards lack the other one.
    is_backspace = sys.platform == "darwin" and keys is QKeySequence.StandardKey.Delete
    return [*([QKeySequence("Backspace")] if is_backspace else []), *QKeySequence.keyBindings(keys)]


def separate(owner: QWidget) -> None:
    """Put a line into the context menu of `owner`, after the commands that it has."""
    separator = QAction(owner)
    separator.setSeparator(True)
    owner.addAction(separator)


def enlarge_command(view: QAbstractItemView, name: str) -> Command:
    """The command that enlarges the current picture of `view`, by Enter and a double click as well."""
    command = Command(view, name, "&Enlarge", ENLARGE_TIP, ENTER)
    view.activated.connect(command.trigger)
    return command


def find_command(commands: Iterable[QAction], event: QKeyEvent) -> Command | None:
    """The one of `commands` whose key was pressed, or None."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.text() and event.text().isprintable() and not event.text().isalpha():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier  # with which a plus, or a digit, may come
    pressed = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
    found = (command for command in commands if isinstance(command, Command) and pressed in command.shortcuts())
    return next(found, None)


class CommandButton(TintedButton, QPushButton):
    """A button of a Command, whose words, tip and state it has; `compact` for a low panel.

    A click leaves the focus where it is, such as in the list whose pictures the command is for.
    """

    def __init__(self, command: Command, compact: bool = False) -> None:
        super().__init__()
        self._command = command
        self.setObjectName(f"{command.objectName().removesuffix('_action')}_button")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        if compact:
            self.setProperty("role", "compact")
        self._follow()
        if command.draw_icon is not None:
            self.tint(command.draw_icon)
        self.clicked.connect(command.trigger)
        command.changed.connect(self._follow)

    def _follow(self) -> None:
        command = self._command
        self.setText(command.short or escape_caption(unescape_caption(command.text())))
        self.setAccessibleName(unescape_caption(command.text()) if command.short else "")
        self.setEnabled(command.isEnabled())
        self.setCheckable(command.isCheckable())
        self.setChecked(command.isChecked())
        set_tooltip(self, command.tip)


class CommandRow(FlowRow):
    """Groups of buttons of commands in as many rows as they need; a text is the caption of what follows."""

    def __init__(self, *groups: Sequence[str | Command]) -> None:
        super().__init__(_GAP)
        for group in groups:
            widgets = (label(part) if isinstance(part, str) else CommandButton(part, compact=True) for part in group)
            self.add(
                row_of(*((widget, Qt.AlignmentFlag.AlignVCenter) for widget in widgets), spacing=_SPACING).widget()
            )


class FigureExports(QObject):
    """The singleton `figure_exports`, which passes figures to save on to the window.

    Signals: `requested(object, str)`, a figure as a QImage, and its name.
    """

    requested = Signal(object, str)


figure_exports = FigureExports()


def offer_figure(figure: QWidget, what: str, name: str, render: Callable[[], QImage], at: QPoint) -> None:
    """Show a menu at a point of the screen: copy the image of `figure`, or save it under a name."""
    menu = QMenu(figure)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(f"Copy {what}", lambda: QGuiApplication.clipboard().setImage(render()))
    menu.addAction(f"Save {what}…", lambda: figure_exports.requested.emit(render(), name))
    menu.popup(at)
