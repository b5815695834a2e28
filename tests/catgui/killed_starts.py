"""Starts of the program that are killed while they restore the session.

    python -m tests.catgui.killed_starts HOME MOMENT

HOME has the profile; MOMENT is one of `MOMENTS`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

import engine.training.run
from catgui.app import _create_window, _open
from catgui.documents import session_restorer
from catgui.models.photos.answers import PhotoBlocks
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from catgui.shell.main_window import MainWindow
from tests.support.kill import KILL

# The work that kills the program: while the session is read, in background work for the data, and for the photos.
MOMENTS: dict[str, tuple[Any, str]] = {
    "reading": (session_restorer, "_examine"),
    "evaluating": (engine.training.run.TrainingRun, "evaluate_network"),
    "answering photos": (PhotoBlocks, "arrange"),
}


def main() -> None:
    home, moment = Path(sys.argv[1]), sys.argv[2]
    application = QApplication([])
    place, name = MOMENTS[moment]
    setattr(place, name, _kill)
    window = start(home)
    application.exec()
    window.close()


def start(home: Path) -> MainWindow:
    """The window as the program opens it, with its profile in `home`."""
    window = _create_window(Settings())
    window.show()
    window.keeper.begin(ProfileStore(home / "catgui.sqlite"))
    window.runs.load()
    _open(window, [])
    return window


def _kill(*_args: Any, **_options: Any) -> None:
    os.kill(os.getpid(), KILL)


if __name__ == "__main__":
    main()
