"""The runs panel: a table of all runs."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.run_record import RunRecord
from catgui.domain.run_texts import are_comparable, describe_difference
from catgui.models.runs.history import RunHistory
from catgui.models.runs.table import RunTable
from catgui.models.training.settings import TrainingSettings
from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.labels import WarningLabel, label

_ROW_HEIGHT, _PADDING = 28, 8
# Names of runs and data sets may be long.
_MAX_COLUMN_WIDTH = 160
_EMPTY = "Train the network: each run is kept here with its settings and results, "
_NEXT_TOO, _UNTIL_CLOSED = "for this session and the next.", "until the window is closed."
_HINT = "Tick to draw over the plot. Select one or two to compare."


class RunsPanel(QWidget):
    """Shows the runs of `history` and restores the settings of one.

    Attributes: `export_button`. Signals: `restore_requested(object)`, the user wants the run of a RunRecord back.
    """

    restore_requested = Signal(object)

    def __init__(self, history: RunHistory, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_panel")
        self._history = history
        self._settings = settings
        self._table = RunTable(history, self)
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self._view = self._make_table_view()
        self._empty = label(wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line = WarningLabel()
        self._line.setObjectName("runs_line")
        self._bring_back = IconButton(
            "undo", "Bring back", "Show the selected run again: its data, network, curves and settings (Enter)"
        )
        self._restore = IconButton("reset", "Restore settings", "Put the settings of the selected run into the form")
        self._pin = IconButton("pin", "Pin", "Keep the selected runs at the top, or stop keeping them there")
        self._remove = IconButton("close", "Remove", "Remove the selected runs; this can be undone")
        self.export_button = IconButton("export", "Export table…", "Save the settings and results of all runs as CSV")
        names = {"bring_back": self._bring_back, "restore": self._restore, "pin": self._pin, "remove": self._remove}
        for name, button in names.items():
            button.setObjectName(f"run_{name}_button")
        self._lay_out()

    def _make_table_view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("runs_table")
        view.setAccessibleName("Runs")
        view.setModel(self._table)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setItemDelegateForColumn(0, _NameDelegate(view))
        view.setTabKeyNavigation(False)
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

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for button in (self._bring_back, self._restore, self._pin, self._remove):
            tools.addWidget(button)
        tools.addStretch()
        tools.addWidget(self.export_button)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 16, 8)
        layout.setSpacing(4)
        layout.addLayout(tools)
        layout.addWidget(self._line)
        layout.addWidget(self._pages, stretch=1)

    def _connect(self) -> None:
        self._history.changed.connect(self._show)
        self._view.selectionModel().selectionChanged.connect(self._on_selected)
        self._bring_back.clicked.connect(self.bring_back_selected)
        self._restore.clicked.connect(self._on_restore)
        self._pin.clicked.connect(self._on_pin)
        self._remove.clicked.connect(self.remove_selected)

    @property
    def selected(self) -> list[RunRecord]:
        """The records of the selected rows, from the top."""
        rows = self._view.selectionModel().selectedRows()
        return [self._table.record(index.row()) for index in sorted(rows, key=lambda index: index.row())]

    def select(self, record: RunRecord) -> None:
        """Select the row of `record`, if it is still there, and give the table the focus."""
        rows = [row for row in range(self._table.rowCount()) if self._table.record(row) is record]
        for row in rows:
            self._view.selectRow(row)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_selected(self) -> None:
        """Remove the selected runs; undoable."""
        self._history.remove([record.number for record in self.selected])

    def bring_back_selected(self) -> None:
        """Ask for the selected run, if it is another one than that of the session."""
        if self._can_bring_back(self.selected):
            self.restore_requested.emit(self.selected[0])

    def _can_bring_back(self, selected: list[RunRecord]) -> bool:
        return len(selected) == 1 and selected[0] is not self._history.current

    def _show(self) -> None:
        has_runs = bool(self._history.records)
        self._empty.setText(_EMPTY + (_NEXT_TOO if self._history.are_kept else _UNTIL_CLOSED))
        self._pages.setCurrentWidget(self._view if has_runs else self._empty)
        self.export_button.setEnabled(has_runs)
        self._view.setColumnHidden(self._table.columnCount() - 1, not self._table.has_extras)
        self._show_selected()

    def _on_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_selected()

    def _show_selected(self) -> None:
        selected = self.selected
        self._bring_back.setEnabled(self._can_bring_back(selected))
        self._restore.setEnabled(len(selected) == 1)
        self._pin.setEnabled(bool(selected))
        self._pin.setText("Unpin" if selected and all(record.pinned for record in selected) else "Pin")
        self._remove.setEnabled(bool(selected))
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

    def _on_restore(self) -> None:
        self._settings.set_config(self.selected[0].config)

    def _on_pin(self) -> None:
        selected = self.selected
        pinned = not all(record.pinned for record in selected)
        for record in selected:
            self._history.pin(record.number, pinned)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the selected runs, Enter brings one back."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self.remove_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.bring_back_selected()
        else:
            super().keyPressEvent(event)


class _NameDelegate(QStyledItemDelegate):
    """Adds the padding that Qt leaves out beside a check box."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size hint of the base class with some padding."""
        return super().sizeHint(option, index) + QSize(_PADDING, 0)
