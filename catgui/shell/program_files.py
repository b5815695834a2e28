"""Help, Files of this program: where they are and how large, and what a reset of each kind loses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from catgui.documents.last_session import LastSession, session_folder
from catgui.guidance.assistance import PRACTICE_FOLDER
from catgui.models.documents.recovery import Recovery, recovery_folder
from catgui.models.documents.recovery_file import recovery_files
from catgui.models.edits.kept_edits import KeptEdits, edits_file
from catgui.models.runs.history import RunHistory
from catgui.models.runs.store import runs_file
from catgui.models.tasks.background_task import BackgroundTask
from catgui.services import program_files as files
from catgui.services.program_files import ProgramFiles
from catgui.services.settings import Settings
from catgui.widgets.basic.text_dialogs import MessageBox
from catgui.widgets.help.files_dialog import FilesDialog
from engine.data.course import COURSE_FILES
from engine.progress import Work
from engine.storage.atomic import describe_obstacle
from engine.storage.user_dirs import NoHomeError, data_folder, log_folder
from engine.system.memory import format_bytes
from engine.text import printable


def program_files(
    settings: Settings, runs: RunHistory, edits: KeptEdits, session: LastSession, recovery: Recovery
) -> list[ProgramFiles]:
    """The kinds of files; a reset has those of the open window forgotten too.

    For a user without a home folder the settings alone.
    """
    of_settings = ProgramFiles(
        "Settings",
        settings.file,
        lambda: [settings.file] if settings.file.is_file() else [],
        "At the next start, theme, layout, sizes, recent data and the progress of the lessons are as they were at the "
        "first one.",
        settings.reset,
    )
    try:
        return [of_settings, *_databases(runs, edits), *_sessions(session, recovery), _downloads(), _log()]
    except NoHomeError:
        return [of_settings]


def _databases(runs: RunHistory, edits: KeptEdits) -> list[ProgramFiles]:
    return [
        ProgramFiles(
            "Runs",
            runs_file(),
            partial(files.database_files, runs_file()),
            "All runs are deleted from the list, those of earlier sessions too, with their names and curves. The "
            "network in the window stays.",
            runs.forget_all,
        ),
        ProgramFiles(
            "Edits of your data",
            edits_file(),
            partial(files.database_files, edits_file()),
            "Labels that you have changed, and pictures that you have moved, left out or added, are forgotten for all "
            "data sets. Those of the open data stay until the window is closed. The files of the data were never "
            "changed.",
            edits.forget_all,
        ),
    ]


def _sessions(session: LastSession, recovery: Recovery) -> list[ProgramFiles]:
    return [
        ProgramFiles(
            "Last session",
            session_folder(),
            partial(files.session_files, session_folder()),
            "What is open now is not opened again at the next start: data, settings, photos with their answers, and "
            "pasted photos, which are in no other file. The window stays as it is until you close it.",
            session.forget,
        ),
        ProgramFiles(
            "Unsaved networks",
            recovery_folder(),
            partial(recovery_files, recovery_folder()),
            "Networks that were left when the program was killed are deleted; they are in no other file. Those in open "
            "windows stay until these are closed.",
            partial(_forget_recovered, recovery),
        ),
    ]


def _downloads() -> ProgramFiles:
    folder = data_folder()
    names = [file.name for file in COURSE_FILES]
    return ProgramFiles(
        "Downloads and practice pictures",
        folder,
        partial(files.downloaded_files, names, folder, folder / PRACTICE_FOLDER),
        "The course photos are downloaded again when you open them the next time, and the practice pictures of the "
        "lessons are made again.",
        lambda: files.delete_files(files.downloaded_files(names, folder, folder / PRACTICE_FOLDER)),
    )


def _log() -> ProgramFiles:
    folder = log_folder()
    return ProgramFiles(
        "Log",
        folder,
        partial(files.log_files, folder),
        "The errors that were logged are deleted; a report of a fault would lack them.",
        partial(files.empty_log, folder),
    )


def _forget_recovered(recovery: Recovery) -> None:
    left = recovery_files(recovery_folder())
    # The one that is offered is locked by this window; there is none after it if it could not be deleted.
    while recovery.found is not None and recovery.found.path in left:
        left.remove(recovery.found.path)
        recovery.discard()
    files.delete_recovered(recovery_folder())


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


def _measure(kinds: Sequence[ProgramFiles], work: Work) -> list[str]:
    """The size of each kind, '' where there is nothing."""
    sizes = []
    for kind in kinds:
        work.check()
        size = kind.size()
        sizes.append(format_bytes(size) if size else "")
    return sizes
