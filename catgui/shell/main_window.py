"""The main window: the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from catgui.documents.file_commands import FileCommands
from catgui.documents.recovery_prompt import RecoveryOffer
from catgui.documents.run_exports import all_writers
from catgui.documents.unsaved_prompt import UnsavedQuestion
from catgui.inputs.classify_paths import sorted_out
from catgui.inputs.mime import local_paths
from catgui.models.documents.model_document import ModelDocument
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunBook
from catgui.models.selected_picture import PickedPicture
from catgui.models.training.playback import TimeTravel
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.panels.data_panel import DataPanel
from catgui.panels.mistakes_panel import WrongPanel
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.shell.about import show_about
from catgui.shell.action_states import Enabling
from catgui.shell.dock_care import DockCare
from catgui.shell.docks import Docks
from catgui.shell.focus import FocusGuide
from catgui.shell.geometry import give_first_size, keep_place, restore_place
from catgui.shell.menus import Menus
from catgui.shell.messages import Messages
from catgui.shell.saving_bar import SavingBar
from catgui.shell.title import Title
from catgui.style.theme import Theme
from catgui.widgets.photos.drops import accept_files
from engine.data.sources.opening import BUILTIN, COURSE

if TYPE_CHECKING:
    from catgui.shell.deferred_panels import BackPanels

# How many things can be undone, one after the other.
_MOST_UNDONE = 100
_FIRST_SIZE = QSize(1280, 800)
_BEHIND = {
    "runs_panel": "Runs",
    "threshold_panel": "Threshold",
    "why_panel": "Why",
    "learned_panel": "Weights",
    "luck_panel": "Luck and truth",
    "options_panel": "Options",
}


class MainWindow(QMainWindow):
    """Puts the panels in their places and joins them to the models.

    Attributes: `docks`, the places of the panels; `workspace`, `session`, `travel`, `runs`, `picked`, `document` and
    `photos`, the models; `files` and `recovery`, which open and save; `messages`, what is said;
    `settings`, what is remembered.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self._theme = theme
        self._undo_stack = QUndoStack(self)
        self._undo_stack.setUndoLimit(_MOST_UNDONE)
        self.session = TrainingSession(self)
        self.document = ModelDocument(self.session, self)
        self._unsaved = UnsavedQuestion(self, self.document, lambda *acts: self.files.save_and(*acts))
        self.workspace = Workspace(self, settings.own_data, self._unsaved.before)
        self.travel = TimeTravel(self.session, self)
        self.picked = PickedPicture(self)
        self.runs = RunBook(self.session, self._undo_stack, self)
        self.photos = PhotoCollection(self.workspace, self.session, self._undo_stack, self)
        self.messages = Messages(self.session, self)
        self._data = DataPanel(self.workspace)
        self._training = TrainingPanel(self.workspace, self.session, self.travel, self.runs)
        self._results = ResultsPanel(self.session)
        self._wrong = WrongPanel(self.session)
        self._photos = PhotosPanel(self.photos, self.session, self.workspace)
        writers = all_writers(self._training.plot, self.session, self.photos, self.runs)
        self.files = FileCommands(self, settings, self.workspace, self.document, writers, self._unsaved.before)
        self.recovery = RecoveryOffer(self.workspace, self.document, self.files, self)
        self._back: BackPanels | None = None
        theme.dress()
        self._lay_out()
        self._menus = Menus(self, self._verbs())
        self._fill_menus()
        self._attend()
        self._connect()
        self._restore()
        # Not one of the fields: Space is to train at once.
        self._data.take_focus()

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages.bar)
        layout.addWidget(self.recovery.bar)
        layout.addWidget(SavingBar(self.files.saving, refuge=lambda: self._training.plot))
        layout.addWidget(self._training, stretch=1)
        self.setAcceptDrops(True)
        self.docks = Docks(
            self,
            left=("Data", self._data),
            centre=centre,
            right=("Results", self._results),
            bottom=[
                ("Wrong predictions", self._wrong),
                ("Your photos", self._photos),
            ],
            behind=_BEHIND,
        )
        give_first_size(self, _FIRST_SIZE)
        self.docks.size()

    def _fill_menus(self) -> None:
        self._menus.add_undo(self._undo_stack)
        self._menus.add_docks(self.docks.all)
        self._menus.add_themes(self._theme, self.settings)
        self._menus.add_recent(lambda: self.settings.recent, self.workspace.open)

    def _attend(self) -> None:
        """Set up what follows the models, the docks and the keyboard by itself."""
        actions = self._menus.actions
        FocusGuide(self.docks.all, actions["train"], self)
        DockCare(self, self.docks.all)
        Title(self, self.workspace, self.document)
        Enabling(actions, self.workspace, self.session, self.travel, self.document, self.photos, self.runs, parent=self)

    def _verbs(self) -> dict[str, Callable[[], object]]:
        return {
            "open": self.files.choose_data,
            "open_folder": self.files.choose_folder,
            "open_builtin": lambda: self.workspace.open(BUILTIN),
            "open_course": lambda: self.workspace.open(COURSE),
            "open_model": self.files.choose_model,
            "save": self.files.save,
            "save_as": self.files.save_as,
            "export": self.files.choose_export,
            "export_verdicts": self.files.choose_verdict_export,
            "export_runs": self.files.choose_run_export,
            "save_data": self.files.choose_data_export,
            "quit": self.close,
            "open_photos": self.files.choose_photos,
            "paste": self._paste,
            "train": self._training.train_or_pause,
            "step": self._training.step,
            "branch": self._training.branch,
            "stop": self.session.stop,
            "reset": self.session.reset,
            "restore_layout": self.docks.restore,
            "open_log": self.files.show_log,
            "about": lambda: show_about(self),
        }

    def _connect(self) -> None:
        self._data.open_requested.connect(self.files.choose_data)
        self._training.export_requested.connect(self.files.choose_export)
        self._photos.open_requested.connect(self.files.choose_photos)
        for panel in (self._data, self._wrong, self._photos):
            panel.picked.connect(self.picked.pick)
        self._results.cell_clicked.connect(self._show_cell)
        self._photos.export_requested.connect(self.files.choose_verdict_export)
        self._photos.train_requested.connect(self._training.train)
        self.files.photos_opened.connect(self._add_photos)
        self.messages.hear((self.workspace, self.travel, self.runs, self.photos, self.files))
        self.files.not_saved.connect(self.messages.say)
        self.files.saved.connect(self.messages.clear)
        for dock in self.docks.behind:
            dock.visibilityChanged.connect(self._on_behind_seen)
        self.workspace.dataset_changed.connect(self._on_dataset_changed)
        # After all that clears it away with the data before: this is for the first.
        self.messages.hold(self.workspace.dataset_changed)

    def _restore(self) -> None:
        restore_place(self, self.settings)
        self._training.speed.set_position(self.settings.speed)
        self._training.log_scale.setChecked(self.settings.log_scale)

    def complete(self) -> None:
        """Make the panels that stand behind another at first; they are made once."""
        if self._back is not None:
            return
        from catgui.shell.deferred_panels import (
            BackPanels,  # what they need is not there before the window is seen either
        )

        self._back = back = BackPanels(self.workspace, self.session, self.picked, self.runs, self._training)
        self.docks.fill(back.all)
        back.runs.export_requested.connect(self.files.choose_run_export)
        self.messages.hear(back.models)

    def _on_behind_seen(self, seen: bool) -> None:
        """Make the panels at once where one of them is in front, as in a layout that was remembered."""
        if seen:
            self.complete()

    def train(self) -> None:
        """Begin a run with the settings of the form, or go on with the paused one."""
        self._training.train()

    def show_photos(self) -> None:
        """Bring the user's photos to the front."""
        self.docks.bring_forward(self._photos)

    def _show_cell(self, part: str, label: int, predicted: int) -> None:
        self.docks.bring_forward(self._wrong)
        self._wrong.show_cell(part, label, predicted)

    def _add_photos(self, paths: list[Path]) -> None:
        self.show_photos()
        self._photos.add_paths(paths)

    def _paste(self) -> None:
        self.show_photos()
        self._photos.paste()

    def _on_dataset_changed(self) -> None:
        self.messages.clear()
        if isinstance(self.workspace.where, list):
            own = self.workspace.own
            self.settings.remember(self.workspace.where, own.settings if own else None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be opened: data, a model, photos, folders, pictures from a browser."""
        accept_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped as what it is."""
        if not accept_files(event):
            return
        paths = local_paths(event.mimeData())
        opened = sorted_out(paths)
        if opened.model or opened.data:
            self.files.open_paths(paths)
        else:
            self.show_photos()
            self._photos.drop(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what is being written, and ask for a network that no file holds; then end all threads."""
        # The user may have gone on since closing was put off until something was written.
        if self.files.choosing:
            event.ignore()
            return
        # In this order: after the question, nothing is to come up any more.
        if not self.files.saving.may_go(self.close) or not self._unsaved.may_go(self.close):
            event.ignore()
            return
        for end in (self.files.networks.shutdown, self.recovery.shutdown, self.travel.shutdown, self.runs.shutdown):
            end()
        if self._back is not None:
            self._back.shutdown()
        for end in (self.session.shutdown, self.workspace.shutdown, self.photos.shutdown):
            end()
        keep_place(self, self.settings)
        self.settings.speed = self._training.speed.position
        self.settings.log_scale = self._training.plot.logarithmic
        self.settings.sync()
        event.accept()
