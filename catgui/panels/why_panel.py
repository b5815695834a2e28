"""The explanation panel: the shares of training pictures in a prediction, their effects, and maps of the picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catgui.domain.edits.effect_pages import TAB, TAB_TIP
from catgui.domain.explanation import PictureExplanation
from catgui.domain.picture import Picture
from catgui.models.network.effect_finder import EffectFinder
from catgui.models.network.explainer import Explainer
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.pictures.contribution_list import ContributionListModel
from catgui.models.pictures.picture_list import PictureListModel, PictureRole
from catgui.models.selected_picture import SelectedPicture
from catgui.widgets.basic.following_panel import FollowingPanel
from catgui.widgets.explanation_views import EffectsView, SharesView
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.captioned_grid import CaptionedGrid


class WhyPanel(FollowingPanel):
    """Shows the shares of training pictures by class, their effects, or the maps of the picture.

    Attributes: `tabs`, whose maps can be saved. Signals: `leave_out_requested(object)`, the PictureKey of a training
    picture that shall be left out.
    """

    leave_out_requested = Signal(object)

    def __init__(
        self,
        explainer: Explainer,
        mapper: PictureMapper,
        effects: EffectFinder,
        picked: SelectedPicture,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self._explainer, self._mapper, self._effects = explainer, mapper, effects
        self._picked = picked
        self._models = (ContributionListModel(0, self), ContributionListModel(1, self))
        self._build()
        self.seen_changed.connect(self._follow)
        explainer.explained.connect(self._show)
        explainer.unavailable.connect(self._shares_view.show_missing)
        mapper.show_in(self.tabs)
        self.tabs.chosen.connect(self._follow)
        effects.found.connect(self._effects_view.show_page)
        effects.noticed.connect(self._effects_view.show_notice)
        effects.progressed.connect(self._effects_view.show_progress)
        self._effects_view.start_button.clicked.connect(effects.start)
        self._effects_view.cancel_button.clicked.connect(effects.cancel)
        for view in (self._shares_view, self._effects_view):
            view.header.back.clicked.connect(picked.go_back)
        picked.changed.connect(self._on_picked)

    def _build(self) -> None:
        self._grids = [self._make_grid(f"share_grid_{label}", model) for label, model in enumerate(self._models)]
        grids = [self._make_grid(f"effect_grid_{column}", model) for column, model in enumerate(self._effects.lists)]
        for grid in grids:
            delete = QShortcut(QKeySequence.StandardKey.Delete, grid, context=Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(partial(self._leave_out, grid))
        self._shares_view, self._effects_view = SharesView(self._grids), EffectsView(grids)
        pages = {TAB: self._effects_view}
        self.tabs = MapTabs("Shares", self._shares_view, in_corner=True, pages=pages)
        self.tabs.set_tip(self._effects_view, TAB_TIP)
        self._shares_view.header.leave_corner(self.tabs.tabs_size)
        self._effects_view.leave_corner(self.tabs.tabs_size)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 16, 4)
        layout.addWidget(self.tabs)

    def _make_grid(self, name: str, model: PictureListModel) -> CaptionedGrid:
        grid = CaptionedGrid(PictureRole.PIXELS, PictureRole.LABEL, PictureRole.CAPTION_LINES)
        grid.paint_faintly(PictureRole.IS_NOISE)
        grid.setObjectName(name)
        grid.setModel(model)
        grid.opened.connect(self._pick)
        return grid

    def _show(self, result: PictureExplanation) -> None:
        for model in self._models:
            model.show_explanation(result)
        self._shares_view.show_explanation(result, bool(self._picked.previous_title))

    def _on_picked(self) -> None:
        self._effects_view.show_back(bool(self._picked.previous_title))
        for grid in self._grids:
            grid.scrollToTop()

    def _pick(self, index: QModelIndex) -> None:
        """Select a picture, to explain it in turn."""
        picture: Picture | None = index.data(PictureRole.PICTURE)
        self._picked.push(index.data(PictureRole.PIXELS), index.data(PictureRole.TITLE), picture)

    def _leave_out(self, grid: CaptionedGrid) -> None:
        """Ask for the current training picture of `grid` to be left out."""
        picture: Picture | None = grid.currentIndex().data(PictureRole.PICTURE)
        key = None if picture is None else self._effects.key_of(picture)
        if key is not None:
            self.leave_out_requested.emit(key)

    def _follow(self) -> None:
        """Find what is looked at."""
        is_seen, kind = self.is_seen, self.tabs.kind
        shows_effects = self.tabs.page is self._effects_view
        self._explainer.set_active(is_seen and kind is None and not shows_effects)
        self._effects.set_active(is_seen and shows_effects)
        self._mapper.follow(kind if is_seen else None)
