"""The composition root: makes the application, the window and what catches the unforeseen."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from catgui.crash_report import CrashReporter
from catgui.settings import APPLICATION, ORGANISATION, Settings
from catgui.theme import Theme, ThemeChoice
from catgui.window import MainWindow
from engine.bundle import bundled
from engine.datasets import BUILTIN, Dataset, open_dataset

Data = Dataset | str | Sequence[str | Path]


def build_window(data: Data | None = None, settings: Settings | None = None) -> MainWindow:
    """The whole window, working on `data` (a data set, or where one is); None is the built-in drawings.

    A QApplication must exist. Raises DatasetError if the data cannot be read.
    """
    window = _assemble(settings)
    window.workspace.set_dataset(data if isinstance(data, Dataset) else open_dataset(data or BUILTIN))
    return window


def _assemble(settings: Settings | None) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = settings or Settings()
    try:
        choice = ThemeChoice(settings.theme)
    except ValueError:
        choice = ThemeChoice.SYSTEM
    return MainWindow(settings, Theme(application, choice))


def run(argv: Sequence[str]) -> int:
    """Show the window until it is closed; `argv` names the data to open. Returns the exit status."""
    files = _parse(argv)
    application = QApplication(sys.argv[:1])
    application.setOrganizationName(ORGANISATION)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName("catgui")
    application.setWindowIcon(QIcon(str(bundled("resources", "icons", "catgui.svg"))))
    reporter = CrashReporter()
    reporter.install()
    # Ctrl+C in the terminal: Python sees it only while Python code runs, which Qt's loop does not.
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    heartbeat = QTimer()
    heartbeat.start(200)
    heartbeat.timeout.connect(_let_python_run)
    window = _assemble(None)
    window.show()
    window.workspace.open(files or BUILTIN)
    status = application.exec()
    window.close()
    return status


def _let_python_run() -> None:
    """Do nothing: being called is the point."""


def _parse(argv: Sequence[str]) -> list[str]:
    parser = argparse.ArgumentParser(prog="catgui", description="Show the window.")
    parser.add_argument("files", nargs="*", help="the data to open: one or two HDF5 files, or a folder that holds them")
    return list(parser.parse_args(argv).files)
