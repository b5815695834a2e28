"""The photos panel: the user's photos as cards, with view and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from catgui.domain import photo_texts
from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.mime import extract_sources, has_photos, local_paths
from catgui.inputs.sources import PathSource, Source, WebSource
from catgui.models.photos.collection import PhotoCollection
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.photos.download_prompt import DownloadPrompt
from catgui.widgets.photos.drop_area import DropArea
from catgui.widgets.photos.drops import accept_photos
from catgui.widgets.photos.photo_cards import PhotoCards
from catgui.widgets.photos.photo_status import PhotoStatus
from catgui.widgets.photos.photo_toolbar import PhotoToolbar
from engine.images.photo import Framing

# Shorter work shows no progress.
_PROGRESS_DELAY_MS = 500


class PhotosPanel(QWidget):
    """Shows a collection of photos.

    Signals: `open_requested()`, to choose photos in a dialog; `files_dropped(object)`, paths with a folder, which may
    be a data set;
    `export_requested()`, to save the predictions; `train_requested()`; `picked(object, str)`, the view (height, width,
    3) and the name of the selected photo.
    """

    open_requested = Signal()
    files_dropped = Signal(object)
    export_requested = Signal()
    train_requested = Signal()
    picked = Signal(object, str)

    def __init__(
        self,
        collection: PhotoCollection,
        session: TrainingSession,
        workspace: Workspace,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("photos_panel")
        self.setAcceptDrops(True)
        self._collection = collection
        self._session = session
        self._workspace = workspace
        self._progress: tuple[int, int] | None = None
        self._removed = 0
        self._progress_delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._build()
        self._lay_out()
        self._connect()
        self._show_photos()

    def _build(self) -> None:
        self._tools = PhotoToolbar(photo_texts.FRAMINGS)
        self._cards = PhotoCards(PictureRole.PHOTO)
        self._cards.setObjectName("photo_cards")
        self._cards.setAccessibleName("Your photos")
        self._cards.setModel(self._collection)
        self._area = DropArea(self._cards, photo_texts.EMPTY)
        self._area.setObjectName("photos_drop_area")
        self._line = PhotoStatus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 16, 4)
        layout.setSpacing(4)
        layout.addWidget(self._tools)
        layout.addWidget(self._area, stretch=1)
        layout.addWidget(self._line)

    def _connect(self) -> None:
        self._tools.open_requested.connect(self.open_requested)
        self._tools.paste_requested.connect(self.paste)
        self._tools.export_requested.connect(self.export_requested)
        self._tools.framing_chosen.connect(self._on_framing_chosen)
        self._tools.remove_requested.connect(self._on_remove)
        self._tools.clear_requested.connect(self._collection.clear)
        self._tools.copy_requested.connect(self.copy)
        self._cards.remove_requested.connect(self._on_remove)
        self._cards.copy_requested.connect(self.copy)
        self._cards.paste_requested.connect(self.paste)
        self._cards.selection_changed.connect(self._on_selected)
        self._area.dropped.connect(self._open_dropped)
        self._line.train_requested.connect(self.train_requested)
        self._line.undo_requested.connect(self._collection.undo_stack.undo)
        self._line.cancel_requested.connect(self._collection.cancel)
        self._progress_delay.timeout.connect(self._show_line)
        self._connect_models()

    def _connect_models(self) -> None:
        self._collection.photos_changed.connect(self._show_photos)
        self._collection.framing_changed.connect(self._show_tools)
        self._collection.removed.connect(self._on_removed)
        self._collection.undo_stack.indexChanged.connect(self._on_undo_index_changed)
        self._collection.progressed.connect(self._on_progressed)
        self._collection.busy_changed.connect(self._on_busy_changed)
        self._session.state_changed.connect(self._show_line)
        self._session.evaluated.connect(self._show_line)
        self._workspace.dataset_changed.connect(self._show_line)

    def add_sources(self, sources: Sequence[Source]) -> None:
        """Add photos; those from the web are downloaded once the user agrees."""
        web = [source for source in sources if isinstance(source, WebSource)]
        here = [source for source in sources if not isinstance(source, WebSource)]
        if here:
            self._collection.add(here)
        if web:
            question = DownloadPrompt(photo_texts.fetch_question(web), web, self)
            question.confirmed.connect(self._collection.add)
            question.open()

    def add_paths(self, paths: Iterable[str | Path]) -> None:
        """Add the photos in these files and folders."""
        self.add_sources([PathSource(str(path)) for path in paths])

    def accepts(self, mime: QMimeData) -> bool:
        """Whether `mime` contains photos."""
        return has_photos(mime)

    def drop(self, mime: QMimeData) -> bool:
        """Add the photos in dropped or pasted data; returns whether there were any."""
        sources = extract_sources(mime)
        self.add_sources(sources)
        return bool(sources)

    def _open_dropped(self, mime: QMimeData) -> None:
        paths = local_paths(mime)
        if any(path.is_dir() for path in paths):
            self.files_dropped.emit(paths)
        else:
            self.drop(mime)

    def paste(self) -> None:
        """Add the photos on the clipboard: a picture, files, or addresses."""
        # A clipboard that was never written to may have no data.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is None or not self.drop(mime):
            self._line.show_text(photo_texts.NOTHING_TO_PASTE)

    def copy(self) -> None:
        """Copy an image of the selected cards to the clipboard."""
        selected_indexes = self._cards.selected_indexes()
        if selected_indexes:
            QGuiApplication.clipboard().setImage(self._cards.render_cards_at(selected_indexes))

    def _selected(self) -> list[PhotoEntry]:
        return [index.data(PictureRole.PHOTO) for index in self._cards.selected_indexes()]

    def _on_selected(self) -> None:
        self._show_tools()
        selected = self._selected()
        if len(selected) == 1 and selected[0].view is not None:
            self.picked.emit(selected[0].view, selected[0].name)

    def _on_remove(self) -> None:
        """Remove the selected photos, and select the next one."""
        rows = [index.row() for index in self._cards.selected_indexes()]
        with self._keep_focus():
            self._collection.remove(_keys(self._selected()))
            if rows:
                self._cards.select_row(rows[0])

    def _on_framing_chosen(self, framing: Framing) -> None:
        selected = self._selected()
        self._collection.set_framing(framing, _keys(selected) if selected else None)

    def _on_removed(self, count: int) -> None:
        self._removed = count
        self._show_line()

    def _on_undo_index_changed(self) -> None:
        # Something else was done or undone since.
        self._removed = 0
        self._show_line()

    def _on_progressed(self, done: int, total: int) -> None:
        self._progress = (done, total)
        if not self._progress_delay.isActive():
            self._show_line()

    def _on_busy_changed(self, busy: bool) -> None:
        self._progress = None
        if busy:
            self._progress_delay.start()
        else:
            self._progress_delay.stop()
        self._show_line()

    def _keep_focus(self) -> AbstractContextManager[None]:
        """Keep the focus in the panel: on the photos, or on the button to add some."""
        return keep_focus(self, lambda: self._cards if len(self._collection) else self._tools.open)

    def _show_photos(self) -> None:
        with self._keep_focus():
            self._area.show_content(len(self._collection) > 0)
            self._line.show_count(photo_texts.photos(len(self._collection)) if len(self._collection) else "")
            self._show_tools()
            self._show_line()

    def _show_tools(self) -> None:
        selected = self._selected()
        framings = {entry.framing for entry in selected} or {self._collection.framing}
        framing = framings.pop() if len(framings) == 1 else None
        with self._keep_focus():
            self._tools.show_photos(len(self._collection) > 0, bool(selected), framing)

    def _show_line(self) -> None:
        """Show progress, else the status, with a button to undo or to train."""
        text, offer = self._status_text()
        if self._removed:
            text, offer = f"Removed {photo_texts.photos(self._removed)}.  {text}", "undo"
        with self._keep_focus():
            if self._progress is not None and not self._progress_delay.isActive():
                self._line.show_progress(photo_texts.progress(*self._progress), *self._progress)
            else:
                self._line.show_text(text, offer)

    def _status_text(self) -> tuple[str, str]:
        """The expected accuracy, or why there are no verdicts; and the button to offer."""
        dataset = self._workspace.dataset
        if dataset is None:
            return photo_texts.NO_DATA, ""
        if self._session.snapshot is not None and self._session.run is not None:
            return photo_texts.expected_accuracy_note(dataset, self._session.run.trained_on), ""
        if self._session.state is RunState.RUNNING:
            return photo_texts.TRAINING, ""
        return photo_texts.NO_NETWORK, "train"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste, wherever the focus is in the panel."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept photos and data outside the drop area as well."""
        accept_photos(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped photos, or open the dropped data."""
        if accept_photos(event):
            self._open_dropped(event.mimeData())


def _keys(entries: Sequence[PhotoEntry]) -> list[PhotoKey]:
    return [entry.key for entry in entries]
