"""Keeps the edits of each data set in the profile, and says when they are back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from catgui.domain.edits import edit_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.tasks.messages import show_error, show_notice
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset


class EditKeeper(QObject):
    """Puts each edit into `store` at once, from which a Workspace opens the same data again.

    So no edit is lost when other data are opened, when the window is closed, or when the program is killed.
    """

    def __init__(self, editor: DataEditor, store: KeptEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._store = editor, store
        editor.kept_changed.connect(store.put)
        editor.replaced.connect(self._on_replaced)

    def _on_replaced(self, before: EditedDataset | None) -> None:
        if self._store.problem:
            show_error(self, self._store.problem)
            self._store.problem = ""
        editor, shown = self._editor, self._editor.edited
        if shown is not None and not editor.kept.are_none:
            kept = EditedDataset(shown.original, editor.kept)
            self._say_kept(kept, is_made=not kept.changed_names(shown))
        elif before is not None and not before.edits.are_none:
            show_notice(self, edit_texts.put_aside_text(before.original.name, before.counts, self._store.are_kept))

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
