"""What the files are that a user drops, opens or names on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.dataset_values import DATA_SUFFIXES
from engine.model_file import SUFFIX as MODEL_SUFFIX


@dataclass(frozen=True, slots=True)
class Opened:
    """The files by what they are: a data set, a model, and the rest, which are photos or folders of photos."""

    data: tuple[Path, ...]
    model: Path | None
    photos: tuple[Path, ...]


def sorted_out(paths: Sequence[Path]) -> Opened:
    """Tell the files apart by their names, and a folder by whether it holds HDF5 files."""
    data = tuple(path for path in paths if _is_data(path))
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX and path not in data]
    photos = tuple(path for path in paths if path not in data and path not in models)
    return Opened(data, models[-1] if models else None, photos)


def _is_data(path: Path) -> bool:
    if path.suffix.lower() in DATA_SUFFIXES and not path.is_dir():
        return True
    try:
        return path.is_dir() and any(child.suffix.lower() in DATA_SUFFIXES for child in path.iterdir())
    except OSError:
        return False
