"""The panel of the plane of three pictures: the answer to each of their mixes, live, and the mix at a place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from catgui.domain import between
from catgui.domain.between import BetweenResult, Line, MixAt, mixed_picture
from catgui.domain.prediction_texts import NO_NETWORK
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.mix_corners import MixCorners
from catgui.models.selected_picture import SelectedPicture
from catgui.panels.between_plane import PlaneView
from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.commands import Command, CommandButton, figure_exports
from catgui.widgets.basic.focus import announce, keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import NO_LIMIT, FollowingPanel, LayoutBoundary, column_of, pages_of, row_of
from catgui.widgets.pictures.picture_painting import PictureView

_PICTURE = 128
_WIDE = 2  # the texts are beside the field where the panel is so many times wider than high, else below it
_WIDEST_FIELD = 1.75  # of its height


class BetweenPanel(FollowingPanel):
    """Shows what `finder` finds between the three pictures of `corners`, and the mix at a place.

    A picture at a corner that is clicked is selected in `picked`.

    Attributes: `result`, what is shown, or None.

    Signals: `unit_requested(int, int)`, the layer and the unit, from 0, whose weights the user wants to see.
    """

    unit_requested = Signal(int, int)

    def __init__(
        self, finder: BetweenFinder, corners: MixCorners, picked: SelectedPicture, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("between_panel")
        self._finder, self._corners, self._picked = finder, corners, picked
        self.result: BetweenResult | None = None
        self._mix_shown: MixAt | None = None
        self._build()
        self._lay_out()
        self._connect()

    def _build(self) -> None:
        self._heading = ElidedLabel(role="heading")
        self._heading.setObjectName("between_heading")
        self._view = PlaneView()
        self._view.setObjectName("between_view")
        self._view.setAccessibleName("Mixes of three pictures")
        self._another = Command(self._view, "between_another", between.ANOTHER_THREE, between.ANOTHER_THREE_TIP, ("A",))
        self._save = Command(self._view, "between_save", between.SAVE, between.SAVE_TIP)
        self._mixed = PictureView()
        self._mixed.setObjectName("between_mix")
        keep_scaled(self._mixed.setMaximumSize, _PICTURE, _PICTURE)
        self._answer, self._shares = label(role="heading", wrap=True), label(wrap=True)
        self._caption = label(role="muted", wrap=True)
        for name, text in (("answer", self._answer), ("shares", self._shares), ("caption", self._caption)):
            text.setObjectName(f"between_{name}")

    def _lay_out(self) -> None:
        self._empty = label(NO_NETWORK, wrap=True)
        self._empty.setObjectName("between_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._header, self._body = QHBoxLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        page = QWidget()
        column_of(self._header, (self._body, 1), spacing=4, margins=(8, 4, 16, 8)).on(page)
        self._header.setSpacing(8)
        self._header.addWidget(self._heading, stretch=1)
        self._header.addWidget(CommandButton(self._another, compact=True))
        texts = column_of(self._answer, self._shares, self._caption, ..., spacing=4)
        mix = row_of((column_of((self._mixed, 1), ...), 1), (texts, 1), spacing=8)
        self._body.setSpacing(12)
        self._body.addWidget(self._view, stretch=1)
        self._body.addWidget(LayoutBoundary(mix.widget()), stretch=1)
        self._pages = pages_of(self._empty, page)
        column_of(self._pages).on(self)

    def _connect(self) -> None:
        self.seen_changed.connect(lambda: self._finder.set_active(self.isVisible()))
        self._finder.found.connect(self._show)
        self._finder.unavailable.connect(self._show_missing)
        self._view.place_moved.connect(self._on_place_moved)
        self._view.corner_clicked.connect(self._on_corner_clicked)
        self._view.line_clicked.connect(self._on_line_clicked)
        self._another.triggered.connect(self._corners.draw)
        self._save.triggered.connect(self._save_image)

    def add_play(self, button: QWidget) -> None:
        """Put `button` at the beginning of the header."""
        button.setObjectName("between_play_button")
        self._header.insertWidget(0, button)

    def _show_missing(self, text: str) -> None:
        self.result = self._mix_shown = None
        self._view.show_result(None)
        self._empty.setText(text)
        with keep_focus(self, lambda: self):
            self._pages.setCurrentIndex(0)

    def _show(self, result: BetweenResult) -> None:
        self.result = result
        self._view.show_result(result)
        self._heading.show_text(between.heading(result))
        self._view.setAccessibleDescription(between.description(result))
        self._show_place()
        self._pages.setCurrentIndex(1)

    def _show_place(self) -> None:
        """Show the mix at the place, its shares and the answer to it."""
        result, place = self.result, self._view.place
        if result is None:
            return
        if self._mix_shown is None or (self._mix_shown.plane, self._mix_shown.place) != (result.plane, place):
            self._mix_shown = MixAt(result.plane, place)
        answer = between.answer_text(result, self._mix_shown.answer(result.network))
        shares = between.shares_text(result.corners, place)
        self._mixed.show_pixels(mixed_picture(result.plane, place), f"{shares}. {answer}")
        self._answer.setText(answer)
        self._shares.setText(shares)
        caption = between.lines_text(result, self._view.line)
        self._caption.setText(f"{caption} {result.note}" if result.note else caption)

    def _on_place_moved(self) -> None:
        self._show_place()
        if self._view.hasFocus():
            announce(self._view, f"{self._answer.text()}. {self._shares.text()}")

    def _on_corner_clicked(self, at: int) -> None:
        if self.result is not None:
            corner = self.result.corners[at]
            self._picked.pick(corner.pixels, corner.title, self._corners.picture_of(corner))

    def _on_line_clicked(self, line: Line) -> None:
        self.unit_requested.emit(line.layer, line.unit)

    def _save_image(self) -> None:
        if self.result is not None:
            figure_exports.requested.emit(self._view.render_image(), between.saved_name(self.result.corners))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the mix beside the field in a wide panel, else below it."""
        super().resizeEvent(event)
        is_wide, direction = self.width() > _WIDE * self.height(), QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._body.setStretch(1, int(is_wide))
        self._view.setMaximumWidth(round(_WIDEST_FIELD * self.height()) if is_wide else NO_LIMIT)
