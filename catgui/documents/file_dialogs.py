"""The system's dialogs for files to open and to save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QDir, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from catgui.models.messages import show_error
from catgui.profile.settings import Settings
from engine.text import printable

ALL_FILES = "All files (*)"


def file_filter(title: str, *suffixes: str) -> str:
    """A filter of a file dialog, such as "Photos (*.png *.jpg)"."""
    return f"{title} ({' '.join(f'*{suffix}' for suffix in suffixes)})"


class FileDialogs(QObject):
    """Asks for files, beginning in the folder that was opened from, or saved to, last.

    Paths are written as the system does, since Qt has slashes in those of Windows as well.

    Attributes: `window`, their parent; `settings`, which keep the folders; `is_open`, whether a dialog is open; the
    window must not close then.
    """

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.is_open = False

    @property
    def save_folder(self) -> Path:
        """The folder in which the dialogs to save begin."""
        return Path(self.settings.save_folder)

    def files_to_open(self, title: str, *filters: str) -> list[str]:
        """The files that the user chooses; empty if none."""
        with self._opened():
            names, _ = QFileDialog.getOpenFileNames(self.window, title, self.settings.open_folder, ";;".join(filters))
        if names:
            self.settings.open_folder = str(Path(names[0]).parent)
        return [QDir.toNativeSeparators(name) for name in names]

    def folder_to_open(self, title: str) -> str:
        """The folder that the user chooses; empty if none."""
        # With the files: a folder of pictures would look empty without them.
        options = QFileDialog.Option.ReadOnly
        with self._opened():
            name = QFileDialog.getExistingDirectory(self.window, title, self.settings.open_folder, options)
        if name:
            self.settings.open_folder = str(Path(name).parent)
        return QDir.toNativeSeparators(name)

    def path_to_save(self, title: str, name: str, filters: Mapping[str, str]) -> Path | None:
        """The file to save to, or None.

        `name` is suggested; `filters` are the filters by suffix. A name without a suffix gets that of the chosen
        filter, or else the first; if there is such a file, None is returned, since the dialog has asked about the
        shorter name only.
        """
        suggestion = str(self.save_folder / name)
        with self._opened():
            chosen, kind = QFileDialog.getSaveFileName(self.window, title, suggestion, ";;".join(filters.values()))
        if not chosen:
            return None
        path = Path(chosen)
        if not path.suffix:
            suffixes = [suffix for suffix, text in filters.items() if text == kind and suffix] or list(filters)
            path = path.with_name(path.name + suffixes[0])
            if path.exists():
                show_error(self, f"{printable(path)} exists: to replace it, choose its full name")
                return None
        self.settings.save_folder = str(path.parent)
        return path

    @contextmanager
    def _opened(self) -> Iterator[None]:
        self.is_open = True
        try:
            yield
        finally:
            self.is_open = False
