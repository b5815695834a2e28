"""The main window: the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from catgui.documents.file_commands import FileCommands
from catgui.documents.recovery_prompt import RecoveryPrompt
from catgui.documents.run_exports import make_writers
from catgui.documents.unsaved_prompt import UnsavedPrompt
from catgui.inputs.classify_paths import classify_paths
from catgui.inputs.mime import local_paths
from catgui.models.documents.model_document import ModelDocument
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.panels.data_panel import DataPanel
from catgui.panels.mistakes_panel import MistakesPanel
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.shell.about import show_about
from catgui.shell.action_states import ActionStates
from catgui.shell.dock_care import DockAccessibility
from catgui.shell.docks import Docks
from catgui.shell.focus import FocusManager
from catgui.shell.geometry import restore_geometry, save_geometry, set_initial_size
from catgui.shell.menus import Menus
from catgui.shell.messages import Messages
from catgui.shell.saving_bar import SavingBar
from catgui.shell.title import WindowTitle
from catgui.style.theme import Theme
from catgui.widgets.photos.drops import accept_files
from engine.data.sources.opening import BUILTIN, COURSE

if TYPE_CHECKING:
    from catgui.shell.deferred_panels import DeferredPanels

# How many things can be undone, one after the other.
_UNDO_LIMIT = 100
_FIRST_SIZE = QSize(1280, 800)
_DEFERRED = {
    "runs_panel": "Runs",
    "threshold_panel": "Threshold",
    "why_panel": "Why",
    "learned_panel": "Weights",
    "luck_panel": "Luck and truth",
    "options_panel": "Options",
}


class MainWindow(QMainWindow):
    """Puts the panels in their places and joins them to the models.

    Attributes: `docks`, the places of the panels; `workspace`, `training_settings`, `session`, `travel`, `runs`,
    `picked`, `document` and `photos`, the models; `files` and `recovery`, which open and save; `messages`, what is
    said; `settings`, what is remembered.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self._theme = theme
        self._undo_stack = QUndoStack(self)
        self._undo_stack.setUndoLimit(_UNDO_LIMIT)
        self.session = TrainingSession(self)
        self.training_settings = TrainingSettings(QUndoStack(self), self)
        self.document = ModelDocument(self.session, self)
        self._unsaved = UnsavedPrompt(self, self.document, lambda *acts: self.files.save_then(*acts))
        self.workspace = Workspace(self, settings.own_data, self._unsaved.confirm_discard)
        self.travel = RunPlayback(self.session, self)
        self.picked = SelectedPicture(self)
        self.runs = RunHistory(self.session, self._undo_stack, self)
        self.photos = PhotoCollection(self.workspace, self.session, self._undo_stack, self)
        self.messages = Messages(self.session, self)
        self._data = DataPanel(self.workspace)
        self._training = TrainingPanel(self.workspace, self.training_settings, self.session, self.travel, self.runs)
        self._results = ResultsPanel(self.session)
        self._wrong = MistakesPanel(self.session)
        self._photos = PhotosPanel(self.photos, self.session, self.workspace)
        writers = make_writers(self._training.plot, self.session, self.photos, self.runs)
        self.files = FileCommands(self, settings, self.workspace, self.document, writers, self._unsaved.confirm_discard)
        self.recovery = RecoveryPrompt(self.workspace, self.document, self.files.model_loader, self)
        self._deferred_panels: DeferredPanels | None = None
        theme.apply_style_sheet()
        self._lay_out()
        self._menus = Menus(self, self._action_handlers())
        self._fill_menus()
        self._install_helpers()
        self._connect()
        self._restore()
        # Not one of the fields: Space is to train at once.
        self._data.take_focus()

    def _lay_out(self) -> None:
        center = QWidget()
        layout = QVBoxLayout(center)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages.bar)
        layout.addWidget(self.recovery.bar)
        layout.addWidget(SavingBar(self.files.saving, fallback=lambda: self._training.plot))
        layout.addWidget(self._training, stretch=1)
        self.setAcceptDrops(True)
        self.docks = Docks(
            self,
            left=("Data", self._data),
            center=center,
            right=("Results", self._results),
            bottom=[
                ("Wrong predictions", self._wrong),
                ("Your photos", self._photos),
            ],
            deferred=_DEFERRED,
        )
        set_initial_size(self, _FIRST_SIZE)
        self.docks.apply_default_sizes()

    def _fill_menus(self) -> None:
        self._menus.add_undo(self._undo_stack)
        self._menus.add_docks(self.docks.all)
        self._menus.add_themes(self._theme, self.settings)
        self._menus.add_recent(lambda: self.settings.recent, self.workspace.open)

    def _install_helpers(self) -> None:
        """Set up what follows the models, the docks and the keyboard by itself."""
        actions = self._menus.actions
        FocusManager(self.docks.all, actions["train"], self)
        DockAccessibility(self, self.docks.all)
        WindowTitle(self, self.workspace, self.document)
        ActionStates(
            actions, self.workspace, self.session, self.travel, self.document, self.photos, self.runs, parent=self
        )

    def _action_handlers(self) -> dict[str, Callable[[], object]]:
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
            "restore_layout": self.docks.restore_default_layout,
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
        self.messages.connect_failures((self.workspace, self.travel, self.runs, self.photos, self.files))
        self.files.save_failed.connect(self.messages.show_message)
        self.files.save_started.connect(self.messages.clear)
        for dock in self.docks.deferred:
            dock.visibilityChanged.connect(self._on_deferred_shown)
        self.workspace.dataset_changed.connect(self._on_dataset_changed)
        # After all that clears it away with the data before: this is for the first.
        self.messages.append_until(self.workspace.dataset_changed)

    def _restore(self) -> None:
        restore_geometry(self, self.settings)
        self._training.speed.set_position(self.settings.speed)
        self._training.log_scale.setChecked(self.settings.log_scale)

    def create_deferred_panels(self) -> None:
        """Make the panels that stand behind another at first; they are made once."""
        if self._deferred_panels is not None:
            return
        from catgui.shell.deferred_panels import (
            DeferredPanels,  # what they need is not there before the window is seen either
        )

        self._deferred_panels = back = DeferredPanels(
            self.workspace, self.session, self.picked, self.runs, self.training_settings
        )
        self.docks.set_panels(back.all)
        back.runs.export_requested.connect(self.files.choose_run_export)
        self.messages.connect_failures(back.models)

    def _on_deferred_shown(self, seen: bool) -> None:
        """Make the panels at once where one of them is in front, as in a layout that was remembered."""
        if seen:
            self.create_deferred_panels()

    def train(self) -> None:
        """Begin a run with the settings of the form, or go on with the paused one."""
        self._training.train()

    def show_photos(self) -> None:
        """Bring the user's photos to the front."""
        self.docks.raise_panel(self._photos)

    def _show_cell(self, part: str, label: int, predicted: int) -> None:
        self.docks.raise_panel(self._wrong)
        self._wrong.show_cell(part, label, predicted)

    def _add_photos(self, paths: list[Path]) -> None:
        self.show_photos()
        self._photos.add_paths(paths)

    def _paste(self) -> None:
        self.show_photos()
        self._photos.paste()

    def _on_dataset_changed(self) -> None:
        self.messages.clear()
        if isinstance(self.workspace.location, list):
            folder_data = self.workspace.folder_data
            self.settings.remember_dataset(self.workspace.location, folder_data.settings if folder_data else None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be opened: data, a model, photos, folders, pictures from a browser."""
        accept_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped as what it is."""
        if not accept_files(event):
            return
        paths = local_paths(event.mimeData())
        opened = classify_paths(paths)
        if opened.model or opened.data:
            self.files.open_paths(paths)
        else:
            self.show_photos()
            self._photos.drop(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what is being written, and ask for a network that no file holds; then end all threads."""
        # The user may have gone on since closing was put off until something was written.
        if self.files.dialog_open:
            event.ignore()
            return
        # In this order: after the question, nothing is to come up any more.
        if not self.files.saving.proceed_or_defer(self.close) or not self._unsaved.proceed_or_defer(self.close):
            event.ignore()
            return
        for end in (self.files.model_loader.shutdown, self.recovery.shutdown, self.travel.shutdown, self.runs.shutdown):
            end()
        if self._deferred_panels is not None:
            self._deferred_panels.shutdown()
        for end in (self.session.shutdown, self.workspace.shutdown, self.photos.shutdown):
            end()
        save_geometry(self, self.settings)
        self.settings.speed = self._training.speed.position
        self.settings.log_scale = self._training.plot.logarithmic
        self.settings.sync()
        event.accept()
