"""The window from a cold start, compared with an empty pyqtgraph window: time until painted, and memory.

Both are whole programs in processes of their own, run in turn and compared by their medians. Modules are compiled, as
those of an installed program are, even if PYTHONDONTWRITEBYTECODE is set.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

from tests.benchmarks.measurement import Measurement
from tests.support.surroundings import home_variables

ROUNDS = 5
_MB = 1e6


def measure() -> list[Measurement]:
    """Seconds until painted and resident memory of both, and their ratios."""
    shown: dict[str, list[float]] = {"empty": [], "window": []}
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as compiled:
        for round_ in range(ROUNDS + 1):
            for what, found in shown.items():
                seconds, megabytes = _start(what, compiled)
                if round_ > 0:  # the first round compiles, and fills the cache of the disk
                    found.append(seconds)
                    memory += [megabytes] * (what == "empty")
        empty, window, resting = median(shown["empty"]), median(shown["window"]), median(memory)
        found = [  # before the run: a comparison may end by then
            Measurement("an empty pyqtgraph window is painted after", empty, "s"),
            Measurement("our window is painted after", window, "s"),
            Measurement("our window, of the time of the empty one", window / empty, "x", 1.30, at_most=True),
            Measurement("memory of the empty window", resting, "MB"),
        ]
        above = _start("run", compiled)[1] - resting
    return [*found, Measurement("memory after a full run, above that", above, "MB", 50, at_most=True)]


def _start(what: str, compiled: str) -> tuple[float, float]:
    """Seconds until the child reports that it is painted, and megabytes of its memory at the end.

    `compiled` is the folder for bytecode.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Each start is a first start, and none touches the user's settings and runs.
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": compiled,
            **home_variables(folder),
        }
        began = perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", __name__, what], stdout=subprocess.PIPE, text=True, env=environment
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            seconds = perf_counter() - began
            megabytes = float(child.stdout.read())
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, what)
    return seconds, megabytes


def _report_painted() -> None:
    print("painted", flush=True)


def _report_memory() -> None:
    import psutil

    print(psutil.Process().memory_info().rss / _MB, flush=True)


def _empty() -> None:
    import pyqtgraph as pg
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    class Plot(pg.PlotWidget):
        painted = False

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, end)

    def end() -> None:
        _report_painted()
        _report_memory()
        application.quit()

    application = QApplication([])
    plot = Plot()
    plot.show()
    application.exec()


def _window(trains: bool) -> None:
    """Start as the command does; end when painted or, if it trains, after a full run."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QTimer

    class Window(QtWidgets.QMainWindow):
        painted = False

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, self.go_on)

        def go_on(self) -> None:
            # Its children were painted in the same turn of the event loop.
            _report_painted()
            if trains:
                self.session.changed.connect(lambda before, now: now.has_completed(before) and self.end())
                self.controls.watches = False
                self.workspace.dataset_changed.connect(self.controls.train)
            else:
                QTimer.singleShot(0, self.end)

        def end(self) -> None:
            _report_memory()
            self.session.reset()  # or it would ask whether to save the network
            QtWidgets.QApplication.quit()

    # Our main window derives from this one, so that the command itself is timed, all its imports included.
    QtWidgets.QMainWindow = Window
    from catgui.__main__ import main

    sys.exit(main([]))


if __name__ == "__main__":
    {"empty": _empty, "window": lambda: _window(trains=False), "run": lambda: _window(trains=True)}[sys.argv[1]]()
