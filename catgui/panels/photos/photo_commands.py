"""The commands of the selected photos: what they are, adding them to the data, enlarging and removing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from catgui.domain.photo_entry import PhotoEntry, PhotoState
from catgui.domain.photo_texts import (
    CLEAR_TIP,
    FILES_STAY,
    NO_PREDICTION_TO_EXPLAIN,
    NOT_KNOWN,
    NOT_READ_YET,
    SELECT_FIRST,
    SELECT_ONE,
    UNREADABLE,
    addition_obstacle,
    addition_tip,
)
from catgui.domain.prediction_texts import ANY_CLASSES, OPEN_DATA, WHY_TIP, actual_text
from catgui.style.tooltips import escape_caption
from catgui.widgets.basic.commands import Command, choose_one, enlarge_command, separate
from catgui.widgets.data.data_grid import put_between_command
from catgui.widgets.pictures.picture_delegate import paint_class_mark
from engine.text import printable

Classes = tuple[str, str]
CAPTION = actual_text("").strip()
# The texts, and those of buttons.
_ADD_TO = {"train": ("Add to training and retrain", "Add and retrain"), "test": ("Add to test", "Add to test")}
_MARK, _SIDE = 10, 16  # the mark of a class in the icon of its button
_MARK_RATIO = 4  # of its pixels, enough for any screen
_MAX_NAME = 16  # of a class on a button, in characters
_ANSWERS: dict[int | str, tuple[str, str, tuple[str, ...]]] = {
    1: ("actual_1", "", ("1",)),
    0: ("actual_0", "", ("2",)),
    "": ("actual_unknown", CLEAR_TIP, ("0", "Backspace")),
}


class PhotoCommands(QObject):
    """The commands of the photos that are selected in `cards`, for its menu, for buttons and for other windows.

    Attributes: `enlarge`, `why`, `put_between`, `remove` and `clear`, which removes all.

    Signals: `actual_chosen(str)`, a class name, or '' for none; `addition_requested(str)`, to add the selected
    photos to "train" or "test", or to move them there.
    """

    actual_chosen = Signal(str)
    addition_requested = Signal(str)

    def __init__(self, cards: QAbstractItemView) -> None:
        super().__init__(cards)
        self._classes: Classes | None = None
        self._checked: frozenset[int | str] = frozenset()  # the answers and parts of all selected photos
        self.enlarge = enlarge_command(cards, "photo_enlarge")
        self.why = Command(cards, "photo_why", "&Why?", WHY_TIP)
        self.put_between = put_between_command(cards, "photo")
        separate(cards)
        self._answers = {of: self._make_answer(cards, of) for of in _ANSWERS}
        separate(cards)
        self._additions = {part: self._make_addition(cards, part) for part in _ADD_TO}
        separate(cards)
        choose_one(cards, self._answers.values())
        choose_one(cards, self._additions.values())
        self.remove = Command(cards, "photos_remove", "&Remove", FILES_STAY, QKeySequence.StandardKey.Delete)
        self.clear = Command(cards, "photos_clear", "Remove &all photos", FILES_STAY)
        self.show_selected([], None)

    def _make_answer(self, cards: QAbstractItemView, of: int | str) -> Command:
        name, tip, keys = _ANSWERS[of]
        mark = partial(_draw_mark, of) if isinstance(of, int) else None
        command = Command(cards, name, "", tip, keys)
        command.draw_icon = mark
        command.setCheckable(True)
        command.triggered.connect(lambda: self._on_answered(of))
        return command

    def _make_addition(self, cards: QAbstractItemView, part: str) -> Command:
        key = {"train": "T", "test": "Shift+T"}[part]
        text, short = _ADD_TO[part]
        command = Command(cards, f"add_to_{part}", text, "", (key,))
        command.set_texts(text, short)
        command.setCheckable(True)
        command.triggered.connect(lambda: self._on_addition(part))
        return command

    @property
    def groups(self) -> tuple[list[str | Command], list[str | Command]]:
        """The commands that say what the photos are, with their caption, and those that add them to the data."""
        return [CAPTION, *self._answers.values()], [*self._additions.values()]

    @property
    def of_selected(self) -> list[Command]:
        """The commands of `groups`."""
        return [*self._answers.values(), *self._additions.values()]

    def show_selected(self, entries: Sequence[PhotoEntry], classes: Classes | None) -> None:
        """Enable the commands for the selected photos, and check their class; `classes` are the names on offer."""
        readable = [entry for entry in entries if entry.state is not PhotoState.FAILED]
        missing = "" if readable else UNREADABLE if entries else SELECT_FIRST
        self._show_answers(readable, classes, missing)
        self._show_additions(readable, missing)
        for command in (self.enlarge, self.remove):
            command.offer("" if entries else SELECT_FIRST)
        if len(entries) == 1:
            self.why.offer("" if entries[0].verdict is not None else NO_PREDICTION_TO_EXPLAIN)
        else:
            self.why.offer(SELECT_ONE)
        can_put = len(entries) == 1 and entries[0].view is not None
        self.put_between.offer("" if can_put else NOT_READ_YET if len(entries) == 1 else SELECT_ONE)

    def _show_answers(self, entries: Sequence[PhotoEntry], classes: Classes | None, missing: str) -> None:
        self._classes = classes
        zero, one = map(printable, classes or ANY_CLASSES)
        names: dict[int | str, str] = {1: one, 0: zero, "": NOT_KNOWN}
        obstacle = missing or (OPEN_DATA if classes is None else "")
        for of, command in self._answers.items():
            command.set_texts(escape_caption(actual_text(names[of])), escape_caption(_shortened(names[of])))
            self._check(of, command, bool(entries) and all(_is_answered(entry, of) for entry in entries))
            command.offer(obstacle)

    def _show_additions(self, entries: Sequence[PhotoEntry], missing: str) -> None:
        read = [entry for entry in entries if entry.photo is not None]
        obstacles = [addition_obstacle(entry) for entry in read] or [missing or NOT_READ_YET]
        parts = {entry.part for entry in read}
        for part, command in self._additions.items():
            self._check(part, command, parts == {part})
            command.offer("" if "" in obstacles else obstacles[0], addition_tip(part, parts))

    def _check(self, of: int | str, command: Command, is_checked: bool) -> None:
        command.setChecked(is_checked)
        self._checked = self._checked | {of} if is_checked else self._checked - {of}

    def _answer(self, of: int | str) -> str | None:
        """The actual class that a command sets; None while the classes are not known."""
        if isinstance(of, str):
            return of
        return None if self._classes is None else self._classes[of]

    def _is_new(self, chosen: int | str, commands: Mapping[Any, Command]) -> bool:
        """Whether a trigger has checked a command; what was checked stays so until the photos follow."""
        is_new = commands[chosen].isChecked()
        for of, command in commands.items():
            command.setChecked(of in self._checked)
        return is_new

    def _on_answered(self, of: int | str) -> None:
        answer = self._answer(of)
        if answer is not None and self._is_new(of, self._answers):
            self.actual_chosen.emit(answer)

    def _on_addition(self, part: str) -> None:
        if self._is_new(part, self._additions):
            self.addition_requested.emit(part)


def _is_answered(entry: PhotoEntry, of: int | str) -> bool:
    """Whether the actual class of a photo is the one that a command sets, perhaps by another name."""
    return entry.actual == of if isinstance(of, str) else entry.actual_label == of


def _shortened(name: str) -> str:
    """The name of a class, with dots for the middle of a long one."""
    half = _MAX_NAME // 2
    return name if len(name) <= _MAX_NAME else f"{name[: half - 1]}…{name[-half:]}"


def _draw_mark(of: int, palette: QPalette) -> QIcon:
    """The mark of a class, in the middle of an icon."""
    pixmap = QPixmap(QSize(_SIDE, _SIDE) * _MARK_RATIO)
    pixmap.setDevicePixelRatio(_MARK_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    gap = (_SIDE - _MARK) / 2
    with QPainter(pixmap) as painter:
        paint_class_mark(painter, QRectF(gap, gap, _MARK, _MARK), of, palette)
    return QIcon(pixmap)
