"""The table model of the run history."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.data_texts import data_text
from catgui.domain.edit_texts import short_data_text
from catgui.domain.run_record import RunRecord
from catgui.domain.run_texts import cost_text, format_value, run_notes
from catgui.models.training.run_history import RunHistory
from catgui.style.tooltips import escape_tab_tip, escape_tooltip
from engine.text import format_cost, format_ratio

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class _Column(Enum):
    """A column, by its title."""

    RUN = "Run"
    LAYERS = "Layers"
    RATE = "Rate"
    ITERATIONS = "Iterations"
    SEED = "Seed"
    COST = "Cost"
    TRAINING = "Training"
    TEST = "Test"
    DATA = "Data"
    NOTES = "Notes"


_COLUMNS: dict[_Column, Callable[[RunRecord], str]] = {
    _Column.RUN: lambda record: record.title,
    _Column.LAYERS: lambda record: format_value(record.config.hidden_layers),
    _Column.RATE: lambda record: format_value(record.config.learning_rate),
    _Column.ITERATIONS: lambda record: f"{len(record.train):,}",
    _Column.SEED: lambda record: str(record.config.seed),
    _Column.COST: lambda record: format_cost(record.last.train_cost),
    _Column.TRAINING: lambda record: format_ratio(record.train_accuracy),
    _Column.TEST: lambda record: format_ratio(record.test_accuracy),
    _Column.DATA: lambda record: short_data_text(record.data, record.origin),
    _Column.NOTES: run_notes,
}
_NUMBERS = {_Column.RATE, _Column.ITERATIONS, _Column.SEED, _Column.COST, _Column.TRAINING, _Column.TEST}
# The whole texts of columns that have less room.
_WHOLE: dict[_Column, Callable[[RunRecord], str]] = {
    _Column.COST: cost_text,
    _Column.DATA: lambda record: data_text(record.data, record.origin),
}
_NAME_TIP = "Tick to draw it; double-click to name it"
_ACCURACY_TIP = "Accuracy at the threshold 0.5"
_HEADER_TIPS = {
    _Column.RATE: "Learning rate",
    _Column.COST: "Training cost",
    _Column.TRAINING: _ACCURACY_TIP,
    _Column.TEST: _ACCURACY_TIP,
    _Column.DATA: "Edits: added (+), relabeled (≠), moved (→), left out (×)",
}
# The column with the name, and a check box to draw the run over the plot.
_FIRST = 0


class RunTable(QAbstractTableModel):
    """A row per run; the names and check boxes are editable."""

    def __init__(self, history: RunHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._records = history.records
        history.changed.connect(self._update_rows)

    def record(self, row: int) -> RunRecord:
        """The record in a row."""
        return self._records[row]

    @property
    def has_extras(self) -> bool:
        """Whether the last column has any text."""
        return any(run_notes(record) for record in self._records)

    def _whole_text(self, column: _Column, record: RunRecord) -> str:
        """The text of a cell as its tooltip has it."""
        return _WHOLE[column](record) if column in _WHOLE else _COLUMNS[column](record)

    def _update_rows(self) -> None:
        records = self._history.records
        if records == self._records:
            return  # another run has begun, which has no record yet
        if [one.number for one in records] == [one.number for one in self._records]:
            self._records = records
            if records:
                self.dataChanged.emit(self.index(0, 0), self.index(len(records) - 1, len(_COLUMNS) - 1))
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        row_of = {record.number: row for row, record in enumerate(records)}
        rows = [row_of.get(self._records[index.row()].number, -1) for index in before]
        self._records = records
        moves = zip(before, rows, strict=True)
        self.changePersistentIndexList(
            before, [QModelIndex() if row < 0 else self.index(row, index.column()) for index, row in moves]
        )
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = list(_COLUMNS)[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape_tab_tip(_HEADER_TIPS.get(column, "")) or None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.value
        return self._alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._records):
            return None
        record, column = self._records[index.row()], list(_COLUMNS)[index.column()]
        first = index.column() == _FIRST
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[column](record)
        if role == Qt.ItemDataRole.EditRole and first:
            return record.name
        if role == Qt.ItemDataRole.CheckStateRole and first:
            return Qt.CheckState.Checked if record.shown else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            # Texts may be elided.
            tip = f"{record.title}\n{_NAME_TIP}"
            return escape_tooltip(tip if first else self._whole_text(column, record))
        if role == Qt.ItemDataRole.AccessibleTextRole and column in _WHOLE:
            return self._whole_text(column, record)
        return self._alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a run, or draw it over the plot or not."""
        if not index.isValid() or index.column() != _FIRST:
            return False
        number = self._records[index.row()].number
        if role == Qt.ItemDataRole.CheckStateRole:
            self._history.show(number, Qt.CheckState(value) is Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole:
            self._history.rename(number, str(value))
        else:
            return False
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column is editable and has a check box."""
        flags = super().flags(index)
        if index.column() == _FIRST:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    @staticmethod
    def _alignment(column: _Column) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
