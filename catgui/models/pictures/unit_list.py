"""The units of the first layer as rows of a Qt model: their weights as pictures, and what makes them answer."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.models.pictures.dataset_list import PictureRole
from catgui.models.pictures.prediction_list import WrongRole
from engine.analysis.inspection import Inspection

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class UnitListModel(QAbstractListModel):
    """One row a unit, of an inspection that may be replaced by a newer one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inspection: Inspection | None = None
        self._whole = False

    def show_whole(self, whole: bool) -> None:
        """Show whole weights, or only what training has added to them, where that is known."""
        self._whole = bool(whole)
        self._show_anew()

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Show the units of `inspection`; None for none."""
        before, now = self.rowCount(), 0 if inspection is None else len(inspection.weights)
        if before != now:
            self.beginResetModel()
            self._inspection = inspection
            self.endResetModel()
            return
        self._inspection = inspection
        self._show_anew()

    def _show_anew(self) -> None:
        if count := self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The number of units."""
        return 0 if parent.isValid() or self._inspection is None else len(self._inspection.weights)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Weights as pixels, texts, and whether the picked picture lights the unit."""
        seen = self._inspection
        if seen is None or not index.isValid() or index.row() >= len(seen.weights):
            return None
        row = index.row()
        if role == PictureRole.PIXELS:
            return (seen.weights if self._whole or seen.added is None else seen.added)[row]
        if role == WrongRole.LINES:
            return self._lines(seen, row)
        if role == WrongRole.RIGHT:
            return self._verdict(seen, row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._sentence(seen, row)
        return None

    def _verdict(self, seen: Inspection, row: int) -> bool | None:
        """False for a dead unit, True for one that the picked picture lights: to be dark for one alone is no fault."""
        if not seen.answers[0][row]:
            return False
        return True if seen.lit is not None and seen.lit[0][row] > 0 else None

    def _lines(self, seen: Inspection, row: int) -> tuple[str, str, str]:
        """The unit, how strongly the picked picture lights it, and how many training pictures do."""
        lit = "" if seen.lit is None else _lit(float(seen.lit[0][row]))
        return f"Unit {row + 1}", lit, _lights(int(seen.answers[0][row]), seen.examples)

    def _sentence(self, seen: Inspection, row: int) -> str:
        count = int(seen.answers[0][row])
        text = (
            f"lit by {count:,} of {seen.examples:,} training pictures" if count else "dead, lit by no training picture"
        )
        if seen.lit is not None:
            activation = float(seen.lit[0][row])
            lights = f"lights it: {activation:.2f}" if activation > 0 else "does not light it"
            text += f"; the picked picture {lights}"
        return f"Unit {row + 1}: {text}"


def _lit(activation: float) -> str:
    return f"lit: {activation:.2f}" if activation > 0 else "not lit"


def _lights(count: int, examples: int) -> str:
    if count in (0, examples):
        return "all light it" if count else "dead"
    return f"{count} light it" if count > 1 else "1 lights it"
