"""The panel of doubtful labels, the least likely first, which can be put right there."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from catgui.domain.edits import doubt_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.label_doubts import LabelDoubts
from catgui.models.pictures.doubt_list import DoubtListModel
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.selected_picture import SelectedPicture
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import WarningLabel, label
from catgui.widgets.basic.wrapping import WrappingRow
from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.forms.study_bar import StudyBar
from catgui.widgets.pictures.captioned_grid import AnnotatedDelegate
from catgui.widgets.pictures.picture_dialog import PictureDialog
from engine.analysis.evaluation import THRESHOLD

_GAP = 16
_MIN_WIDTH = 300


class DoubtfulLabelsPanel(QWidget):
    """Looks for doubtful labels with `doubts`, and edits the data with `editor`.

    Picking a picture selects it in `selected`; what others select there is marked here.

    Attributes: `grid`, of the pictures.

    Signals: `why_requested()`, the user wants to know why the selected picture was predicted so.
    """

    why_requested = Signal()

    def __init__(
        self, doubts: LabelDoubts, editor: DataEditor, selected: SelectedPicture, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("doubtful_labels_panel")
        self._doubts, self._editor, self._selected = doubts, editor, selected
        self._model = DoubtListModel(self)
        # The pixels of the selected picture if it was picked here.
        self._picked: NDArray[np.uint8] | None = None
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self._bar = StudyBar("doubtful", "Which labels may be wrong?")
        self._actions = QWidget()
        self._relabel = _button("relabel", doubt_texts.RELABEL, doubt_texts.RELABEL_TIP)
        self._leave_out = _button("leave_out", doubt_texts.LEAVE_OUT, doubt_texts.LEAVE_OUT_TIP)
        self._why = _button("doubtful_why", doubt_texts.WHY, doubt_texts.WHY_TIP)
        self._noise = WarningLabel()
        self._noise.setObjectName("doubtful_noise")
        self._noise.setProperty("role", "error")
        self._noise.show_note(doubt_texts.NOISE, warns=True)
        self._trust = label(wrap=True, selectable=True)
        self._trust.setObjectName("doubtful_trust")
        self._message = label(wrap=True)
        self._message.setObjectName("doubtful_message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        roles = (PictureRole.PIXELS, PictureRole.LABEL, PictureRole.PICTURE, PictureRole.EDIT_MARK)
        self.grid = DataGrid(*roles, self._editor, self._model.keys)
        self.grid.setObjectName("doubtful_grid")
        self.grid.setAccessibleName("Doubtful labels, least likely first")
        annotated = (PictureRole.PIXELS, PictureRole.LABEL, PictureRole.CAPTION_LINES, PictureRole.IS_CORRECT)
        self.grid.use_delegate(AnnotatedDelegate(*annotated, self.grid))
        self.grid.mark_edits(PictureRole.EDIT_MARK)
        self.grid.set_factors((3, 2, 1))
        self.grid.setModel(self._model)
        self._lay_out()

    def _lay_out(self) -> None:
        actions = QHBoxLayout(self._actions)
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(8)
        for button in (self._relabel, self._leave_out, self._why):
            actions.addWidget(button)
        actions.addStretch()
        header = WrappingRow(_GAP)
        header.set_parts(self._actions, self._bar)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 16, 8)
        layout.setSpacing(4)
        for widget in (header, self._noise, self._trust):
            layout.addWidget(widget)
        layout.addWidget(self._pages, stretch=1)
        keep_scaled(self.setMinimumWidth, _MIN_WIDTH)

    def _connect(self) -> None:
        doubts, grid = self._doubts, self.grid
        self._bar.start_requested.connect(doubts.start)
        self._bar.cancel_requested.connect(doubts.cancel)
        doubts.changed.connect(self._show)
        doubts.settings_changed.connect(self._show_plan)
        doubts.study.progressed.connect(self._bar.show_progress)
        doubts.study.features_progressed.connect(self._bar.show_features_progress)
        grid.picked.connect(self._on_picked)
        grid.opened.connect(lambda index: self._dialog.enlarge(index.row()))
        grid.selectionModel().selectionChanged.connect(self._enable_actions)
        self._relabel.clicked.connect(self._relabel_selected)
        self._leave_out.clicked.connect(self.grid.leave_selected_out)
        self._why.clicked.connect(self.why_requested)
        self._selected.changed.connect(self._follow)

    @cached_property
    def _dialog(self) -> _DoubtDialog:
        dialog = _DoubtDialog(self.grid, self)
        dialog.row_changed.connect(self._show_enlarged)
        dialog.relabel_requested.connect(self._relabel_selected)
        dialog.leave_out_requested.connect(self.grid.leave_selected_out)
        dialog.why_requested.connect(self._on_why_requested)
        return dialog

    @property
    def _is_enlarged(self) -> bool:
        return "_dialog" in self.__dict__ and self._dialog.isVisible()

    def _show(self) -> None:
        """Show the list with the data as they are now, or why there is none."""
        doubts, model = self._doubts, self._model
        is_other, is_edit = doubts.found is not model.found, doubts.dataset is not model.dataset
        if is_other:
            self._picked = None
            if self._is_enlarged:
                self._dialog.close()
        # On its way from a button that is hidden, the focus may come to the grid, which then makes a picture current.
        with QSignalBlocker(self.grid), keep_focus(self, lambda: self.grid):
            model.show_doubts(doubts.found, doubts.dataset)
            self._show_controls()
            self._show_texts()
        if is_edit and self._picked is not None and self.grid.currentIndex().isValid():
            # The picture stays selected, wherever the edit has put it.
            self._pick(self.grid.currentIndex().row())
        elif is_other:
            # Not where the selected picture is, perhaps far below: what is selected would be edited unseen.
            self.grid.setCurrentIndex(QModelIndex())
            self.grid.scrollToTop()
        elif is_edit:
            self._follow()
        if self._is_enlarged:
            self._show_enlarged(self._dialog.row)

    def _show_controls(self) -> None:
        doubts, bar = self._doubts, self._bar
        bar.set_start_text(doubt_texts.START if doubts.found is None else doubt_texts.AGAIN)
        bar.set_startable(not doubts.obstacle)
        bar.show_busy(doubts.busy)
        self._enable_actions()
        self._pages.setCurrentWidget(self._message if doubts.found is None else self.grid)
        self._actions.setVisible(doubts.found is not None)
        if doubts.dataset is not None:
            self.grid.set_classes(doubts.dataset.classes)

    def _show_texts(self) -> None:
        found = self._doubts.found
        self._noise.setVisible(found is not None and not found.labels.better_than_constant)
        self._trust.setVisible(found is not None)
        if found is not None:
            self._trust.setText(doubt_texts.trust_text(found.labels, found.config))
        self._show_plan()

    def _show_plan(self) -> None:
        """Say what a search would train, and what is different since the last."""
        doubts, plan = self._doubts, self._doubts.plan_text
        self._bar.set_start_tip(plan)
        self._bar.show_note(doubts.stale_text)
        self._message.setText(doubts.obstacle or doubts.problem or f"{doubt_texts.HINT}\n\n{plan}")

    def _enable_actions(self) -> None:
        selected = bool(self.grid.selected_indexes())
        with keep_focus(self, lambda: self.grid):
            for button in (self._relabel, self._leave_out, self._why):
                button.setEnabled(selected)

    def _relabel_selected(self) -> None:
        self._editor.relabel_each(self._model.other_labels(self.grid.selected_rows))

    def _on_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            self._pick(index.row())

    def _pick(self, row: int) -> None:
        shown = self._model.row_at(row)
        self._picked = shown.pixels
        self._selected.pick(self._picked, shown.title, self._model.place(row))

    def _follow(self) -> None:
        """Make the selected picture current, if it is in the list."""
        # During an edit, others select what has taken the place of a picture that is left out.
        is_own = self._picked is not None and self._selected.pixels is self._picked
        if is_own or self._model.dataset is not self._doubts.dataset:
            return
        self._picked = None
        picture = self._selected.picture
        row = None if picture is None else self._model.row_of(picture)
        index = QModelIndex() if row is None else self._model.index(row)
        if index != self.grid.currentIndex():  # else several selected ones would be one
            with QSignalBlocker(self.grid):
                self.grid.setCurrentIndex(index)

    def _show_enlarged(self, row: int) -> None:
        model = self._model
        assert model.dataset is not None
        doubt, classes = model.doubt(row), model.dataset.classes
        title = doubt_texts.enlarged_text(doubt, classes, model.changed_text(row))
        of_one = doubt.probability if doubt.label else 1.0 - doubt.probability
        self._dialog.show_keys(doubt_texts.keys_text(classes))
        self._dialog.show_doubt(model.name(row), model.row_at(row).pixels, title, (classes[1], of_one))

    def _on_why_requested(self) -> None:
        self._dialog.close()
        self.why_requested.emit()


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(f"{name}_button")
    set_tooltip(button, tip)
    return button


class _DoubtDialog(PictureDialog):
    """Enlarges the current picture of `grid`, whose keys edit it here as well.

    Attributes: `row`, that of the picture.

    Signals: `row_changed(int)`, another row is enlarged, and `show_doubt` is to be called with its picture;
    `relabel_requested()`, give the picture the other label; `leave_out_requested()`.
    """

    row_changed = Signal(int)
    relabel_requested = Signal()
    leave_out_requested = Signal()

    def __init__(self, grid: DataGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.row = 0
        self.step_requested.connect(self._step)
        self.maps.offer_maps(False)
        self._keys = ElidedLabel(role="muted")
        self._keys.setObjectName("doubt_keys")
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(layout.count() - 1, self._make_actions())

    def _make_actions(self) -> QHBoxLayout:
        """The buttons of the edits, and what the keys do."""
        relabel, leave_out = QPushButton(doubt_texts.RELABEL), QPushButton(doubt_texts.LEAVE_OUT)
        relabel.clicked.connect(self.relabel_requested)
        leave_out.clicked.connect(self.leave_out_requested)
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 0, 0, 8)
        actions.setSpacing(8)
        named = {"enlarged_relabel_button": relabel, "enlarged_leave_out_button": leave_out}
        for name, button in named.items():
            button.setObjectName(name)
            button.setAutoDefault(False)
            actions.addWidget(button)
        actions.addWidget(self._keys, stretch=1)
        return actions

    def enlarge(self, row: int) -> None:
        """Show the picture of a row in front of the window."""
        self._go_to(row)
        self.show()
        self.activateWindow()

    def _step(self, step: int) -> None:
        if 0 <= self.row + step < self._grid.model().rowCount():
            self._go_to(self.row + step)

    def _go_to(self, row: int) -> None:
        self.row = row
        # Of several selected ones, the keys edit only what is enlarged.
        self._grid.setCurrentIndex(self._grid.model().index(row, 0))
        self.row_changed.emit(row)

    def show_doubt(self, name: str, pixels: NDArray[np.uint8], title: str, class_1: tuple[str, float]) -> None:
        """Show the picture of the row, called `name`; `class_1` with its probability."""
        row, count = self.row, self._grid.model().rowCount()
        self.show_picture(name, pixels)
        self.show_verdict(title, *class_1, THRESHOLD, f"{row + 1:,} of {count:,}")
        self.enable_steps(row > 0, row + 1 < count)

    def show_keys(self, text: str) -> None:
        """Show what the keys do."""
        self._keys.show_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit the picture by the keys of the grid."""
        if not self._grid.take_edit_key(event):
            super().keyPressEvent(event)
