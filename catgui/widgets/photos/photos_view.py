"""The parts of the photos panel: toolbar, cards, results and status line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_order import PhotoOrder
from catgui.domain.photo_tally import PhotoTally
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.commands import CommandButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.photos.photo_cards import PhotoCards
from catgui.widgets.photos.photo_commands import Classes, PhotoCommands
from catgui.widgets.photos.photo_results import PhotoResults
from catgui.widgets.photos.photo_status import PhotoStatus
from catgui.widgets.photos.photo_toolbar import PhotoToolbar, PhotoViewBar
from engine.images.photo import Framing

_SPACING = 2


class PhotosView(QWidget):
    """Shows photos as cards, with the controls around them.

    Attributes: `cards` and their `commands`; `tools`, with `tools.view_bar`; `results`, hidden at first; `status`.
    """

    def __init__(self, entry_role: int, filters: Mapping[PhotoFilter, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry_role = entry_role
        self.cards = PhotoCards(entry_role)
        self.cards.setObjectName("photo_cards")
        self.cards.setAccessibleName("Your photos")
        self.cards.setAccessibleDescription(photo_texts.CARD_KEYS)
        self.commands = PhotoCommands(self.cards)
        view_bar = PhotoViewBar(filters, photo_texts.ORDERS, self.commands.renew)
        self.tools = PhotoToolbar(photo_texts.FRAMINGS, view_bar, self.commands)
        self._area = DropArea(self.cards, photo_texts.EMPTY)
        self._area.setObjectName("photos_drop_area")
        self.results = PhotoResults()
        self.results.hide()
        self.status = PhotoStatus()
        self._lay_out()
        self._lead_from_cards()
        self.status.results.toggled.connect(self.results.setVisible)
        self.cards.size_changed.connect(self.tools.view_bar.show_size)
        self.tools.view_bar.size_chosen.connect(self.cards.set_size)
        for chosen in (self.tools.view_bar.filter_chosen, self.tools.view_bar.order_chosen):
            chosen.connect(self.cards.visibility.end_reveal)
        self.commands.copy.triggered.connect(self.cards.copy)
        self.commands.larger.triggered.connect(lambda: self.cards.set_size(self.cards.size_index + 1))
        self.commands.smaller.triggered.connect(lambda: self.cards.set_size(self.cards.size_index - 1))

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self._area, stretch=1)
        middle.addWidget(self.results)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addWidget(self.tools)
        layout.addLayout(middle, stretch=1)
        layout.addWidget(self.status)

    def heightForWidth(self, width: int) -> int:
        """Room for two rows of cards, also before Qt has laid out anything."""
        for widget in self.tools.findChildren(QWidget):
            widget.ensurePolished()
        heights = self.tools.heightForWidth(width), self._area.sizeHint().height(), self.status.sizeHint().height()
        return sum(heights) + (len(heights) - 1) * _SPACING

    def _lead_from_cards(self) -> None:
        """Have Tab lead from the cards to the buttons of those that are selected."""
        before: QWidget = self.cards
        for group in self.tools.of_selected:
            for button in group.findChildren(CommandButton):
                self.setTabOrder(before, button)
                before = button

    @property
    def has_photos(self) -> bool:
        """Whether there are photos, which a filter may hide."""
        return self._area.has_content

    def selected(self) -> list[PhotoEntry]:
        """The selected photos, in the order of rows."""
        return [index.data(self._entry_role) for index in self.cards.selected_indexes()]

    def selected_one(self) -> PhotoEntry | None:
        """The current photo if it is selected, else the selected one; None if there is no one."""
        indexes, current = self.cards.selected_indexes(), self.cards.currentIndex()
        if current not in indexes and len(indexes) != 1:
            return None
        entry: PhotoEntry | None = (current if current in indexes else indexes[0]).data(self._entry_role)
        return entry

    def keep_focus(self) -> AbstractContextManager[None]:
        """Keep the focus here: on the photos, or on the button to add some."""
        return keep_focus(self, lambda: self.cards if self.has_photos else self.tools.open)

    def show_has_photos(self, has_photos: bool) -> None:
        """Show the cards, or how to add photos."""
        with self.keep_focus():
            self._area.show_content(has_photos)

    def show_selection(self, framing: Framing, classes: Classes | None) -> None:
        """Enable the commands of the selection, to which `classes` can be given, and show its framing, or `framing`."""
        selected = self.selected()
        framings = {entry.framing for entry in selected} or {framing}
        with self.keep_focus():
            self.commands.show_selected(selected, classes)
            self.tools.show_photos(self.has_photos, framings.pop() if len(framings) == 1 else None)

    def show_tally(self, tally: PhotoTally) -> None:
        """Show the counts, and the results as far as actual classes are known."""
        self.status.show_count(photo_texts.tally_text(tally))
        self.results.show_evaluation(tally.evaluation)
        with self.keep_focus():
            self.status.offer_results(tally.evaluation is not None)

    def show_choice(self, tally: PhotoTally, filter_: PhotoFilter, order: PhotoOrder, outdated: bool) -> None:
        """Show the filters with their counts, the chosen filter and order, and whether to apply them again."""
        view_bar = self.tools.view_bar
        view_bar.show_filters(photo_texts.filter_texts(tally, filter_), filter_)
        view_bar.show_order(order)
        view_bar.offer_suggestions(tally.has_answers)
        self.commands.renew.offer("" if outdated else photo_texts.SORTED)

    def show_note(
        self, text: str, offer: str, shorter: Sequence[str], tip: str, progress: tuple[int, int] | None
    ) -> None:
        """Show progress, photos done and in all, else a text with its button, and more in its tooltip."""
        with self.keep_focus():
            if progress is not None:
                self.status.show_progress(photo_texts.progress(*progress), *progress)
            else:
                self.status.show_text(text, offer, shorter, tip)


class DropArea(QWidget):
    """Shows `content`, or `text` in a dashed border while there is none."""

    def __init__(self, content: QWidget, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = label(text, role="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(16)
        self._content = content
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(content)

    @property
    def has_content(self) -> bool:
        """Whether the content is shown."""
        return self._stack.currentWidget() is self._content

    def sizeHint(self) -> QSize:
        """That of what is shown."""
        return (self._content if self.has_content else self._empty).sizeHint()

    def show_content(self, shown: bool) -> None:
        """Show the content, or the text."""
        self._stack.setCurrentWidget(self._content if shown else self._empty)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the border while it is empty."""
        if self.has_content:
            return
        pen = QPen(QColor(color_scheme_of(self.palette()).muted), 1)
        pen.setDashPattern([4.0, 4.0])
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
