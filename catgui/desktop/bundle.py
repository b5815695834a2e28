"""The downloads, bundles with their own Python: the start of the reader process, the libraries, and damage."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

# The files of the bundle with their sizes, written by resources/packaging/build.py.
LIST_OF_FILES = "files.txt"
_MOST_NAMED = 3
_DOWNLOAD_AGAIN = "Download it again."


def run_in_bundle(run: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run the program, and say if the bundle is damaged. The reader process never returns."""
    # The libraries of the bundle are for this program, not for the browser or file manager that it may open.
    if sys.platform == "linux":
        original = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
        os.environ.pop("LD_LIBRARY_PATH", None)
        if original:
            os.environ["LD_LIBRARY_PATH"] = original
    from engine.system.reader_child import CHILD_ARGUMENT, serve

    if list(arguments) == [CHILD_ARGUMENT]:
        serve()  # before anything of Qt is imported
    # Said first: a library that is cut short ends the process without an error.
    text = damage()
    if text and sys.stderr is not None:
        sys.stderr.write(f"catgui: {text}\n")
    try:
        return run(arguments)
    except Exception as error:
        if not text:
            raise
        # A program with a window has no output on Windows, where an error that leaves it is shown.
        if sys.stderr is None:
            raise RuntimeError(text) from error
        return 1


def damage() -> str:
    """What is missing or cut short in the bundle, and the remedy; '' where nothing is, or where there is no bundle."""
    if not getattr(sys, "frozen", False):
        return ""
    damaged = damaged_files(Path(getattr(sys, "_MEIPASS", "")))
    if not damaged:
        return ""
    named = ", ".join(damaged[:_MOST_NAMED])
    if len(damaged) > _MOST_NAMED:
        named = f"{named} and {len(damaged) - _MOST_NAMED} more"
    return f"This copy of Catgui is damaged. Missing or cut short: {named}. {_DOWNLOAD_AGAIN}"


def damaged_files(folder: Path) -> list[str]:
    """The files of the list in `folder` that are missing or have another size. It reads none of them."""
    try:
        lines = (folder / LIST_OF_FILES).read_text(encoding="utf-8").splitlines()
    except OSError:
        # macOS checks the application's signature itself.
        return [] if sys.platform == "darwin" else [LIST_OF_FILES]
    sizes = (line.split(" ", 1) for line in lines)
    return [name for size, name in sizes if _size(folder / name) != int(size)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
