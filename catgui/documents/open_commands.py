"""The commands that open data sets, models and photos, with their questions; runs are opened with their data."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog

from catgui.documents.file_dialogs import ALL_FILES, FileDialogs, file_filter
from catgui.documents.window_models import WindowModels
from catgui.domain import saved_run_texts
from catgui.domain.edit_texts import bring_back_text, brought_back_text
from catgui.domain.run_record import RunRecord
from catgui.inputs.classify_paths import ClassifiedPaths, OpenAs, classify_paths
from catgui.models.background_task import BackgroundTask, Task, without_work
from catgui.models.messages import show_error, show_notice, withdraw
from catgui.models.training.session import RunNow
from catgui.models.workspace import ClassChoice, Workspace, do_nothing
from engine.data import course
from engine.data.dataset import DATA_SUFFIXES, DataOrigin, Dataset
from engine.data.edited_dataset import DataReference
from engine.data.sources import BUILTIN, COURSE
from engine.errors import EngineError
from engine.images.photo import PHOTO_SUFFIXES, is_photo_name
from engine.progress import Work
from engine.saved_model.model import MODEL_SUFFIX, Model, SavedRun
from engine.system.user_dirs import NoHomeError
from engine.text import printable

_QUEUED_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)

OnClassified = Callable[[ClassifiedPaths], object]
# The classified paths, and the function to call with them.
_Classification = tuple[ClassifiedPaths, OnClassified | None]


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
    places = [origin._replace(location=tuple(map(os.path.abspath, paths))) for paths in recent]
    alike = (place for place in (*places, origin.within(path.parent)) if origin.matches(place) and is_present(place))
    found = data._replace(origin=next(alike, origin))
    return replace(model, recipe=model.recipe._replace(data=found))


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


class OpenCommands(QObject):
    """Opens files that are named, dropped, or chosen in a dialog, and remembers data sets for the menu.

    It asks how folders of pictures are to be opened.

    Signals: `opening()`, files are about to be opened, whatever they are; `photos_opened(object)`, a list of paths of
    photos and folders of photos.
    """

    opening = Signal()
    photos_opened = Signal(object)

    def __init__(
        self,
        dialogs: FileDialogs,
        workspace: Workspace,
        run_opener: RunOpener,
    ) -> None:
        super().__init__(dialogs.window)
        self._dialogs = dialogs
        self._workspace = workspace
        self._run_opener = run_opener
        self._unclassified: deque[Task] = deque()
        self._classification = BackgroundTask(self)
        self._classification.failed.connect(self._on_failed)
        self._classification.succeeded.connect(self._open_classified)
        self._classification.busy_changed.connect(self._classify_next)
        self._waiting_model: Path | None = None
        self._opening: tuple[Path, bool] = Path(), False  # what is being read, and whether the data stay open
        self._reading = BackgroundTask(self)
        self._reading.failed.connect(self._on_failed)
        self._reading.succeeded.connect(self._on_model_read)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.not_opened.connect(self._on_not_opened)
        workspace.choice_needed.connect(self._ask_for_class)

    def open_paths(
        self, paths: Sequence[Path], folders: OpenAs = OpenAs.FITTING, on_classified: OnClassified | None = None
    ) -> None:
        """Open data, a model and photos; the model waits for the data.

        Folders are listed in the background. `on_classified` is called with what was found, once data are being opened.
        """
        self.opening.emit()
        self._unclassified.append(partial(_classify, tuple(paths), on_classified, folders))
        self._classify_next()

    def open_dropped(self, paths: Sequence[Path], folders: OpenAs, classified: ClassifiedPaths | None) -> None:
        """Open paths as `open_paths` does; at once if they were classified during the drag and no others wait."""
        self.opening.emit()
        if classified is not None and not self._classification.busy:
            self._open_classified((classified, None))
        else:
            self._unclassified.append(partial(_classify, tuple(paths), None, folders))
            self._classify_next()

    def _classify_next(self) -> None:
        if self._unclassified and not self._classification.busy:
            self._classification.start(self._unclassified.popleft())

    def _open_classified(self, found: _Classification) -> None:
        opened, on_classified = found
        if opened.data:
            self._waiting_model = opened.model
            self._workspace.open([str(path) for path in opened.data], opened.listings, asks=True)
        if on_classified is not None:
            on_classified(opened)
        if opened.model is not None and not opened.data:
            self.open_model(opened.model)
        if opened.problem:
            show_error(self, opened.problem)
        if opened.photos:
            self.photos_opened.emit(list(opened.photos))

    def open_model(self, path: Path, keep_data: bool = False) -> None:
        """Open a model, and its data unless `keep_data`."""
        self._opening = path, keep_data
        self._reading.start(partial(read_model, path, self._dialogs.settings.recent))

    def _on_model_read(self, model: Model) -> None:
        path, keep_data = self._opening
        self._run_opener.open(path, model, keep_data)

    def choose_data(self) -> None:
        """Ask for HDF5 files and open them; of pictures chosen instead, the folders, and of a network, the network."""
        pictures = file_filter("Pictures, with their folders", *PHOTO_SUFFIXES)
        both = file_filter("Data", *DATA_SUFFIXES, *PHOTO_SUFFIXES)
        kinds = both, file_filter("HDF5 files", *DATA_SUFFIXES), pictures, ALL_FILES
        names = self._ask_for_files("Open HDF5 files, or any picture of the folders", *kinds)
        if names and is_photo_name(names[0]):
            self._unclassified.append(partial(_classify_around, Path(names[0])))
            self._classify_next()
        elif any(Path(name).suffix.lower() == MODEL_SUFFIX for name in names):
            self.open_paths([Path(name) for name in names])
        elif names:
            self._workspace.open(names)

    def _ask_for_files(self, title: str, *filters: str) -> list[str]:
        """The files that the user chooses to be opened; none if the dialog was cancelled."""
        names = self._dialogs.files_to_open(title, *filters)
        if names:
            self.opening.emit()
        return names

    def choose_folder(self) -> None:
        """Ask for a folder of pictures and open it as a data set."""
        if name := self._ask_for_folder():
            self.open_paths([Path(name)], folders=OpenAs.DATA)

    def _ask_for_folder(self) -> str:
        return self._dialogs.folder_to_open("Open a folder with a folder for each class")

    def choose_model(self) -> None:
        """Ask for a model file and open it."""
        names = self._ask_for_files("Open a network", file_filter("Networks", MODEL_SUFFIX))
        if names:
            self.open_model(Path(names[0]))

    def choose_photos(self) -> None:
        """Ask for photos and emit their paths."""
        names = self._ask_for_files("Add photos", file_filter("Photos", *PHOTO_SUFFIXES), ALL_FILES)
        if names:
            self.photos_opened.emit([Path(name) for name in names])

    def _ask_for_class(self, choice: ClassChoice) -> None:
        """Ask which kind of pictures is to be recognized, and for the settings of the data."""
        other = QApplication.activeModalWidget()
        if isinstance(other, QDialog):
            # What was read in the background may arrive while another dialog is open.
            other.finished.connect(partial(self._ask_for_class, choice), _QUEUED_ONCE)
            return
        from catgui.widgets.opening import KindDialog  # not needed at start-up

        dialog = KindDialog(choice.kinds, choice.settings, self._dialogs.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._workspace.answer_choice(choice, dialog.chosen))
        dialog.photos_requested.connect(partial(self.photos_opened.emit, choice.location))
        dialog.rejected.connect(self._workspace.decline_choice)
        dialog.open()

    def _on_dataset_changed(self) -> None:
        """Remember the data for the menu, and open the model that was dropped with them."""
        location, folder_data = self._workspace.location, self._workspace.folder_data
        if isinstance(location, list):
            self._dialogs.settings.remember_dataset(location, folder_data.settings if folder_data else None)
        path, self._waiting_model = self._waiting_model, None
        if path is not None:
            self.open_model(path, keep_data=True)

    def _on_failed(self, text: str) -> None:
        # Not by the tasks: of several files opened together, the next would be begun before the user has read this.
        show_error(self, text)

    def _on_not_opened(self) -> None:
        self._waiting_model = None


def _classify(
    paths: tuple[Path, ...],
    on_classified: OnClassified | None,
    folders: OpenAs,
    work: Work,
) -> _Classification:
    return classify_paths(paths, work)[folders], on_classified


def _classify_around(picture: Path, work: Work) -> _Classification:
    """The data set that has the folder of `picture` as one of its classes."""
    own, around = picture.parent, picture.parent.parent
    found = classify_paths((around,), work)[OpenAs.DATA]
    if found.problem:
        taken = f"Each folder in {printable(around)}, such as {printable(own.name)}, would be a class."
        found = replace(found, problem=f"{taken} {found.problem}")
    return found, None
