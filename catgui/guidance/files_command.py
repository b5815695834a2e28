"""Help, Files of this program: shows where they are and how large, opens them, and resets them after a question."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from catgui.models.tasks.background_task import BackgroundTask
from catgui.services.program_files import ProgramFiles
from catgui.widgets.basic.text_dialogs import MessageBox
from catgui.widgets.help.files_dialog import FilesDialog
from engine.progress import ProgressCallback
from engine.storage.atomic import describe_obstacle
from engine.system.memory import format_bytes
from engine.text import printable


class FilesCommand(QObject):
    """Opens the dialog over `kinds`; sizes are looked for in the background whenever it comes up or one is reset."""

    def __init__(self, window: QWidget, kinds: Sequence[ProgramFiles]) -> None:
        super().__init__(window)
        self._window = window
        self._kinds = kinds
        self._dialog = FilesDialog([(kind.title, printable(kind.place)) for kind in kinds], window)
        self._dialog.open_requested.connect(self._open_place)
        self._dialog.reset_requested.connect(self._ask_about_one)
        self._dialog.all_requested.connect(self._ask_about_all)
        self._measuring = BackgroundTask(self)
        self._measuring.succeeded.connect(self._dialog.show_sizes)

    def open(self) -> None:
        """Bring the dialog up."""
        self._dialog.show_problem("")
        self._measure()
        self._dialog.bring_up()

    def _measure(self) -> None:
        self._measuring.start(partial(_measure, self._kinds))

    def _open_place(self, number: int) -> None:
        place = self._kinds[number].place
        folder = next(path for path in (place, *place.parents) if path.is_dir())
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._dialog.show_problem(f"The folder could not be opened. It is {printable(folder)}.")

    def _ask_about_one(self, number: int) -> None:
        kind = self._kinds[number]
        self._ask([kind], f"Reset: {kind.title}?", kind.lost)

    def _ask_about_all(self) -> None:
        lost = "\n".join(f"{kind.title}: {kind.lost}" for kind in self._kinds)
        self._ask(self._kinds, "Reset all files of this program?", f"{lost}\n")

    def _ask(self, kinds: Sequence[ProgramFiles], question: str, lost: str) -> None:
        note = f"{lost} This cannot be undone. Files that you have saved yourself stay."
        box = MessageBox("reset_question", "", question, note, MessageBox.Icon.Question, self._dialog)
        reset = box.addButton("&Reset", box.ButtonRole.DestructiveRole)
        cancel = box.addButton(box.StandardButton.Cancel)
        cancel.setText("&Cancel")
        box.setDefaultButton(cancel)
        reset.clicked.connect(partial(self._reset, kinds))
        box.finished.connect(box.deleteLater)
        box.open()

    def _reset(self, kinds: Sequence[ProgramFiles], _checked: bool = False) -> None:
        problems = []
        for kind in kinds:
            try:
                kind.reset()
            except OSError as error:
                problems.append(f"{printable(Path(error.filename or kind.place))}: {describe_obstacle(error)}")
        self._dialog.show_problem(f"Not all could be reset: {'; '.join(problems)}." if problems else "")
        self._measure()


def _measure(kinds: Sequence[ProgramFiles], _progress: ProgressCallback, cancelled: threading.Event) -> list[str]:
    """The size of each kind, '' where there is nothing."""
    sizes = []
    for kind in kinds:
        if cancelled.is_set():
            break
        size = kind.size()
        sizes.append(format_bytes(size) if size else "")
    return sizes
