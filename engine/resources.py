"""Paths of the files that ship with the program."""

from __future__ import annotations

from pathlib import Path

# The checkout, or the folder of installed packages.
PROJECT_FOLDER = Path(__file__).resolve().parent.parent


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
