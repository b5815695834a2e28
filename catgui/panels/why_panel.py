"""The explanation panel: why a network says what it does, in words and by a map."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from catgui.domain.answers import ANSWER_TAB, Answer, similar_row
from catgui.domain.edits.edit_texts import SELECT_PICTURE
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.models.edits.data_editor import DataEditor
from catgui.models.network.answer_finder import AnswerFinder
from catgui.models.network.picture_mapper import NetworkMapper
from catgui.models.pictures.picture_list import PictureListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.widgets.basic.commands import ENTER, Command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.layouts import FollowingPanel, column_of
from catgui.widgets.data.data_grid import leave_out_command
from catgui.widgets.explanation_views import AnswerView, PictureHead
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset

# Enlarged similar pictures must leave room for two rows of five.
_FACTORS, _LEAST = (3, 2, 1), 10
_EXPLAIN_TIP = "Ask the same of this picture"


class WhyPanel(FollowingPanel):
    """Shows the answer in words, with similar pictures, or the map.

    `editor` leaves training pictures out.
    """

    def __init__(
        self,
        answers: AnswerFinder,
        mapper: NetworkMapper,
        picked: SelectedPicture,
        editor: DataEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self._answers, self._mapper, self._picked, self._editor = answers, mapper, picked, editor
        # The data of the similar pictures.
        self._dataset: Dataset | None = None
        self._similar_model = PictureListModel(self)
        self._build()
        self.seen_changed.connect(self._follow)
        answers.found.connect(self._show_answer)
        answers.unavailable.connect(self._answer_view.show_missing)
        mapper.found.connect(self._tabs.show_map)
        mapper.unavailable.connect(self._tabs.show_text)
        self._tabs.chosen.connect(self._follow)
        self._answer_view.head_changed.connect(self._show_head)
        self._head.back.clicked.connect(picked.go_back)
        picked.changed.connect(self._on_picked)

    def _build(self) -> None:
        self._grid = PictureGrid("similar_grid", Captions.BELOW, _FACTORS, _LEAST)
        self._grid.setModel(self._similar_model)
        self._grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._explain = Command(self._grid, "why_explain", "&Explain", _EXPLAIN_TIP, ENTER)
        self._leave_out = leave_out_command(self._grid, "why")
        self._explain.triggered.connect(lambda: self._pick(self._grid.currentIndex()))
        self._leave_out.triggered.connect(self._on_leave_out)
        self._grid.picked.connect(self._offer_commands)
        self._grid.activated.connect(self._pick)
        self._offer_commands(QModelIndex())
        self._answer_view, self._head = AnswerView(self._grid), PictureHead()
        self._tabs = MapTabs(ANSWER_TAB, self._answer_view, beside=self._head)
        column_of(self._tabs, margins=(8, 0, 16, 4)).on(self)

    def _show_answer(self, answer: Answer) -> None:
        self._dataset = dataset = answer.subject.dataset
        rows = [] if dataset is None else [similar_row(dataset, picture) for picture in answer.similar]
        self._similar_model.show_rows(rows, keeps_places=True)
        self._answer_view.show_answer(answer)

    def _on_picked(self) -> None:
        self._grid.scrollToTop()
        self._follow()

    def _show_head(self) -> None:
        """Say beside the tabs which picture the page is about; a map is about the selected one."""
        is_map = self._tabs.shows_map
        self._head.show_texts(*(("", "", self._picked.title) if is_map else self._answer_view.head))
        with keep_focus(self, lambda: self if is_map else self._answer_view):
            self._head.back.setVisible(bool(self._picked.previous_title))

    def _pick(self, index: QModelIndex) -> None:
        """Select a picture, to explain it in turn."""
        row: PictureRow | None = index.data(ROW_ROLE)
        if row is not None:
            self._picked.push(row.pixels, row.title, row.picture)

    def _offer_commands(self, index: QModelIndex) -> None:
        for command in (self._explain, self._leave_out):
            command.offer("" if index.isValid() else SELECT_PICTURE)

    def _on_leave_out(self) -> None:
        """Leave the current training picture out."""
        row: PictureRow | None = self._grid.currentIndex().data(ROW_ROLE)
        if row is not None and row.picture is not None and self._dataset is not None:
            members = EditedDataset.of(self._dataset).members[row.picture.part]
            self._editor.leave_out([members[row.picture.index]])

    def _follow(self) -> None:
        """Find what is looked at."""
        self._show_head()
        self._answers.set_active(self.isVisible() and not self._tabs.shows_map)
        self._mapper.set_active(self.isVisible() and self._tabs.shows_map)
