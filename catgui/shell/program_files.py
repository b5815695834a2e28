"""Help, Files of this program: their places and sizes, the copies of the profile, and a reset of all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from catgui.guidance.assistance import PRACTICE_FOLDER
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from catgui.services.log import FAULTS_NAME, LOG_NAME
from catgui.services.open_outside import open_outside
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.text_dialogs import MessageBox
from catgui.widgets.help_window import HelpDialog
from engine.data.course import COURSE_FILES
from engine.errors import EngineError
from engine.progress import Work
from engine.storage.atomic import describe_obstacle
from engine.storage.user_dirs import NoHomeError, data_folder, log_folder
from engine.system.memory import format_bytes
from engine.text import printable

_LOG_NAME = re.compile(r"(catgui\.log(\.\d+)?|faults(\.old)?\.log)")
_PRACTICE_NAME = re.compile(r"drawing \d+\.png")
_INTRODUCTION = "Only you can read your profile. Removing the program leaves these files."
_LOST = (
    "Settings, layout, runs, edits, photos with their answers, the session, the log and the downloads are deleted. "
    "What is open is lost when you close the window. This cannot be undone. Files that you saved stay."
)
_BROUGHT_BACK = "It opens at the next start; this window keeps nothing any more. What you have now stays beside it."
_NO_COPIES = "none yet; one is made some minutes after a change"
_GAP = 8


@dataclass(frozen=True, slots=True)
class ProgramFiles:
    """Files of one kind: only those of names that the program gives.

    Attributes: `title`; `place`, a file or a folder; `list_files`, which finds those that are there, in any thread.
    """

    title: str
    place: Path
    list_files: Callable[[], Iterable[Path]]

    def size(self) -> int:
        """The bytes that the files take."""
        total = 0
        for path in self.list_files():
            with suppress(OSError):  # it has gone meanwhile
                total += path.stat().st_size
        return total

    def reset(self) -> None:
        """Delete the files, and the folders in which nothing is left. Raises OSError.

        A file of the log that is written to is emptied.
        """
        paths = list(self.list_files())
        for path in paths:
            if path.name in (LOG_NAME, FAULTS_NAME):
                with path.open("r+b") as file:
                    file.truncate()
            else:
                path.unlink(missing_ok=True)
        for folder in sorted({path.parent for path in paths}, reverse=True):  # those within others first
            with suppress(OSError):  # there is something else in it
                folder.rmdir()


def program_files(keeper: ProfileKeeper) -> list[ProgramFiles]:
    """The kinds of files; none for a user without a home folder."""
    store = keeper.store
    try:
        data, log = data_folder(), log_folder()
    except NoHomeError:
        return []
    kinds = [
        ProgramFiles("Log", log, partial(_named, log, _LOG_NAME)),
        ProgramFiles("Downloads and practice pictures", data, partial(_downloads, data)),
    ]
    return kinds if store is None else [ProgramFiles("Your profile", store.path, store.files), *kinds]


def _downloads(folder: Path) -> list[Path]:
    """The course photos in `folder`, and the practice pictures of the lessons, in folders of their classes."""
    course = [path for file in COURSE_FILES if (path := folder / file.name).is_file()]
    classes = [path for path in _children(folder / PRACTICE_FOLDER) if path.is_dir()]
    return [*course, *(picture for place in classes for picture in _named(place, _PRACTICE_NAME))]


def _named(folder: Path, name: re.Pattern[str]) -> list[Path]:
    return [path for path in _children(folder) if name.fullmatch(path.name) and path.is_file()]


def _children(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.iterdir())


class _Found(NamedTuple):
    """The sizes of the kinds, '' where there is nothing, and the copies of the profile, each with its time."""

    sizes: list[str]
    copies: list[tuple[Path, datetime]]


class FilesDialog(HelpDialog):
    """Shows each kind with its place, and its size, which is looked for whenever it opens or all is reset.

    It also shows when the copies of the profile were made, and brings one back.
    """

    def __init__(self, window: QWidget, keeper: ProfileKeeper) -> None:
        super().__init__("files_dialog", "Files of this program", window)
        self._keeper = keeper
        self._kinds = program_files(keeper)
        self._sizes: list[QLabel] = []
        self._copies: list[tuple[Path, datetime]] = []
        self._dates = label(role="muted", wrap=True)
        self._dates.setObjectName("files_copies")
        self._bring_back = QPushButton("&Bring one back…")
        self._bring_back.setAutoDefault(False)
        self._bring_back.clicked.connect(self._choose_copy)
        self._problem = label(wrap=True)
        self._problem.setObjectName("files_problem")
        self._lay_out()
        self.add_button("Reset &all…").clicked.connect(self._ask)
        self._measuring = BackgroundTask(self)
        self._measuring.succeeded.connect(self._show_found)
        self._resetting = BackgroundTask(self)
        self._bringing = BackgroundTask(self)
        for task in (self._resetting, self._bringing):
            task.failed.connect(self._problem.setText)
            task.busy_changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for number, kind in enumerate(self._kinds):
            self._add_row(grid, number, kind)
        if self._keeper.store is not None:
            row = 3 * len(self._kinds)
            grid.addWidget(label("Copies of your profile", role="heading"), row, 0)
            grid.addWidget(self._dates, row + 1, 0)
            grid.addWidget(self._bring_back, row, 1, 2, 2, Qt.AlignmentFlag.AlignVCenter)
        introduction = label(_INTRODUCTION, role="muted", wrap=True)
        self.lay_out(column_of(introduction, grid, self._problem, ..., spacing=16), 720, 400)

    def _add_row(self, grid: QGridLayout, number: int, kind: ProgramFiles) -> None:
        place = ElidedLabel(printable(kind.place), role="muted", elide=Qt.TextElideMode.ElideMiddle)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        size, open_ = label("…"), QPushButton("Open folder")
        size.setObjectName(f"files_size_{number}")
        open_.setObjectName(f"files_open_{number}")
        open_.setAccessibleName(f"Open folder: {kind.title}")
        open_.setAutoDefault(False)
        open_.clicked.connect(partial(self._open_place, kind.place))
        grid.addWidget(label(kind.title, role="heading"), 3 * number, 0)
        grid.addWidget(place, 3 * number + 1, 0)
        grid.setRowMinimumHeight(3 * number + 2, _GAP)
        for column, widget in enumerate((size, open_), start=1):
            grid.addWidget(widget, 3 * number, column, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._sizes.append(size)

    def open(self) -> None:
        self._problem.clear()
        self._on_changed(busy=False)
        self.bring_up()

    def _show_found(self, found: _Found) -> None:
        for shown, size in zip(self._sizes, found.sizes, strict=True):
            shown.setText(size or "none")
        self._copies = found.copies
        self._dates.setText("; ".join(_date(time) for _, time in found.copies) or _NO_COPIES)
        self._bring_back.setEnabled(bool(found.copies))

    def _on_changed(self, busy: bool) -> None:
        if not busy:
            self._measuring.start(partial(_measure, self._kinds, self._keeper.store))

    def _open_place(self, place: Path, _checked: bool = False) -> None:
        folder = next(path for path in (place, *place.parents) if path.is_dir())
        if problem := open_outside(folder):
            self._problem.setText(problem)

    def _ask(self) -> None:
        box = MessageBox(
            "reset_question", "", "Reset all files of this program?", _LOST, MessageBox.Icon.Question, self
        )
        reset = box.addButton("&Reset", box.ButtonRole.DestructiveRole)
        cancel = box.addButton(box.StandardButton.Cancel)
        cancel.setText("&Cancel")
        box.setDefaultButton(cancel)
        reset.clicked.connect(self._reset)
        box.finished.connect(box.deleteLater)
        box.open()

    def _choose_copy(self) -> None:
        box = MessageBox("copy_question", "", "Bring which copy back?", _BROUGHT_BACK, MessageBox.Icon.Question, self)
        for path, time in self._copies:
            box.addButton(_date(time), box.ButtonRole.DestructiveRole).clicked.connect(
                partial(self._bring_copy_back, path)
            )
        cancel = box.addButton(box.StandardButton.Cancel)
        cancel.setText("&Cancel")
        box.setDefaultButton(cancel)
        box.finished.connect(box.deleteLater)
        box.open()

    def _bring_copy_back(self, copy: Path, _checked: bool = False) -> None:
        store = self._keeper.store
        assert store is not None
        self._problem.clear()
        self._keeper.forget()
        self._bringing.start(without_work(_bring_back, store, copy))

    def _reset(self) -> None:
        self._problem.clear()
        self._keeper.forget()
        self._resetting.start(without_work(_reset, self._kinds))


def _date(time: datetime) -> str:
    return QDateTime.fromSecsSinceEpoch(round(time.timestamp())).toString("d MMM yyyy, hh:mm")


def _bring_back(store: ProfileStore, copy: Path) -> None:
    """Put `copy` into the place of the profile. Raises EngineError."""
    try:
        store.bring_back(copy)
    except (sqlite3.Error, OSError) as error:
        raise EngineError(f"The copy could not be brought back: {describe_obstacle(error)}.") from error


def _measure(kinds: Sequence[ProgramFiles], store: ProfileStore | None, work: Work) -> _Found:
    sizes = []
    for kind in kinds:
        work.check()
        size = kind.size()
        sizes.append(format_bytes(size) if size else "")
    return _Found(sizes, [] if store is None else store.copies.found())


def _reset(kinds: Sequence[ProgramFiles]) -> None:
    """Delete all that can be deleted. Raises EngineError."""
    problems = []
    for kind in kinds:
        try:
            kind.reset()
        except OSError as error:
            problems.append(f"{printable(Path(error.filename or kind.place))}: {describe_obstacle(error)}")
    if problems:
        raise EngineError(f"Not all could be reset: {'; '.join(problems)}.")
