"""The main window: creates the models and panels and connects them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.documents.drop_target import DropTarget
from catgui.documents.save_commands import RUN_FORMATS
from catgui.documents.window_models import WindowModels
from catgui.inputs.classify_paths import OpenAs
from catgui.models.background_task import end_work
from catgui.models.messages import panel_requests, show_error
from catgui.panels.data_panel import DataPanel
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.panels.wrong_predictions_panel import WrongPredictionsPanel
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings
from catgui.shell.deferred_panels import DeferredPanels
from catgui.shell.files import WindowFiles
from catgui.shell.keys import FocusManager, PlayControls
from catgui.shell.menus import FindButton, Menus, QuestionButton
from catgui.shell.messages import Announcements, Messages
from catgui.shell.panel_area import PanelArea
from catgui.shell.view_settings import ViewSettings
from catgui.style.colors import Theme
from catgui.style.text_size import NORMAL, text_size
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.commands import figure_exports
from catgui.widgets.basic.focus import order_tabs
from engine.data.sources import BUILTIN, COURSE
from engine.text import printable

if TYPE_CHECKING:
    from catgui.help.finding import Search
    from catgui.help.window import HelpCommands
    from catgui.shell.presentation import Presentation
    from catgui.shell.program_files import FilesDialog

_NOT_ALL_KEPT = "Not all of your work is kept yet."
_CLOSES = "Catgui closes once it is."
_RUN_EXPORTS = [f"export_{name}" for name in RUN_FORMATS]
# Their object names, since they are made after the window.
_PHOTOS, _PHOTO_CARDS = "photos_panel", "photo_cards"


class MainWindow(QMainWindow):
    """The panels, menus and messages around the models.

    Attributes: `panels`; `messages`; `settings`; `keeper`, which writes the profile; `models`, of which `workspace`,
    `training_settings`, `session`, `playback`, `player`, `controls`, `runs`, `picked`, `document`, `data_editor` and
    `photos` are attributes of the window, too; `files`, which reads and writes them; `deferred`, the
    panels that are hidden at first, made with the others if the window `is_whole`; `is_shut_down`.
    """

    def __init__(self, settings: Settings, theme: Theme, is_whole: bool = False) -> None:
        super().__init__()
        self.settings = settings
        self._theme = theme
        theme.setParent(self)  # it ends with the window, and so styles no later one
        self.keeper = ProfileKeeper(self)
        self.models = models = WindowModels(settings, self.keeper, self)
        self.workspace, self.session, self.training_settings = models.workspace, models.session, models.settings
        self.playback, self.player, self.controls = models.playback, models.player, models.controls
        self.runs, self.document, self.picked = models.history, models.document, models.picked
        self.data_editor, self.photos = models.editor, models.photos
        self.messages = Messages(self, self.session, self.keeper)
        self._data = DataPanel(self.workspace, self.picked, self.data_editor, models.adder)
        self._training = TrainingPanel(self.controls, self.runs, models.summary)
        self._wrong = WrongPredictionsPanel(self.session, self.picked, self.data_editor)
        self._results = ResultsPanel(self.session, self._wrong.show_cell)
        self.files = WindowFiles(self, settings, self.keeper, self.models, self._training.plot)
        self.is_shut_down = False
        self.deferred = DeferredPanels(models, self.files, self._training.time, self._adopt)
        self._lay_out()
        self._create_menus()
        self._connect()
        self._update_title()
        self._update_actions()
        if is_whole:
            self.make_all_panels()
        theme.apply_style_sheet()  # now, to all widgets at once
        self._view_settings.restore()
        self._training.plot.setFocus()  # not a field or a list: Space must train at once

    def _lay_out(self) -> None:
        first: list[QWidget] = [self._data, self._results, self._wrong]
        self.panels = PanelArea(self, self._training.bar, self._training, first)
        self.setCentralWidget(self.panels)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        # Permanent widgets: the others make way for the tips of menus.
        status.addPermanentWidget(self.files.save_commands.bar)
        status.addPermanentWidget(self.messages.place, 1)
        self._view_settings = ViewSettings(self.settings, self, self.panels, self._training, self.models)
        pages = self.panels.pages
        folders = (pages[self._data.objectName()], OpenAs.DATA), (pages[_PHOTOS], OpenAs.PHOTOS)
        self._drops = DropTarget(self, folders, self.workspace)

    def _create_menus(self) -> None:
        self._menus = Menus(self, self._action_handlers())
        self._menus.add_undo(self.models.undo_stack)
        self._menus.add_panels(self.panels.actions_of)
        self._menus.add_reopening(self.settings)
        time = self._training.time
        PlayControls(self, self.player, self.playback, self.session, time)
        self._menus.add_play(time.play)
        self._menus.add_themes(self._theme, self.settings)
        self._training.set_export_menu(self._menus.export)
        self._menus.add_recent(lambda: self.settings.recent, self.workspace.open, self._data.sources.entries)
        for button in (FindButton(self._menus.actions["find"]), QuestionButton(self.panels.open)):
            self.statusBar().addPermanentWidget(button)
        self._focus = FocusManager(self.panels.pages.values(), self._menus.actions["train"], self)
        Announcements(self, self.session, self.models.summary)

    def _connect(self) -> None:
        self._data.sources.pair.triggered.connect(self.files.open_commands.choose_data)
        self._data.sources.own_pictures.triggered.connect(self.files.open_commands.choose_folder)
        panel_requests.requested.connect(self.panels.open)
        self.picked.between_asked.connect(lambda: self.models.corners.put_selected_and_open())
        figure_exports.requested.connect(self.files.save_commands.choose_figure_export)
        self._drops.paths_dropped.connect(self.files.open_commands.open_dropped)
        self.files.open_commands.photos_opened.connect(lambda paths: self.deferred.photos.add_files(paths))
        self._drops.pictures_dropped.connect(lambda mime: self.deferred.photos.drop(mime))
        self._drops.additions_dropped.connect(self.models.adder.add)
        self.files.open_commands.opening.connect(self.messages.end_errors)
        self.keeper.reported.connect(partial(show_error, self.keeper))
        self.keeper.begun.connect(self.runs.load)
        for name, page in self.panels.pages.items():
            page.missing.connect(partial(self._make_panel, name))
        for changed in (self.workspace.dataset_changed, self.document.changed):
            changed.connect(self._update_title)
        for changed in (self.controls.changed, self.photos.photos_changed, self.runs.changed):
            changed.connect(self._update_actions)

    def make_all_panels(self) -> None:
        """Make the panels that are not made yet."""
        for name in self.panels.pages:
            self._make_panel(name)

    def _make_panel(self, name: str) -> None:
        if self.panels.pages[name].panel is None:
            self.deferred.make(name)

    def _adopt(self, panel: QWidget) -> None:
        page = self.panels.pages[panel.objectName()]
        page.set_panel(panel)
        # Tab leads from the panel into it; Qt moves only what takes the focus.
        panel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        order_tabs(page, [panel, *panel.findChildren(QWidget)])
        panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @cached_property
    def help(self) -> HelpCommands:
        """The commands of the Help menu, imported when they are first used. Help names the keys of all panels."""
        from catgui.help.window import HelpCommands

        self.make_all_panels()
        return HelpCommands(self, self.workspace, self.training_settings, self.runs, self._menus.shortcuts)

    @cached_property
    def presentation(self) -> Presentation:
        """The view for a class room, imported when it is first used."""
        from catgui.shell.presentation import Presentation

        return Presentation(self, self.panels, self.controls, self.messages)

    @cached_property
    def search(self) -> Search:
        """The search, imported when it is first used."""
        from catgui.help.finding import Search

        return Search(self, self.help)

    @cached_property
    def program_files(self) -> FilesDialog:
        """The dialog of the program's own files, imported when it is first used."""
        from catgui.shell.program_files import FilesDialog

        return FilesDialog(self, self.keeper, self.settings)

    def _update_title(self) -> None:
        """Name the file and the open data, and the network's data if they are others."""
        dataset, path = self.workspace.dataset, self.document.path
        names = [printable(path.name)] if path is not None else []
        if other := self.document.other_data_of_training:
            names = [f"{names[0] if names else 'network'} (trained on {printable(other)})"]
        names += [dataset.name] if dataset is not None else []
        self.setWindowTitle(f"{escape_title(' – '.join(names))}[*] – Catgui" if names else "Catgui[*]")
        self.setWindowModified(self.document.modified)

    def _update_actions(self) -> None:
        """Enable the actions that can do something now; actions of the run take the texts of the buttons."""
        actions, commands = self._menus.actions, self.controls.commands
        for name, command in commands.items():
            actions[name].setEnabled(command.action is not None)
            actions[name].setStatusTip(command.tip)
            if command.is_on is not None:
                actions[name].setCheckable(True)
                actions[name].setChecked(command.is_on)
        actions["train"].setText(f"&{commands['train'].text}")
        enabled = {
            **dict.fromkeys(("save", "save_as", "export_page"), self.document.can_save),
            **dict.fromkeys(_RUN_EXPORTS, self.session.now.run is not None),
            "export_predictions": len(self.photos) > 0,
            "save_data": self.workspace.dataset is not None,
        }
        for name, is_enabled in enabled.items():
            actions[name].setEnabled(is_enabled)

    def _action_handlers(self) -> dict[str, Callable[[], object]]:
        """What each of `ACTIONS` calls, by its id."""
        opening, saving = self.files.open_commands, self.files.save_commands
        return {
            "open": opening.choose_data,
            "open_folder": opening.choose_folder,
            "open_builtin": lambda: self.workspace.open(BUILTIN),
            "open_course": lambda: self.workspace.open(COURSE),
            "open_model": opening.choose_model,
            "open_photos": opening.choose_photos,
            "save": saving.save,
            "save_as": saving.save_as,
            **{name: partial(saving.choose_export, name.removeprefix("export_")) for name in _RUN_EXPORTS},
            "export_page": saving.choose_page_export,
            "export_predictions": saving.choose_prediction_export,
            "save_data": saving.choose_data_export,
            "start_fresh": lambda: self.program_files.ask_to_start_fresh(),
            "quit": self.close,
            "paste": lambda: self.deferred.photos.paste(),
            **{name: partial(self.controls.perform, name) for name in self.controls.commands},
            "fill_window": self.panels.fill_used,
            "restore_layout": self.panels.restore_layout,
            "present": lambda: self.presentation.toggle(),
            "larger_text": partial(text_size.step, 1),
            "smaller_text": partial(text_size.step, -1),
            "normal_text": partial(text_size.set_percent, NORMAL),
            "go_to_message": self.messages.place.take_focus,
            # Imported when they are first used.
            "lessons": lambda: self.help.show_lessons(),
            "panel_help": lambda: self.help.show_panel_help(),
            "find": lambda: self.search.bring_up(),
            "glossary": lambda: self.help.show_glossary(),
            "shortcuts": lambda: self.help.show_shortcuts(),
            "program_files": lambda: self.program_files.open(),
            "about": self._show_about,
        }

    def _show_about(self) -> None:
        from catgui.shell.program_files import show_about  # not needed before

        show_about(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass keys that no widget has handled to the photos if they were used last."""
        used = self._focus.last_list
        is_of_photos = used is not None and used.objectName() == _PHOTO_CARDS
        if not (is_of_photos and self.deferred.photos.handle_key(event)):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write the user's files, which may take longer, then the profile; it asks if that fails."""
        if not self.files.proceed_or_defer(self.close) or not self._keep():
            event.ignore()
            return
        self.shut_down()
        event.accept()

    def _keep(self) -> bool:
        """Write the profile; returns False, and asks, if that is not possible and the user does not know it yet."""
        was_told = bool(self.keeper.notice)
        self._end_work()
        is_kept = self.keeper.finish() or was_told or not self.keeper.obstacle
        if not is_kept:
            self._ask_to_close()
        return is_kept

    def _ask_to_close(self) -> None:
        """Close once everything is kept, or as soon as the user does not want to wait for it."""
        from catgui.widgets.basic.text_dialogs import MessageBox  # not needed before

        note = f"{self.keeper.obstacle}\n{_CLOSES}"
        box = MessageBox("close_question", _NOT_ALL_KEPT, note, MessageBox.Icon.Warning, self)
        box.setEscapeButton(box.addButton("&Close without it", box.ButtonRole.DestructiveRole))
        box.finished.connect(self.shut_down)
        box.finished.connect(self.close)
        box.finished.connect(box.deleteLater)
        self.keeper.finished.connect(box.accept)
        box.open()

    def keep(self) -> None:
        """Write the profile before it returns: the system may end the program without asking again."""
        self.runs.record()
        self.files.session.write()
        self.keeper.wait()

    def shut_down(self) -> None:
        """Write the profile, and end all work; the second call does nothing."""
        self._end_work()
        self.keeper.shutdown()  # the last: the others put what is to be kept

    def _end_work(self) -> None:
        if self.is_shut_down:
            return
        self.is_shut_down = True
        self.player.stop()
        self.session.end_run()  # so that it is kept in the session as it is in Runs
        self.runs.record()
        self.files.session.flush()
        self._view_settings.store()
        for model in (self.files.session, self.controls, self.session, self.photos):
            model.shutdown()
        end_work(self)
