"""A start with a profile of many runs and photos, and the close after it: until painted, until all is there, the copy.

The profile is made of the one of 1.0 in `tests/kept_files`, so that a checkout of 1.0 opens it, too. Processor time
counts that of the reader processes; it is less noisy than seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any

from PIL import Image

from tests.benchmarks.measurement import Measurement

RUNS, PHOTOS = 505, 5_000
_OF_1_0 = Path(__file__).parents[1] / "kept_files" / "1.0.0" / "profile.sqlite"


def measure(runs: int = RUNS, photos: int = PHOTOS) -> list[Measurement]:
    """Seconds and processor time of one start and its close."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "catgui", "profile.sqlite")
        profile.parent.mkdir()
        make_profile(profile, Path(folder), runs, photos)
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), folder),
        }
        command = [sys.executable, "-m", __name__, str(photos)]
        began = perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
            assert child.stdout is not None
            seconds = [(float(child.stdout.readline()), perf_counter() - began) for _ in range(3)]
            child.wait()
        seconds.append((_children_seconds(), perf_counter() - began))
    (_, painted), (ready_work, ready), (_, closing_), (work, ended) = seconds
    return [
        Measurement(f"with {runs} runs and {photos:,} photos, painted after", painted, "s"),
        Measurement("all of them are there after", ready, "s"),
        Measurement("processor time of the window until then", ready_work, "s"),
        Measurement("it is closed, with a copy, within", ended - closing_, "s"),
        Measurement("processor time of all of it", work, "s"),
    ]


def make_profile(profile: Path, folder: Path, runs: int, photos: int) -> None:
    """Make a profile with so many runs, and photos in `folder`."""
    shutil.copy(_OF_1_0, profile)
    paths = [str(folder / f"{number}.png") for number in range(photos)]
    for number, path in enumerate(paths):
        Image.new("RGB", (96, 96), (number % 256, number // 256, 9)).save(path)
    with closing(sqlite3.connect(profile)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(runs)") if row[1] != "number"]
        columns, run = ", ".join(names), connection.execute("SELECT max(number) FROM runs WHERE number < 4").fetchone()
        copying = f"INSERT INTO runs ({columns}) SELECT {columns} FROM runs WHERE number = ?"
        there = connection.execute("SELECT count(*) FROM runs").fetchone()[0]
        connection.executemany(copying, [run] * (runs - there))
        (text,) = connection.execute("SELECT value FROM session WHERE name = 'contents'").fetchone()
        contents = json.dumps({**json.loads(text), "photos": [[path, ""] for path in paths]})
        connection.execute("UPDATE session SET value = ? WHERE name = 'contents'", (contents,))
        connection.commit()


def _children_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _start(photos: int) -> None:
    """Start as the command does; report when it is painted, when all is there, and before it is closed."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QTimer

    class Window(QtWidgets.QMainWindow):
        painted = False

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                _report()
                self.timer = QTimer(self, interval=50)
                self.timer.timeout.connect(self.look)
                self.timer.start()

        def look(self: Any) -> None:
            if not self.files.session.is_ready or len(self.photos) < photos or self.photos.busy:
                return
            self.timer.stop()
            _report()
            QTimer.singleShot(0, self.end)

        def end(self) -> None:
            _report()
            self.close()

    # Our main window derives from this one, so that the command itself is timed, all its imports included.
    QtWidgets.QMainWindow = Window
    from catgui.__main__ import main

    sys.exit(main([]))


def _report() -> None:
    times = os.times()
    print(times.user + times.system, flush=True)


if __name__ == "__main__":
    _start(int(sys.argv[1]))
