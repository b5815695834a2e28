"""Opening and saving: asks for the files, and passes them to the models that read and write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from catgui.documents.model_loader import ModelLoader
from catgui.documents.run_exports import Writers
from catgui.inputs.classify_paths import classify_paths
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.save_queue import AskOtherPath, OnFinished, SaveQueue, WriteFunction, ignore_result
from catgui.models.workspace import Callback, ConfirmDiscard, Workspace, do_nothing
from catgui.services.log import show_log_folder
from catgui.services.settings import Settings
from engine.data.dataset import Dataset, train_file_name
from engine.errors import EngineError
from engine.images.formats import PHOTO_SUFFIXES as PHOTO_SUFFIXES
from engine.progress import ProgressCallback
from engine.saved_model.model import MODEL_SUFFIX, Model
from engine.storage.user_dirs import NoHomeError, log_folder
from engine.text import printable

_DATA_FILES = "HDF5 files (*.h5 *.hdf5);;All files (*)"
_MODEL_FILES = f"Models (*{MODEL_SUFFIX})"
_PHOTO_FILES = f"Photos ({' '.join(f'*{suffix}' for suffix in PHOTO_SUFFIXES)});;All files (*)"
_EXPORTS = {
    ".png": "Plot as PNG (*.png)",
    ".svg": "Plot as SVG (*.svg)",
    ".csv": "Costs as CSV (*.csv)",
    ".html": "Report for a browser (*.html)",
    ".ipynb": "Jupyter notebook (*.ipynb)",
    ".py": "Python script (*.py)",
}


class FileCommands(QObject):
    """What the File menu does. A network is put in the place of another through `confirm_discard`.

    Attributes: `model_loader`, how they come in; `saving`, what is being written in the background; `dialog_open`,
    whether the user is being asked for a file, and what has begun before goes on. Signals:
    `failed(str)`, a text for the user; `save_failed(str, object)`, such a text and a way out: what it is called, and
    what asks for another place; `save_started()`, something is being written; `photos_opened(object)`, the paths of
    photos or folders of them.
    """

    failed = Signal(str)
    save_failed = Signal(str, object)
    save_started = Signal()
    photos_opened = Signal(object)

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        workspace: Workspace,
        document: ModelDocument,
        writers: Writers,
        confirm_discard: ConfirmDiscard,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._workspace = workspace
        self._document = document
        self._writers = writers
        self.model_loader = ModelLoader(workspace, confirm_discard, self)
        self.model_loader.failed.connect(self.failed)
        self.dialog_open = False
        self.saving = SaveQueue(self)
        self.saving.failed.connect(self._on_not_saved)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files as what they are: data, a model, photos. A model waits for the data that come with it."""
        opened = classify_paths(paths)
        if opened.data:
            self.model_loader.call_on_next_dataset(
                None if opened.model is None else partial(self._open_model_for, opened.model)
            )
            self._workspace.open([str(path) for path in opened.data])
        elif opened.model is not None:
            self.open_model(opened.model)
        if opened.photos:
            self.photos_opened.emit(list(opened.photos))

    def open_model(self, path: Path) -> None:
        """Open a network that was saved, to look at the data of the workspace."""
        self.model_loader.read(partial(_load_model, path), partial(self._apply_model, path))

    def _open_model_for(self, path: Path, _dataset: Dataset) -> None:
        self.open_model(path)

    def _apply_model(self, path: Path, model: Model) -> None:
        self.model_loader.call_with_dataset(None, partial(self._document.open, path, model))

    def choose_data(self) -> None:
        """Ask for a data set's files and open them."""
        self._choose("Open a data set: one or two HDF5 files", _DATA_FILES, self._workspace_open)

    def choose_folder(self) -> None:
        """Ask for a folder with two folders of pictures, and make a data set of it."""
        title = "Open a folder with two folders of pictures, one for each class"
        with self._file_dialog():
            name = QFileDialog.getExistingDirectory(self._window, title, self._settings.folder)
        if name:
            self._settings.folder = str(Path(name).parent)
            self._workspace.open([name])

    def choose_model(self) -> None:
        """Ask for a model's file and open it."""
        self._choose("Open a model", _MODEL_FILES, lambda names: self.open_model(Path(names[0])))

    def choose_photos(self) -> None:
        """Ask for photos and pass them on."""
        self._choose("Add photos", _PHOTO_FILES, lambda names: self.photos_opened.emit([Path(name) for name in names]))

    def _workspace_open(self, names: list[str]) -> None:
        self._workspace.open(names)

    def save(self) -> None:
        """Save the network to the file it has, or ask for one."""
        self.save_then(do_nothing, do_nothing)

    def save_then(self, on_saved: Callback, on_not_saved: Callback) -> None:
        """The same, and do what comes then, or else if it could not be saved or was not to be."""
        self._save_model(self._document.path or self._choose_model_path(), on_saved, on_not_saved)

    def save_as(self) -> None:
        """Ask for a file and save the network to it."""
        self._save_model(self._choose_model_path(), do_nothing, do_nothing)

    def _choose_model_path(self) -> Path | None:
        if not self._document.can_save:
            self.failed.emit("There is no network to save yet; train one first.")
            return None
        return self._choose_save_path("Save the model", f"model{MODEL_SUFFIX}", _MODEL_FILES, MODEL_SUFFIX)

    def _save_model(self, path: Path | None, on_saved: Callback, on_not_saved: Callback) -> None:
        if path is None:
            on_not_saved()
            return
        writing, on_written = self._document.saving(path)

        def on_ended(written: bool) -> None:
            if written:
                on_written()
            (on_saved if written else on_not_saved)()

        self._save(path, lambda: writing, self.save_as, on_ended)

    def choose_export(self) -> None:
        """Ask where to save the run: its plot, its costs, a report, or a program that does it again."""
        path = self._choose_save_path("Export the run", "run.png", ";;".join(_EXPORTS.values()), ".png")
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Save the run to `path` as what its ending says; says so where it cannot be."""
        if path.suffix.lower() not in _EXPORTS:
            *all_but_last, last = _EXPORTS
            self.failed.emit(f"{printable(path.name)}: choose a name that ends in {', '.join(all_but_last)} or {last}")
            return
        self._save(path, partial(self._writers[path.suffix.lower()], path), self.choose_export)

    def choose_verdict_export(self) -> None:
        """Ask where to save what the network says of the photos, and save it."""
        self._export_table("verdicts", "Verdicts", self.choose_verdict_export)

    def choose_run_export(self) -> None:
        """Ask where to save the table of runs, and save it."""
        self._export_table("runs", "Runs", self.choose_run_export)

    def choose_data_export(self) -> None:
        """Ask where to save the data set as a pair of HDF5 files, and save it."""
        dataset = self._workspace.dataset
        if dataset is None:
            self.failed.emit("There are no data to save yet; open a data set first.")
            return
        title = "Save the data as HDF5: the train file; the test file comes beside it"
        path = self._choose_save_path(title, train_file_name(dataset), _DATA_FILES, ".h5")
        if path is not None:
            self._save(path, lambda: partial(_write_pair, dataset, path), self.choose_data_export)

    def _export_table(self, name: str, title: str, ask_other_path: AskOtherPath) -> None:
        path = self._choose_save_path(f"Export the {name}", f"{name}.csv", f"{title} as CSV (*.csv)", ".csv")
        if path is not None:
            self._save(path, partial(self._writers[name], path), ask_other_path)

    def show_log(self) -> None:
        """Open the folder of the log in the system's file manager; says where it is if that cannot be done."""
        try:
            if not show_log_folder():
                self.failed.emit(f"The folder of the log could not be opened. It is {printable(log_folder())}.")
        except NoHomeError as error:
            self.failed.emit(f"There is no log. {error}")

    @contextmanager
    def _file_dialog(self) -> Iterator[None]:
        self.dialog_open = True
        try:
            yield
        finally:
            self.dialog_open = False

    def _choose(self, title: str, kinds: str, use: Callable[[list[str]], object]) -> None:
        with self._file_dialog():
            names, _ = QFileDialog.getOpenFileNames(self._window, title, self._settings.folder, kinds)
        if names:
            self._settings.folder = str(Path(names[0]).parent)
            use(names)

    def _choose_save_path(self, title: str, name: str, kinds: str, suffix: str) -> Path | None:
        suggestion = str(Path(self._settings.folder) / name)
        with self._file_dialog():
            chosen, kind = QFileDialog.getSaveFileName(self._window, title, suggestion, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if not path.suffix:
            path = path.with_name(path.name + next((s for s, k in _EXPORTS.items() if k == kind), suffix))
            if path.exists():
                # The dialog has asked about the name without its ending only.
                self.failed.emit(f"{printable(path)} is there already; to replace it, choose it by its whole name")
                return None
        self._settings.folder = str(path.parent)
        return path

    def _save(
        self,
        path: Path,
        prepare: Callable[[], WriteFunction],
        ask_other_path: AskOtherPath,
        on_finished: OnFinished = ignore_result,
    ) -> None:
        try:
            writing = prepare()
        except EngineError as error:
            self._on_not_saved(str(error), ask_other_path)
            return
        self.saving.save(path, writing, ask_other_path, on_finished)
        self.save_started.emit()

    def _on_not_saved(self, text: str, ask_other_path: AskOtherPath) -> None:
        self.save_failed.emit(text, ("Save elsewhere…", ask_other_path))


def _load_model(path: Path) -> Model:
    from engine.saved_model.file import load_model  # a window is to be there before

    return load_model(path)


def _write_pair(dataset: Dataset, path: Path, progress: ProgressCallback) -> None:
    from engine.data.hdf5.writer import write_pair  # h5py takes a while, and a window is to be there before

    write_pair(dataset, path, progress)
