"""The main window: creates the models and panels and connects them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow

from catgui.documents.class_choice_prompt import ClassChoicePrompt
from catgui.documents.drop_target import DropTarget
from catgui.documents.unsaved_prompt import LostEditsPrompt
from catgui.inputs.classify_paths import OpenAs
from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.data_change import DataChange
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.edit_keeper import EditKeeper
from catgui.models.edits.kept_edits import KeptEdits
from catgui.models.edits.picture_adder import PictureAdder
from catgui.models.photos.collection import PhotoCollection
from catgui.models.runs.history import RunHistory
from catgui.models.runs.restorer import RunRestorer
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.summary import RunSummaryModel
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Callback, Workspace
from catgui.panels.data_panel import DataPanel
from catgui.panels.mistakes_panel import MistakesPanel
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.services.storage_check import StorageMonitor
from catgui.shell.action_states import ActionStates, Models
from catgui.shell.announcements import Announcements
from catgui.shell.docking.docks import Docks
from catgui.shell.focus import FocusManager
from catgui.shell.frame.change_report import ChangeReport
from catgui.shell.frame.files import DataModels, RunModels, WindowFiles
from catgui.shell.frame.geometry import set_initial_size
from catgui.shell.frame.title import WindowTitle
from catgui.shell.frame.view_settings import ViewSettings
from catgui.shell.handlers import action_handlers
from catgui.shell.menus import Menus
from catgui.shell.messages import Messages, PutAsideNotice
from catgui.shell.photo_commands import PhotoCommands
from catgui.shell.saving_bar import SavingBar
from catgui.shell.summary_actions import SummaryActions
from catgui.style.theme import Theme

if TYPE_CHECKING:
    from catgui.guidance.conditions import LessonModels
    from catgui.guidance.files_command import FilesCommand
    from catgui.guidance.help_commands import HelpCommands
    from catgui.shell.deferred_panels import DeferredPanels

_UNDO_LIMIT = 100
_DEFERRED = {
    "photos_panel": "Your photos",
    "runs_panel": "Runs",
    "threshold_panel": "Threshold",
    "why_panel": "Why",
    "learned_panel": "Weights",
    "luck_panel": "Reliability",
    "doubtful_panel": "Doubtful labels",
    "options_panel": "More settings",
}


class MainWindow(QMainWindow):
    """The docks, menus and messages around the models.

    Attributes: `docks`; `messages`; `settings`; the models `workspace`, `training_settings`, `session`, `playback`,
    `controls`, `runs`, `picked`, `document` and `photos`; `files`, which reads and writes them; `storage`, which knows
    what cannot be written.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self._theme = theme
        self._undo_stack = UndoStack(self, _UNDO_LIMIT)
        self.session = TrainingSession(self)
        self.training_settings = TrainingSettings(self, self._undo_stack)
        self.document = ModelDocument(self.session, self)
        self.runs = RunHistory(self.session, self._undo_stack, self)
        self.kept_edits = KeptEdits()
        self.workspace = Workspace(self, settings.folder_settings, self._confirm_other_data, self.kept_edits.find)
        self.playback = RunPlayback(self.session, self)
        self.controls = RunControls(self.workspace, self.training_settings, self.session, self.playback, self)
        self.picked = SelectedPicture(self)
        self.data_editor = DataEditor(self.workspace, self._undo_stack, self)
        self.run_restorer = RunRestorer(
            self.workspace, self.data_editor, self.session, self.training_settings, self.runs, self
        )
        self.photos = PhotoCollection(self.workspace, self.session, self._undo_stack, self)
        self.data_change = DataChange(self.workspace, self.session, self.photos, self._undo_stack, self)
        self.change_report = ChangeReport(self.data_change, self)
        self.messages = Messages(self)
        self.edit_keeper = EditKeeper(self.data_editor, self.kept_edits, self)
        self.picture_adder = PictureAdder(self.workspace, self.data_editor, self)
        self._data = DataPanel(self.workspace, self.picked, self.data_editor, self.picture_adder)
        self.summary = RunSummaryModel(self.session, self)
        self._training = TrainingPanel(
            self.workspace, self.training_settings, self.session, self.playback, self.controls, self.runs, self.summary
        )
        self._results = ResultsPanel(self.session)
        self._wrong = MistakesPanel(self.session, self.picked, self.photos.detections)
        self.files = self._create_files()
        self._lost_edits = LostEditsPrompt(self, self.edit_keeper, self.files.save_commands.choose_data_export)
        self.storage = StorageMonitor(settings, self)
        self.storage.watch((self.runs, self.edit_keeper, self.files.last_session, self.files.recovery.recovery))
        self._deferred_panels: DeferredPanels | None = None
        self._lay_out()
        self._create_menus()
        WindowTitle(self, self.workspace, self.document)
        self._connect()
        self._view_settings.restore()
        self._data.take_focus()  # not a field of the form: Space must train at once

    def _create_files(self) -> WindowFiles:
        data = DataModels(self.workspace, self.data_editor, self.picture_adder, self.photos)
        runs = RunModels(self.training_settings, self.session, self.playback, self.document, self.runs)
        return WindowFiles(self, self.settings, data, runs, self._training.plot)

    def _confirm_other_data(self, proceed: Callback, cancel: Callback) -> None:
        self.files.unsaved.confirm_other_data(proceed, cancel)

    def _lay_out(self) -> None:
        for card in (*self.files.bars, SavingBar(self.files.save_commands.queue)):
            self.messages.stack.add(card)
        self.docks = Docks(
            self,
            left=("Data", self._data),
            center=self._training,
            right=("Results", self._results),
            bottom=[("Wrong predictions", self._wrong)],
            deferred=_DEFERRED,
        )
        self._theme.apply_style_sheet()
        set_initial_size(self, QSize(1280, 800))
        self.docks.apply_default_sizes()
        self.messages.stack.set_area(self._training.plot, is_empty=lambda: not len(self.session.costs))
        self._view_settings = ViewSettings(self.settings, self, self.docks, self._training)
        self.photo_commands = PhotoCommands(self.docks, lambda: self.create_deferred_panels().photos, self)
        folders = {"data_panel": OpenAs.DATA, "photos_panel": OpenAs.PHOTOS}
        self._drops = DropTarget(self, self.docks.all, folders, self.workspace)

    def _create_menus(self) -> None:
        self._menus = Menus(self, action_handlers(self))
        self._menus.add_undo(self._undo_stack)
        self._menus.add_docks(self.docks.all)
        self._menus.add_reopening(self.settings)
        self._menus.add_detector(self.photos.detections, self.settings)
        self._menus.add_themes(self._theme, self.settings)
        self._training.set_export_menu(self._menus.export)
        self._menus.add_recent(lambda: self.settings.recent, self.workspace.open)
        models = Models(
            self.workspace, self.session, self.controls, self.document, self.photos, self.runs, self.data_change
        )
        ActionStates(self._menus.actions, models, self)
        self._focus = FocusManager(self.docks.all, self._menus.actions["train"], self)
        self._announcements = Announcements(self, self.summary, self.photos)

    def _connect(self) -> None:
        self._data.open_requested.connect(self.files.open_commands.choose_data)
        self._data.pictures_requested.connect(self.files.open_commands.choose_own_pictures)
        self._data.addition_requested.connect(self.files.addition_commands.choose)
        self.summary_actions = SummaryActions(self.playback, self.training_settings, self.docks.raise_named, self)
        self.controls.edit_taken.connect(self.runs.take_edit)
        self._training.summary_clicked.connect(self.summary_actions.act)
        self._results.cell_clicked.connect(self._show_cell)
        self._wrong.why_requested.connect(self.show_why)
        self._wrong.map_export_requested.connect(self.files.save_commands.choose_map_export)
        self.files.open_commands.photos_opened.connect(self.photo_commands.add_paths)
        self._drops.paths_dropped.connect(self.files.open_commands.open_paths)
        self._drops.pictures_dropped.connect(self.photo_commands.drop)
        self._drops.additions_dropped.connect(self.picture_adder.add)
        ClassChoicePrompt(self, self.workspace).photos_requested.connect(self.photo_commands.add_paths)
        self._end_messages()
        self.docks.help_requested.connect(lambda panel: self.help.explain_panel(panel))
        for dock in self.docks.deferred:
            dock.visibilityChanged.connect(self._on_deferred_shown)
        self.messages.hold_until(self.workspace.dataset_changed)  # the last connection to this signal

    def _end_messages(self) -> None:
        """Connect each source of errors with what ends them; the other sources' errors stay until they are closed."""
        files, commands = self.files, self.files.save_commands
        self._another_run = (self.session.run_started, self.workspace.dataset_changed)
        for_run = (self.summary, self.playback, self.photos, self.run_restorer, self.data_change)
        self.messages.end_with(self._another_run, *for_run, files.loader, files.data_finder)
        other_data = (self.workspace.dataset_changed, self.document.opened)
        of_data = (self.workspace, self.data_editor, self.picture_adder)
        self.messages.end_with(other_data, *of_data, files.open_commands)
        self.messages.end_with((commands.save_started, *self._another_run), files.dialogs, commands)
        self.storage.changed.connect(self.messages.show_lasting)
        put_aside = PutAsideNotice(self.messages, self.run_restorer, self.runs)
        for source in (files.unsaved, self.runs):
            source.put_aside.connect(put_aside.show_record)

    def create_deferred_panels(self) -> DeferredPanels:
        """The panels that are hidden at first, created by the first call."""
        if self._deferred_panels is not None:
            return self._deferred_panels
        # Their imports can wait for the window too.
        from catgui.shell.deferred_panels import DeferredPanels, connect_panels

        self._deferred_panels = panels = DeferredPanels(
            self.workspace, self.session, self.picked, self.runs, self.training_settings, self.photos, self.data_editor
        )
        self.docks.set_panels(panels.all)
        self._view_settings.restore_photos(panels.photos)
        connect_panels(panels, self)
        self.messages.end_with(self._another_run, *panels.models)
        self._results.create_view()
        return panels

    @cached_property
    def help(self) -> HelpCommands:
        """The commands of the Help menu, imported when they are first used."""
        from catgui.guidance.help_commands import HelpCommands

        raise_panel, shortcuts = self.docks.raise_panel, self._menus.shortcuts
        return HelpCommands(self, raise_panel, self._lesson_models, self.settings, shortcuts)

    @cached_property
    def program_files(self) -> FilesCommand:
        """The list of the program's own files, imported when it is first used."""
        from catgui.guidance.files_command import FilesCommand
        from catgui.shell.program_files import program_files

        return FilesCommand(self, program_files(self))

    def _lesson_models(self) -> LessonModels:
        from catgui.guidance.conditions import LessonModels

        seeds = self.create_deferred_panels().trials.seeds
        training = self.training_settings, self.session, self.playback, self.controls
        return LessonModels(self.workspace, *training, self.picked, self.photos, seeds)

    def _on_deferred_shown(self, visible: bool) -> None:
        if visible:  # in a restored layout, one of them may be in front
            self.create_deferred_panels()

    def _show_cell(self, part: str, label: int, predicted: int) -> None:
        self.docks.raise_panel(self._wrong)
        self._wrong.show_cell(part, label, predicted)

    def show_why(self) -> None:
        """Bring the explanation of the selected picture to the front."""
        self.docks.raise_named("why_panel")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a key that nothing has taken, as after a click in a lesson, to the photos if they were used last."""
        if not self.photo_commands.take_key(event, self._focus.last_list):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write all files, ask about an unsaved network, then shut down."""
        if not (self._lost_edits.proceed_or_defer(self.close) and self.files.proceed_or_defer(self.close)):
            event.ignore()
            return
        if "help" in self.__dict__:
            self.help.shutdown()
        if self._deferred_panels is not None:
            self._deferred_panels.shutdown()
        self.storage.shutdown()
        reading = (self._announcements, self._drops, self.picture_adder, self.run_restorer, self.files, self.playback)
        for owner in reading:
            owner.shutdown()
        self.controls.shutdown()
        models = (self.session, self.workspace, self.photos, self.data_change, self.edit_keeper, self.runs)
        for model in models:  # the run's record is the last
            model.shutdown()
        for task in self.findChildren(BackgroundTask):  # one that began as others were shut down
            task.shutdown()
        self._view_settings.store()
        event.accept()
