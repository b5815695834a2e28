"""The program's own files, and what a reset of each kind loses in a window that is open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from catgui.documents.last_session import session_folder
from catgui.guidance.practice_pictures import PRACTICE_FOLDER
from catgui.models.documents.recovery import recovery_folder
from catgui.models.documents.recovery_file import recovery_files
from catgui.models.edits.kept_edits import edits_file
from catgui.models.runs.store import runs_file
from catgui.services import program_files as files
from catgui.services.program_files import ProgramFiles
from engine.data.course import COURSE_FILES, user_folder
from engine.storage.user_dirs import NoHomeError, log_folder

if TYPE_CHECKING:
    from catgui.shell.main_window import MainWindow


def program_files(window: MainWindow) -> list[ProgramFiles]:
    """The kinds of files of `window`; the settings alone for a user without a home folder."""
    settings = ProgramFiles(
        "Settings",
        window.settings.file,
        lambda: [window.settings.file] if window.settings.file.is_file() else [],
        "At the next start, theme, layout, sizes, recent data and the progress of the lessons are as they were at the "
        "first one.",
        window.settings.reset,
    )
    try:
        return [settings, *_databases(window), *_sessions(window), _downloads(), _log()]
    except NoHomeError:
        return [settings]


def _databases(window: MainWindow) -> list[ProgramFiles]:
    runs, edits = runs_file(), edits_file()
    return [
        ProgramFiles(
            "Runs",
            runs,
            partial(files.database_files, runs),
            "All runs are deleted from the list, those of earlier sessions too, with their names and curves. The "
            "network in the window stays.",
            window.runs.forget_all,
        ),
        ProgramFiles(
            "Edits of your data",
            edits,
            partial(files.database_files, edits),
            "Labels that you have changed, and pictures that you have moved, left out or added, are forgotten for all "
            "data sets. Those of the open data stay until the window is closed. The files of the data were never "
            "changed.",
            window.kept_edits.forget_all,
        ),
    ]


def _sessions(window: MainWindow) -> list[ProgramFiles]:
    session, recovery = session_folder(), recovery_folder()
    return [
        ProgramFiles(
            "Last session",
            session,
            partial(files.session_files, session),
            "What is open now is not opened again at the next start: data, settings, photos with their answers, and "
            "pasted photos, which are in no other file. The window stays as it is until you close it.",
            window.files.last_session.forget,
        ),
        ProgramFiles(
            "Unsaved networks",
            recovery,
            partial(recovery_files, recovery),
            "Networks that were left when the program was killed are deleted; they are in no other file. Those in open "
            "windows stay until these are closed.",
            partial(_forget_recovered, window),
        ),
    ]


def _downloads() -> ProgramFiles:
    folder = user_folder()
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


def _forget_recovered(window: MainWindow) -> None:
    recovery = window.files.recovery.recovery
    left = recovery_files(recovery_folder())
    # The one that is offered is locked by this window; there is none after it if it could not be deleted.
    while recovery.found is not None and recovery.found.path in left:
        left.remove(recovery.found.path)
        recovery.discard()
    files.delete_recovered(recovery_folder())
