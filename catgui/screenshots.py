"""Pictures of the window, made by the program itself: `python -m catgui.screenshots FOLDER`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from catgui.app import build_window
from catgui.settings import Settings
from catgui.window import MainWindow
from engine.datasets import BUILTIN

SIZES = ((1024, 700), (1280, 800), (1920, 1080))
THEMES = ("light", "dark")


def main(argv: list[str]) -> int:
    """Write a picture of the window, trained, for each size and theme."""
    parser = argparse.ArgumentParser(prog="python -m catgui.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the pictures; QT_SCALE_FACTOR=2 makes them at 200%%")
    parser.add_argument("--data", default=BUILTIN, help="as for `catgui train`")
    chosen = parser.parse_args(argv)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    for theme in THEMES:
        with tempfile.TemporaryDirectory() as scratch:
            settings = Settings(QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat))
            settings.theme = theme
            window = build_window(chosen.data, settings)
            _train(window)
            for width, height in SIZES:
                window.resize(width, height)
                _settle(application)
                window.grab().save(str(chosen.folder / f"window-{theme}-{width}x{height}.png"))
            window.close()
    return 0


def _train(window: MainWindow) -> None:
    window.show()
    loop = QEventLoop()
    window.session.completed.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    window.train()
    loop.exec()


def _settle(application: QApplication) -> None:
    """Let layouts and timers come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(200, loop.quit)
    loop.exec()
    application.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
