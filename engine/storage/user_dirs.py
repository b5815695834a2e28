"""Where this user's files are kept on this computer, if there is a place for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from platformdirs.api import PlatformDirsABC


class NoHomeError(EngineError):
    """There is no folder in which anything could be kept for this user."""

    def __init__(self) -> None:
        super().__init__("This user has no home folder, in which something could be kept. Name one in HOME.")


def home() -> Path:
    """The user's home folder. Raises NoHomeError."""
    return _check_folder(Path.home)


def data_folder() -> Path:
    """Where what the user has made or fetched is kept. Raises NoHomeError."""
    return _platform_folder(lambda places: places.user_data_dir)


def state_folder() -> Path:
    """Where the program keeps what it needs itself. Raises NoHomeError."""
    return _platform_folder(lambda places: places.user_state_dir)


def config_folder() -> Path:
    """Where settings are kept. Raises NoHomeError."""
    return _platform_folder(lambda places: places.user_config_dir)


def log_folder() -> Path:
    """Where the log is kept. Raises NoHomeError."""
    return _platform_folder(lambda places: places.user_log_dir)


def _platform_folder(which: Callable[[PlatformDirsABC], str]) -> Path:
    import platformdirs  # the built-in drawings, with which the program starts, need none of it

    return _check_folder(lambda: Path(which(platformdirs.PlatformDirs("catgui", appauthor=False))))


def _check_folder(find: Callable[[], Path]) -> Path:
    try:
        folder = find()
    except RuntimeError as error:
        raise NoHomeError from error
    # Some releases of platformdirs leave the "~" standing that they cannot replace.
    if not folder.is_absolute():
        raise NoHomeError
    return folder
