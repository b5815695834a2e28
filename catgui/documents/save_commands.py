"""The commands that save the model and export runs, tables and figures, and the queue that writes their files."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from catgui.desktop.system import open_outside
from catgui.documents.file_dialogs import ALL_FILES, FileDialogs, file_filter
from catgui.documents.model_document import ModelDocument, WriteFunction
from catgui.documents.window_models import WindowModels
from catgui.domain.run_record import RunRecord
from catgui.domain.run_texts import run_csv
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import show_error, show_notice, withdraw
from catgui.models.training.run_history import RunHistory
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.style.qimage import to_png
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import row_of
from engine.data.dataset import Dataset
from engine.data.hdf5_pair import free_train_path, write_pair
from engine.errors import EngineError, ExportError
from engine.saved_model.model import MODEL_SUFFIX
from engine.system.atomic import atomic_write, translate_write_errors
from engine.text import as_file_name, printable
from engine.training.run import TrainingRun

# Fills the file at a path.
FillFile = Callable[[Path], object]
# By file extension or by name: the function that captures what is shown and returns the writer for a path. Each raises
# EngineError if there is nothing to write.
Writers = Mapping[str, Callable[[Path], WriteFunction]]
_NO_NETWORK = "train a network first"
_MODEL_FILTERS = {MODEL_SUFFIX: file_filter("Networks", MODEL_SUFFIX)}
_DATA_FILTERS = {".h5": file_filter("HDF5 files", ".h5", ".hdf5"), "": ALL_FILES}
# The formats in which a run is exported, and the titles of their suffixes.
RUN_FORMATS = {
    "plot": {".png": "Plot as PNG", ".svg": "Plot as SVG"},
    "costs": {".csv": "Costs and runs as CSV"},
    "notebook": {".ipynb": "Jupyter notebook"},
}
_PREDICTION_FILTERS = {".csv": file_filter("Predictions as CSV", ".csv")}
_EXPORT = "Export"  # the title of the dialog, whose filter says what
_ALL_SUFFIXES = [suffix for titles in RUN_FORMATS.values() for suffix in titles]
# The formats that other programs show.
_SEEN_SUFFIXES = (".html", ".csv", ".png", ".svg")
# What is written beside the file that is saved, for the confirmation.
_SAVED = "Saved {name}"
_SAVED_WITH_ARCHIVE = "Saved {name} and the archive of its pictures"
_SAVED_WITH_TEST_FILE = "Saved {name} and the test file beside it"
_BAR_DELAY_MS = 300  # shorter writes show no bar
_MAX_BAR_CHARS = 24

AskOtherPath = Callable[[], object]
# Called in the GUI thread with whether the file was written.
OnFinished = Callable[[bool], object]


class PlotImages(Protocol):
    """A plot of the costs that can draw itself to a file."""

    def png(self) -> bytes:
        """The plot as a PNG file."""

    def svg(self) -> bytes:
        """The plot as an SVG file."""


def make_writers(plot: PlotImages, models: WindowModels) -> Writers:
    """The writers of all that can be exported."""
    workspace = models.workspace
    return {
        ".png": lambda path: bytes_writer(plot.png(), path),
        ".svg": lambda path: bytes_writer(plot.svg(), path),
        ".csv": lambda path: _runs_writer(models.history.plotted(workspace.dataset), path),
        ".ipynb": partial(notebook_writer, models.session),
        "predictions": lambda path: bytes_writer(models.photos.csv().encode(), path),
        "page": lambda path: _page_writer(models.document, workspace.dataset, path),
    }


def write_atomically(path: Path, fill: FillFile) -> None:
    """Write `path` atomically: `fill` is called with a temporary file beside it. Raises ExportError."""
    with translate_write_errors(ExportError, path), atomic_write(path) as temporary:
        fill(temporary)


def notebook_writer(session: TrainingSession, path: Path) -> WriteFunction:
    """A writer of a Jupyter notebook of the run that is shown, and of the archive of pictures beside it.

    Raises ExportError without a run, and for a network that was opened from a file.
    """
    # Imported at the first export: the window opens without it.
    from engine.export.notebook import RunPlan, export_notebook

    run, snapshot = session.now.run, session.now.snapshot
    if run is None or snapshot is None:
        raise ExportError(path, _NO_NETWORK)
    if run.dataset is None:
        raise ExportError(path, f"open {run.trained_on} first")
    if not isinstance(run, TrainingRun):
        raise ExportError(path, "its training is not known: train a network first")
    return partial(export_notebook, RunPlan.of(run, snapshot), run.dataset, path)


def bytes_writer(content: bytes, path: Path) -> WriteFunction:
    """The writer of `content` to `path`."""
    return without_work(write_atomically, path, lambda temporary: temporary.write_bytes(content))


def _runs_writer(records: Sequence[RunRecord], path: Path) -> WriteFunction:
    """The writer of a table with the costs of runs."""
    return without_work(write_atomically, path, lambda temporary: temporary.write_bytes(run_csv(records).encode()))


def _page_writer(document: ModelDocument, dataset: Dataset | None, path: Path) -> WriteFunction:
    """A writer of a web page with the network, and with its accuracy on `dataset`. Raises ExportError without one."""
    build_model = document.model_builder()
    if build_model is None:
        raise ExportError(path, _NO_NETWORK)

    def write() -> None:
        from engine.export.web_page import network_page, write_page

        model = build_model()
        write_page(path, network_page(model, dataset if dataset is not None and model.fits(dataset) else None))

    return without_work(write)


def ignore_result(_written: bool) -> None:
    """The default for `on_finished`."""


@dataclass(frozen=True, slots=True, eq=False)
class _SaveJob:
    """A file to write, with its callbacks."""

    path: Path
    write: WriteFunction
    ask_other_path: AskOtherPath
    on_finished: OnFinished


class SaveQueue(QObject):
    """Writes files in the background, in the order in which they are given.

    Signals: `changed()`, `name` or `has_deferred_action` has changed; `progressed(object, object)`, done and total of
    the file being written; `failed(str, object)`, a text for the user and the `AskOtherPath` of the file.
    """

    changed = Signal()
    progressed = Signal(object, object)
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: _SaveJob | None = None
        self._waiting: deque[_SaveJob] = deque()
        self._written = False
        self._deferred_action: Callable[[], object] | None = None
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def name(self) -> str | None:
        """The name of the file that is being written, or None."""
        return None if self._current is None else printable(self._current.path.name)

    @property
    def has_deferred_action(self) -> bool:
        """Whether an action waits until all files are written."""
        return self._deferred_action is not None

    def save(
        self, path: Path, write: WriteFunction, ask_other_path: AskOtherPath, on_finished: OnFinished = ignore_result
    ) -> None:
        """Write a file to `path` by `write`, after those in the queue."""
        self._waiting.append(_SaveJob(path, write, ask_other_path, on_finished))
        if self._current is None:
            self._begin_next()

    def cancel(self) -> None:
        """Cancel the file that is being written."""
        self._task.cancel()

    def proceed_or_defer(self, action: Callable[[], object]) -> bool:
        """True if all files are written; otherwise call `action` later.

        `action` is dropped if a file cannot be written.
        """
        if self._current is None:
            return True
        self._deferred_action = action
        self.changed.emit()
        return False

    def _begin_next(self) -> None:
        self._current = self._waiting.popleft()
        self._written = False
        self._task.start(self._current.write)
        self.changed.emit()

    def _on_succeeded(self) -> None:
        self._written = True

    def _on_failed(self, text: str) -> None:
        self._deferred_action = None  # the window must not close before the error is read
        if self._current is not None:
            self.failed.emit(text, self._current.ask_other_path)

    def _on_busy_changed(self, busy: bool) -> None:
        if busy or self._current is None:
            return
        on_finished, written = self._current.on_finished, self._written
        self._current = None
        if self._waiting:
            self._begin_next()
        else:
            self.changed.emit()
        on_finished(written)
        if self._current is None and self._deferred_action is not None:
            action, self._deferred_action = self._deferred_action, None
            action()


class SaveCommands(QObject):
    """Asks for a file and writes it in the background.

    Attributes: `queue`, the files being written; `bar`, which shows them.
    """

    def __init__(
        self, dialogs: FileDialogs, workspace: Workspace, document: ModelDocument, runs: RunHistory, writers: Writers
    ) -> None:
        super().__init__(dialogs.window)
        self._dialogs = dialogs
        self._workspace = workspace
        self._document = document
        self._runs = runs
        self._writers = writers
        self.queue = SaveQueue(self)
        self.queue.failed.connect(self._on_not_saved)
        self.bar = SavingBar(self.queue)

    def save(self) -> None:
        """Save the network, asking for a file if it has none."""
        self._save_model(self._document.path or self._choose_model_path())

    def save_as(self) -> None:
        """Ask for a file and save the model to it."""
        self._save_model(self._choose_model_path())

    def choose_export(self, name: str) -> None:
        """Ask for a file and export the run to it as `name`, one of `RUN_FORMATS`."""
        filters = {suffix: file_filter(title, suffix) for suffix, title in RUN_FORMATS[name].items()}
        path = self._dialogs.path_to_save(_EXPORT, f"{self._runs.file_stem}{next(iter(filters))}", filters)
        if path is not None:
            self.export_run(path)

    def export_run(self, path: Path) -> None:
        """Export the run in the format that the suffix of `path` names."""
        suffix = path.suffix.lower()
        name = next((name for name, titles in RUN_FORMATS.items() if suffix in titles), None)
        if name is None:
            show_error(self, f"{printable(path.name)}: choose a name that ends in {', '.join(_ALL_SUFFIXES)}")
            return
        saved = _SAVED_WITH_ARCHIVE if name == "notebook" else _SAVED
        self._write(path, partial(self._writers[suffix], path), partial(self.choose_export, name), saved=saved)

    def choose_prediction_export(self) -> None:
        """Ask for a file and export the predictions on the photos to it."""
        path = self._dialogs.path_to_save(_EXPORT, "predictions.csv", _PREDICTION_FILTERS)
        if path is not None:
            self._write(path, partial(self._writers["predictions"], path), self.choose_prediction_export)

    def choose_page_export(self) -> None:
        """Ask for a file and export the network to it, as a web page that answers photos."""
        filters = {".html": file_filter("Web page", ".html")}
        path = self._dialogs.path_to_save(_EXPORT, "network.html", filters)
        if path is not None:
            self._write(path, partial(self._writers["page"], path), self.choose_page_export)

    def choose_figure_export(self, image: QImage, name: str) -> None:
        """Ask for a file and save a figure to it, such as a picture under its map."""
        filters = {".png": file_filter("Picture as PNG", ".png")}
        path = self._dialogs.path_to_save("Save picture", f"{as_file_name(name)}.png", filters)
        if path is not None:
            self._write(
                path, lambda: bytes_writer(to_png(image), path), partial(self.choose_figure_export, image, name)
            )

    def choose_data_export(self) -> None:
        """Ask for the train file and export the data set."""
        dataset = self._workspace.dataset
        if dataset is None:
            show_error(self, "Open data first.")
            return
        title = "Save the train file; the test file comes beside it"
        name = free_train_path(dataset, self._dialogs.save_folder).name
        path = self._dialogs.path_to_save(title, name, _DATA_FILTERS)
        if path is not None:
            self._write(
                path, lambda: partial(write_pair, dataset, path), self.choose_data_export, saved=_SAVED_WITH_TEST_FILE
            )

    def _choose_model_path(self) -> Path | None:
        if not self._document.can_save:
            show_error(self, "Press Train first.")
            return None
        return self._dialogs.path_to_save("Save the network", f"network{MODEL_SUFFIX}", _MODEL_FILTERS)

    def _save_model(self, path: Path | None) -> None:
        if path is None:
            return
        write, on_written = self._document.saving(path)

        def on_finished(written: bool) -> None:
            if written:
                on_written()

        self._write(path, lambda: write, self.save_as, on_finished)

    def _write(
        self,
        path: Path,
        prepare: Callable[[], WriteFunction],
        ask_other_path: AskOtherPath,
        on_finished: OnFinished = ignore_result,
        saved: str = _SAVED,
    ) -> None:
        withdraw(self)
        try:
            write = prepare()
        except EngineError as error:
            self._on_not_saved(str(error), ask_other_path)
            return

        def on_job_finished(written: bool) -> None:
            if written:
                actions = [("Open folder", partial(self._open, path.parent))]
                if path.suffix.lower() in _SEEN_SUFFIXES:
                    actions.insert(0, ("Open", partial(self._open, path)))
                show_notice(self, saved.format(name=printable(path.name)), *actions)
            on_finished(written)

        self.queue.save(path, write, ask_other_path, on_job_finished)

    def _open(self, path: Path) -> None:
        if problem := open_outside(path):
            show_error(self, problem)

    def _on_not_saved(self, text: str, ask_other_path: AskOtherPath) -> None:
        show_error(self, text, ("Save elsewhere…", ask_other_path))


class SavingBar(QWidget):
    """The progress of `saving`, shown while it writes a file that takes long."""

    def __init__(self, saving: SaveQueue) -> None:
        super().__init__()
        self.setObjectName("saving_bar")
        self._saving = saving
        self._text = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle, max_chars=_MAX_BAR_CHARS)
        self._text.setObjectName("saving_words")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Saving")
        stop = QPushButton("Stop saving")
        stop.setObjectName("stop_saving_button")
        stop.setProperty("role", "compact")
        row_of(self._text, (self._progress, 1), stop, spacing=8).on(self)
        self._show_timer = QTimer(self, singleShot=True, interval=_BAR_DELAY_MS)
        self._show_timer.timeout.connect(self.show)
        stop.clicked.connect(saving.cancel)
        saving.changed.connect(self._show_state)
        saving.progressed.connect(self._show_progress)
        self._show_state()

    def _show_state(self) -> None:
        name = self._saving.name
        if name is None:
            self._show_timer.stop()
            with keep_focus(self, self.window):
                self.hide()
            self._progress.setRange(0, 0)  # busy, until the size of the next file is known
            return
        closes = self._saving.has_deferred_action
        self._text.show_text(f"Saving {name}; then the window closes" if closes else f"Saving {name}")
        if not self.isVisible() and not self._show_timer.isActive():
            self._show_timer.start()

    def _show_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, 100)  # percent, since bytes may exceed 32 bits
        self._progress.setValue(100 * done // max(total, 1))
