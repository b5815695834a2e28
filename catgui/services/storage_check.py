"""What cannot be kept for this user, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from catgui.models.documents.recovery import recovery_folder
from catgui.models.runs.store import runs_file
from catgui.services.settings import Settings
from engine.storage.temporary_files import PartFile
from engine.storage.user_dirs import NoHomeError, config_folder, log_folder
from engine.text import displayable

# Gives the folder if nothing can be written to it. Raises NoHomeError.
_Closed = Callable[[], Path | None]
_CLOSED = "Nothing can be written there."


def why_not_kept(settings: Settings) -> str:
    """What cannot be kept, and why, for the user; empty where everything can.

    That the file of the runs cannot be written is told by who keeps them.
    """
    kinds: dict[str, _Closed] = {
        "the settings": partial(_closed_settings, settings),
        "the log": lambda: _if_closed(log_folder()),
        "networks that are not saved": lambda: _if_closed(recovery_folder()),
        "the runs": _homeless_runs,
    }
    unkept: dict[str, list[str]] = {}
    for name, look in kinds.items():
        try:
            folder = look()
        except NoHomeError as error:
            unkept.setdefault(str(error), []).append(name)
        else:
            if folder is not None:
                unkept.setdefault(_CLOSED, []).append(f"{name} in {displayable(folder)}")
    return "\n".join(f"Not kept: {_listed(names)}. {reason}" for reason, names in unkept.items())


def _closed_settings(settings: Settings) -> Path | None:
    # Without a home, Qt would take the root of the disk for one.
    config_folder()
    return settings.closed_folder


def _homeless_runs() -> None:
    runs_file()


def _if_closed(folder: Path) -> Path | None:
    """The folder, which need not be there yet, if nothing can be written to it."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        PartFile(there).end()
    except OSError:
        return folder
    return None


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
