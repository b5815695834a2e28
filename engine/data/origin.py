"""Where a data set was opened from, so that it can be opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The most paths of a location: two files, or folders of pictures.
MAX_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class DataOrigin:
    """The place of a data set.

    Attributes: `location`, "builtin", "course", or the absolute paths of its files or folders; `folder_settings`, those
    of folders of pictures, as `ImageFolderSettings.as_dict` has them, or None for other data.
    """

    location: str | tuple[str, ...]
    folder_settings: Mapping[str, Any] | None = None
