"""Brings runs back, from model files and from the list, on their data."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.documents.window_models import WindowModels
from catgui.domain import saved_run_texts
from catgui.domain.edit_texts import bring_back_text, brought_back_text
from catgui.domain.run_record import RunRecord
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import show_error, show_notice, withdraw
from catgui.models.training.session import RunNow
from catgui.models.workspace import do_nothing
from engine.data import course
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import DataReference
from engine.data.sources import BUILTIN, COURSE
from engine.errors import EngineError
from engine.progress import Work
from engine.saved_model.model import Model, SavedRun
from engine.system.user_dirs import NoHomeError


class RunOpener(QObject):
    """Shows networks of files and runs of the list, on their data where these are on this computer.

    The data are opened first, with the user's edits. A network has its own edits made if the data have none; else it is
    shown on the data that are open, and one sentence says on which it was trained. A run from the list has its own
    edits made in place of the user's, as one undo step. `RunReproducer` then repeats the run.

    Signals: `restored(object)`, the run of a RunRecord has been shown.
    """

    restored = Signal(object)

    def __init__(self, models: WindowModels, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace = models.workspace
        self._editor, self._session, self._settings = models.editor, models.session, models.settings
        self._document, self._history = models.document, models.history
        # The data that are being opened, and what to show then; if they cannot be opened, what to show instead.
        self._opening: tuple[DataOrigin, Callable[[], object], Callable[[], object]] | None = None
        self._search = BackgroundTask(self)
        self._search.succeeded.connect(self._on_searched)
        self._session.changed.connect(self._on_session_changed)
        models.playback.reproducer.data_missing.connect(self._on_data_missing)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.not_opened.connect(self._on_not_opened)

    def open(self, path: Path, model: Model, keeps_data: bool) -> None:
        """Show the network of a file; first open its data, if others are open, unless `keeps_data`."""
        origin, dataset = model.origin, self._workspace.dataset
        show = partial(self._show_network, path, model)
        if keeps_data or origin is None or (dataset is not None and origin.matches(dataset.origin)):
            show()
        else:
            self._search.start(without_work(_search, origin, show))

    def restore(self, record: RunRecord) -> None:
        """Bring the run of `record` back; first open its data, if others are open."""
        dataset, origin = self._workspace.dataset, record.origin
        self._opening = None
        if dataset is not None and (
            record.recipe.data.is_of(dataset) or (origin is not None and dataset.origin == origin)
        ):
            self._show(record)
        elif origin is None:
            show_error(self, saved_run_texts.needs_data_text(record.data))
        else:
            self._open(origin, partial(self._show, record), do_nothing)

    def _show(self, record: RunRecord) -> None:
        """Show the run on its data, made of the open ones by its edits; one undo step, with the settings."""
        opened, text = self._workspace.dataset, bring_back_text(record.title)
        assert opened is not None
        own = _own_data(record.recipe.data, opened)
        if own is opened:
            self._show_record(record, opened)
            return
        self._session.reset()  # else its run would be trained again for these edits
        with self._settings.undo_stack.macro(text):
            self._editor.show_dataset(own, text)
            self._show_record(record, own)
        show_notice(self._workspace, brought_back_text(record.title))

    def _show_record(self, record: RunRecord, dataset: Dataset) -> None:
        model = replace(record.model, classes=dataset.classes, picture_shape=dataset.picture_shape)
        self._session.set_model(dataset, model)
        self._history.set_current(record)
        self._settings.set_config(record.config)
        self.restored.emit(record)

    def _show_network(self, path: Path, model: Model) -> None:
        """Show the network; if the open data are not edited, with its edits of these, as one undo step."""
        opened, data = self._workspace.dataset, model.recipe.data
        if opened is None or opened.edits is not None or data.edits is None:
            self._open_document(path, model)
            return
        own, text = _own_data(data, opened), saved_run_texts.open_text(model.trained_on)
        self._session.reset()  # else its run would be trained again for these edits
        with self._settings.undo_stack.macro(text):
            self._editor.show_dataset(own, text)
            self._open_document(path, model)

    def _open_document(self, path: Path, model: Model) -> None:
        try:
            self._document.open(path, model, self._workspace.dataset)
        except EngineError as error:
            show_error(self, str(error))
        else:
            self._settings.set_config(model.config)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before):
            withdraw(self)

    def _on_data_missing(self, run: SavedRun) -> None:
        if self._workspace.dataset is not None and not self._workspace.loading:
            show_notice(self, saved_run_texts.other_data_text(run.trained_on))

    def _on_searched(self, found: tuple[DataOrigin, Callable[[], object], bool]) -> None:
        origin, show, is_present_here = found
        if is_present_here:
            self._open(origin, show, show)
        else:
            show()

    def _open(self, origin: DataOrigin, then: Callable[[], object], instead: Callable[[], object]) -> None:
        self._opening = origin, then, instead
        self._workspace.open_origin(origin)

    def _on_dataset_changed(self) -> None:
        opening, dataset = self._opening, self._workspace.dataset
        self._opening = None
        if opening is not None and dataset is not None and dataset.origin == opening[0]:
            opening[1]()

    def _on_not_opened(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening[2]()


def _own_data(data: DataReference, opened: Dataset) -> Dataset:
    """The data of a reference, made of the original of `opened` by its edits; `opened` itself if it is other data."""
    if data.edits == opened.edits:
        return opened
    if data.edits is None:
        return opened.original
    made = data.restore(opened.original)
    return opened if made is opened.original else made


def read_model(path: Path, recent: Sequence[Sequence[str]], work: Work) -> Model:
    """The model in a file, with the place of its data if they are among the `recent` ones or beside the file.

    The file has only the names of the data. Raises as `load_model` does.
    """
    from engine.saved_model.file import load_model  # slow to import

    model = load_model(path, work=work)
    data = model.recipe.data
    origin = data.origin
    if origin is None or not origin.has_names_only:
        return model
    places = [replace(origin, location=tuple(map(os.path.abspath, paths))) for paths in recent]
    alike = (place for place in (*places, origin.within(path.parent)) if origin.matches(place) and is_present(place))
    found = replace(data, origin=next(alike, origin))
    return replace(model, recipe=replace(model.recipe, data=found))


def _search(origin: DataOrigin, show: Callable[[], object]) -> tuple[DataOrigin, Callable[[], object], bool]:
    """`origin`, `show`, and whether the data can be opened without a download."""
    return origin, show, (isinstance(origin.location, str) or origin.is_local) and is_present(origin)


def is_present(origin: DataOrigin) -> bool:
    """Whether the data are on this computer or in its network, so that they need no download. Looks at the disk."""
    if origin.location == BUILTIN:
        return True
    if origin.location == COURSE:
        try:
            return course.find() is not None
        except NoHomeError:
            return False
    return all(map(os.path.exists, origin.location))  # which says no of a name that is too long for any file
