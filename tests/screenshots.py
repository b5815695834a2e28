"""Screenshots of the window for developers and the README: `python -m tests.screenshots FOLDER`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QPushButton, QWidget

from catgui.app import build_window, collect_in_gui_thread
from catgui.profile.settings import Settings
from catgui.shell.main_window import MainWindow
from catgui.style.qimage import to_qimage
from catgui.widgets.maps import MapView
from engine.data.sources import BUILTIN
from tests.support.speed import fix_speed

SIZES = ((1024, 700), (1280, 800), (1920, 1080), (2560, 1440))
THEMES = ("light", "dark")
TOUR = (1280, 800)
TOUR_PANELS = (
    *("data", "training", "results", "wrong_predictions", "photos", "runs", "answers", "why", "weights"),
    *("between", "reliability"),
)
_PHOTOS = 6


def main(argv: list[str]) -> int:
    """Save a screenshot of the window in each state, size and theme, or those of a tour."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to save them; QT_SCALE_FACTOR=2 makes them at 200%%")
    parser.add_argument("--data", default=BUILTIN, help="as for `catgui train`")
    parser.add_argument(
        "--tour", action="store_true", help="the window and each panel; that of the window is the README's"
    )
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True, exist_ok=True)
    gc.disable()  # as the program does
    collect_in_gui_thread(QApplication(sys.argv[:1]))
    with tempfile.TemporaryDirectory() as scratch:
        taker = ScreenshotTaker(options.folder, options.data, Path(scratch))
        if options.tour:
            taker.take_tour()
        else:
            taker.take_all()
    return 0


class ScreenshotTaker:
    """Takes screenshots of a window in one state after another."""

    def __init__(self, folder: Path, data: str, scratch: Path) -> None:
        self._folder = folder
        self._data = data
        self._scratch = scratch

    def take_tour(self) -> None:
        """Take the window and each panel, after two runs, with photos and the studies of seeds, folds and labels."""
        window = self._window("light")
        window.resize(*TOUR)
        _show_full(window, self._scratch)
        window.panels.open("answers_panel")
        self._save(window, "window")
        _show_studies(window)
        for name in TOUR_PANELS:
            panel = window.findChild(QWidget, f"{name}_panel")
            assert panel is not None
            window.panels.open(panel.objectName())
            if name == "reliability":
                # The plot marks only whole runs.
                window.playback.seek(window.playback.length)
            self._save(panel, name)
        _show_maps(window)
        self._save(window.findChild(QWidget, "why_panel"), "map")
        _close(window)

    def take_all(self) -> None:
        """Take every state in every theme and size."""
        states: dict[str, Callable[[MainWindow, Path], None]] = {
            "empty": _show_empty,
            "busy": _show_training,
            "full": _show_full,
            "error": _show_error,
        }
        for theme in THEMES:
            for state, enter in states.items():
                window = self._window(theme)
                enter(window, self._scratch)
                for width, height in SIZES:
                    window.resize(width, height)
                    self._save(window, f"{state}-{theme}-{width}x{height}")
                    if state == "full":
                        self._take_filled(window, f"{theme}-{width}x{height}")
                _close(window)

    def _take_filled(self, window: MainWindow, suffix: str) -> None:
        """Take a panel that fills the window."""
        window.panels.fill("photos_panel")
        self._save(window, f"filled-{suffix}")
        window.panels.leave()

    def _window(self, theme: str) -> MainWindow:
        settings = Settings()
        settings.watches = False
        settings.theme = theme
        window = build_window(self._data, settings)
        window.show()
        return window

    def _save(self, widget: QWidget, name: str) -> None:
        _settle()
        widget.grab().save(str(self._folder / f"{name}.png"))


def _show_empty(window: MainWindow, _scratch: Path) -> None:
    """The window as it opens."""


def _show_training(window: MainWindow, _scratch: Path) -> None:
    fix_speed(window.session, 200)
    window.controls.train()
    while len(window.session.now.costs) < 300:
        QApplication.processEvents()
    window.session.pause()


def _show_full(window: MainWindow, scratch: Path) -> None:
    """A trained network, and photos: enlarged test pictures, and a file that is none."""
    window.controls.train()
    while not window.session.now.is_inactive:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    dataset = window.workspace.dataset
    assert dataset is not None
    for index in range(_PHOTOS):
        image = to_qimage(dataset.test.pictures[index])
        image.scaled(640, 480).save(str(scratch / f"photo {index + 1}.png"))
    (scratch / "holiday.jpg").write_text("<html>not found</html>", encoding="utf-8")
    window.files.open_commands.open_paths(
        [scratch / f"photo {index + 1}.png" for index in range(_PHOTOS)] + [scratch / "holiday.jpg"]
    )
    while len(window.photos) <= _PHOTOS or window.photos.busy or window.photos.detections.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    _settle()


def _show_studies(window: MainWindow) -> None:
    """A second run with another seed, all studies, an earlier iteration, and a selected picture of a cat."""
    seed = window.findChild(QDoubleSpinBox, "seed_field")
    assert seed is not None
    seed.stepUp()
    while not window.session.now.is_inactive:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    starts = [window.findChild(QPushButton, f"{name}_button") for name in ("seeds", "folds")]
    for start in starts:
        assert start is not None
        start.click()
    # While a study runs, its button is hidden behind one that stops it.
    while any(start is not None and start.isHidden() for start in starts):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.playback.seek(1500)
    dataset = window.workspace.dataset
    assert dataset is not None
    cat = int(dataset.test.labels[0].argmax())
    window.picked.pick(dataset.test.pictures[cat], f"test picture {cat}")


def _show_maps(window: MainWindow) -> None:
    """The map of the selected picture."""
    window.panels.open("why_panel")
    view = window.findChild(MapView)
    while view is None or not view.isVisible():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _show_error(window: MainWindow, scratch: Path) -> None:
    """The message for a file that is no data set."""
    broken = scratch / "my pictures.h5"
    broken.write_text("<html>not found</html>", encoding="utf-8")
    window.workspace.open([str(broken)])
    _wait_for(window.workspace.not_opened)


def _wait_for(signal: SignalInstance) -> None:
    loop = QEventLoop()
    signal.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    loop.exec()
    signal.disconnect(loop.quit)


def _settle() -> None:
    """Wait until layouts, timers and verdicts have settled."""
    loop = QEventLoop()
    QTimer.singleShot(400, loop.quit)
    loop.exec()


def _close(window: MainWindow) -> None:
    window.session.reset()
    window.close()
    window.deleteLater()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
