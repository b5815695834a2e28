"""The functions that the actions of the menus call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from catgui.models.tasks.messages import show_error
from catgui.services.log import open_log_folder
from catgui.shell.docking.layouts import LAYOUTS
from engine.data.sources import BUILTIN, COURSE

if TYPE_CHECKING:
    from catgui.shell.main_window import MainWindow


def action_handlers(window: MainWindow) -> dict[str, Callable[[], object]]:
    """The handler of each action in `ACTIONS`, by its id."""
    return {
        "open": window.files.open_commands.choose_data,
        "open_folder": window.files.open_commands.choose_folder,
        "open_builtin": lambda: window.workspace.open(BUILTIN),
        "open_course": lambda: window.workspace.open(COURSE),
        "open_model": window.files.open_commands.choose_model,
        "save": window.files.save_commands.save,
        "save_as": window.files.save_commands.save_as,
        "export_plot": lambda: window.files.save_commands.choose_export("plot"),
        "export_costs": lambda: window.files.save_commands.choose_export("costs"),
        "export_report": lambda: window.files.save_commands.choose_export("report"),
        "export_notebook": lambda: window.files.save_commands.choose_export("notebook"),
        "export_script": lambda: window.files.save_commands.choose_export("script"),
        "export_predictions": window.files.save_commands.choose_prediction_export,
        "export_runs": window.files.save_commands.choose_history_export,
        "save_data": window.files.save_commands.choose_data_export,
        "quit": window.close,
        "open_photos": window.files.open_commands.choose_photos,
        "add_pictures": window.files.addition_commands.choose,
        "what_changed": window.change_report.open,
        "paste": window.photo_commands.paste,
        "restore_defaults": window.training_settings.restore_defaults,
        "train": lambda: window.controls.perform("train"),
        "step": lambda: window.controls.perform("step"),
        "branch": lambda: window.controls.perform("branch"),
        "stop": lambda: window.controls.perform("stop"),
        "reset": lambda: window.controls.perform("reset"),
        "fill_window": window.docks.fill_window,
        **{f"{name}_layout": partial(window.docks.show_layout, name) for name in LAYOUTS},
        "restore_layout": window.docks.restore_layout,
        "go_to_message": window.messages.stack.toggle_focus,
        "lessons": lambda: window.help.show_lessons(),
        "panel_help": lambda: window.help.show_panel_help(),
        "glossary": lambda: window.help.show_glossary(),
        "shortcuts": lambda: window.help.show_shortcuts(),
        "check_maths": lambda: window.help.maths.open(),
        "program_files": lambda: window.program_files.open(),
        "open_log": lambda: _open_log(window),
        "about": lambda: _show_about(window),
    }


def _open_log(window: MainWindow) -> None:
    problem = open_log_folder()
    if problem:
        show_error(window, problem)


def _show_about(window: MainWindow) -> None:
    from catgui.shell.about import show_about  # not needed before

    show_about(window)
