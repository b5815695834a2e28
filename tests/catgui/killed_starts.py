"""Starts of the program that are killed while they restore the session, and what the next start shows.

    python -m tests.catgui.killed_starts HOME MOMENT

HOME has the profile; MOMENT is one of `MOMENTS`, or "never": then the window is closed once the session is restored,
and one JSON object with what it shows is printed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import engine.training.run
from catgui.app import _create_window, _open
from catgui.documents import restore_watch
from catgui.models.documents.session_table import StoredSession
from catgui.models.photos.verdicts import PhotoBlocks
from catgui.profile.store import ProfileStore
from catgui.services.settings import Settings
from catgui.shell.main_window import MainWindow
from engine.system.reader_process import default_reader
from tests.support.messages import session_offer

# The work that kills the program: while the session is read, in background work for the data, and for the photos.
MOMENTS: dict[str, tuple[Any, str]] = {
    "reading": (StoredSession, "decode"),
    "evaluating": (engine.training.run.TrainingRun, "evaluate_network"),
    "answering photos": (PhotoBlocks, "arrange"),
}


def main() -> None:
    home, moment = Path(sys.argv[1]), sys.argv[2]
    application = QApplication([])
    restore_watch._POLL_INTERVAL_MS = 300  # two of them are longer than work waits for other work
    if moment in MOMENTS:
        place, name = MOMENTS[moment]
        setattr(place, name, _kill)
    window = start(home)
    if moment == "never":
        ended = QTimer(window, interval=50)
        ended.timeout.connect(lambda: _report(window, application.quit))
        ended.start()
    application.exec()
    window.close()
    default_reader().close()


def start(home: Path) -> MainWindow:
    """The window as the program opens it, with its profile in `home`."""
    window = _create_window(Settings())
    window.show()
    window.keeper.begin(ProfileStore(home / "profile.sqlite"))
    window.runs.load()
    _open(window, [])
    return window


def _kill(*_args: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _report(window: MainWindow, leave: Callable[[], object]) -> None:
    if window.workspace.dataset is None or window.files.session.watch.is_active:
        return
    shown = {
        "data": window.workspace.dataset.name,
        "photos": len(window.photos),
        "iterations": len(window.session.costs),
        "offer": session_offer(window).text,
    }
    sys.stdout.write(json.dumps(shown))
    leave()


if __name__ == "__main__":
    main()
