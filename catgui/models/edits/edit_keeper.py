"""Keeps the edits of each data set on the disk, and says when they are back."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.domain.edits import edit_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error, show_notice
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import DatasetEdits
from engine.progress import Work
from engine.storage.atomic import describe_obstacle

_log = logging.getLogger(__name__)

# What the file holds, in messages.
EDITS = "the edits of your data"


class EditKeeper(QObject):
    """Writes each edit to `store` at once, in the background, from which a Workspace opens the same data again.

    So no edit is lost when other data are opened, when the window is closed, or when the program is killed. What cannot
    be written is written with the next edit, or by `retry`.

    Attributes: `has_failed`, whether the last write failed: edits are in this window alone.

    Signals: `write_ended(str, object, str)`, what was written, its path, and the reason why that failed, or ''.
    """

    write_ended = Signal(str, object, str)

    def __init__(self, editor: DataEditor, store: KeptEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._store = editor, store
        self.has_failed = False
        self._writing = BackgroundTask(self)
        self._writing.succeeded.connect(self._on_written)
        editor.kept_changed.connect(self._on_kept_changed)
        editor.replaced.connect(self._on_replaced)

    def begin(self, path: Path) -> None:
        """Keep the edits in the file `path` from now on."""
        self._store.path = path

    def shutdown(self) -> None:
        """Write what is not written yet; the program is closing."""
        self._writing.shutdown()
        _write_all(self._store)

    def retry(self) -> None:
        """Write what could not be written before."""
        if self.has_failed:
            self._writing.submit(partial(_write, self._store))

    def _on_kept_changed(self, original: Dataset, edits: DatasetEdits) -> None:
        self._store.put(original, edits)
        self._writing.submit(partial(_write, self._store))

    def _on_written(self, outcome: tuple[list[str], str]) -> None:
        edited_elsewhere, obstacle = outcome
        self.has_failed = bool(obstacle)
        for name in edited_elsewhere:
            show_notice(self, edit_texts.edited_elsewhere_text(name))
        if self._store.path is not None:
            self.write_ended.emit(EDITS, self._store.path, obstacle)

    def _on_replaced(self, before: EditedDataset | None) -> None:
        if self._store.newer:
            show_error(self, self._store.newer)
            self._store.newer = ""
        editor, shown = self._editor, self._editor.edited
        if shown is not None and not editor.kept.are_none:
            kept = EditedDataset(shown.original, editor.kept)
            self._say_kept(kept, is_made=editor.kept == shown.edits)
        elif before is not None and not before.edits.are_none and self._store.path is not None:
            text = edit_texts.put_aside_text(before.original.name, before.counts, not self.has_failed)
            show_notice(self, text)

    def _say_kept(self, kept: EditedDataset, is_made: bool) -> None:
        name = kept.original.name
        if is_made:
            discard = ("Discard", partial(self._if_open, kept.original, self._editor.revert_all))
            show_notice(self, edit_texts.restored_text(name, kept.counts), discard)
        else:
            apply = ("Apply", partial(self._if_open, kept.original, self._editor.apply_kept))
            show_notice(self, edit_texts.not_applied_text(name, kept.counts), apply)

    def _if_open(self, original: Dataset, act: Callable[[], object]) -> None:
        """Act unless other data were opened since it was offered."""
        if self._editor.edited is not None and self._editor.edited.original is original:
            act()


def _write(store: KeptEdits, _work: Work) -> tuple[list[str], str]:
    return _write_all(store)


def _write_all(store: KeptEdits) -> tuple[list[str], str]:
    """Write what `store` was given; returns the data sets that are edited elsewhere, and why it failed, or ''."""
    try:
        return store.write(), ""
    except (sqlite3.Error, OSError) as error:
        _log.warning("The edits could not be written", exc_info=True)
        return [], describe_obstacle(error)
