"""The photos panel: the user's photos as cards, with predictions and actual classes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoEntry, PhotoKey, PhotoState
from catgui.inputs.mime import extract_sources
from catgui.inputs.sources import PathSource, Source, WebSource
from catgui.models.data_editor import DataEditor
from catgui.models.messages import open_panel
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.shown_photos import OpenedPhoto, ShownPhotos
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.panels.photos_bars import PhotoCommands, PhotoStatus, PhotoToolbar
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.commands import find_command
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, pages_of
from catgui.widgets.basic.text_dialogs import MessageBox
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions

if TYPE_CHECKING:
    from catgui.models.network.explanations import NetworkMapper
    from catgui.widgets.pictures.viewer import PicturePage, Viewer

_SIDES = 128, 96, 64, 40
_PRIVACY_NOTE = "The site sees that this computer asks. Nothing else leaves it."
_KEEPS_KEYS = (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView)


class PhotosPanel(QWidget):
    """Shows a collection of photos.

    The selected photo becomes the current one of `selected`; `editor` adds photos to the data.

    Attributes: `tools`, `cards` and `status`, its parts; `commands`, of the selected photos; `shown`, the model of the
    cards' rows.
    """

    def __init__(
        self,
        collection: PhotoCollection,
        session: TrainingSession,
        workspace: Workspace,
        selected: SelectedPicture,
        editor: DataEditor,
    ) -> None:
        super().__init__()
        self.setObjectName("photos_panel")
        self._collection, self._session = collection, session
        self._selected, self._editor = selected, editor
        self.shown = ShownPhotos(collection, self)
        self._opened, self._enlarged = OpenedPhoto(collection, self), SelectedPicture(self)
        self.cards = PictureGrid("photo_cards", Captions.BESIDE, _SIDES, many=True)
        self.cards.setAccessibleName("Your photos")
        self.commands = PhotoCommands(self.cards)
        self.cards.setModel(self.shown)
        self.tools = PhotoToolbar(self.commands)
        self._empty = label(role="muted", wrap=True)
        self._empty.setObjectName("photos_empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self._empty, self.cards)
        self._pages.setObjectName("photos_drop_area")
        self.status = PhotoStatus(collection, session, workspace, self)
        column_of(self.tools, (self._pages, 1), self.status, spacing=2, margins=(8, 2, 8, 2)).on(self)
        before: QWidget = self.cards
        for command in self.commands.of_selected:  # Tab leads from the cards to the buttons of those that are selected
            button = self.tools.widgetForAction(command)
            self.setTabOrder(before, button)
            before = button
        self._connect_tools()
        self._connect_commands()
        self._connect_models()
        self._show_photos()
        self._show_facts()

    @cached_property
    def _viewer(self) -> Viewer:
        from catgui.widgets.pictures.viewer import Viewer  # not needed before

        viewer = Viewer("photo_dialog", self.cards, self._page, self.commands.groups, self)
        viewer.finished.connect(self._close_opened)
        self.commands.why.triggered.connect(viewer.close)
        self._opened.changed.connect(self._show_opened)
        self.cards.selectionModel().currentChanged.connect(self._follow_current)
        return viewer

    @cached_property
    def _page(self) -> PicturePage:
        from catgui.widgets.pictures.viewer import PicturePage  # not needed before

        page, mapper = PicturePage("Photo", is_photo=True), self._mapper
        page.maps.chosen.connect(mapper.set_active)
        mapper.found.connect(page.maps.show_map)
        mapper.unavailable.connect(page.maps.show_text)
        return page

    @cached_property
    def _mapper(self) -> NetworkMapper:
        from catgui.models.network.explanations import NetworkMapper  # not needed before

        return NetworkMapper(self._session, self._enlarged, self)

    def _connect_tools(self) -> None:
        tools, buttons = self.tools, self.status.buttons
        tools.paste.triggered.connect(self.paste)
        tools.wrong.toggled.connect(self.shown.show_wrong)
        tools.wrong.toggled.connect(self._show_photos)
        tools.detector.triggered.connect(self._collection.detections.set_enabled)
        buttons["undo"].clicked.connect(self._collection.undo_stack.undo)
        buttons["cancel"].clicked.connect(self._collection.cancel)
        buttons["remove_unreadable"].clicked.connect(self._remove_unreadable)

    def _connect_commands(self) -> None:
        commands = self.commands
        commands.actual_chosen.connect(self._on_actual_chosen)
        commands.addition_requested.connect(self._add_to_data)
        commands.enlarge.triggered.connect(self._enlarge)
        commands.why.triggered.connect(self._explain)
        commands.put_between.triggered.connect(self._put_between_others)
        commands.remove.triggered.connect(self._remove_selected)
        commands.clear.triggered.connect(self._collection.clear)
        self.cards.selectionModel().selectionChanged.connect(self._on_selected)
        self.cards.picked.connect(self._pick)  # a card that is selected, after a picture elsewhere was

    def _connect_models(self) -> None:
        for changed in (self._collection.photos_changed, self._collection.settled):
            changed.connect(self._show_photos)
        self._collection.rowsInserted.connect(self._reveal)
        for changed in (self._collection.changed, self._collection.detections.active_changed):
            changed.connect(self._show_facts)

    def _keep_focus(self) -> AbstractContextManager[None]:
        """Keep the focus here: on the photos, or on the button to add some."""
        return keep_focus(
            self, lambda: self.cards if len(self._collection) else self.tools.widgetForAction(self.tools.open)
        )

    def add_sources(self, sources: Sequence[Source], agreed: bool = False) -> None:
        """Add photos, and show them whatever is shown; those from the web once the user has `agreed`."""
        open_panel(self.objectName())
        web = [source for source in sources if isinstance(source, WebSource) and not agreed]
        if here := [source for source in sources if source not in web]:
            self.tools.wrong.setChecked(False)
            self._collection.add(here)
        if web:
            self._open_prompt(web)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add the photos in files."""
        self.add_sources([PathSource(str(path)) for path in paths])

    def drop(self, mime: QMimeData) -> bool:
        """Add the photos in dropped or pasted data; returns whether there were any."""
        sources = extract_sources(mime)
        self.add_sources(sources)
        return bool(sources)

    def paste(self) -> None:
        """Add the photos on the clipboard: a picture, files, or addresses."""
        # A clipboard that was never written to may have no data.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if not self.drop(mime or QMimeData()):
            self.status.show_text(photo_texts.NOTHING_TO_PASTE)

    def _open_prompt(self, web: list[WebSource]) -> None:
        question = photo_texts.fetch_question(web)
        prompt = MessageBox("fetch_question", question, _PRIVACY_NOTE, MessageBox.Icon.Question, self)
        prompt.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        prompt.setDefaultButton(prompt.addButton("&Fetch", MessageBox.ButtonRole.AcceptRole))
        prompt.setEscapeButton(prompt.addButton("&Cancel", MessageBox.ButtonRole.RejectRole))
        prompt.accepted.connect(partial(self.add_sources, web, agreed=True))
        prompt.open()

    def _reveal(self, _parent: QModelIndex, first: int) -> None:
        """Scroll to photos that came."""
        shown = self.shown.mapFromSource(self._collection.index(first))
        self.cards.scrollTo(shown, QAbstractItemView.ScrollHint.PositionAtTop)

    def _entries(self) -> list[PhotoEntry]:
        """The selected photos."""
        return [entry for row in self.cards.selected_rows if (entry := self.shown.entry(row)) is not None]

    def _on_selected(self) -> None:
        self._show_selection()
        self._pick()

    def _pick(self) -> None:
        """Make the current photo, if it is selected, or the only selected one the current picture."""
        rows = self.cards.selected_rows
        current = self.cards.currentIndex().row()
        entry = self.shown.entry(current) if current in rows else self.shown.entry(rows[0]) if len(rows) == 1 else None
        if entry is not None and entry.view is not None:
            self._selected.pick_photo(entry.view, entry.name)

    def _remove_selected(self) -> None:
        """Remove the selected photos, and select the next one."""
        removed, rows = _keys(self._entries()), self.cards.selected_rows
        others = [row for row in range(self.shown.rowCount()) if row not in rows]
        with self._keep_focus():
            if others:
                self.cards.select_row(min(others, key=lambda row: (row < rows[0], abs(row - rows[0]))))
            self._collection.remove(removed)

    def _remove_unreadable(self) -> None:
        with self._keep_focus():
            self._collection.remove(_keys([entry for entry in self._collection if entry.state is PhotoState.FAILED]))
            self.tools.wrong.setChecked(False)

    def _on_actual_chosen(self, name: str) -> None:
        self._collection.set_actual(_keys(self._entries()), name)
        self._show_selection()  # before the counts, which come later: the next key may add them to the data

    def _add_to_data(self, part: str) -> None:
        self._editor.add_photos(self._entries(), part)
        self._show_selection()

    def _enlarge(self) -> None:
        """Enlarge the current photo, or the first selected one, and select only that."""
        rows, current = self.cards.selected_rows, self.cards.currentIndex().row()
        self.cards.select_row(current if current in rows else rows[0])
        self._viewer.bring_up()
        self._open_current()
        self._mapper.set_active(self._page.maps.shows_map)

    def _close_opened(self) -> None:
        self._opened.close()
        self._mapper.set_active(False)

    def _follow_current(self) -> None:
        # A card that is current without being selected took the place of one that left the list, but not the dialog.
        if self._opened.entry is not None and self.cards.has_chosen:
            self._open_current()

    def _open_current(self) -> None:
        if (entry := self.shown.entry(self.cards.currentIndex().row())) is not None:
            self._opened.open(entry.key)

    def _explain(self) -> None:
        """Ask why the selected photo is predicted so."""
        self._pick()
        open_panel("why_panel")

    def _put_between_others(self) -> None:
        self._pick()
        self._selected.between_asked.emit()

    def _show_opened(self) -> None:
        entry, photo = self._opened.entry, self._opened.photo
        if entry is None:
            self._viewer.close()
            return
        self._viewer.setWindowTitle(escape_title(entry.name))
        preview, verdict = None if photo is None else photo.preview, entry.verdict
        self._page.show_picture(photo_texts.description(entry), preview, entry.view)
        self._page.show_answer(photo_texts.answer(entry), entry.is_correct, photo_texts.facts(entry))
        if verdict is None:
            self._page.show_probability("", None)
        else:
            self._page.show_probability(verdict.classes[1], verdict.probability, verdict.threshold)
        if entry.view is not None:
            self._enlarged.pick_photo(entry.view, entry.name)

    def _show_photos(self) -> None:
        self._empty.setText(photo_texts.NONE_SHOWN if len(self._collection) else photo_texts.EMPTY)
        with self._keep_focus():
            self._pages.setCurrentWidget(self.cards if self.shown.rowCount() else self._empty)
        self._show_selection()

    def _show_selection(self) -> None:
        """Enable the commands of the selected photos."""
        with self._keep_focus():
            self.commands.show_selected(self._entries(), self._collection.classes)

    def _show_facts(self) -> None:
        self.cards.fit_cells()
        self.tools.show_wrong(sum(entry.is_correct is False for entry in self._collection))
        self.tools.detector.setChecked(self._collection.detections.enabled)
        self._show_selection()

    def handle_key(self, event: QKeyEvent) -> bool:
        """Apply a key that no widget has handled to the selected photos, if seen; returns whether it is theirs.

        Not one that was pressed in a field or in another list, where it means something else or nothing.
        """
        focused = QApplication.focusWidget()
        keeps_keys = isinstance(focused, _KEEPS_KEYS) and focused is not self.cards
        command = find_command(self.cards.actions(), event)
        if command is None or keeps_keys or not (self.cards.shows_selected or focused is self.cards):
            return False
        if self.cards.hides_selected:
            self.cards.scrollTo(self.cards.currentIndex())  # the next press acts on it
        elif command.isEnabled():
            command.trigger()
        else:
            self.status.show_text(command.tip)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of the photos, wherever the focus is in the panel."""
        if not self.handle_key(event):
            super().keyPressEvent(event)


def _keys(entries: Sequence[PhotoEntry]) -> list[PhotoKey]:
    return [entry.key for entry in entries]
