"""Where a data set was opened from, so that it can be opened again."""

from __future__ import annotations

import os
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

    @property
    def is_local(self) -> bool:
        """Whether it names files that may be looked for without asking: none in a network."""
        return not isinstance(self.location, str) and all(map(is_local_path, self.location))


def is_local_path(path: str) -> bool:
    r"""Whether `path` is an absolute one and no network share, as \\server\share, which would be told who asks.

    Windows makes a share of /\server/share and \??\UNC\server\share as well. The same is said on every system.
    """
    on_windows = path.replace("/", "\\")
    return os.path.isabs(path) and not on_windows.startswith(("\\\\", "\\??\\"))
