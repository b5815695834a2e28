"""A check that settings, log, networks and runs can be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from catgui.models.documents.recovery import recovery_folder
from catgui.models.edits.kept_edits import edits_file
from catgui.models.runs.store import runs_file
from catgui.services.log import FAULTS_NAME, LOG_NAME
from catgui.services.settings import Settings
from engine.storage.atomic import check_folder_writable
from engine.storage.regular_file import check_regular_file
from engine.storage.user_dirs import NoHomeError, config_folder, log_folder
from engine.text import printable

# Returns the folder if it is not writable, else None. Raises NoHomeError.
_FolderCheck = Callable[[], Path | None]
_FILES: dict[str, Callable[[], Path]] = {
    "the log": lambda: log_folder() / LOG_NAME,
    "crashes of the interpreter": lambda: log_folder() / FAULTS_NAME,
    "the edits of data": edits_file,
}
_NOT_WRITABLE = "Nothing can be written there."


def storage_problems(settings: Settings) -> str:
    """A text for the user about what cannot be stored, or ''.

    Whether the file of the runs is writable is checked by its store.
    """
    kinds: dict[str, _FolderCheck] = {
        "the settings": partial(_unwritable_settings_folder, settings),
        "the log": lambda: _folder_if_unwritable(log_folder()),
        "unsaved networks": lambda: _folder_if_unwritable(recovery_folder()),
        "the runs": _check_runs_file,
    }
    unwritable: dict[str, list[str]] = {}
    for name, check in kinds.items():
        try:
            folder = check()
        except NoHomeError as error:
            unwritable.setdefault(str(error), []).append(name)
        else:
            if folder is not None:
                unwritable.setdefault(_NOT_WRITABLE, []).append(f"{name} in {printable(folder)}")
    lines = [f"Not stored: {_join_names(names)}. {reason}" for reason, names in unwritable.items()]
    return "\n".join([*lines, *_describe_obstacles(settings)])


def _describe_obstacles(settings: Settings) -> Iterator[str]:
    """A text for each of our files whose place something else has taken; those of the others say it themselves."""
    if settings.obstacle is not None:
        yield _describe_obstacle("the settings", settings.obstacle)
    for name, find in _FILES.items():
        with suppress(NoHomeError):  # which was said above
            try:
                check_regular_file(find())
            except OSError as error:
                yield _describe_obstacle(name, error)


def _describe_obstacle(name: str, error: OSError) -> str:
    return f"Not stored: {name}. {printable(error.filename)}: {error.strerror}."


def _unwritable_settings_folder(settings: Settings) -> Path | None:
    config_folder()  # raises NoHomeError, where Qt would take the root of the disk
    return settings.unwritable_folder


def _check_runs_file() -> None:
    runs_file()


def _folder_if_unwritable(folder: Path) -> Path | None:
    """`folder`, which need not exist, if it is not writable; else None."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        check_folder_writable(existing)
    except OSError:
        return folder
    return None


def _join_names(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
