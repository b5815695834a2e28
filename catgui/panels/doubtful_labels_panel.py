"""The panel of doubtful labels, the least likely first, which can be put right there."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from catgui.domain.edits import doubt_texts
from catgui.domain.edits.edit_texts import SELECT_PICTURE
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.label_doubts import LabelDoubts
from catgui.models.pictures.doubt_list import DoubtListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.commands import Command, command_group, enlarge_command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import WarningLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of
from catgui.widgets.basic.wrapping import WrappingRow
from catgui.widgets.data.data_grid import DataGrid
from catgui.widgets.forms.study_bar import StudyBar
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.viewer import PicturePage, Viewer
from engine.analysis.evaluation import THRESHOLD

_GAP = 16
_MIN_WIDTH = 300
# The viewer with room for a picture six times enlarged, and for two rows of buttons.
DOUBT_SIZE = 640, 384 + 264


class DoubtfulLabelsPanel(QWidget):
    """Looks for doubtful labels with `doubts`, and edits the data with `editor`.

    Picking a picture selects it in `selected`; what others select there is marked here.

    Attributes: `grid`, of the pictures.
    """

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
        self._noise = WarningLabel()
        self._noise.setObjectName("doubtful_noise")
        self._noise.setProperty("role", "error")
        self._noise.show_note(doubt_texts.NOISE, warns=True)
        self._trust = label(wrap=True, selectable=True)
        self._trust.setObjectName("doubtful_trust")
        self._message = label(wrap=True)
        self._message.setObjectName("doubtful_message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid = DataGrid("doubtful_grid", self._editor, self._model.keys, Captions.BESIDE, (3, 2, 1))
        self.grid.setAccessibleName("Doubtful labels")
        self.grid.setModel(self._model)
        self._enlarge = enlarge_command(self.grid, "doubtful_enlarge")
        self._relabel = Command(self.grid, "relabel", doubt_texts.RELABEL, doubt_texts.RELABEL_TIP)
        self._why = Command(self.grid, "doubtful_why", doubt_texts.WHY, doubt_texts.WHY_TIP)
        self._lay_out()

    def _lay_out(self) -> None:
        self._row = command_group(self._relabel, self.grid.edits.leave_out, self._enlarge, self._why)
        header = WrappingRow(_GAP)
        header.set_parts(self._row, self._bar)
        self._pages = pages_of(self.grid, self._message)
        column_of(header, self._noise, self._trust, (self._pages, 1), spacing=4, margins=(8, 4, 16, 8)).on(self)
        keep_scaled(self.setMinimumWidth, _MIN_WIDTH)

    def _connect(self) -> None:
        doubts, grid = self._doubts, self.grid
        self._bar.start.clicked.connect(doubts.start)
        self._bar.cancel.clicked.connect(doubts.study.cancel)
        doubts.changed.connect(self._show)
        doubts.settings_changed.connect(self._show_plan)
        doubts.study.progressed.connect(self._bar.show_progress)
        doubts.study.features_progressed.connect(self._bar.show_features_progress)
        grid.picked.connect(self._on_picked)
        grid.selectionModel().selectionChanged.connect(self._enable_commands)
        grid.selectionModel().currentChanged.connect(self._show_enlarged)
        self._enlarge.triggered.connect(self._on_enlarge)
        self._relabel.triggered.connect(self._relabel_selected)
        self._why.triggered.connect(self._on_why)
        self._selected.changed.connect(self._follow)

    @cached_property
    def _page(self) -> PicturePage:
        page = PicturePage()
        page.maps.offer_maps(False)
        return page

    @cached_property
    def _viewer(self) -> Viewer:
        groups = [self._relabel, self._why], *self.grid.edits.groups
        return Viewer("doubt_dialog", self.grid, self._page, DOUBT_SIZE, groups, self)

    @property
    def _is_enlarged(self) -> bool:
        return "_viewer" in self.__dict__ and self._viewer.isVisible()

    def _show(self) -> None:
        """Show the list for the present data, or the reason why there is none."""
        doubts, model = self._doubts, self._model
        is_other, is_edit = doubts.found is not model.found, doubts.dataset is not model.dataset
        if is_other:
            self._picked = None
            if self._is_enlarged:
                self._viewer.close()
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
        self._show_enlarged()

    def _show_controls(self) -> None:
        doubts, bar = self._doubts, self._bar
        bar.start.setText(doubt_texts.START if doubts.found is None else doubt_texts.AGAIN)
        bar.start.setEnabled(not doubts.obstacle)
        bar.show_busy(doubts.busy)
        self._enable_commands()
        self._pages.setCurrentWidget(self._message if doubts.found is None else self.grid)
        self._row.setVisible(doubts.found is not None)
        if doubts.dataset is not None:
            self.grid.edits.set_classes(doubts.dataset.classes)

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

    def _enable_commands(self) -> None:
        obstacle = "" if self.grid.selected_indexes() else SELECT_PICTURE
        with keep_focus(self, lambda: self.grid):
            for command in (self._relabel, self._enlarge, self._why):
                command.offer(obstacle)

    def _relabel_selected(self) -> None:
        self._editor.relabel_each(self._model.other_labels(self.grid.edits.selected_rows))

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

    def _on_enlarge(self) -> None:
        self._viewer.bring_up()
        self._show_enlarged()

    def _show_enlarged(self) -> None:
        """Show the current picture in the viewer, if that is open."""
        model, row = self._model, self.grid.currentIndex().row()
        if row < 0 or model.dataset is None or not self._is_enlarged:
            return
        doubt, classes, name = model.doubt(row), model.dataset.classes, model.name(row)
        of_one = doubt.probability if doubt.label else 1.0 - doubt.probability
        self._viewer.setWindowTitle(escape_title(name))
        self._page.show_picture(name, model.row_at(row).pixels)
        title = doubt_texts.enlarged_text(doubt, classes, model.changed_text(row))
        self._page.show_verdict(title, classes[1], of_one, THRESHOLD)

    def _on_why(self) -> None:
        if self._is_enlarged:
            self._viewer.close()
        self._selected.why_asked.emit()
