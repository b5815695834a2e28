"""The folder of the program, the files that ship with it, and the user's folders: home, data and log.

The user's are as the system defines them, or beside the program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from engine.errors import EngineError

# Where a file of the first name stands beside the program, it keeps all its files in the folder of the second: it then
# runs from a stick, and leaves nothing on the computer.
PORTABLE_MARK = "catgui.ini"
FOLDER_BESIDE = "catgui-data"
# The checkout, or the folder of installed packages.
PROJECT_FOLDER = Path(__file__).resolve().parents[2]


class NoHomeError(EngineError):
    """The user has no home folder."""

    def __init__(self) -> None:
        super().__init__("This user has no home folder. Set HOME to one.")


def home() -> Path:
    """The home folder. Raises NoHomeError."""
    return _check_folder(Path.home)


def program_folder() -> Path:
    """The folder of the program: that of its executable in a bundle, else that of its packages."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else PROJECT_FOLDER


@cache
def portable_folder() -> Path | None:
    """The folder beside the program that takes all its files; None without PORTABLE_MARK at the first call.

    It is decided once: a stick may be pulled while the program runs, which does not then go on elsewhere.
    """
    folder = program_folder()
    return folder / FOLDER_BESIDE if (folder / PORTABLE_MARK).is_file() else None


def data_folder() -> Path:
    """The folder for the user's data: the profile and downloads. Raises NoHomeError."""
    return portable_folder() or _system_folder("data")


def log_folder() -> Path:
    """The folder for the log. Raises NoHomeError."""
    portable = portable_folder()
    return _system_folder("log") if portable is None else portable / "log"


def _system_folder(kind: str) -> Path:
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


def resource_path(*parts: str, root: Path = PROJECT_FOLDER) -> Path:
    """The path of a file or folder under `datasets` or `resources`. It need not exist.

    In a checkout these folders stand beside `engine`; in an installed wheel they are inside `catgui`. That is tried
    first, since a top-level `datasets` in site-packages belongs to another package.
    """
    installed = root / "catgui"
    return (installed if (installed / parts[0]).is_dir() else root).joinpath(*parts)


def filters_path() -> Path:
    """The file of the pretrained filters."""
    return resource_path("resources", "filters", "cat.npz")


def filters_notice_path() -> Path:
    """The file that says what the filters were learned from, and what that means for who passes them on."""
    return filters_path().with_name("NOTICE.md")
