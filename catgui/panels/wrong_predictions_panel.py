"""The panel of wrong predictions, most confident first, with one enlarged."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import actual_text, predicted_text
from catgui.domain.saved_run_texts import needs_data_text, other_data_note
from catgui.models.photos.detections import PhotoDetections
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.pictures.prediction_list import Cell, OpenedPrediction, PredictionListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.tab_switch import PartSwitch
from catgui.widgets.pictures.captioned_grid import AnnotatedGrid
from engine.analysis.evaluation import Evaluation
from engine.data.edited_dataset import EditedDataset
from engine.training.run import Snapshot

if TYPE_CHECKING:
    from catgui.models.network.picture_mapper import PictureMapper
    from catgui.widgets.pictures.picture_dialog import PictureDialog

_UNTRAINED = "Train the network: the pictures it gets wrong will be shown here."
# Where it is narrower than `_WIDE`, the heading is below the switch.
_MIN_WIDTH, _WIDE = 300, 440
_NONE_IN_CELL = "No picture is in this cell now."
_NONE_WRONG = {"test": "Every test picture is right.", "train": "Every training picture is right."}


class WrongPredictionsPanel(QWidget):
    """Shows the wrong predictions of the network, live during training.

    Picking one selects it in `selected`; what others select there is marked here.

    Signals: `why_requested()`, the user wants to know why the selected picture was predicted so;
    `map_export_requested(object, str)`, a QImage to save, and its name; `training_requested(object)`, the PictureKey
    of a test picture to put into the training part.
    """

    why_requested = Signal()
    training_requested = Signal(object)
    map_export_requested = Signal(object, str)

    def __init__(
        self,
        session: TrainingSession,
        selected: SelectedPicture,
        detections: PhotoDetections,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wrong_predictions_panel")
        self._session, self._detections = session, detections
        self._selected = selected
        self._model = PredictionListModel(self)
        self._cell: Cell | None = None
        self._opened = OpenedPrediction(self._model)
        self._build()
        self._connect()
        self._show_snapshot()

    def _build(self) -> None:
        self._switch = PartSwitch("Part of the data for the wrong predictions")
        self._switch.setObjectName("wrong_part_switch")
        self._count = label(role="heading", wrap=True)
        self._count.setObjectName("wrong_count")
        self._grid = AnnotatedGrid(
            PictureRole.PIXELS, PictureRole.LABEL, PictureRole.CAPTION_LINES, PictureRole.IS_CORRECT
        )
        self._grid.setObjectName("wrong_grid")
        self._grid.setAccessibleName("Wrong predictions")
        self._grid.setModel(self._model)
        self._all_wrong = IconButton("wrong", "All wrong", "Show every wrong prediction again")
        self._all_wrong.setObjectName("all_wrong_button")
        self._all_wrong.hide()
        set_tooltip(self._count, "The notebook calls these “mislabeled images”")
        self._empty = label(wrap=True)
        self._empty.setObjectName("wrong_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()

    def _lay_out(self) -> None:
        self._header = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._header.setSpacing(8)
        self._header.addWidget(self._switch, alignment=Qt.AlignmentFlag.AlignLeft)
        self._header.addSpacing(8)
        self._header.addWidget(self._count, stretch=1)
        self._header.addWidget(self._all_wrong, alignment=Qt.AlignmentFlag.AlignLeft)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._grid)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(self._header)
        layout.addWidget(self._pages, stretch=1)
        keep_scaled(self.setMinimumWidth, _MIN_WIDTH)

    def _connect(self) -> None:
        self._session.evaluated.connect(self._show_snapshot)
        self._switch.currentChanged.connect(self._show_snapshot)
        self._all_wrong.clicked.connect(self._show_all_wrong)
        self._grid.opened.connect(self._open)
        self._grid.picked.connect(self._on_picked)
        self._selected.changed.connect(self._follow)

    @cached_property
    def _dialog(self) -> PictureDialog:
        from catgui.widgets.pictures.picture_dialog import PictureDialog  # not needed before

        dialog, mapper = PictureDialog(self), self._mapper
        dialog.step_requested.connect(self._on_step_requested)
        dialog.why_requested.connect(self._on_why_requested)
        dialog.training_requested.connect(self._on_training_requested)
        dialog.finished.connect(self._on_closed)
        dialog.maps.chosen.connect(mapper.follow)
        mapper.show_in(dialog.maps)
        dialog.maps.save_requested.connect(self.map_export_requested)
        return dialog

    @cached_property
    def _mapper(self) -> PictureMapper:
        from catgui.models.network.picture_mapper import PictureMapper  # not needed before

        return PictureMapper(self._session, self._detections, parent=self)

    def show_cell(self, part: str, label: int, predicted: int) -> None:
        """Show the pictures in a cell of the confusion matrix of a part."""
        self._cell = (label, predicted)
        self._switch.choose(part)
        self._show_snapshot()
        self._grid.setFocus()

    def _show_all_wrong(self) -> None:
        self._cell = None
        self._show_snapshot()
        self._grid.setFocus()

    def _evaluation(self, part: str) -> Evaluation | None:
        snapshot: Snapshot | None = self._session.snapshot
        if snapshot is None:
            return None
        return snapshot.part(part)

    def _show_snapshot(self) -> None:
        run, part = self._session.run, self._switch.choice
        dataset = run.dataset if run is not None else None
        if dataset is not self._model.dataset:
            if self._opened.picture is not None:
                self._dialog.close()
            self._cell = None
        self._all_wrong.setVisible(self._cell is not None)
        # If the selected picture is no longer wrong, its neighbor becomes current for a moment: it is not selected, and
        # the view must not scroll to it.
        self._grid.setAutoScroll(False)
        with QSignalBlocker(self._grid):
            self._model.show_evaluation(dataset, part, self._evaluation(part), self._cell)
            self._mark_selected()
        self._grid.setAutoScroll(True)
        with keep_focus(self, lambda: self if self._switch.isHidden() else self._switch):
            self._show_count(self._evaluation(part))
        if self._opened.picture is not None:
            self._show_verdict(self._opened.picture)

    def _show_count(self, evaluation: Evaluation | None) -> None:
        shown = self._model.rowCount()
        run = self._session.run
        self._switch.setVisible(run is not None and run.dataset is not None)
        note = other_data_note(run)
        heading = "" if evaluation is None else self._heading(evaluation, shown)
        self._count.setText(f"{heading}; {note}" if heading and note else heading)
        self._count.setVisible(bool(heading))
        if run is None:
            self._empty.setText(_UNTRAINED)
        elif run.dataset is None:
            self._empty.setText(needs_data_text(run.trained_on))
        elif evaluation is not None and not shown:
            self._empty.setText(_NONE_WRONG[self._switch.choice] if self._cell is None else _NONE_IN_CELL)
        else:
            # Also before the first evaluation of a run, so that the grid keeps its scroll position.
            self._pages.setCurrentWidget(self._grid)
            return
        self._pages.setCurrentWidget(self._empty)

    def _heading(self, evaluation: Evaluation, shown: int) -> str:
        order = ", most confident first" if shown else ""
        if self._cell is None:
            return f"{shown:,} of {evaluation.count:,} wrong{order}"
        actual, prediction = (evaluation.classes[label_] for label_ in self._cell)
        return f"{shown:,} of {evaluation.count:,} are actually {actual}, predicted {prediction}{order}"

    def _on_picked(self, index: QModelIndex) -> None:
        if index.isValid():
            picture: Picture = index.data(PictureRole.PICTURE)
            self._selected.pick(index.data(PictureRole.PIXELS), picture.name, picture)

    def _follow(self) -> None:
        with QSignalBlocker(self._grid):
            self._mark_selected()

    def _mark_selected(self) -> None:
        """Make the selected picture current, if it is shown."""
        picture = self._selected.picture
        row = None if picture is None else self._model.row_of(picture)
        self._grid.setCurrentIndex(QModelIndex() if row is None else self._model.index(row))

    def _open(self, index: QModelIndex) -> None:
        self._show_opened(index)
        self._dialog.show()
        self._dialog.activateWindow()
        self._mapper.follow(self._dialog.maps.kind)

    def _on_closed(self) -> None:
        self._opened.close()
        self._mapper.follow(None)

    def _show_opened(self, index: QModelIndex) -> None:
        self._opened.open(index.row())
        picture: Picture = index.data(PictureRole.PICTURE)
        pixels = index.data(PictureRole.PIXELS)
        assert self._model.dataset is not None
        self._dialog.show_picture(picture.full_name(self._model.dataset), pixels, picture.part == "test")
        self._mapper.show(pixels, picture.name)
        self._show_verdict(picture)

    def _show_verdict(self, opened: Picture) -> None:
        """Update the prediction and the position of the opened picture."""
        evaluation = self._evaluation(opened.part)
        if evaluation is None:
            return
        shown, classes = evaluation.prediction(opened.index), evaluation.classes
        title = f"{predicted_text(classes[shown.predicted], shown.confidence)}\n{actual_text(classes[shown.label])}"
        place = self._opened.place
        self._dialog.show_verdict(title, classes[1], shown.probability, evaluation.threshold, place)
        self._dialog.enable_steps(self._opened.row_after(-1) is not None, self._opened.row_after(1) is not None)

    def _on_step_requested(self, step: int) -> None:
        row = self._opened.row_after(step)
        if row is not None:
            index = self._model.index(row)
            self._grid.setCurrentIndex(index)
            self._show_opened(index)

    def _on_why_requested(self) -> None:
        picture, dataset = self._opened.picture, self._model.dataset
        assert picture is not None
        assert dataset is not None
        self._selected.pick(picture.pixels(dataset), picture.name, picture)
        self._dialog.close()
        self.why_requested.emit()

    def _on_training_requested(self) -> None:
        picture, dataset = self._opened.picture, self._model.dataset
        assert picture is not None
        assert dataset is not None
        key = EditedDataset.of(dataset).members[picture.part][picture.index]
        self._dialog.close()
        self.training_requested.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the header in a row, or in a column at the side of the window."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        self._header.setDirection(direction.LeftToRight if self.width() >= scaled(_WIDE) else direction.TopToBottom)
