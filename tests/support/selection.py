"""Selects rows of a view of pictures, as a user does with Ctrl."""

from PySide6.QtCore import QItemSelectionModel

_Flag = QItemSelectionModel.SelectionFlag


def select_rows(view, rows):
    """Select exactly these rows; the first one becomes current."""
    model, selection = view.model(), view.selectionModel()
    selection.setCurrentIndex(model.index(rows[0], 0), _Flag.ClearAndSelect)
    for row in rows:
        selection.select(model.index(row, 0), _Flag.Select)
