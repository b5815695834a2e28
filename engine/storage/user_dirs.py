"""The user's folders: home, data, state, config and log, as the system defines them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from platformdirs.api import PlatformDirsABC


class NoHomeError(EngineError):
    """The user has no home folder."""

    def __init__(self) -> None:
        super().__init__(
            "This user has no home folder to keep files in. Set the environment variable HOME to a folder."
        )


def home() -> Path:
    """The home folder. Raises NoHomeError."""
    return _check_folder(Path.home)


def data_folder() -> Path:
    """The folder for the user's data: downloads and runs. Raises NoHomeError."""
    return _platform_folder(lambda dirs: dirs.user_data_dir)


def state_folder() -> Path:
    """The folder for the program's own state, such as recovery files. Raises NoHomeError."""
    return _platform_folder(lambda dirs: dirs.user_state_dir)


def config_folder() -> Path:
    """The folder for settings. Raises NoHomeError."""
    return _platform_folder(lambda dirs: dirs.user_config_dir)


def log_folder() -> Path:
    """The folder for the log. Raises NoHomeError."""
    return _platform_folder(lambda dirs: dirs.user_log_dir)


def _platform_folder(which: Callable[[PlatformDirsABC], str]) -> Path:
    import platformdirs  # not needed for the built-in data set

    return _check_folder(lambda: Path(which(platformdirs.PlatformDirs("catgui", appauthor=False))))


def _check_folder(find: Callable[[], Path]) -> Path:
    try:
        folder = find()
    except RuntimeError as error:
        raise NoHomeError from error
    # Some releases of platformdirs leave a "~" in the path that they cannot expand.
    if not folder.is_absolute():
        raise NoHomeError
    return folder
