"""Paths of the files that ship with the program, among them the filters.

`cat.npz` has the present filters. Those of earlier versions stay for the runs that were made with them, each in a file
such as `cat-0.2-0123456789ab.npz`: named by the version that it came with last, and by the first digits of its
fingerprint, so that it is found without reading any.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FINGERPRINT_DIGITS = 12
# The checkout, or the folder of installed packages.
PROJECT_FOLDER = Path(__file__).resolve().parent.parent


def resource_path(*parts: str, root: Path = PROJECT_FOLDER) -> Path:
    """The path of a file or folder under `datasets` or `resources`. It need not exist.

    In a checkout these folders stand beside `engine`; in an installed wheel they are inside `catgui`. That is tried
    first, since a top-level `datasets` in site-packages belongs to another package.
    """
    installed = root / "catgui"
    return (installed if (installed / parts[0]).is_dir() else root).joinpath(*parts)


def filters_path(version: str = "") -> Path:
    """The file of the present filters, or of those of an earlier `version`. It need not exist."""
    name = f"cat-{version}.npz" if version else "cat.npz"
    return _older_filters(filters_folder()).get(version, filters_folder() / name)


def older_filters() -> list[str]:
    """The earlier versions whose filters are kept."""
    return list(_older_filters(filters_folder()))


def version_of_filters(fingerprint: str) -> str:
    """The earlier version whose filters have this fingerprint, or ''."""
    digits = fingerprint[:FINGERPRINT_DIGITS]
    found = _older_filters(filters_folder()).items()
    return next((version for version, path in found if path.stem.endswith(f"-{digits}")), "")


def filters_folder() -> Path:
    """The folder of the filters."""
    return resource_path("resources", "filters")


@cache
def _older_filters(folder: Path) -> dict[str, Path]:
    """The files of older filters, by their version."""
    return {path.stem.split("-")[1]: path for path in sorted(folder.glob("cat-*-*.npz"))}
