"""`catgui --self-check`: tries what an installation must be able to do, in a temporary folder."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QAbstractButton, QApplication

from catgui.app import build_window
from catgui.desktop.bundle import damage
from catgui.desktop.system import NOT_INSTALLED, entry_files, versions
from catgui.documents.save_commands import make_writers
from catgui.profile.settings import Settings
from catgui.shell.main_window import MainWindow
from catgui.widgets.plots.cost_plot import CostPlot
from engine.errors import EngineError
from engine.progress import UNOBSERVED

_TRAINING_SECONDS = 120
# As few as show that it learns: the exports repeat the run, once each.
_ITERATIONS = 300


class _SelfCheckError(EngineError):
    """Something that does not work as it must."""


def self_check() -> int:
    """Try each part and print a line for it; the exit status, 1 if one of them does not work."""
    application = QApplication(sys.argv[:1])
    failed = []
    with TemporaryDirectory(prefix="catgui-") as name:
        folder = Path(name)
        settings = Settings()
        window = build_window(settings=settings)
        window.show()
        checks: dict[str, Callable[[], object]] = {
            "files of the bundle": lambda: _require(not damage(), damage()),
            "versions": _check_versions,
            "window": lambda: _check_window(window, application),
            "downloads": _check_downloads,
            "training": lambda: _check_training(window),
            "exports": lambda: _check_exports(window, folder),
            "photos": lambda: _check_photos(folder),
            "terminal commands": lambda: _check_commands(folder),
            "menu entry": lambda: entry_files("catgui", folder),
        }
        for what, check in checks.items():
            try:
                check()
                sys.stdout.write(f"works: {what}\n")
            except Exception:  # noqa: BLE001  whatever it is, it is told and the others are tried
                failed.append(what)
                sys.stdout.write(f"FAILS: {what}\n{traceback.format_exc()}")
            sys.stdout.flush()
        window.session.shutdown()
        window.deleteLater()
        application.processEvents()
    return 1 if failed else 0


def _require(condition: object, text: str) -> None:
    """Raise an error with `text`, for developers, unless `condition` holds."""
    if not condition:
        raise _SelfCheckError(text)


def _check_versions() -> None:
    _require(NOT_INSTALLED not in versions(), versions())


def _check_window(window: MainWindow, application: QApplication) -> None:
    application.processEvents()
    _require(not window.grab().isNull(), "the window is not painted")
    formats = {bytes(known.data()) for known in QImageReader.supportedImageFormats()}
    _require({b"svg", b"png", b"jpeg"} <= formats, f"icons and pasted pictures: Qt reads only {sorted(formats)}")


def _check_downloads() -> None:
    """Load the libraries for encryption, without opening a connection."""
    import ssl

    _require(ssl.create_default_context(), "Python has no TLS")


def _check_training(window: MainWindow) -> None:
    """Press Train as a user does, and wait for the last cost."""
    window.training_settings.set_value("iterations", _ITERATIONS)
    waiting = QEventLoop()

    def quit_when_idle() -> None:
        if window.session.now.is_inactive:
            waiting.quit()

    window.session.changed.connect(quit_when_idle)
    limit = QTimer(singleShot=True)
    limit.timeout.connect(waiting.quit)
    limit.start(_TRAINING_SECONDS * 1000)
    button = window.findChild(QAbstractButton, "train_button")
    _require(button is not None and button.isEnabled(), "Train cannot be pressed")
    button.click()  # type: ignore[union-attr]
    waiting.exec()
    limit.stop()
    costs = window.session.now.costs.train
    _require(len(costs) == window.training_settings.config.iterations, f"only {len(costs)} costs came")
    _require(costs[-1] < costs[0], f"the cost went from {costs[0]} to {costs[-1]}")


def _check_exports(window: MainWindow, folder: Path) -> None:
    plot = window.findChild(CostPlot)
    assert plot is not None
    writers = make_writers(plot, window.models)
    for suffix in (".png", ".svg", ".csv", ".ipynb"):
        path = folder / f"run{suffix}"
        writers[suffix](path)(UNOBSERVED)
        _require(path.stat().st_size > 0, f"{path.name} is empty")


def _check_photos(folder: Path) -> None:
    """Read a photo of each format, in the process that reads files."""
    import pillow_heif
    from PIL import Image

    from engine.images.photo import FORMATS
    from engine.images.reader import read_photo
    from engine.system.reader_process import default_reader

    pillow_heif.register_heif_opener()
    for known in FORMATS:
        path = folder / f"photo{known.suffixes[0]}"
        Image.new("RGB", (90, 60), (200, 120, 30)).save(path, known.name)
        photo = read_photo(path)
        _require(photo.size == (90, 60), f"{path.name} has {photo.size}")
    _require(bool(default_reader().pids), "files are read in this process")


def _check_commands(folder: Path) -> None:
    """Train, save, open again, predict, and make a page, as in a terminal."""
    from engine.cli.main import main as run

    photo, model = str(folder / "photo.png"), str(folder / "model.npz")
    for words in (
        ["train", "--iterations", "100", "--save", model],
        ["predict", model, photo],
        ["predict", "builtin", photo],
        ["page", model, "--out", str(folder / "page.html")],
    ):
        printed = io.StringIO()
        with redirect_stdout(printed):
            status = run(words)
        _require(status == 0 and printed.getvalue(), f"'{' '.join(words)}' ended with {status}")
