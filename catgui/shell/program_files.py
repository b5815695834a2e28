"""Help, Files of this program: where the profile is and how large, the log and the downloads, and a reset of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from catgui.guidance.assistance import PRACTICE_FOLDER
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.profile.keeper import ProfileKeeper
from catgui.services.log import FAULTS_NAME, LOG_NAME
from catgui.services.open_outside import open_outside
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.text_dialogs import MessageBox
from catgui.widgets.help.help_dialog import HelpDialog
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


class FilesDialog(HelpDialog):
    """Shows each kind with its place, and its size, which is looked for whenever it opens or all is reset."""

    def __init__(self, window: QWidget, keeper: ProfileKeeper) -> None:
        super().__init__("files_dialog", "Files of this program", window)
        self._keeper = keeper
        self._kinds = program_files(keeper)
        self._sizes: list[QLabel] = []
        self._problem = label(wrap=True)
        self._problem.setObjectName("files_problem")
        self._lay_out()
        self.add_button("Reset &all…").clicked.connect(self._ask)
        self._measuring = BackgroundTask(self)
        self._measuring.succeeded.connect(self._show_sizes)
        self._resetting = BackgroundTask(self)
        self._resetting.failed.connect(self._problem.setText)
        self._resetting.busy_changed.connect(self._on_reset_changed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for number, kind in enumerate(self._kinds):
            self._add_row(grid, number, kind)
        introduction = label(_INTRODUCTION, role="muted", wrap=True)
        self.lay_out(column_of(introduction, grid, self._problem, ..., spacing=16), 720, 330)

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
        """Bring the dialog up."""
        self._problem.clear()
        self._measuring.start(partial(_measure, self._kinds))
        self.bring_up()

    def _show_sizes(self, sizes: Sequence[str]) -> None:
        for shown, size in zip(self._sizes, sizes, strict=True):
            shown.setText(size or "none")

    def _on_reset_changed(self, busy: bool) -> None:
        if not busy:
            self._measuring.start(partial(_measure, self._kinds))

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

    def _reset(self) -> None:
        self._problem.clear()
        self._keeper.forget()
        self._resetting.start(without_work(_reset, self._kinds))


def _measure(kinds: Sequence[ProgramFiles], work: Work) -> list[str]:
    """The size of each kind, '' where there is nothing."""
    sizes = []
    for kind in kinds:
        work.check()
        size = kind.size()
        sizes.append(format_bytes(size) if size else "")
    return sizes


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
