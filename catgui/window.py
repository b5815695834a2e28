"""The main window: the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from catgui.about import show_about
from catgui.actions import ACTIONS, MENUS
from catgui.export import write_whole
from catgui.models.training_session import TrainingSession
from catgui.models.workspace import Workspace
from catgui.panels.data_panel import DataPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.settings import Settings
from catgui.theme import Theme, ThemeChoice
from catgui.widgets.message_bar import MessageBar
from engine.datasets import BUILTIN, COURSE
from engine.errors import EngineError

_EXPORTS = "Plot as PNG (*.png);;Plot as SVG (*.svg);;Costs as CSV (*.csv)"
_TRAIN_KEY = next(str(spec.key) for spec in ACTIONS if spec.id == "train")
_DATA_FILES = "HDF5 files (*.h5 *.hdf5);;All files (*)"


class MainWindow(QMainWindow):
    """Puts the panels in their places and joins them to the models. Attributes: `workspace`, `session`."""

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme
        self.workspace = Workspace(self)
        self.session = TrainingSession(self)
        self.setWindowTitle("Catgui")
        self._messages = MessageBar()
        self._data = DataPanel(self.workspace)
        self._training = TrainingPanel(self.workspace, self.session)
        self._menus: dict[str, QMenu] = {}
        self._actions: dict[str, QAction] = {}
        self._lay_out()
        self._make_menus()
        self._connect()
        self._restore()

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._messages)
        layout.addWidget(self._training, stretch=1)
        self.setCentralWidget(centre)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self._docks = [self._add_dock("Data", self._data, Qt.DockWidgetArea.LeftDockWidgetArea)]
        self.resizeDocks(self._docks, [360], Qt.Orientation.Horizontal)
        self.resize(1280, 800)

    def _add_dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(f"{panel.objectName()}_dock")
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        return dock

    def _make_menus(self) -> None:
        for title in MENUS:
            self._menus[title] = self.menuBar().addMenu(title)
        for spec in ACTIONS:
            if spec.apart:
                self._menus[spec.menu].addSeparator()
            action = self._menus[spec.menu].addAction(spec.text)
            action.setObjectName(f"{spec.id}_action")
            action.setStatusTip(spec.tip)
            if spec.key is not None:
                action.setShortcut(spec.key)
            action.triggered.connect(self._verbs()[spec.id])
            self._actions[spec.id] = action
        for dock in self._docks:
            self._menus["&View"].addAction(dock.toggleViewAction())
        self._add_themes(self._menus["&View"].addMenu("&Theme"))

    def _add_themes(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for choice in ThemeChoice:
            action = menu.addAction({"system": "As the system"}.get(choice.value, choice.value.capitalize()))
            action.setCheckable(True)
            action.setChecked(choice is self._theme.choice)
            action.setData(choice)
            group.addAction(action)
        group.triggered.connect(self._on_theme_chosen)

    def _verbs(self) -> dict[str, Callable[[], None]]:
        return {
            "open": self.choose_data,
            "open_builtin": self._open_builtin,
            "open_course": self._open_course,
            "export": self.choose_export,
            "quit": self._quit,
            "train": self._training.train_or_pause,
            "step": self._training.step,
            "stop": self.session.stop,
            "reset": self.session.reset,
            "about": self._about,
        }

    def _connect(self) -> None:
        self._data.open_requested.connect(self.choose_data)
        self._training.export_requested.connect(self.choose_export)
        self.workspace.failed.connect(self._messages.say)
        self.workspace.dataset_changed.connect(self._on_dataset_changed)
        self.session.failed.connect(self._messages.say)
        self.session.warned.connect(self._messages.say)
        self.session.run_started.connect(self._messages.hide)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _restore(self) -> None:
        if self._settings.geometry is not None:
            self.restoreGeometry(self._settings.geometry)
        if self._settings.layout is not None:
            self.restoreState(self._settings.layout)
        self._training.speed.set_position(self._settings.speed)
        self._training.log_scale.setChecked(self._settings.log_scale)

    def train(self) -> None:
        """Begin a run with the settings of the form, or go on with the paused one."""
        self._training.train()

    def choose_data(self) -> None:
        """Ask for a data set's files and open them."""
        names, _ = QFileDialog.getOpenFileNames(
            self, "Open a data set: one or two HDF5 files", self._settings.folder, _DATA_FILES
        )
        if names:
            self._settings.folder = str(Path(names[0]).parent)
            self.workspace.open(names)

    def choose_export(self) -> None:
        """Ask where to save the plot or the costs, and save them."""
        suggestion = str(Path(self._settings.folder) / "costs.png")
        name, chosen = QFileDialog.getSaveFileName(self, "Export the costs", suggestion, _EXPORTS)
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix("." + chosen.rpartition("*.")[2].rstrip(")"))
            self._settings.folder = str(path.parent)
            self.export(path)

    def export(self, path: Path) -> None:
        """Save the plot (.png, .svg) or the costs (.csv) to `path`; says so where it cannot be."""
        writers: dict[str, Callable[[Path], bool | None]] = {
            ".png": self._training.plot.save_png,
            ".svg": self._training.plot.save_svg,
            ".csv": self.session.costs.save_csv,
        }
        writer = writers.get(path.suffix.lower())
        if writer is None:
            self._messages.say(f"{path.name}: choose a name that ends in .png, .svg or .csv")
            return
        try:
            write_whole(path, writer)
        except EngineError as error:
            self._messages.say(str(error))

    def _open_builtin(self) -> None:
        self.workspace.open(BUILTIN)

    def _open_course(self) -> None:
        self.workspace.open(COURSE)

    def _quit(self) -> None:
        self.close()

    def _about(self) -> None:
        show_about(self)

    def _on_dataset_changed(self) -> None:
        self._messages.hide()
        dataset = self.workspace.dataset
        self.setWindowTitle("Catgui" if dataset is None else f"{dataset.name} – Catgui")

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Leave Space to the buttons and boxes that answer to it themselves."""
        taken = isinstance(now, (QAbstractButton, QComboBox))
        self._actions["train"].setShortcut("" if taken else _TRAIN_KEY)

    def _on_theme_chosen(self, action: QAction) -> None:
        self._theme.choose(action.data())
        self._settings.theme = self._theme.choice.value

    def closeEvent(self, event: QCloseEvent) -> None:
        """End all threads and remember the layout."""
        self.session.shutdown()
        self.workspace.shutdown()
        self._settings.geometry = self.saveGeometry()
        self._settings.layout = self.saveState()
        self._settings.speed = self._training.speed.position
        self._settings.log_scale = self._training.plot.logarithmic
        self._settings.sync()
        event.accept()
