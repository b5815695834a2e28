"""What cannot be kept for this user, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from catgui.models.documents.recovery import recovery_folder
from catgui.models.runs.store import runs_file
from catgui.services.settings import Settings
from engine.storage.atomic import check_folder_writable
from engine.storage.user_dirs import NoHomeError, config_folder, log_folder
from engine.text import printable

# Gives the folder if nothing can be written to it. Raises NoHomeError.
_FolderCheck = Callable[[], Path | None]
_NOT_WRITABLE = "Nothing can be written there."


def storage_problems(settings: Settings) -> str:
    """What cannot be kept, and why, for the user; empty where everything can.

    That the file of the runs cannot be written is told by who keeps them.
    """
    kinds: dict[str, _FolderCheck] = {
        "the settings": partial(_unwritable_settings_folder, settings),
        "the log": lambda: _folder_if_unwritable(log_folder()),
        "networks that are not saved": lambda: _folder_if_unwritable(recovery_folder()),
        "the runs": _check_runs_file,
    }
    unwritable: dict[str, list[str]] = {}
    for name, look in kinds.items():
        try:
            folder = look()
        except NoHomeError as error:
            unwritable.setdefault(str(error), []).append(name)
        else:
            if folder is not None:
                unwritable.setdefault(_NOT_WRITABLE, []).append(f"{name} in {printable(folder)}")
    return "\n".join(f"Not kept: {_join_names(names)}. {reason}" for reason, names in unwritable.items())


def _unwritable_settings_folder(settings: Settings) -> Path | None:
    # Without a home, Qt would take the root of the disk for one.
    config_folder()
    return settings.unwritable_folder


def _check_runs_file() -> None:
    runs_file()


def _folder_if_unwritable(folder: Path) -> Path | None:
    """The folder, which need not be there yet, if nothing can be written to it."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        check_folder_writable(there)
    except OSError:
        return folder
    return None


def _join_names(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
