"""The real program, offscreen, which does what its input says: `python -m tests.attack.driver [HOME AHEAD]`.

HOME is its home folder, and its clock is AHEAD by so many seconds. A command is a line of JSON, its name and its words.
Its answer is one as well: what the window has, and what it has told since its start. The last line is written as the
program ends.

Without arguments it forks one for each line of standard input, which is JSON: both arguments, and two pipes by their
names, for commands and answers; the answer is the number of the process. All is imported before the fork, since that is
most of a start.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from catgui import app
from catgui.documents import session_restorer
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import user_messages
from catgui.profile import keeper, store
from catgui.services.settings import Settings, _switch
from catgui.shell.main_window import MainWindow
from engine.data.edits import ADDED, AddedPicture, PictureKey
from engine.system.reader_process import ReaderPool
from engine.training.config import TrainingConfig
from tests.support.surroundings import home_variables

# As in the program, a lock is waited for less long than a closing window, and that less long than this process.
store._LOCK_TIMEOUT, keeper._RETRY_SECONDS = 0.5, 0.3
session_restorer._POLL_INTERVAL_MS = 100
_LONGEST_SECONDS = 20.0
_PREFERENCES = ("play_seconds", "log_scale", "reopens_session")
# What the program imports during its start and later; with all of it imported, a start takes a tenth less.
_LATER = ("catgui.guidance.help_commands", "catgui.panels.results.results_view", "catgui.shell.deferred_panels")
_LATER += ("engine.data.hdf5_reader", "engine.saved_model.file", "h5py", "logging.handlers", "numpy.ma", "numpy.random")
_LATER += ("platformdirs", "psutil", "threadpoolctl")

Condition = Callable[[], object]
Commands = Iterator[Condition]


class Driver(QObject):
    """Does in `window` what the input says, one command after the other; each yields what it waits for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lines: deque[str] = deque()
        self.told: list[str] = []
        self.asked = ""
        self._steps = self._all_steps()
        self._condition: Condition = next(self._steps)
        user_messages.said.connect(lambda message: self.told.append(message.text))
        window.keeper.changed.connect(self.told.append)
        threading.Thread(target=self._listen, daemon=True).start()
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._lines.append(line)

    def _look(self) -> None:
        """Go on as soon as the condition is met; a dialog is refused."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            self.asked = " ".join(label.text() for label in dialog.findChildren(QLabel))
            dialog.close()
        else:
            try:
                self._go_on()
            except Exception:  # noqa: BLE001  a fault of this driver, or of what it calls
                traceback.print_exc()
                os._exit(1)

    def _go_on(self) -> None:
        if self._condition():
            self._condition = next(self._steps)

    def _all_steps(self) -> Commands:
        session = self._window.files.session
        yield lambda: session._is_read and self._window.workspace.dataset is not None and self._rests()
        self._answer()
        while True:
            yield lambda: self._lines
            name, *words = json.loads(self._lines.popleft())
            for condition in getattr(self, f"do_{name}")(*words):
                yield partial(_or_late, condition, time.monotonic() + _LONGEST_SECONDS)
            self._answer()

    def _rests(self) -> bool:
        busy = any(task.busy for task in self._window.findChildren(BackgroundTask))
        return not busy and not self._window.photos.busy and self._window.session.now.is_inactive

    def _answer(self) -> None:
        print(json.dumps(self._state()), flush=True)

    def _state(self) -> dict[str, object]:
        window = self._window
        dataset = window.workspace.dataset
        facts: dict[str, object] = {}
        if dataset is not None and dataset.origin is not None and not isinstance(dataset.origin.location, str):
            facts["data"] = dataset.origin.location[0]
        facts |= {f"edit {name}": at for name, at in self._edits()}
        for record in window.runs.records:
            run = f"{record.config.seed}.{zlib.crc32(record.train.round(6).tobytes()):08x}"
            facts |= {f"run {run}": len(record.train), f"name {run}": record.name, f"pin {run}": record.pinned}
        run = window.session.now.run
        if run is not None and window.document.can_save:
            facts["network"] = f"{run.config.seed}: {len(window.session.now.costs)}"
        facts |= {f"photo {entry.source.name}": entry.actual for entry in window.photos}
        facts |= {f"setting {name}": getattr(window.settings, name) for name in _PREFERENCES}
        facts |= {f"lesson {name}": step for name, step in window.settings.lesson_progress.items()}
        return {"facts": facts, "told": self.told, "notice": window.keeper.notice}

    def _edits(self) -> Iterator[tuple[str, object]]:
        kept = self._window.data_editor.kept
        for key, at in kept.placements.items():
            name = kept.added[key.index].file if key.source == ADDED else f"{key.source} {key.index}"
            yield name, [at.part, at.label]

    # --- what a user does

    def do_open(self, place: str) -> Commands:
        """Open the data in a folder; what reading their edits has mended is told right after it."""
        self._window.workspace.open([place])
        yield self._rests
        yield from self.do_keep()
        yield self._rests

    def do_relabel(self, index: int, label: int) -> Commands:
        self._window.data_editor.relabel([PictureKey("train", index)], label)
        yield self._rests

    def do_leave_out(self, *indices: int) -> Commands:
        self._window.data_editor.leave_out([PictureKey("train", index) for index in indices])
        yield self._rests

    def do_move(self, index: int) -> Commands:
        self._window.data_editor.move([PictureKey("train", index)], "test")
        yield self._rests

    def do_revert(self, index: int) -> Commands:
        self._window.data_editor.revert([PictureKey("train", index)])
        yield self._rests

    def do_add(self, number: int) -> Commands:
        """Add a picture of noise."""
        shape = (*self._window.workspace.dataset.picture_shape, 3)
        pixels = np.random.default_rng(number).integers(0, 256, shape).astype(np.uint8)
        self._window.data_editor.add([(AddedPicture(pixels, f"added {number}"), number % 2)], "train")
        yield self._rests

    def do_undo(self) -> Commands:
        self._window._undo_stack.undo()
        yield self._rests

    def do_redo(self) -> Commands:
        self._window._undo_stack.redo()
        yield self._rests

    def do_train(self, seed: int) -> Commands:
        """Train to the end; the seed is the name of the run."""
        window = self._window
        window.session.start(window.workspace.dataset, TrainingConfig((4,), iterations=20, seed=seed))
        yield lambda: self._rests() and window.document.can_save and window.runs.current is not None

    def do_name(self, seed: int, name: str) -> Commands:
        for number in self._numbers(seed):
            self._window.runs.rename(number, name)
        yield self._rests

    def do_pin(self, seed: int) -> Commands:
        for number in self._numbers(seed):
            self._window.runs.pin(number, True)
        yield self._rests

    def do_remove(self, seed: int) -> Commands:
        self._window.runs.remove(self._numbers(seed))
        yield self._rests

    def _numbers(self, seed: int) -> list[int]:
        return [record.number for record in self._window.runs.records if record.config.seed == seed]

    def do_photo(self, path: str) -> Commands:
        self._window.photos.add([PathSource(path)])
        yield self._rests

    def do_paste(self, path: str) -> Commands:
        """Paste the bytes of a file as a photo."""
        self._window.photos.add([BytesSource(f"pasted {Path(path).name}", Path(path).read_bytes())])
        yield self._rests

    def do_answer(self, name: str, actual: str) -> Commands:
        self._window.photos.set_actual([it.key for it in self._window.photos if it.source.name == name], actual)
        yield self._rests

    def do_set(self, name: str, value: object) -> Commands:
        setattr(self._window.settings, name, value)
        yield self._rests

    def do_lesson(self, name: str, step: int) -> Commands:
        self._window.settings.lesson_progress = {**self._window.settings.lesson_progress, name: step}
        yield self._rests

    def do_apply(self) -> Commands:
        """Apply the kept edits, as the button of the notice does."""
        self._window.data_editor.apply_kept()
        yield self._rests

    # --- the program's own course

    def do_copy(self) -> Commands:
        """Let the time pass after which the profile is copied, if it has changed."""
        yield from self.do_keep()
        keeper = self._window.keeper
        with keeper._condition:
            if keeper._copy_at is not None:
                keeper._copy_at = time.monotonic()
                keeper._condition.notify_all()
        yield lambda: keeper._copy_at is None or keeper.notice

    def do_keep(self) -> Commands:
        """Wait until what was put is written; the session, which follows seconds later, may not be."""
        yield lambda: self._window.keeper.wait(0) or self._window.keeper.notice

    def do_settle(self) -> Commands:
        """Wait until all is written."""
        self._window.files.session._write_changes()
        yield from self.do_keep()

    def do_rest(self) -> Commands:
        """Wait until the session has come to rest."""
        yield lambda: not self._window.files.session.watch.is_active
        yield from self.do_settle()

    def do_reset(self) -> Commands:
        """Reset all files of this program, by its dialog."""
        dialog = self._window.program_files
        dialog._reset()
        yield lambda: not dialog._resetting.busy

    def do_full(self) -> Commands:
        """Let no file grow beyond the size of the profile."""
        profile = self._window.keeper.store.path
        if profile.exists():
            _limit_files(profile.stat().st_size)
        yield self._rests

    def do_free(self) -> Commands:
        _limit_files(None)
        yield self._rests

    def do_fail(self) -> Commands:
        """Raise an error that the program does not expect, as a slot with a fault does."""
        QTimer.singleShot(0, lambda: {}["the unexpected"])
        yield lambda: False

    def do_look(self) -> Commands:
        yield self._rests

    def do_close(self) -> Commands:
        self._window.close()
        QTimer.singleShot(500, QApplication.quit)  # a dialog may have kept it open
        yield lambda: False


class _EndAtError(logging.Handler):
    """Ends the process at an unexpected error, whose dialog would be taken for one that tells of a loss."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """End with the traceback on the standard error; what Qt logs has none, and goes on."""
        if record.exc_info:
            print(self.format(record), file=sys.stderr, flush=True)
            os._exit(1)


def _stay_cold(_pool: ReaderPool, *_modules: str) -> None:
    """Start no process."""


def _read_here(
    _pool: ReaderPool,
    function: Callable[..., Any],
    *words: Any,
    progress: Callable[..., None] | None = None,
    **_more: Any,
) -> Any:
    """Read a file in this process: another one takes longer to start than all that is attacked."""
    return function(*words, **({} if progress is None else {"progress": progress}))


def _or_late(condition: Condition, end: float) -> object:
    """Whether the condition is met, or will never be."""
    return condition() or time.monotonic() > end


def _limit_files(size: int | None) -> None:
    """Limit the size of files that this process writes; Windows has no such limit."""
    if sys.platform != "win32":
        import resource

        unlimited = resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_FSIZE, (unlimited if size is None else size, unlimited))


def main() -> None:
    """Run a program, or fork one for each line of the input."""
    for module in _LATER:
        import_module(module)
    if len(sys.argv) > 1:
        sys.exit(_run(sys.argv[1], float(sys.argv[2])))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that have ended leave nothing
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            os._exit(_run_between(*json.loads(line)))
        print(process, flush=True)


def _run_between(home: str, ahead: float, commands: str, answers: str) -> int:
    """Run the program with its input and output from and to pipes, until it ends; returns its exit status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, (pipe, mode) in enumerate(((commands, os.O_RDONLY), (answers, os.O_WRONLY))):
        os.dup2(os.open(pipe, mode), number)
    return _run(home, ahead)


def _run(home: str, ahead: float) -> int:
    """Run the program until it ends; returns its exit status."""
    os.environ |= home_variables(home) | dict.fromkeys(("HOME", "XDG_CACHE_HOME"), home)
    os.chdir(home)
    real_time = time.time
    time.time = lambda: real_time() + ahead
    drivers: list[Driver] = []

    class Window(MainWindow):
        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            drivers.append(Driver(self))

    app.MainWindow = Window  # type: ignore[misc]
    Settings.shows_detector = _switch("photos/detector", False)  # its answers take half of a start
    ReaderPool.warm_up, ReaderPool.call = _stay_cold, _read_here  # type: ignore[method-assign]
    logging.getLogger().addHandler(_EndAtError())
    status = app.run([])
    print(json.dumps({"told": drivers[0].told, "asked": drivers[0].asked, "status": status}), flush=True)
    return status


if __name__ == "__main__":
    main()
