"""The main window: the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QUndoStack
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from catgui.about import show_about
from catgui.actions import ACTIONS
from catgui.file_commands import FileCommands
from catgui.menus import Menus
from catgui.mime import local_paths
from catgui.models.model_document import ModelDocument
from catgui.models.photo_collection import PhotoCollection
from catgui.models.training_session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.opening import sorted_out
from catgui.panels.data_panel import DataPanel
from catgui.panels.photos_panel import PhotosPanel
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.panels.wrong_panel import WrongPanel
from catgui.placement import bring_onto_screen
from catgui.settings import Settings
from catgui.theme import Theme
from catgui.unsaved import UnsavedQuestion
from catgui.widgets.drops import accept_files
from catgui.widgets.message_bar import MessageBar
from engine.datasets import BUILTIN, COURSE
from engine.names import displayable

_TRAIN_KEY = next(str(spec.key) for spec in ACTIONS if spec.id == "train")
_FIRST_SIZE = (1280, 800)
_SIDE_WIDTHS = (344, 288)
_BOTTOM_HEIGHT = 264


class MainWindow(QMainWindow):
    """Puts the panels in their places and joins them to the models.

    Attributes: `workspace`, `session`, `document`, `photos`, the models; `files`, the commands that open and save.
    """

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme
        self._undo_stack = QUndoStack(self)
        self.workspace = Workspace(self)
        self.session = TrainingSession(self)
        self.document = ModelDocument(self.session, self)
        self.photos = PhotoCollection(self.workspace, self.session, self._undo_stack, self)
        self._messages = MessageBar()
        self._data = DataPanel(self.workspace)
        self._training = TrainingPanel(self.workspace, self.session)
        self._results = ResultsPanel(self.session)
        self._wrong = WrongPanel(self.session)
        self._photos = PhotosPanel(self.photos, self.session, self.workspace)
        self.files = FileCommands(self, settings, self.workspace, self.document, self._writers())
        self._unsaved = UnsavedQuestion(self, self.document, self.files)
        self._lay_out()
        self._menus = Menus(self, self._verbs())
        self._fill_menus()
        self._connect()
        self._first_layout = self.saveState()
        self._restore()
        self._show_title()
        # Not one of the fields: Space is to train at once.
        self._data.take_focus()

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._messages)
        layout.addWidget(self._training, stretch=1)
        self.setCentralWidget(centre)
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        area = Qt.DockWidgetArea
        data = self._add_dock("Data", self._data, area.LeftDockWidgetArea)
        results = self._add_dock("Results", self._results, area.RightDockWidgetArea)
        wrong = self._add_dock("Wrong predictions", self._wrong, area.BottomDockWidgetArea)
        photos = self._add_dock("Your photos", self._photos, area.BottomDockWidgetArea)
        self.tabifyDockWidget(wrong, photos)
        wrong.raise_()
        self._docks = [data, results, wrong, photos]
        self.resize(*_FIRST_SIZE)
        self.resizeDocks([data, results], list(_SIDE_WIDTHS), Qt.Orientation.Horizontal)
        self.resizeDocks([wrong], [_BOTTOM_HEIGHT], Qt.Orientation.Vertical)

    def _add_dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(f"{panel.objectName()}_dock")
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        return dock

    def _fill_menus(self) -> None:
        self._menus.add_undo(self._undo_stack)
        self._menus.add_docks(self._docks)
        self._menus.add_themes(self._theme, self._settings)
        self._menus.add_recent(lambda: self._settings.recent, self.workspace.open)

    def _writers(self) -> dict[str, Callable[[Path], bool | None]]:
        """What the window can write, by the ending of the file or by name."""
        return {
            ".png": self._training.plot.save_png,
            ".svg": self._training.plot.save_svg,
            ".csv": self.session.costs.save_csv,
            "verdicts": self.photos.save_csv,
        }

    def _verbs(self) -> dict[str, Callable[[], object]]:
        return {
            "open": self.files.choose_data,
            "open_builtin": lambda: self.workspace.open(BUILTIN),
            "open_course": lambda: self.workspace.open(COURSE),
            "open_model": lambda: self._unsaved.before(self.files.choose_model),
            "save": self.files.save,
            "save_as": self.files.save_as,
            "export": self.files.choose_export,
            "export_verdicts": self.files.choose_verdict_export,
            "quit": self.close,
            "open_photos": self.files.choose_photos,
            "paste": self._paste,
            "train": self._training.train_or_pause,
            "step": self._training.step,
            "stop": self.session.stop,
            "reset": self.session.reset,
            "restore_layout": self._restore_first_layout,
            "about": lambda: show_about(self),
        }

    def _connect(self) -> None:
        self._data.open_requested.connect(self.files.choose_data)
        self._training.export_requested.connect(self.files.choose_export)
        self._photos.open_requested.connect(self.files.choose_photos)
        self._photos.export_requested.connect(self.files.choose_verdict_export)
        self._photos.train_requested.connect(self._training.train)
        self.files.photos_opened.connect(self._add_photos)
        for said in (self.workspace.failed, self.session.failed, self.session.warned, self.files.failed):
            said.connect(self._messages.say)
        self.photos.failed.connect(self._messages.say)
        self.session.run_started.connect(self._messages.hide)
        self.workspace.dataset_changed.connect(self._on_dataset_changed)
        self.document.changed.connect(self._show_title)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _restore(self) -> None:
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
            bring_onto_screen(self)
        if self._settings.layout is not None:
            self.restoreState(self._settings.layout)
        self._training.speed.set_position(self._settings.speed)
        self._training.log_scale.setChecked(self._settings.log_scale)

    def _restore_first_layout(self) -> None:
        self.restoreState(self._first_layout)

    def train(self) -> None:
        """Begin a run with the settings of the form, or go on with the paused one."""
        self._training.train()

    def show_photos(self) -> None:
        """Bring the user's photos to the front."""
        dock = self._docks[-1]
        dock.show()
        dock.raise_()

    def _add_photos(self, paths: list[Path]) -> None:
        self.show_photos()
        self._photos.add_paths(paths)

    def _paste(self) -> None:
        self.show_photos()
        self._photos.paste()

    def _on_dataset_changed(self) -> None:
        self._messages.hide()
        if isinstance(self.workspace.where, list):
            self._settings.remember(self.workspace.where)
        self._show_title()

    def _show_title(self) -> None:
        dataset, path = self.workspace.dataset, self.document.path
        names = [displayable(path.name)] if path is not None else []
        names += [dataset.name] if dataset is not None else []
        # Where a name holds the mark of a modified window itself, Qt wants it doubled.
        shown = " – ".join(names).replace("[*]", "[*][*]")
        self.setWindowTitle(f"{shown}[*] – Catgui" if names else "Catgui[*]")
        self.setWindowModified(self.document.modified)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring the panel with the focus to the front; leave Space to what answers to it by itself."""
        for dock in self._docks:
            if now is not None and dock.isAncestorOf(now) and not dock.isFloating():
                dock.raise_()
        taken = isinstance(now, (QAbstractButton, QComboBox))
        self._menus.actions["train"].setShortcut("" if taken else _TRAIN_KEY)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be opened: data, a model, photos, folders, pictures from a browser."""
        accept_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped as what it is."""
        if not accept_files(event):
            return
        paths = local_paths(event.mimeData())
        opened = sorted_out(paths)
        if opened.data or opened.model:
            self.files.open_paths(paths)
        else:
            self.show_photos()
            self._photos.drop(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for a network that no file holds; then end all threads and remember the layout."""
        if not self._unsaved.may_go(self.close):
            event.ignore()
            return
        self.session.shutdown()
        self.workspace.shutdown()
        self.photos.shutdown()
        self._settings.geometry = self.saveGeometry()
        self._settings.layout = self.saveState()
        self._settings.speed = self._training.speed.position
        self._settings.log_scale = self._training.plot.logarithmic
        self._settings.sync()
        event.accept()
