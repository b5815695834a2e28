"""The user's folders: home, data, state, config and log, as the system defines them, or beside the program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from engine.errors import EngineError
from engine.resources import PROJECT_FOLDER

# Where a file of this name stands beside the program, it has the settings, and the program keeps all its files in that
# folder: it then runs from a stick, and leaves nothing on the computer.
PORTABLE_SETTINGS = "catgui.ini"
_PORTABLE_FILES = "catgui-files"


class NoHomeError(EngineError):
    """The user has no home folder."""

    def __init__(self) -> None:
        super().__init__(
            "This user has no home folder to keep files in. Set the environment variable HOME to a folder."
        )


def home() -> Path:
    """The home folder. Raises NoHomeError."""
    return _check_folder(Path.home)


def program_folder() -> Path:
    """The folder of the program: that of its executable in a bundle, else that of its packages."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else PROJECT_FOLDER


def portable_folder() -> Path | None:
    """The folder in which the program keeps all its files, if it has its settings beside it; else None."""
    folder = program_folder()
    return folder if (folder / PORTABLE_SETTINGS).is_file() else None


def data_folder() -> Path:
    """The folder for the user's data: downloads and runs. Raises NoHomeError."""
    return _folder("data")


def state_folder() -> Path:
    """The folder for the program's own state, such as recovery files. Raises NoHomeError."""
    return _folder("state")


def config_folder() -> Path:
    """The folder for settings. Raises NoHomeError."""
    return _folder("config")


def log_folder() -> Path:
    """The folder for the log. Raises NoHomeError."""
    return _folder("log")


def _folder(kind: str) -> Path:
    portable = portable_folder()
    if portable is not None:
        return portable / _PORTABLE_FILES / kind
    import platformdirs  # not needed for the built-in data set

    dirs = platformdirs.PlatformDirs("catgui", appauthor=False)
    return _check_folder(lambda: Path(getattr(dirs, f"user_{kind}_dir")))


def _check_folder(find: Callable[[], Path]) -> Path:
    try:
        folder = find()
    except RuntimeError as error:
        raise NoHomeError from error
    # Some releases of platformdirs leave a "~" in the path that they cannot expand.
    if not folder.is_absolute():
        raise NoHomeError
    return folder
