"""The panel of the plane of three pictures: the answer to each of their mixes, live, and the mix at a place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from catgui.domain import between_texts
from catgui.domain.between import BetweenRoom, Line, MixAt, mixed_picture
from catgui.domain.edits.edit_texts import SELECT_PICTURE
from catgui.domain.prediction_texts import NO_NETWORK
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.mix_corners import MixCorners
from catgui.models.selected_picture import SelectedPicture
from catgui.panels.between.plane_view import PlaneView
from catgui.style.text_size import scaled
from catgui.widgets.basic.commands import ENTER, Command, CommandButton
from catgui.widgets.basic.focus import announce, keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import NO_LIMIT, FittingScrollArea, FollowingPanel, SteadyRoom, column_of, pages_of
from catgui.widgets.figures.figure_menu import figure_exports
from catgui.widgets.pictures.picture_view import PictureView

_PICTURE = 128
# The texts are beside the field where the panel is so much wider than high. The field is at most so wide, of its height
# and, in a low panel, of that.
_WIDE, _WIDEST_FIELD, _WIDEST_SHARE = 1.3, 1.75, 0.4
# The width of the texts, and of those on the mix where there is room for both beside each other.
_TEXTS, _MIX_TEXTS = 300, 180
_TEXTS_SHARE = 0.22
_LOW = 330  # below which the texts are beside each other, unless the panel is so narrow that they are this wide
_TIGHT, _TIGHT_TEXTS = 480, 160
_TIGHT_HEIGHT = 230  # of these texts at least; the panel scrolls
_NARROW = 900  # below which the mix of a low panel is smaller
_HIGH = 560  # from which the mix is larger, above its texts


class BetweenPanel(FollowingPanel):
    """Shows what `finder` finds between the three pictures of `corners`, and the mix at a place.

    A picture at a corner that is clicked is selected in `picked`.

    Attributes: `room`, what is shown, or None.

    Signals: `unit_requested(int, int)`, the layer and the unit, from 0, whose weights the user wants to see.
    """

    unit_requested = Signal(int, int)

    def __init__(
        self, finder: BetweenFinder, corners: MixCorners, picked: SelectedPicture, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("between_panel")
        self._finder, self._corners, self._picked = finder, corners, picked
        self.room: BetweenRoom | None = None
        self._mix_shown: MixAt | None = None
        self._build()
        self._lay_out()
        self._connect()
        self._offer()

    def _build(self) -> None:
        self._heading = ElidedLabel(role="heading")
        self._heading.setObjectName("between_heading")
        self._view = PlaneView()
        self._view.setObjectName("between_view")
        self._view.setAccessibleName("Mixes of three pictures")
        self._another = Command(
            self._view, "between_another", between_texts.ANOTHER_THREE, between_texts.ANOTHER_THREE_TIP, ("A",)
        )
        self._put = Command(self._view, "between_put", between_texts.PUT_HERE, between_texts.PUT_HERE_TIP, ENTER)
        self._units = Command(self._view, "between_units", between_texts.UNITS, between_texts.UNITS_TIP, ("U",))
        self._units.setCheckable(True)
        self._units.setChecked(True)
        self._save = Command(self._view, "between_save", between_texts.SAVE, between_texts.SAVE_TIP)
        self._mixed = PictureView()
        self._mixed.setObjectName("between_mix")
        self._answer = label(role="heading", wrap=True)
        self._answer.setObjectName("between_answer")
        self._shares, self._data = label(wrap=True), label(wrap=True)
        self._note, self._lines = label(role="muted", wrap=True), label(role="muted", wrap=True)
        for name in ("shares", "data", "note", "lines"):
            text = getattr(self, f"_{name}")
            text.setObjectName(f"between_{name}")
            text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def _lay_out(self) -> None:
        self._empty = label(NO_NETWORK, wrap=True)
        self._empty.setObjectName("between_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._header = QHBoxLayout()
        body = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        column_of(self._header, (self._body, 1), spacing=4, margins=(8, 4, 16, 8)).on(body)
        self._header.setSpacing(8)
        self._header.addWidget(self._heading, stretch=1)
        for command in (self._another, self._units):
            self._header.addWidget(CommandButton(command, compact=True))
        self._mix = QWidget()
        self._mix_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._mix)
        self._mix_layout.setContentsMargins(0, 0, 0, 0)
        self._mix_layout.setSpacing(8)
        self._mix_layout.addWidget(self._mixed, alignment=Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        texts_of_mix = column_of(self._answer, self._shares, self._note, ..., spacing=4).widget()
        self._mix_layout.addWidget(texts_of_mix, stretch=1)
        scrolled = FittingScrollArea(column_of(self._data, self._lines, ..., spacing=4), "Lines")
        texts = column_of(scrolled, ...).widget()
        beside = QWidget()
        self._beside_layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, beside)
        self._beside_layout.setContentsMargins(0, 0, 0, 0)
        self._beside_layout.setSpacing(12)
        self._beside_layout.addWidget(self._mix)
        self._beside_layout.addWidget(texts, stretch=1)
        self._body.setSpacing(12)
        self._body.addWidget(self._view, stretch=1)
        self._room_beside = SteadyRoom(beside)
        self._body.addWidget(self._room_beside)
        self._pages = pages_of(self._empty, body)
        column_of(self._pages).on(self)

    def _connect(self) -> None:
        self.seen_changed.connect(lambda: self._finder.set_active(self.isVisible()))
        self._finder.found.connect(self._show)
        self._finder.unavailable.connect(self._show_missing)
        self._picked.changed.connect(self._offer)
        self._view.place_moved.connect(self._on_place_moved)
        self._view.corner_clicked.connect(self._on_corner_clicked)
        self._view.line_clicked.connect(self._on_line_clicked)
        self._another.triggered.connect(self._corners.draw)
        self._put.triggered.connect(self._on_put)
        self._units.toggled.connect(self._on_units_toggled)
        self._save.triggered.connect(self._on_save)

    def add_play(self, button: QWidget) -> None:
        """Have `button` at the beginning of the header."""
        button.setObjectName("between_play_button")
        self._header.insertWidget(0, button)

    def _offer(self) -> None:
        self._put.offer("" if self._picked.pixels is not None else SELECT_PICTURE)

    def _show_missing(self, text: str) -> None:
        self.room = self._mix_shown = None
        self._view.show_room(None)
        self._empty.setText(text)
        with keep_focus(self, lambda: self):
            self._pages.setCurrentIndex(0)

    def _show(self, room: BetweenRoom) -> None:
        self.room = room
        self._view.show_room(room)
        self._heading.show_text(between_texts.heading(room))
        _show_text(self._data, room.note)
        self._view.setAccessibleDescription(between_texts.description(room))
        self._units.offer(between_texts.lines_obstacle(room))
        self._show_place()
        self._pages.setCurrentIndex(1)

    def _show_place(self) -> None:
        """Show the mix at the place, its shares and the answer to it."""
        room, place = self.room, self._view.place
        if room is None:
            return
        if self._mix_shown is None or (self._mix_shown.plane, self._mix_shown.place) != (room.plane, place):
            self._mix_shown = MixAt(room.plane, place)
        answer = between_texts.answer_text(room, self._mix_shown.answer(room.network))
        shares = between_texts.shares_text(room.corners, place)
        self._mixed.show_pixels(mixed_picture(room.plane, place), f"{shares}. {answer}")
        _show_text(self._answer, answer)
        _show_text(self._shares, shares)
        _show_text(self._note, between_texts.place_note(room, place))
        _show_text(self._lines, between_texts.lines_text(room, self._view.line, self._units.isChecked()))

    def _on_place_moved(self) -> None:
        self._show_place()
        if self._view.hasFocus():
            announce(self._view, f"{self._answer.text()}. {self._shares.text()}")

    def _on_corner_clicked(self, at: int) -> None:
        if self.room is not None:
            corner = self.room.corners[at]
            self._picked.pick(corner.pixels, corner.title, self._corners.picture_of(corner))

    def _on_line_clicked(self, line: Line) -> None:
        self.unit_requested.emit(line.layer, line.unit)

    def _on_put(self) -> None:
        """Put the selected picture in the corner nearest to the place."""
        self._corners.put_selected(self._view.nearest_corner)

    def _on_units_toggled(self, shown: bool) -> None:
        self._view.show_lines(shown)
        self._show_place()

    def _on_save(self) -> None:
        if self.room is not None:
            figure_exports.requested.emit(self._view.render_image(), between_texts.saved_name(self.room.corners))

    def _fit(self) -> None:
        """Have the texts beside the field, or below it where the panel is high, and the mix as large as they allow."""
        direction = QBoxLayout.Direction
        width, height = self.width(), self.height()
        is_low = height < scaled(_LOW)
        is_tight = width < scaled(_TIGHT) and height < scaled(_TIGHT)
        is_wide = is_tight or width > _WIDE * height
        are_beside = (is_low and not is_tight) or (not is_wide and width >= scaled(2 * _TEXTS))
        is_large = is_wide and not are_beside and height >= scaled(_HIGH)
        is_small = is_wide and is_low and width < scaled(_NARROW)
        self._body.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._body.setStretch(1, int(is_wide and are_beside))
        self._beside_layout.setDirection(direction.LeftToRight if are_beside else direction.TopToBottom)
        self._mix_layout.setDirection(direction.TopToBottom if is_large or is_tight else direction.LeftToRight)
        side = scaled(_PICTURE * 2 if is_large else _PICTURE // 2 if is_small else _PICTURE)
        self._mixed.setFixedSize(side, side)
        widest = round(min(_WIDEST_FIELD * height, _WIDEST_SHARE * width if is_low and not is_tight else width))
        self._view.setMaximumWidth(widest if is_wide else NO_LIMIT)
        self._mix.setMaximumWidth(side + scaled(_MIX_TEXTS) if are_beside else NO_LIMIT)
        beside = scaled(_TIGHT_TEXTS) if is_tight else max(scaled(_TEXTS), round(_TEXTS_SHARE * width))
        texts = beside if is_wide and not are_beside else 0
        self._room_beside.setMinimumWidth(texts)
        self._room_beside.setMaximumWidth(texts or NO_LIMIT)
        self._room_beside.setMinimumHeight(scaled(_TIGHT_HEIGHT) if is_tight else 0)

    def changeEvent(self, event: QEvent) -> None:
        """Fit larger or smaller texts."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_pages"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _show_text(widget: QLabel, text: str) -> None:
    """Show a text, or nothing in its place."""
    if text != widget.text():
        widget.setText(text)
    widget.setVisible(bool(text))
