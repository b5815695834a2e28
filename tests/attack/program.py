"""Child processes with the real program, driven by commands over pipes."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import ROOT
from tests.support.kill import KILL

_LONGEST_SECONDS = 200.0


class ProgramEndedError(Exception):
    """The program has ended by itself, or does not answer."""


class Starts:
    """A process with the program for each start; a context manager."""

    def __enter__(self) -> Starts:
        self._folder = TemporaryDirectory(prefix="catgui-attack-")
        self.errors = Path(self._folder.name, "errors.txt")
        self._processes: list[subprocess.Popen[str]] = []
        return self

    def __exit__(self, *_exception: object) -> None:
        for process in self._processes:
            process.kill()  # one that has not answered at its start
            with process:
                pass  # closes its pipes and waits
        self._folder.cleanup()

    def _run_driver(self, *words: str) -> subprocess.Popen[str]:
        surroundings = {"QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        with self.errors.open("ab") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.attack.driver", *words],
                cwd=ROOT,
                env=os.environ | surroundings,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )
        self._processes.append(process)
        return process

    def start(self, home: Path, ahead: float) -> tuple[int, Any, Any]:
        """Start a program; returns its number, and the pipes for its commands and its answers."""
        process = self._run_driver(str(home), str(ahead))
        return process.pid, process.stdin, process.stdout


class Forks(Starts):
    """A process that has imported the program, and forks one for each start, which takes a fifth of the time."""

    def __enter__(self) -> Forks:
        super().__enter__()
        self._process = self._run_driver()
        return self

    def start(self, home: Path, ahead: float) -> tuple[int, Any, Any]:
        """Fork a program; returns its number, and the pipes for its commands and its answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with TemporaryDirectory(dir=self._folder.name) as folder:
            pipes = [os.path.join(folder, name) for name in ("commands", "answers")]
            for pipe in pipes:
                os.mkfifo(pipe, 0o600)
            print(json.dumps([str(home), ahead, *pipes]), file=self._process.stdin, flush=True)
            number = int(self._process.stdout.readline())
            return number, open(pipes[0], "w", encoding="utf-8"), open(pipes[1], encoding="utf-8")


def starts() -> Starts:
    """The fastest means to start programs that the system has: Windows has no fork."""
    return Forks() if hasattr(os, "fork") else Starts()


class Program:
    """The program with its files in `home`, whose clock is `ahead` by so many seconds.

    Attributes: `state`, its last answer: `facts`, what it has; `told`, all that it has told; `notice`. At
    its end also `asked`, the text of a dialog that was refused, or ''.
    """

    def __init__(self, starts: Starts, home: Path, ahead: float = 0.0) -> None:
        self._starts = starts
        self._number, self._commands, self._answers = starts.start(home, ahead)
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read_lines, daemon=True)
        self._reader.start()
        self.state: dict[str, Any] = {}
        self._take_answer()

    def call(self, *words: object) -> None:
        """Do a command; its answer becomes `state`."""
        self.begin(*words)
        self._take_answer()

    def begin(self, *words: object) -> None:
        """Send a command, whose answer is not waited for."""
        try:
            print(json.dumps(words), file=self._commands, flush=True)
        except OSError:
            raise self._ended() from None

    def end(self, by: signal.Signals | None) -> None:
        """End the program by a signal, or by closing its window; what it tells until then is in `state`."""
        if by is None:
            self.begin("close")
        else:
            try:
                os.kill(self._number, by)
            except OSError:
                raise self._ended() from None
        lines = []
        while line := self._next_line():
            lines.append(line)
        if by is not KILL:
            last = json.loads(lines[-1]) if lines else {}
            if last.get("status") != 0:
                raise self._ended()
            self.state |= last
        self._close_pipes()

    def discard(self) -> None:
        """Kill the program, which may have ended."""
        if not self._answers.closed:
            with suppress(OSError):
                os.kill(self._number, KILL)
            self._close_pipes()

    def _close_pipes(self) -> None:
        self._reader.join(_LONGEST_SECONDS)
        self._commands.close()
        self._answers.close()

    def _read_lines(self) -> None:
        for line in self._answers:
            self._lines.put(line)
        self._lines.put("")

    def _next_line(self) -> str:
        try:
            return self._lines.get(timeout=_LONGEST_SECONDS)
        except queue.Empty:
            raise ProgramEndedError(f"no answer within {_LONGEST_SECONDS:.0f} s: {self._said()}") from None

    def _take_answer(self) -> None:
        line = self._next_line()
        if not line:
            raise self._ended()
        self.state = json.loads(line)

    def _ended(self) -> ProgramEndedError:
        return ProgramEndedError(f"it ended by itself: {self._said()}")

    def _said(self) -> str:
        return self._starts.errors.read_text("utf-8", "replace")[-2000:]
