"""The explanation panel: why a network says what it does, in words, by maps and effects."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from catgui.domain.answers import ANSWER_TAB, ANSWER_TIP, Answer, similar_row
from catgui.domain.edits.edit_texts import SELECT_PICTURE
from catgui.domain.effect_texts import TAB, TAB_TIP, EffectPage
from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.models.edits.data_editor import DataEditor
from catgui.models.network.answer_finder import AnswerFinder
from catgui.models.network.effect_finder import EffectFinder, EffectLister
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.pictures.picture_list import PictureListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.widgets.basic.commands import ENTER, Command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.layouts import FollowingPanel, column_of
from catgui.widgets.data.data_grid import leave_out_command
from catgui.widgets.explanation_views import AnswerView, EffectsView, ExplanationPage, PictureHead
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid

# Enlarged similar pictures must leave room for two rows of five.
_FACTORS, _LEAST = (3, 2, 1), 10
_EXPLAIN_TIP = "Ask the same of this picture"


class WhyPanel(FollowingPanel):
    """Shows the answer in words, with similar pictures, the maps, or the effects of training pictures.

    `editor` leaves training pictures out.
    """

    def __init__(
        self,
        answers: AnswerFinder,
        mapper: PictureMapper,
        effects: EffectFinder,
        lister: EffectLister,
        picked: SelectedPicture,
        editor: DataEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self._answers, self._mapper, self._effects = answers, mapper, effects
        self._lister, self._picked, self._editor = lister, picked, editor
        self._similar_model, self._effects_model = PictureListModel(self), PictureListModel(self)
        self._build()
        self.seen_changed.connect(self._follow)
        answers.found.connect(self._show_answer)
        answers.unavailable.connect(self._answer_view.show_missing)
        mapper.show_in(self._tabs)
        self._tabs.chosen.connect(self._follow)
        lister.found.connect(self._show_effect_page)
        lister.unavailable.connect(self._effects_view.show_missing)
        effects.unavailable.connect(self._effects_view.show_missing)
        effects.offered.connect(self._effects_view.show_offer)
        effects.started.connect(self._effects_view.show_started)
        effects.progressed.connect(self._effects_view.show_progress)
        self._answer_view.effects_button.clicked.connect(lambda: self._tabs.choose_page(self._effects_view))
        self._effects_view.start_button.clicked.connect(effects.start)
        self._effects_view.cancel_button.clicked.connect(effects.cancel)
        for view in (self._answer_view, self._effects_view):
            view.head_changed.connect(self._show_head)
        self._head.back.clicked.connect(picked.go_back)
        picked.changed.connect(self._on_picked)

    def _build(self) -> None:
        self._current = QPersistentModelIndex()
        self._explain = Command(self, "why_explain", "&Explain", _EXPLAIN_TIP, ENTER)
        self._leave_out = leave_out_command(self, "why")
        self._explain.triggered.connect(lambda: self._pick(self._current))
        self._leave_out.triggered.connect(self._on_leave_out)
        self._offer_commands(QModelIndex())
        similar_grid = self._make_grid("similar_grid", self._similar_model, _FACTORS, _LEAST)
        effects_grid = self._make_grid("effects_grid", self._effects_model)
        self._grids = similar_grid, effects_grid
        self._answer_view, self._effects_view = AnswerView(similar_grid), EffectsView(effects_grid)
        self._head = PictureHead()
        self._tabs = MapTabs(ANSWER_TAB, self._answer_view, beside=self._head, pages={TAB: self._effects_view})
        self._tabs.set_tip(self._answer_view, ANSWER_TIP)
        self._tabs.set_tip(self._effects_view, TAB_TIP)
        column_of(self._tabs, margins=(8, 0, 16, 4)).on(self)

    def _make_grid(
        self, name: str, model: PictureListModel, factors: tuple[int, ...] = (1,), least: int = 0
    ) -> PictureGrid:
        grid = PictureGrid(name, Captions.BELOW, factors, least)
        grid.setModel(model)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        grid.addActions([self._explain, self._leave_out])
        grid.picked.connect(self._offer_commands)
        grid.activated.connect(self._pick)
        return grid

    def _show_answer(self, answer: Answer) -> None:
        rows = [similar_row(answer, similar) for similar in answer.similar]
        self._similar_model.show_rows(rows, keeps_places=True)
        self._answer_view.show_answer(answer)

    def _show_effect_page(self, page: EffectPage) -> None:
        self._effects_model.show_rows(page.rows)
        self._effects_view.show_page(page)

    def _on_picked(self) -> None:
        for grid in self._grids:
            grid.scrollToTop()
        self._follow()

    def _show_head(self) -> None:
        """Say beside the tabs which picture the page is about; a map is about the selected one."""
        page = self._tabs.page
        self._head.show_texts(*(page.head if isinstance(page, ExplanationPage) else ("", "", self._picked.title)))
        with keep_focus(self, lambda: self if page is None else page):
            self._head.back.setVisible(bool(self._picked.previous_title))

    def _pick(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Select a picture, to explain it in turn."""
        row: PictureRow | None = index.data(ROW_ROLE)
        if row is not None:
            self._picked.push(row.pixels, row.title, row.picture)

    def _offer_commands(self, index: QModelIndex) -> None:
        """Have the commands act on the picture that was made current last, in whichever grid."""
        self._current = QPersistentModelIndex(index)
        for command in (self._explain, self._leave_out):
            command.offer("" if index.isValid() else SELECT_PICTURE)

    def _on_leave_out(self) -> None:
        """Leave the current training picture out."""
        row: PictureRow | None = self._current.data(ROW_ROLE)
        key = None if row is None or row.picture is None else self._effects.key_of(row.picture)
        if key is not None:
            self._editor.leave_out([key])

    def _follow(self) -> None:
        """Find what is looked at."""
        self._show_head()
        page = self._tabs.page if self.isVisible() else None
        self._answers.set_active(page is self._answer_view)
        if page is self._effects_view:
            self._effects.set_active(True)  # and from then on, since it takes long
        self._lister.set_active(page is self._effects_view)
        self._mapper.follow(self._tabs.kind if self.isVisible() else None)
