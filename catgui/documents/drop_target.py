"""Drags over the window: accepted as copies, explained by an overlay, and passed on when dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from catgui.domain.edit_texts import TARGETS
from catgui.inputs.classify_paths import (
    PICTURE_HINT,
    ClassifiedPaths,
    OpenAs,
    addable_pictures,
    addition_hint,
    classify_paths,
    data_hint,
    drop_hint,
    unclassified_hint,
)
from catgui.inputs.mime import extract_sources, has_photos, has_picture, local_paths
from catgui.models.background_task import BackgroundTask
from catgui.models.workspace import Workspace
from engine.progress import Work

if TYPE_CHECKING:
    from catgui.widgets.opening import DropOverlay

_Type = QEvent.Type
# Without an event for so long, the source of a drag may have ended; one that goes on shows the overlay again.
_STILL_MS = 5000


class DropTarget(QObject):
    """Handles drags over `window`.

    What `folders` says of some pages is how folders that are dropped on them are opened.

    Once a drag has entered, the overlay covers the whole window and is the only target, so that no field below takes
    the drop. The files are classified in the background. Where folders are opened as data, pictures are added to one of
    the classes of the data in `workspace`, if there are any: the overlay has a field for each class and part.

    Signals: `paths_dropped(object, object, object)`, paths, what their folders are to be, an OpenAs, and the
    ClassifiedPaths, or None if they were dropped too soon; `pictures_dropped(object)`, the QMimeData of a picture that
    is no file; `additions_dropped(object, object)`, sources of pictures and the AdditionTarget.
    """

    paths_dropped = Signal(object, object, object)
    pictures_dropped = Signal(object)
    additions_dropped = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        folders: Sequence[tuple[QWidget, OpenAs]],
        workspace: Workspace,
    ) -> None:
        super().__init__(window)
        self._window, self._folders, self._workspace = window, folders, workspace
        self._overlay: DropOverlay | None = None
        self._paths: tuple[Path, ...] = ()
        self._classified: Mapping[OpenAs, ClassifiedPaths] = {}
        self._has_picture = False
        self._at = QPoint()
        self._ending = QTimer(self, singleShot=True)
        self._ending.timeout.connect(self._end_drag)
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_classified)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle drag events of the window and the overlay."""
        if event.type() == _Type.DragLeave:
            self._ending.start(0)  # unless it has only entered the overlay, which has appeared
            return True
        # Enter, move and drop events are of one class, which tells them from the many others at once.
        if not isinstance(event, QDropEvent):
            return False
        assert isinstance(watched, QWidget)
        self._at = watched.mapTo(self._window, event.position().toPoint())
        if _accept(event):
            self._ending.start(_STILL_MS)
            if isinstance(event, QDragEnterEvent) or self._overlay is None:
                self._begin(event.mimeData())
            if event.type() == _Type.Drop:
                self._drop(event.mimeData())
            else:
                self._show_hint()
        return True

    def _begin(self, mime: QMimeData) -> None:
        paths = tuple(local_paths(mime))
        if self._overlay is None:
            from catgui.widgets.opening import DropOverlay  # not needed at start-up

            self._overlay = DropOverlay(self._window)
            self._overlay.installEventFilter(self)
            self._overlay.forgotten.connect(self._end_drag)
        elif paths == self._paths:
            return
        self._paths, self._classified, self._has_picture = paths, {}, has_picture(mime)
        if paths:
            self._task.start(partial(_classify, paths))

    def _drop(self, mime: QMimeData) -> None:
        self._show_hint()  # where it was dropped, which it may not have been moved to
        assert self._overlay is not None
        folders, _ = self._place()
        paths, has_fields, field = self._paths, bool(self._field_texts(folders)), self._overlay.field
        self._end_drag()
        if has_fields and field is None:
            return  # beside them
        if field is not None and field < len(TARGETS):
            self.additions_dropped.emit(extract_sources(mime), TARGETS[field])
        elif paths:
            self.paths_dropped.emit(paths, folders, self._classified.get(folders))
        else:
            self.pictures_dropped.emit(mime)

    def _end_drag(self) -> None:
        if self._overlay is not None:
            self._overlay.hide()
            self._overlay.deleteLater()
        self._overlay = None
        self._ending.stop()
        self._task.cancel()

    def _on_classified(self, classified: Mapping[OpenAs, ClassifiedPaths]) -> None:
        self._classified = classified
        self._show_hint()

    def _show_hint(self) -> None:
        if self._overlay is None:
            return
        folders, place = self._place()
        fields = self._field_texts(folders)
        if fields:
            title, *texts = fields
            self._overlay.show_fields(title, texts, place, self._at)
            return
        if not self._paths:
            hint = PICTURE_HINT
        elif not self._classified:
            hint = unclassified_hint(self._paths)
        else:
            hint = drop_hint(self._classified[folders])
        self._overlay.show_hint(hint.text, hint.icon, hint.possible, place)

    def _field_texts(self, folders: OpenAs) -> list[str]:
        """The title of the overlay and the texts of its fields, TARGETS first; none where a class takes no pictures."""
        dataset = self._workspace.dataset
        addable = addable_pictures(self._paths, self._classified[OpenAs.PHOTOS]) if self._classified else None
        is_addable = addable is not None or (self._has_picture and not self._paths)
        if folders is not OpenAs.DATA or dataset is None or not is_addable:
            return []
        texts = [addition_hint(addable).text, *(target.text(dataset.classes) for target in TARGETS)]
        as_data = data_hint(self._classified[OpenAs.DATA]) if self._classified else None
        return texts if as_data is None else [*texts, as_data.text]

    def _place(self) -> tuple[OpenAs, QRect]:
        """What folders become where the pointer is, and the part of the window for which that is so."""
        for page, meaning in self._folders:
            place = QRect(page.mapTo(self._window, QPoint()), page.size())
            if page.isVisible() and place.contains(self._at):
                return meaning, place
        return OpenAs.FITTING, self._window.rect()


def _accept(event: QDropEvent) -> bool:
    """Accept what the program can open; whether it was accepted.

    Never as a move: the source would delete its files afterwards.
    """
    possible = event.possibleActions()
    action = next((a for a in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction) if a in possible), None)
    mime = event.mimeData()
    if action is None or not has_photos(mime):
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True


def _classify(paths: tuple[Path, ...], work: Work) -> Mapping[OpenAs, ClassifiedPaths]:
    return classify_paths(paths, work)
