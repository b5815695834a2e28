"""The runs panel: a table of all runs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from catgui.domain.run_record import RunRecord
from catgui.domain.run_texts import are_comparable, describe_difference
from catgui.models.training.run_history import RunHistory
from catgui.models.training.run_table import RunTable
from catgui.style.text_size import keep_scaled, scaled
from catgui.widgets.basic.buttons import palette_icon
from catgui.widgets.basic.commands import ENTER, Command, CommandButton
from catgui.widgets.basic.labels import WarningLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.basic.seen_selection import VisibleSelectionMixin

_ROW_HEIGHT, _PADDING = 28, 8
# Names of runs and data sets may be long.
_MAX_COLUMN_WIDTH = 160
_KEPT = "Press Train: each run is kept here."
_KEPT_NOW = "Press Train: runs are kept until the window closes."
_BRING_BACK_TIP = "Show it again, with its data and settings"
_SELECT, _SELECT_ONE, _IS_CURRENT = "Select runs first.", "Select one run.", "It is shown already."
_HINT = "Tick to draw over the plot; select to compare."


class RunsPanel(QWidget):
    """Shows the runs of `history`, and compares those that are selected.

    Attributes: `bring_back`, a command for the first of the `selected` runs.
    """

    def __init__(self, history: RunHistory) -> None:
        super().__init__()
        self.setObjectName("runs_panel")
        self._history, self._table = history, RunTable(history, self)
        self._view = _make_view(self._table)
        self._empty = label(wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line = WarningLabel()
        self._line.setObjectName("runs_line")
        self.bring_back = Command(self._view, "run_bring_back", "&Bring back", _BRING_BACK_TIP, ENTER)
        self._rename = Command(self._view, "run_rename", "Re&name", keys=("F2",))
        self._remove = Command(self._view, "run_remove", "&Remove", keys=QKeySequence.StandardKey.Delete)
        for command, icon in ((self.bring_back, "undo"), (self._remove, "close")):
            command.draw_icon = partial(palette_icon, icon)
        tools = row_of(CommandButton(self.bring_back), CommandButton(self._remove), ..., spacing=8)
        self._pages = pages_of(self._view, self._empty)
        column_of(tools, self._line, (self._pages, 1), spacing=4, margins=(8, 4, 16, 8)).on(self)
        history.changed.connect(self._show)
        self._view.selectionModel().selectionChanged.connect(self._show_selected)
        self._rename.triggered.connect(lambda: self._view.edit(self._view.selectionModel().selectedRows()[0]))
        self._remove.triggered.connect(lambda: history.remove([record.number for record in self.selected]))
        self._show()

    @property
    def selected(self) -> list[RunRecord]:
        """The records of the selected rows, from the top."""
        rows = self._view.selectionModel().selectedRows()
        return [self._table.record(row) for row in sorted(index.row() for index in rows)]

    def _show(self) -> None:
        self._empty.setText(_KEPT if self._history.are_kept else _KEPT_NOW)
        self._pages.setCurrentWidget(self._view if self._history.records else self._empty)
        extras, hides = self._table.columnCount() - 1, not self._table.has_extras
        if self._view.isColumnHidden(extras) != hides:  # else Qt would lay out all rows
            self._view.setColumnHidden(extras, hides)
        self._show_selected()

    def _show_selected(self) -> None:
        selected = self.selected
        not_one = "" if len(selected) == 1 else _SELECT_ONE
        self._rename.offer(not_one)
        self.bring_back.offer(not_one or (_IS_CURRENT if selected[0] is self._history.current else ""))
        self._remove.offer("" if selected else _SELECT)
        compared = self._compared(selected)
        if compared is None:
            self._line.show_note(_HINT if self._history.records else "", warns=False)
        else:
            self._line.show_note(describe_difference(*compared), warns=not are_comparable(*compared))

    def _compared(self, selected: list[RunRecord]) -> tuple[RunRecord, RunRecord] | None:
        """Two selected runs, the older one first, or the only selected one and that of the session; else None."""
        if len(selected) == 2:
            older, newer = sorted(selected, key=lambda record: record.number)
            return older, newer
        current = self._history.current
        if len(selected) == 1 and current is not None and current is not selected[0]:
            return selected[0], current
        return None


def _make_view(table: RunTable) -> QTableView:
    view = RunsView()
    view.setObjectName("runs_table")
    view.setAccessibleName("Runs")
    view.setModel(table)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
    view.setItemDelegateForColumn(0, _NameDelegate(view))
    view.setTabKeyNavigation(False)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the counts of edits are at the end
    view.verticalHeader().hide()
    keep_scaled(view.verticalHeader().setDefaultSectionSize, _ROW_HEIGHT)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    keep_scaled(header.setMaximumSectionSize, _MAX_COLUMN_WIDTH)
    header.setStretchLastSection(True)
    return view


class RunsView(VisibleSelectionMixin, QTableView):
    """The table of runs."""


class _NameDelegate(QStyledItemDelegate):
    """Adds the padding that Qt leaves out beside a check box."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index) + QSize(scaled(_PADDING), 0)
