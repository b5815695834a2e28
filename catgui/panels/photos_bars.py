"""The bars of the Photos panel: the commands with their tool bar, and the line with news and progress."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QProgressBar, QPushButton, QSizePolicy, QToolBar, QToolButton, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.domain.photo_texts import (
    DETECTOR,
    FILES_STAY,
    NOT_KNOWN,
    NOT_READ_YET,
    RETRAINS,
    SELECT_FIRST,
    SELECT_ONE,
    WRONG_TIP,
    addition_obstacle,
    addition_tip,
)
from catgui.domain.prediction_texts import ANY_CLASSES, NO_NETWORK, OPEN_DATA, WHY_TIP, actual_text
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_caption, set_tooltip, unescape_caption
from catgui.widgets.basic.buttons import IconButton, palette_icon
from catgui.widgets.basic.commands import Command, enlarge_command, separate
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.pictures.data_grid import put_between_command
from catgui.widgets.pictures.picture_painting import paint_class_mark
from engine.text import printable

Classes = tuple[str, str]
CAPTION = actual_text("").strip()
_ADD_TO = {"train": ("Add and retrain", "T"), "test": ("Add to test", "Shift+T")}
_ANSWERS: dict[int | str, tuple[str, tuple[str, ...]]] = {
    1: ("actual_1", ("1",)),
    0: ("actual_0", ("2",)),
    "": ("actual_unknown", ("0", "Backspace")),
}
_MARK, _SIDE = 10, 16  # the mark of a class in the icon of its button
_MARK_RATIO = 4  # of its pixels, enough for any screen
_MAX_NAME = 16  # of a class on a button, in characters
_PROGRESS_DELAY_MS = 500


class PhotoCommands(QObject):
    """The commands of the photos that are selected in `cards`, for its menu, for buttons and for other windows.

    Attributes: `enlarge`, `why`, `put_between`, `remove` and `clear`, which removes all.

    Signals: `actual_chosen(str)`, a class name, or '' for none; `addition_requested(str)`, to add the selected
    photos to "train" or "test", or to move them there. Call `show_selected` then.
    """

    actual_chosen = Signal(str)
    addition_requested = Signal(str)

    def __init__(self, cards: QAbstractItemView) -> None:
        super().__init__(cards)
        self._names: dict[int | str, str] = {}  # of the classes that the commands set
        self.enlarge = enlarge_command(cards, "photo_enlarge")
        self.why = Command(cards, "photo_why", "&Why?", WHY_TIP)
        self.put_between = put_between_command(cards, "photo")
        separate(cards)
        self._answers = {of: Command(cards, name, "", keys=keys) for of, (name, keys) in _ANSWERS.items()}
        separate(cards)
        self._additions = {
            part: Command(cards, f"add_to_{part}", text, keys=(key,)) for part, (text, key) in _ADD_TO.items()
        }
        separate(cards)
        for of, command in self._answers.items():
            if isinstance(of, int):
                command.draw_icon = partial(_draw_mark, of)
            command.triggered.connect(lambda _checked=False, of=of: self.actual_chosen.emit(self._names[of]))
        for part, command in self._additions.items():
            command.triggered.connect(lambda _checked=False, part=part: self.addition_requested.emit(part))
        for command in self.of_selected:
            command.setCheckable(True)
        self.remove = Command(cards, "photos_remove", "&Remove", FILES_STAY, QKeySequence.StandardKey.Delete)
        self.clear = Command(cards, "photos_clear", "Remove &all photos", FILES_STAY)
        self.show_selected([], None)

    @property
    def groups(self) -> tuple[list[str | Command], ...]:
        """The commands of one photo: what it is, with a caption; those that add it to the data; and the others."""
        return [CAPTION, *self._answers.values()], [*self._additions.values()], [self.why, self.remove]

    @property
    def of_selected(self) -> list[Command]:
        """The commands that say what the photos are, and those that add them to the data."""
        return [*self._answers.values(), *self._additions.values()]

    def show_selected(self, entries: Sequence[PhotoEntry], classes: Classes | None) -> None:
        """Enable the commands for the selected photos, and check their class; `classes` are the names on offer."""
        readable = [entry for entry in entries if entry.state is not PhotoState.FAILED]
        missing = "" if readable else NOT_READ_YET if entries else SELECT_FIRST
        self._show_answers(readable, classes, missing)
        self._show_additions(readable, missing)
        for command in (self.enlarge, self.remove):
            command.offer("" if entries else SELECT_FIRST)
        one = entries[0] if len(entries) == 1 else None
        self.why.offer(SELECT_ONE if one is None else NO_NETWORK if one.verdict is None else "")
        self.put_between.offer(SELECT_ONE if one is None else NOT_READ_YET if one.view is None else "")

    def _show_answers(self, entries: Sequence[PhotoEntry], classes: Classes | None, missing: str) -> None:
        zero, one = classes or ANY_CLASSES
        self._names = {1: one, 0: zero, "": ""}
        for of, command in self._answers.items():
            name = printable(self._names[of]) or NOT_KNOWN
            command.set_texts(escape_caption(actual_text(name)), escape_caption(_shortened(name)))
            command.setChecked(bool(entries) and all(_is_answered(entry, of) for entry in entries))
            command.offer(missing or (OPEN_DATA if classes is None else ""))

    def _show_additions(self, entries: Sequence[PhotoEntry], missing: str) -> None:
        read = [entry for entry in entries if entry.photo is not None]
        obstacles = [addition_obstacle(entry) for entry in read] or [missing or NOT_READ_YET]
        parts = {entry.part for entry in read}
        for part, command in self._additions.items():
            command.setChecked(parts == {part})
            command.offer("" if "" in obstacles else obstacles[0], addition_tip(part, parts))


def _is_answered(entry: PhotoEntry, actual: int | str) -> bool:
    """Whether the actual class of a photo is the one that a command sets, perhaps by another name."""
    return entry.actual == actual if isinstance(actual, str) else entry.actual_label == actual


def _shortened(name: str) -> str:
    """The name of a class, with dots for the middle of a long one."""
    half = _MAX_NAME // 2
    return name if len(name) <= _MAX_NAME else f"{name[: half - 1]}…{name[-half:]}"


def _draw_mark(label: int, palette: QPalette) -> QIcon:
    """The mark of a class, in the middle of an icon."""
    pixmap = QPixmap(QSize(_SIDE, _SIDE) * _MARK_RATIO)
    pixmap.setDevicePixelRatio(_MARK_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    gap = (_SIDE - _MARK) / 2
    with QPainter(pixmap) as painter:
        paint_class_mark(painter, QRectF(gap, gap, _MARK, _MARK), label, palette)
    return QIcon(pixmap)


class PhotoToolbar(QToolBar):
    """Buttons, of which Qt puts those that do not fit into a menu at the end.

    Attributes: the commands `open`, `paste`, `wrong`, whether only photos that are answered wrongly are shown, and
    `detector`, whether the detector answers as well.
    """

    def __init__(self, commands: PhotoCommands) -> None:
        super().__init__()
        self.setObjectName("photos_toolbar")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        keep_scaled(self.setIconSize, QSize(_SIDE, _SIDE))
        self.open = Command(self, "photos_open", "Open…")
        self.paste = Command(self, "photos_paste", "Paste", "Ctrl+V")
        for command, icon in ((self.open, "open"), (self.paste, "paste")):
            command.draw_icon = partial(palette_icon, icon)
        self.wrong = Command(self, "photos_wrong", "", WRONG_TIP)
        self.show_wrong(0)
        self.addActions(commands.of_selected)
        self.addWidget(label(RETRAINS, role="muted"))
        self.detector = Command(self, "detector", DETECTOR)
        self._commands = [self.open, self.paste, self.wrong, *commands.of_selected, self.detector]
        for command in (self.wrong, self.detector):
            command.setCheckable(True)
        for command in self._commands:
            button = self.widgetForAction(command)
            button.setObjectName(command.objectName().replace("_action", "_button"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            command.changed.connect(partial(self._name, command))
            self._name(command)
        for others in self.findChildren(QToolButton, "qt_toolbar_ext_button"):
            others.setAccessibleName("More")
        self._draw_icons()

    def show_wrong(self, count: int) -> None:
        """Show how many photos are answered wrongly."""
        self.wrong.setText(f"Wrong ({count:,})")

    def _name(self, command: Command) -> None:
        """Give screen readers the whole text of a command, of which its button may show less, and a plain tip."""
        button = self.widgetForAction(command)
        button.setAccessibleName(unescape_caption(command.text()))
        button.setAccessibleDescription(command.tip)

    def _draw_icons(self) -> None:
        for command in self._commands:
            if command.draw_icon is not None:
                command.setIcon(command.draw_icon(self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()


# Shorter work shows no progress.


class PhotoStatus(QWidget):
    """The progress of reading, else the news, else what a network needs to predict the photos; hidden without a text.

    Attributes: `buttons`, by what they offer, of which at most one is shown.
    """

    def __init__(
        self, photos: PhotoCollection, session: TrainingSession, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)  # or it would be shown as a window of its own
        self._photos, self._session, self._workspace = photos, session, workspace
        self._delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._text = ElidedLabel(role="muted")
        self._text.setObjectName("photos_line")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMaximumWidth, 160)
        self.buttons = {
            "train": IconButton("train", "Train"),
            "undo": IconButton("undo", "Undo"),
            "cancel": QPushButton("Cancel"),
            "remove_unreadable": QPushButton("Remove them"),
        }
        set_tooltip(self.buttons["remove_unreadable"], photo_texts.FILES_STAY)
        for name, button in self.buttons.items():
            button.setProperty("role", "compact")  # the line is as high as its buttons, and takes room from the photos
            button.setObjectName(f"photos_{name}_button")
        row_of((self._text, 1), self._progress, *self.buttons.values(), spacing=8).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._connect()
        self._renew()

    def _connect(self) -> None:
        self._photos.busy_changed.connect(self._on_busy_changed)
        for changed in (
            self._delay.timeout,
            self._photos.progressed,
            self._photos.changed,
            self._photos.undo_stack.changed,
            self._session.changed,
            self._workspace.dataset_changed,
            self._workspace.loading_changed,
        ):
            changed.connect(self._renew)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy:
            self._delay.start()
        else:
            self._delay.stop()
        self._renew()

    def show_text(self, text: str, offer: str = "") -> None:
        """Show `text` until there is something else to say, with the button `offer`."""
        self._text.show_text(text)
        for name, button in self.buttons.items():
            button.setVisible(name == offer)
        self._progress.setVisible(offer == "cancel")
        self.setVisible(bool(text))

    def _renew(self) -> None:
        progress = None if self._delay.isActive() else self._photos.progress
        if progress is None:
            self.show_text(*self._find_text())
            return
        done, total = progress
        text = photo_texts.progress(done, total)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setAccessibleName(text)
        self.show_text(text, "cancel")

    def _find_text(self) -> tuple[str, str]:
        """What is to be said, and the button that it has, or ''."""
        if removed := self._photos.removed:
            return f"Removed {photo_texts.photos(removed)}.", "undo"
        if unreadable := sum(entry.state is PhotoState.FAILED for entry in self._photos):
            return photo_texts.unreadable_text(unreadable), "remove_unreadable"
        if self._session.now.network is not None or self._session.now.state is RunState.RUNNING:
            return "", ""
        if self._workspace.dataset is None:
            return self._workspace.reading_text or OPEN_DATA, ""
        return NO_NETWORK, "train"
