"""The units of the first layer as rows of a Qt model: their weights as pictures, and what makes them answer."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.models.pictures.dataset_list import PictureRole
from catgui.models.pictures.prediction_list import PredictionRole
from engine.analysis.inspection import Inspection

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class UnitListModel(QAbstractListModel):
    """One row a unit, of an inspection that may be replaced by a newer one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspection: Inspection | None = None
        self._shows_total = False

    def show_total_weights(self, total: bool) -> None:
        """Show whole weights, or only what training has added to them, where that is known."""
        self._shows_total = bool(total)
        self._refresh()

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Show the units of `inspection`; None for none."""
        before, now = self.rowCount(), 0 if inspection is None else len(inspection.weights)
        if before != now:
            self.beginResetModel()
            self._inspection = inspection
            self.endResetModel()
            return
        self._inspection = inspection
        self._refresh()

    def _refresh(self) -> None:
        if count := self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The number of units."""
        return 0 if parent.isValid() or self._inspection is None else len(self._inspection.weights)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Weights as pixels, texts, and whether the picked picture lights the unit."""
        inspection = self._inspection
        if inspection is None or not index.isValid() or index.row() >= len(inspection.weights):
            return None
        row = index.row()
        if role == PictureRole.PIXELS:
            return (
                inspection.weights
                if self._shows_total or inspection.weight_changes is None
                else inspection.weight_changes
            )[row]
        if role == PredictionRole.CAPTION_LINES:
            return self._caption_lines(inspection, row)
        if role == PredictionRole.IS_CORRECT:
            return self._is_active(inspection, row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._description(inspection, row)
        return None

    def _is_active(self, inspection: Inspection, row: int) -> bool | None:
        """False for a dead unit, True for one that the picked picture lights: to be dark for one alone is no fault."""
        if not inspection.active_counts[0][row]:
            return False
        return True if inspection.activations is not None and inspection.activations[0][row] > 0 else None

    def _caption_lines(self, inspection: Inspection, row: int) -> tuple[str, str, str]:
        """The unit, how strongly the picked picture lights it, and how many training pictures do."""
        activations = "" if inspection.activations is None else _activation_text(float(inspection.activations[0][row]))
        return (
            f"Unit {row + 1}",
            activations,
            _active_count_text(int(inspection.active_counts[0][row]), inspection.examples),
        )

    def _description(self, inspection: Inspection, row: int) -> str:
        count = int(inspection.active_counts[0][row])
        text = (
            f"lit by {count:,} of {inspection.examples:,} training pictures"
            if count
            else "dead, lit by no training picture"
        )
        if inspection.activations is not None:
            activation = float(inspection.activations[0][row])
            lights = f"lights it: {activation:.2f}" if activation > 0 else "does not light it"
            text += f"; the picked picture {lights}"
        return f"Unit {row + 1}: {text}"


def _activation_text(activation: float) -> str:
    return f"lit: {activation:.2f}" if activation > 0 else "not lit"


def _active_count_text(count: int, examples: int) -> str:
    if count in (0, examples):
        return "all light it" if count else "dead"
    return f"{count} light it" if count > 1 else "1 lights it"
