"""The panel of wrong predictions, most confident first, with one enlarged."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt

from catgui.domain.edit_texts import IN_TRAINING, MOVE_TO_TRAINING_TIP
from catgui.domain.picture import ROW_ROLE, Picture, PictureRow
from catgui.domain.prediction_texts import NO_PICTURE, WHY_TIP, actual_text
from catgui.domain.saved_run_texts import needs_data_text, other_data_note
from catgui.models.data_editor import DataEditor
from catgui.models.messages import open_panel
from catgui.models.picture_lists import Cell, PredictionListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import RunNow, TrainingSession
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.buttons import IconButton, PartSwitch
from catgui.widgets.basic.commands import Command, enlarge_command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, pages_of, row_of
from catgui.widgets.pictures.data_grid import put_between_command
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions
from engine.analysis.evaluation import Evaluation
from engine.data.edited_dataset import EditedDataset
from engine.text import printable

if TYPE_CHECKING:
    from catgui.models.network.explanations import NetworkMapper
    from catgui.widgets.pictures.viewer import PicturePage, Viewer

_MIN_WIDTH = 312
_SIDES = 192, 128, 64, 40
_UNTRAINED = "Train to see which are wrong."
_IN_CELL = "{shown:,} of {count:,}: actually {actual}, predicted {predicted}"
_NONE_IN_CELL = "This cell is empty."
_NONE_WRONG = "All are right."


class WrongPredictionsPanel(FollowingPanel):
    """Shows the wrong predictions of the network, live during training.

    Picking one selects it in `selected`; what others select there is marked here. `editor` moves test pictures to the
    training part.
    """

    def __init__(self, session: TrainingSession, selected: SelectedPicture, editor: DataEditor) -> None:
        super().__init__()
        self.setObjectName("wrong_predictions_panel")
        self._session, self._selected, self._editor = session, selected, editor
        self._model, self._mapped = PredictionListModel(self), SelectedPicture(self)
        self._cell: Cell | None = None
        # The picture in the viewer, which may be predicted right by now.
        self._enlarged: Picture | None = None
        self._switch = PartSwitch("Part of the wrong predictions")
        self._switch.setObjectName("wrong_part_switch")
        self._count, self._empty = label(role="heading", wrap=True), label(wrap=True)
        self._count.setObjectName("wrong_count")
        self._empty.setObjectName("wrong_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._all_wrong = IconButton("wrong", "All wrong")
        self._all_wrong.setObjectName("all_wrong_button")
        self._all_wrong.setProperty("role", "compact")
        self._all_wrong.hide()
        self._grid = PictureGrid("wrong_grid", Captions.BESIDE, _SIDES, 4)
        self._grid.setAccessibleName("Wrong predictions")
        self._grid.setModel(self._model)
        self._enlarge = enlarge_command(self._grid, "wrong_enlarge")
        self._why = Command(self._grid, "why", "&Why?", WHY_TIP)
        self._put = put_between_command(self._grid, "wrong")
        self._train = Command(self._grid, "move_to_training", "&Move to training", MOVE_TO_TRAINING_TIP)
        self._pages = pages_of(self._grid, self._empty)
        header = row_of(self._switch, (self._count, 1), self._all_wrong, spacing=16)
        column_of(header, (self._pages, 1), spacing=4, margins=(8, 2, 8, 2)).on(self)
        keep_scaled(self.setMinimumWidth, _MIN_WIDTH)
        self._connect()
        self._show_snapshot()

    def _connect(self) -> None:
        self._session.changed.connect(self._on_session_changed)
        self._switch.currentChanged.connect(self._show_snapshot)
        self._all_wrong.clicked.connect(lambda: self._show_cell(None))
        self._enlarge.triggered.connect(self._open_viewer)
        self._why.triggered.connect(lambda: self._pick_for(partial(open_panel, "why_panel")))
        self._put.triggered.connect(lambda: self._pick_for(self._selected.between_asked.emit))
        self._train.triggered.connect(self._move_to_training)
        self._grid.picked.connect(self._select_picture)
        self._selected.changed.connect(self._follow)

    @cached_property
    def _viewer(self) -> Viewer:
        from catgui.widgets.pictures.viewer import Viewer  # not needed before

        viewer = Viewer("picture_dialog", self._grid, self._page, [[self._train, self._why]], self)
        viewer.finished.connect(self._forget_enlarged)
        return viewer

    @cached_property
    def _page(self) -> PicturePage:
        from catgui.widgets.pictures.viewer import PicturePage  # not needed before

        page, mapper = PicturePage("Picture"), self._mapper
        page.maps.chosen.connect(mapper.set_active)
        mapper.found.connect(page.maps.show_map)
        mapper.unavailable.connect(page.maps.show_text)
        return page

    @cached_property
    def _mapper(self) -> NetworkMapper:
        from catgui.models.network.explanations import NetworkMapper  # not needed before

        return NetworkMapper(self._session, self._mapped, self)

    def show_cell(self, part: str, label: int, predicted: int) -> None:
        """Show the pictures in a cell of the confusion matrix of a part, in front."""
        open_panel(self.objectName())
        self._switch.choose(part)
        self._show_cell((label, predicted))

    def _show_cell(self, cell: Cell | None) -> None:
        self._cell = cell
        self._show_snapshot()
        self._grid.setFocus()

    def _evaluation(self, part: str) -> Evaluation | None:
        snapshot = self._session.now.snapshot
        return None if snapshot is None else snapshot.part(part)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.has_other_network(before):
            self._show_snapshot()

    def _show_snapshot(self) -> None:
        run, part = self._session.now.run, self._switch.choice
        dataset = run.dataset if run is not None else None
        if dataset is not self._model.dataset:
            self._close_viewer()
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
        self._show_current()
        if self._enlarged is not None:
            self._show_verdict(self._enlarged)

    def _show_count(self, evaluation: Evaluation | None) -> None:
        run, shown = self._session.now.run, self._model.rowCount()
        self._switch.setVisible(run is not None and run.dataset is not None)
        heading = "" if evaluation is None else self._heading(evaluation, shown)
        note = other_data_note(run) if heading else ""
        self._count.setText(f"{heading}. {note}" if note else heading)
        if run is None:
            self._empty.setText(_UNTRAINED)
        elif run.dataset is None:
            self._empty.setText(needs_data_text(run.trained_on))
        else:
            self._empty.setText(_NONE_WRONG if self._cell is None else _NONE_IN_CELL)
        # Before the first evaluation of a run, the grid keeps its scroll position.
        is_empty = run is None or run.dataset is None or (evaluation is not None and not shown)
        self._pages.setCurrentWidget(self._empty if is_empty else self._grid)

    def _heading(self, evaluation: Evaluation, shown: int) -> str:
        if self._cell is None:
            return f"{shown:,} of {evaluation.count:,} wrong"
        actual, predicted = (evaluation.classes[label_] for label_ in self._cell)
        return _IN_CELL.format(shown=shown, count=evaluation.count, actual=actual, predicted=predicted)

    def _select_picture(self, index: QModelIndex) -> None:
        if index.isValid():
            row: PictureRow = index.data(ROW_ROLE)
            self._selected.pick(row.pixels, row.title, row.picture)

    def _follow(self) -> None:
        with QSignalBlocker(self._grid):
            self._mark_selected()
        self._show_current()

    def _mark_selected(self) -> None:
        """Make the selected picture current, if it is shown."""
        picture = self._selected.picture
        row = None if picture is None else self._model.row_of(picture)
        self._grid.setCurrentIndex(QModelIndex() if row is None else self._model.index(row))

    @property
    def _current(self) -> Picture | None:
        """The current picture, or that in the viewer if it is not listed any more."""
        current = self._grid.currentIndex()
        return self._model.picture(current.row()) if current.isValid() else self._enlarged

    def _show_current(self) -> None:
        """Enable the commands of the current picture, and show it in the viewer if that is open."""
        current = self._current
        for command in (self._enlarge, self._why, self._put):
            command.offer("" if current is not None else NO_PICTURE)
        in_training = current is not None and current.part != "test"
        self._train.offer(IN_TRAINING if in_training else "" if current is not None else NO_PICTURE)
        if self._enlarged is not None and current is not None and current != self._enlarged:
            self._show_enlarged(current)

    def _open_viewer(self) -> None:
        current = self._current
        if current is not None:
            self._show_enlarged(current)
            self._viewer.bring_up()
            self._mapper.set_active(self._page.maps.shows_map)

    def _forget_enlarged(self) -> None:
        self._enlarged = None
        self._mapper.set_active(False)

    def _show_enlarged(self, picture: Picture) -> None:
        dataset = self._model.dataset
        assert dataset is not None
        self._enlarged = picture
        pixels, name = picture.pixels(dataset), picture.full_name(dataset)
        self._viewer.setWindowTitle(escape_title(name))
        self._page.show_picture(name, pixels)
        self._mapped.pick(pixels, picture.name(dataset))
        self._show_verdict(picture)

    def _show_verdict(self, picture: Picture) -> None:
        """Show the prediction for the picture in the viewer."""
        evaluation = self._evaluation(picture.part)
        if evaluation is not None:
            shown, classes = evaluation.prediction(picture.index), evaluation.classes
            answer, actual = printable(classes[shown.predicted]), actual_text(classes[shown.label])
            self._page.show_answer(answer, shown.is_correct, actual)
            self._page.show_probability(classes[1], shown.probability, evaluation.threshold)

    def _pick_for(self, ask: Callable[[], object]) -> None:
        """Select the current picture, and ask another panel about it."""
        picture, dataset = self._current, self._model.dataset
        if picture is not None and dataset is not None:
            self._selected.pick(picture.pixels(dataset), picture.name(dataset), picture)
            self._close_viewer()
            ask()

    def _move_to_training(self) -> None:
        picture, dataset = self._current, self._model.dataset
        if picture is not None and dataset is not None:
            key = EditedDataset.of(dataset).members[picture.part][picture.index]
            self._close_viewer()
            self._editor.move([key], "train")

    def _close_viewer(self) -> None:
        if self._enlarged is not None:
            self._viewer.close()
