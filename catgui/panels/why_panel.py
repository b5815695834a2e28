"""The explanation panel: the network's map of a picture, and the training pictures most like it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.answers import SIMILAR_HEADING, Answer, answer_text, similar_row
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.domain.prediction_texts import NO_NETWORK, NO_PICTURE
from catgui.models.data_editor import DataEditor
from catgui.models.network.explanations import AnswerFinder, NetworkMapper
from catgui.models.picture_lists import PictureListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.commands import ENTER, Command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FollowingPanel, column_of, pages_of, row_of
from catgui.widgets.maps import MapPage
from catgui.widgets.pictures.data_grid import leave_out_command
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions, PictureView
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset

# Enlarged similar pictures must leave room for two rows of five.
_SIDES, _LEAST = (192, 128, 64), 10
_SHARE = 3  # the picture and its map have at most such a part of the width each
_MARGINS = 16  # above, between and below
_EXPLAIN_TIP = "Ask the same of this picture"


class WhyPanel(FollowingPanel):
    """Shows the selected picture beside its map, and the training pictures with the most similar activations.

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
        self._lay_out()
        self._connect()

    def _build(self) -> None:
        self._heading, self._title = ElidedLabel(role="heading"), ElidedLabel(role="muted")
        self._heading.setObjectName("why_heading")
        self._title.setObjectName("why_title")
        # The heading, which has a number, gets its room first.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._back = IconToolButton("undo", "Previous picture")
        self._back.setObjectName("why_back_button")
        self._picture, self._map = PictureView(fills=True), MapPage()
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("answer_sentence")
        self._grid = PictureGrid("similar_grid", Captions.NONE, _SIDES, _LEAST)
        self._grid.setModel(self._similar_model)
        self._grid.setAccessibleName(SIMILAR_HEADING)
        self._grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._explain = Command(self._grid, "why_explain", "&Explain", _EXPLAIN_TIP, ENTER)
        self._leave_out = leave_out_command(self._grid, "why")
        self._offer_commands(QModelIndex())
        self._missing = label(NO_NETWORK, wrap=True)
        self._missing.setObjectName("answer_missing")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        head = row_of(self._heading, (self._title, 1), self._back, spacing=16)
        alike = column_of(self._sentence, self._map.caption, (self._grid, 1), spacing=4)
        body = row_of(self._picture, self._map, (alike, 1), spacing=8)
        self._pages = pages_of(self._missing, column_of(head, (body, 1), spacing=4).widget())
        column_of(self._pages, margins=(8, 4, 16, 8)).on(self)

    def _connect(self) -> None:
        self.seen_changed.connect(self._follow)
        self._answers.found.connect(self._show_answer)
        self._answers.unavailable.connect(self._show_missing)
        self._mapper.found.connect(self._map.show_map)
        self._mapper.unavailable.connect(self._map.show_text)
        self._back.clicked.connect(self._picked.go_back)
        self._picked.changed.connect(self._grid.scrollToTop)
        self._explain.triggered.connect(lambda: self._pick(self._grid.currentIndex()))
        self._leave_out.triggered.connect(self._leave_out_current)
        self._grid.picked.connect(self._offer_commands)
        self._grid.activated.connect(self._pick)

    def _show_answer(self, answer: Answer) -> None:
        self._dataset = dataset = answer.subject.dataset
        rows = [] if dataset is None else [similar_row(dataset, picture) for picture in answer.similar]
        self._similar_model.show_rows(rows, keeps_places=True)
        verdict, title = answer.verdict, answer.subject.title
        self._heading.show_text(verdict.text, verdict.shorter)
        self._title.show_text(title)
        self._picture.show_pixels(answer.subject.pixels, f"{title}: {verdict.text}")
        self._sentence.setText(answer_text(answer))
        with keep_focus(self, lambda: self._grid if rows else self):
            self._back.setVisible(bool(self._picked.previous_title))
            self._grid.setVisible(bool(rows))
            self._pages.setCurrentIndex(1)

    def _show_missing(self, text: str) -> None:
        """Show why there is nothing."""
        self._missing.setText(text)
        with keep_focus(self, lambda: self):
            self._pages.setCurrentIndex(0)

    def _pick(self, index: QModelIndex) -> None:
        """Select a picture, to explain it in turn."""
        row: PictureRow | None = index.data(ROW_ROLE)
        if row is not None:
            self._picked.push(row.pixels, row.title, row.picture)

    def _offer_commands(self, index: QModelIndex) -> None:
        for command in (self._explain, self._leave_out):
            command.offer("" if index.isValid() else NO_PICTURE)

    def _leave_out_current(self) -> None:
        """Leave the current training picture out."""
        row: PictureRow | None = self._grid.currentIndex().data(ROW_ROLE)
        if row is not None and row.picture is not None and self._dataset is not None:
            members = EditedDataset.of(self._dataset).members[row.picture.part]
            self._editor.leave_out([members[row.picture.index]])

    def _follow(self) -> None:
        """Find the answer and the map while the panel is seen."""
        for analysis in (self._answers, self._mapper):
            analysis.set_active(self.isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the picture and its map the height of the panel, and the rest to those that are alike."""
        super().resizeEvent(event)
        side = min(self.height() - self._heading.sizeHint().height() - _MARGINS, self.width() // _SHARE)
        for square in (self._picture, self._map):
            square.setFixedWidth(max(side, square.minimumSizeHint().width()))
