"""Brings runs back, from model files and from the list: opens or offers their data."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.domain import saved_run_texts
from catgui.domain.edits.edit_texts import bring_back_text, brought_back_text
from catgui.domain.message import MessageAction
from catgui.domain.run_record import RunRecord
from catgui.models.edits.data_editor import DataEditor
from catgui.models.runs.history import RunHistory
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.models.tasks.messages import show_error, show_notice, withdraw
from catgui.models.training.playback import RunReproducer
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.data import course
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import DataReference
from engine.data.sources import BUILTIN, COURSE
from engine.progress import Work
from engine.saved_model.model import Model, SavedRun
from engine.storage.user_dirs import NoHomeError


class RunOpener(QObject):
    """Opens the data set of a run, or asks the user for it.

    The user is asked if the data set is not on this computer.

    A network from a model file is shown at once, and `RunReproducer` repeats its run as soon as its data set is open.
    A data set that the user opened together with the network stays open, and the network's own is offered. The network
    is evaluated on another data set only if its own is not opened. If its own data set is open with other edits, the
    network's edits replace these when the network is opened (undoable); after a later edit by the user they are only
    offered.

    A run from the list is shown once its data set is open with the run's edits, and is repeated in the same way.

    Signals: `choice_requested(object)`, the user wants to locate the files of a DataOrigin.
    """

    choice_requested = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        editor: DataEditor,
        session: TrainingSession,
        reproducer: RunReproducer,
        settings: TrainingSettings,
        history: RunHistory,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._session = session
        self._settings = settings
        self._history = history
        self._asking_for: Model | None = None
        # The data that are being opened, and what to do with them.
        self._opening: tuple[DataOrigin, Callable[[Dataset], object]] | None = None
        self._asks_again = False
        self._search = BackgroundTask(self)
        self._search.succeeded.connect(self._on_searched)
        self._edits_search = BackgroundTask(self)
        self._edits_search.succeeded.connect(self._on_edits_searched)
        session.changed.connect(self._on_session_changed)
        reproducer.data_missing.connect(self._on_data_missing)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.not_opened.connect(self._on_not_opened)
        workspace.loading_changed.connect(self._on_loading_changed)

    def restore(self, record: RunRecord) -> None:
        """Bring the run of `record` back; first open its data, if others are open."""
        dataset, data = self._workspace.dataset, record.recipe.data
        self._opening = None
        if dataset is not None and data.is_of(dataset):
            self._show(record, dataset)
        elif data.origin is None:
            show_error(self, saved_run_texts.needs_data(record.data))
        elif dataset is not None and dataset.origin == data.origin:
            self._show_with_edits(record, data.restore(dataset.original))
        else:
            self._open(data, data.origin, partial(self._show, record))

    def _show(self, record: RunRecord, dataset: Dataset) -> None:
        model = Model({}, dataset.classes, dataset.picture_shape, record.train, record.recipe, record.test)
        self._session.set_model(dataset, model)
        self._history.set_current(record)
        self._settings.set_config(record.config)

    def _show_with_edits(self, record: RunRecord, dataset: Dataset) -> None:
        """Show the run on `dataset`, made of the open data by its edits; one undo step, with the settings."""
        self._session.reset()  # else its run would be trained again for these edits
        with self._settings.undo_stack.macro(bring_back_text(record.title)):
            self._editor.show_dataset(dataset, bring_back_text(record.title))
            self._show(record, dataset)
        show_notice(self._workspace, brought_back_text(record.title))

    def keep_data(self, model: Model) -> None:
        """Keep the open data when `model` is shown, and offer its own."""
        self._asking_for = model

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if not now.is_another_than(before):
            return
        withdraw(self)
        run = now.saved
        if run is None:
            self._asking_for = None
        elif run.dataset is not None and run.dataset.origin == run.model.origin:
            self._asking_for = run.model  # its data are open: the user may open others while it is repeated

    def _on_data_missing(self, run: SavedRun) -> None:
        origin = run.model.origin
        opened = self._workspace.dataset
        if origin is None:
            if run.dataset is None:
                show_notice(self, saved_run_texts.offer_data(run.trained_on))
        elif opened is not None and origin.may_be(opened.origin):
            self._edits_search.start(without_work(_search_edits, run, opened.original))
        elif not self._workspace.is_opening(origin):
            self._search.start(without_work(_search, run, origin))

    def _on_edits_searched(self, found: tuple[SavedRun, Dataset | None]) -> None:
        run, dataset = found
        if run is not self._session.now.run:
            return
        if dataset is None:
            show_notice(self, saved_run_texts.changed_data(run.trained_on))
        elif self._session.now.cause is Cause.OPENED:
            self._show_edits(dataset)
        else:
            action = saved_run_texts.open_text(dataset.name), partial(self._show_edits, dataset)
            show_notice(self, saved_run_texts.other_edits(dataset.name), action)

    def _show_edits(self, dataset: Dataset) -> None:
        """Show `dataset`, which is made of the open one by other edits."""
        opened = self._workspace.dataset
        if opened is not None and opened.original is dataset.original:
            self._editor.show_dataset(dataset, saved_run_texts.open_text(dataset.name))
            show_notice(self._workspace, saved_run_texts.opened_edits(dataset.name))

    def _on_searched(self, found: tuple[SavedRun, bool]) -> None:
        run, is_present = found
        origin = run.model.origin
        if run is not self._session.now.run or origin is None:
            return
        # Only once: the user may open other data afterwards.
        asks, self._asking_for = run.model is self._asking_for, run.model
        if is_present and not asks:
            self._open_for_network(run.model.recipe.data, origin)
        elif run.dataset is None and (opened := self._workspace.dataset) is not None and run.model.fits(opened):
            self._session.set_dataset(opened)  # after which it is asked for the data
        else:
            self._ask(run, origin, is_present)

    def _ask(self, run: SavedRun, origin: DataOrigin, is_present: bool) -> None:
        """Offer the data, or ask where they are."""
        text, action = saved_run_texts.offer_data(run.trained_on), self._open_action(run, origin)
        if not is_present and (origin.is_local or origin.has_names_only):
            action = ("Find its data…", partial(self.choice_requested.emit, origin))
        if not is_present and origin.is_local:
            text = saved_run_texts.missing_data(run.trained_on, origin.location)
        show_notice(self, text, action)

    def _open_action(self, run: SavedRun, origin: DataOrigin) -> MessageAction:
        return saved_run_texts.open_text(run.trained_on), partial(self._open_for_network, run.model.recipe.data, origin)

    def _open_for_network(self, data: DataReference, origin: DataOrigin) -> None:
        self._open(
            data, origin, lambda dataset: show_notice(self._workspace, saved_run_texts.opened_data(dataset.name))
        )

    def _open(self, data: DataReference, origin: DataOrigin, then: Callable[[Dataset], object]) -> None:
        """Open the data at `origin`, with the edits of `data`, and call `then` with them."""
        self._opening = origin, then
        self._workspace.open_origin(origin, data)

    def _on_dataset_changed(self) -> None:
        opening, dataset = self._opening, self._workspace.dataset
        self._opening = None
        if opening is not None and dataset is not None and dataset.origin == opening[0]:
            opening[1](dataset)

    def _on_not_opened(self) -> None:
        self._opening, self._asks_again = None, True

    def _on_loading_changed(self) -> None:
        """Ask for the data of a network whose data could not be opened."""
        run, asks_again = self._session.now.saved, self._asks_again
        self._asks_again = False
        if not self._workspace.loading and asks_again and run is not None and run.dataset is None:
            self._asking_for = run.model
            self._on_data_missing(run)


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
    alike = (place for place in (*places, origin.within(path.parent)) if origin.may_be(place) and is_present(place))
    found = replace(data, origin=next(alike, origin))
    return replace(model, recipe=replace(model.recipe, data=found))


def _search(run: SavedRun, origin: DataOrigin) -> tuple[SavedRun, bool]:
    """The run, and whether its data can be opened without a download or a network."""
    return run, (isinstance(origin.location, str) or origin.is_local) and is_present(origin)


def _search_edits(run: SavedRun, original: Dataset) -> tuple[SavedRun, Dataset | None]:
    """The run, and its data, made of `original` by its edits; None if `original` is other data."""
    reference = run.model.recipe.data
    dataset = reference.restore(original)
    return run, dataset if dataset.fingerprint == reference.fingerprint else None


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
