"""The toolbar of the photos panel: add and filter photos, and a menu of more commands."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from catgui.domain.photo_notes import PhotoFacts
from catgui.domain.photo_texts import (
    FILES_STAY,
    NO_PHOTOS,
    PASTE_TIP,
    SHOW_DETECTOR,
    SHOW_DETECTOR_TIP,
)
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.panels.photos.photo_cards import PhotoCards
from catgui.panels.photos.photo_commands import PhotoCommands
from catgui.widgets.basic.buttons import IconButton, IconToolButton
from catgui.widgets.basic.commands import Command, command_group, separate
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.basic.wrapping import FlowRow

# The width of the box: "Wrong (1,288)" is whole.
_FILTER_CHARS = 11
_SPACING, _ROW_SPACING = 12, 2
# Of the height of the panel.
_MOST_OF_PANEL = 0.4


class PhotoToolbar(FlowRow):
    """Controls in as many rows as they need, the `commands` of the selected photos among them.

    Attributes: `open`, the button to add photos, which is always enabled; the button `paste`; `view_bar`;
    `of_selected`, groups of buttons, whose commands the menu has as well; `more`, the button of a menu, and its
    commands `clear`, `export` and `detector`, whether the detector answers as well.
    """

    def __init__(self, view_bar: PhotoViewBar, commands: PhotoCommands, parent: QWidget | None = None) -> None:
        super().__init__(_SPACING, _ROW_SPACING, parent)
        self.view_bar = view_bar
        self.open = IconButton("open", "Open…")
        self.paste = IconButton("paste", "Paste", PASTE_TIP)
        self.more = IconToolButton("more", "Remove, copy and export photos; hide the detector")
        self.more.setPopupMode(IconToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.setObjectName("photos_menu")
        self.more.setMenu(menu)
        self.clear = Command(menu, "photos_clear", "Remove &all photos", FILES_STAY)
        for caption, *of_group in commands.groups:
            choices = [command for command in of_group if isinstance(command, Command)]
            menu.addMenu(str(caption).rstrip(":")).addActions(choices)
        separate(menu)
        menu.addAction(commands.remove)
        self.export = Command(menu, "photos_export", "&Export the predictions as CSV…")
        separate(menu)
        self.detector = Command(menu, "detector", SHOW_DETECTOR, SHOW_DETECTOR_TIP)
        self.detector.setCheckable(True)
        for name, button in {"open": self.open, "paste": self.paste, "more": self.more}.items():
            button.setProperty("role", "compact")  # leaves a low panel room for a row of cards
            button.setObjectName(f"photos_{name}_button")
        self.of_selected = [command_group(*group) for group in commands.groups]
        first = row_of(self.open, self.paste, self.more, spacing=6).widget()
        for widget in (first, view_bar, *self.of_selected):
            self.add(widget)
        self._has_photos, self._room = True, 0

    def show_photos(self, has_photos: bool) -> None:
        """Enable the controls that apply to the photos."""
        for command in (self.clear, self.export):
            command.offer("" if has_photos else NO_PHOTOS)
        if self.view_bar.isHidden() is has_photos:
            self._has_photos = has_photos
            self.view_bar.setVisible(has_photos)
            self._fold()
            self.invalidate()

    def fit_height(self, room: int) -> None:
        """Leave the buttons of the selected photos to the menu where they would take a panel so high from the cards."""
        self._room = room
        if self._fold():
            self.invalidate()

    def _fold(self) -> bool:
        """Show or hide the buttons of the selected photos; returns whether that is another state."""
        before = [group.isHidden() for group in self.of_selected]
        places = self._whole_places(self.width())
        needed = QSize(max(place.right() for place in places), max(place.bottom() for place in places))
        fits = needed.width() < self.width() and needed.height() <= _MOST_OF_PANEL * self._room
        shown = self._has_photos and (fits or not self._room)
        for group in self.of_selected:
            group.setVisible(shown)
        return before != [group.isHidden() for group in self.of_selected]

    def _whole_places(self, width: int) -> list[QRect]:
        """The places in rows of `width` with the buttons of the selected photos, be they shown or not."""
        of_selected = self.of_selected if self._has_photos else []
        return self._find_places(width, [part for part in self._parts if part in of_selected or not part.isHidden()])

    def whole_height(self, width: int) -> int:
        """The height in which nothing is left to the menu, whatever is now."""
        return max(place.bottom() + 1 for place in self._whole_places(width))

    def hasHeightForWidth(self) -> bool:
        """False: the height is that for the present width, by which the panels below divide theirs."""
        return False

    def sizeHint(self) -> QSize:
        """All controls beside each other, with the height of the rows that the width needs."""
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """The widest part but for those that may be folded, with the height of the rows that the width needs."""
        kept = [part for part in self._shown if part not in self.of_selected]
        return QSize(max(part.minimumSizeHint().width() for part in kept), self._height)

    @property
    def _height(self) -> int:
        """The height of all rows; while it is not seen, and has no width of its own yet, of the usual two."""
        if self.visibleRegion().isEmpty() and not self.view_bar.isHidden():
            return 2 * super().minimumSizeHint().height() + _ROW_SPACING
        return self.heightForWidth(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the rows that another width needs."""
        super().resizeEvent(event)
        if self._fold():
            self.invalidate()
        if self.heightForWidth(event.oldSize().width()) != self.heightForWidth(self.width()):
            self.updateGeometry()


class PhotoViewBar(QWidget):
    """The choice to show all photos, or those that are answered wrongly."""

    def __init__(self, shown: ShownPhotos, cards: PhotoCards, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown, self._cards = shown, cards
        self._filter = QComboBox()
        self._filter.setObjectName("photos_filter")
        self._filter.setAccessibleName("Photos shown")
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._filter.setMinimumContentsLength(_FILTER_CHARS)
        self._filter.addItems(["All", "Wrong"])
        # Qt names a box by its value on Linux, where screen readers say what labels it.
        caption = label(self._filter.accessibleName(), role="muted")
        caption.setParent(self)
        caption.hide()
        caption.setBuddy(self._filter)
        row_of(self._filter).on(self)
        self._filter.activated.connect(self._on_filter_chosen)

    def _on_filter_chosen(self, row: int) -> None:
        self._shown.show_wrong(bool(row))

    def show_facts(self, facts: PhotoFacts) -> None:
        """Show how many photos each choice has, and which one is made."""
        for row, text in enumerate((f"All ({facts.counts.total:,})", f"Wrong ({facts.counts.wrong:,})")):
            self._filter.setItemText(row, text)
        self._filter.setCurrentIndex(int(facts.only_wrong))
