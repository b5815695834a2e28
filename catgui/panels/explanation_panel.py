"""The explanation panel: the contributions of training pictures to a prediction, and maps of the picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSpacerItem, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain import explanation_texts
from catgui.domain.effects import effect_texts
from catgui.domain.explanation_texts import format_contribution
from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import Picture
from catgui.models.effects.effect_finder import EffectFinder
from catgui.models.network.explainer import Explainer, PictureExplanation
from catgui.models.network.picture_mapper import PictureMapper
from catgui.models.pictures.contribution_list import ContributionListModel
from catgui.models.pictures.picture_list import PictureListModel, PictureRole
from catgui.models.selected_picture import SelectedPicture
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.effects.effects_view import EffectsView
from catgui.widgets.figures.contribution_bar import ContributionBar, Fill, Term
from catgui.widgets.figures.contribution_legend import ContributionLegend
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.captioned_grid import CaptionedGrid
from catgui.widgets.pictures.picture_view import PictureView

# In a lower panel the pictures need the room of the hint, or their shares would be cut off. In a narrow one the sum and
# the hint have more lines.
_LOWEST_WITH_HINT, _LOWEST_IF_NARROW, _NARROW = 195, 240, 900


class ExplanationPanel(QWidget):
    """Shows the logit as a sum with the strongest contributions by class, or the maps of the picture.

    Signals: `map_export_requested(object, str)`, a QImage to save, and its name; `leave_out_requested(object)`, the
    PictureKey of a training picture that shall be left out.
    """

    map_export_requested = Signal(object, str)
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
        self._is_behind = False
        self._models = (ContributionListModel(0, self), ContributionListModel(1, self))
        self._build()
        explainer.explained.connect(self._show)
        explainer.unavailable.connect(self._show_missing)
        mapper.show_in(self._tabs)
        self._tabs.save_requested.connect(self.map_export_requested)
        self._tabs.chosen.connect(self._follow)
        effects.show_in(self._effects_view)
        self._effects_view.start_requested.connect(effects.start)
        self._effects_view.cancel_requested.connect(effects.cancel)
        self._effects_view.back_requested.connect(picked.go_back)
        picked.changed.connect(self._on_picked)
        self._show_missing(explanation_texts.NO_NETWORK)

    def _build(self) -> None:
        self._view = PictureView()
        self._view.setFixedSize(64, 64)
        self._verdict = ElidedLabel(role="heading")
        self._verdict.setObjectName("why_verdict")
        self._subject = ElidedLabel(role="muted")
        self._subject.setObjectName("why_subject")
        self._bar = ContributionBar()
        self._sum = ContributionLegend(tuple(Fill))
        self._sum.setObjectName("why_sum")
        self._hint = label(role="muted", wrap=True)
        self._hint.setObjectName("why_hint")
        self._back = IconToolButton("undo", "Back to the previous picture")
        self._back.setObjectName("why_back_button")
        self._back.hide()
        self._back.clicked.connect(self._picked.go_back)
        self._missing, self._no_contribution = label(wrap=True), label(wrap=True)
        for name, sentence in (("why_missing", self._missing), ("why_no_share", self._no_contribution)):
            sentence.setObjectName(name)
            sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
            sentence.setMargin(16)
        self._build_galleries()
        self._lay_out()

    def _build_galleries(self) -> None:
        self._headings, self._grids = [], []
        for label_, model in enumerate(self._models):
            heading = ElidedLabel(role="heading")
            heading.setObjectName(f"speaking_for_{label_}")
            self._headings.append(heading)
            self._grids.append(self._make_grid(f"share_grid_{label_}", model))
        grids = [self._make_grid(f"effect_grid_{column}", model) for column, model in enumerate(self._effects.lists)]
        for grid in grids:
            delete = QShortcut(QKeySequence.StandardKey.Delete, grid, context=Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(partial(self._leave_out, grid))
        self._effects_view = EffectsView(grids)

    def _make_grid(self, name: str, model: PictureListModel) -> CaptionedGrid:
        grid = CaptionedGrid(PictureRole.PIXELS, PictureRole.LABEL, PictureRole.CAPTION_LINES)
        grid.paint_faintly(PictureRole.IS_NOISE)
        grid.setObjectName(name)
        grid.setModel(model)
        grid.opened.connect(self._pick)
        return grid

    def _lay_out(self) -> None:
        page, shares = QWidget(), QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._tabs = MapTabs("Shares", shares, in_corner=True, pages={effect_texts.TAB: self._effects_view})
        self._tabs.set_tip(self._effects_view, effect_texts.TAB_TIP)
        self._effects_view.leave_corner(self._tabs.tabs_size)
        layout.addLayout(self._prediction_layout())
        self._contributions = QStackedLayout()
        # Before it has widgets: it shows the first one at once, which would be a window of its own without a parent.
        layout.addLayout(self._contributions, stretch=1)
        self._contributions.addWidget(self._galleries())
        self._contributions.addWidget(self._no_contribution)
        self._pages = QStackedLayout(shares)
        self._pages.addWidget(self._missing)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 16, 4)
        whole.addWidget(self._tabs)

    def _prediction_layout(self) -> QLayout:
        """The picture, and beside it the prediction and its sum."""
        verdict = QHBoxLayout()
        verdict.setSpacing(16)
        verdict.addWidget(self._verdict)
        verdict.addWidget(self._subject, stretch=1)
        verdict.addWidget(self._back)
        tabs = self._tabs.tabs_size
        verdict.addItem(QSpacerItem(tabs.width(), tabs.height()))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(verdict)
        for line in (self._bar, self._sum, self._hint):
            lines.addWidget(line)
        layout = QHBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(self._view)
        layout.addLayout(lines, stretch=1)
        return layout

    def _galleries(self) -> QWidget:
        both = QWidget()
        galleries = QHBoxLayout(both)
        galleries.setContentsMargins(0, 0, 0, 0)
        galleries.setSpacing(16)
        for heading, grid in zip(self._headings, self._grids, strict=True):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(heading)
            column.addWidget(grid, stretch=1)
            galleries.addLayout(column, stretch=1)
        return both

    def _show_missing(self, text: str) -> None:
        self._missing.setText(text)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)

    def _show(self, result: PictureExplanation) -> None:
        subject, explanation = result.subject, result.explanation
        classes = subject.dataset.classes
        verdict = Verdict(explanation.probability, classes, subject.threshold)
        self._view.show_pixels(subject.pixels, f"{subject.title}: {verdict.text}")
        self._verdict.show_text(verdict.text)
        self._subject.show_text(_describe_subject(result))
        self._hint.setText(explanation_texts.how_to_read(classes, subject.features))
        self._show_sum(result)
        for label_, model in enumerate(self._models):
            model.show_explanation(result)
            heading = explanation_texts.heading(model.rowCount(), classes[label_])
            self._headings[label_].show_text(heading)
            self._grids[label_].setAccessibleName(f"{heading}, largest share first")
        for explained in (self._hint, *self._headings):
            set_tooltip(explained, explanation_texts.how_to_read_in_full(classes, subject.features))
        inactive = explanation.inactive_layer
        self._no_contribution.setText(
            explanation_texts.NO_CONTRIBUTIONS
            if inactive is None
            else explanation_texts.inactive_layer_text(inactive, verdict.class_name)
        )
        with keep_focus(self, self._focus_fallback):
            self._back.setVisible(bool(self._picked.previous_title))
            self._contributions.setCurrentIndex(0 if any(model.rowCount() for model in self._models) else 1)
            self._pages.setCurrentIndex(1)

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        seen = [widget for widget in (self._back, *self._grids) if widget.isVisible()]
        return seen[0] if seen else self

    def _show_sum(self, result: PictureExplanation) -> None:
        explanation, dataset = result.explanation, result.subject.dataset
        values = (*explanation.class_totals, explanation.average, explanation.start, explanation.biases)
        counts = zip(dataset.train.class_counts(), dataset.classes, strict=True)
        names = (*(f"{count:,} {name}" for count, name in counts), "mean", "start", "biases")
        short_names = (*dataset.classes, "", "", "")
        terms = [
            Term(name, value, format_contribution(value), fill, short_name)
            for name, value, fill, short_name in zip(names, values, Fill, short_names, strict=True)
        ]
        total = format_contribution(explanation.logit)
        self._bar.show_terms(
            terms,
            explanation_texts.describe_sum(
                [term.figure for term in terms], total, dataset.classes, result.subject.threshold
            ),
        )
        self._sum.show_sum(terms, "logit", total)

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

    def set_behind(self, behind: bool) -> None:
        """Explain nothing while the panel is behind the tab of another one."""
        self._is_behind = behind
        self._follow()

    def _follow(self) -> None:
        """Find what is looked at."""
        is_seen = self.isVisible() and not self._is_behind
        kind = self._tabs.kind
        shows_effects = self._tabs.page is self._effects_view
        self._explainer.set_active(is_seen and kind is None and not shows_effects)
        self._effects.set_active(is_seen and shows_effects)
        self._mapper.follow(kind if is_seen else None)

    def showEvent(self, event: QShowEvent) -> None:
        """Start explaining."""
        super().showEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the hint where there is little height; the headings have it in their tooltips."""
        super().resizeEvent(event)
        lowest = _LOWEST_IF_NARROW if self.width() < _NARROW else _LOWEST_WITH_HINT
        self._hint.setVisible(self.height() >= lowest)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop explaining."""
        super().hideEvent(event)
        self._follow()


def _describe_subject(result: PictureExplanation) -> str:
    """The title, and its own contribution if it is a training picture."""
    title, own = result.subject.title, result.explanation.own_contribution
    return title if own is None else f"{title}; its own share is {format_contribution(own)}"
