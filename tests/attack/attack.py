"""One sequence of steps against the real program, as texts: "relabel 3 0", "2: pin 5", "kill", "sql DROP TABLE edits".

A step that cannot be taken, such as an edit without a window, is passed over, so that any part of a sequence is one.
"""

from __future__ import annotations

import re
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.attack.damage import DAMAGES
from tests.attack.expected import Expected, Facts, ViolationError
from tests.attack.program import Program, ProgramEndedError, Starts
from tests.support.kill import KILL
from tests.support.small_data import make_dataset, save_pair

# Windows asks windows to close, and has no signals.
_ENDS = {"close": None, "term": None if sys.platform == "win32" else signal.SIGTERM, "kill": KILL}
# What a command changes at most, besides the network and its run; the words of it are those of the step.
_CHANGES = {
    "relabel": ("edit train {0}",),
    "leave_out": ("edit train {0}",),
    "move": ("edit train {0}",),
    "revert": ("edit train {0}",),
    "add": ("edit added {0}",),
    "train": ("run {0}.", "name {0}.", "pin {0}."),
    "name": ("name {0}.",),
    "pin": ("pin {0}.",),
    "set": ("setting {0}",),
    "lesson": ("lesson {0}",),
}


def find_violation(starts: Starts, steps: Sequence[str]) -> ViolationError | None:
    """The first violation of a sequence, with files of its own, or None."""
    with TemporaryDirectory(prefix="catgui-attack-") as folder:
        attack = Attack(starts, Path(folder))
        try:
            attack.run(steps)
        except ViolationError as violation:
            return violation
        except ProgramEndedError as error:
            return ViolationError("program", str(error))
        finally:
            attack.end()
    return None


class Attack:
    """The windows, files and expectations of one sequence, in `folder`."""

    def __init__(self, starts: Starts, folder: Path) -> None:
        self._starts = starts
        self._home, self._data = folder / "home", folder / "data"
        self._home.mkdir()
        self._data.mkdir()
        save_pair(self._data, make_dataset())
        self._photos = folder
        for number in range(4):
            Image.new("RGB", (40, 40), (60 * number, 99, 9)).save(folder / f"{number}.png")
        self._profile = self._home / "catgui" / "profile.sqlite"
        self._windows: dict[int, Program] = {}
        self._expected = Expected()
        self._ahead = 0.0
        self._lock: sqlite3.Connection | None = None

    def run(self, steps: Sequence[str]) -> None:
        """Take the steps. Raises ViolationError and ProgramEndedError."""
        for step in steps:
            number, _, rest = step.rpartition(": ") if step.startswith("2: ") else ("1", "", step)
            name, *words = rest.split()
            self._take(int(number), name, words)

    def end(self) -> None:
        """Kill all windows."""
        for program in self._windows.values():
            program.discard()
        self._unlock()

    def _take(self, number: int, name: str, words: list[str]) -> None:
        program = self._windows.get(number)
        if hasattr(self, f"_do_{name}"):
            getattr(self, f"_do_{name}")(*words)
        elif name == "start":
            # A first start is one at an empty place, and what is locked is not read: the model knows neither.
            if program is None and self._lock is None and not self._away.exists():
                self._start(number)
        elif name in DAMAGES:
            if self._profile.exists():
                DAMAGES[name](self._profile, *words)
                self._expected.is_damaged = True
                self._forget_if_gone()
        elif program is not None:
            self._use(number, program, name, words)

    # --- windows

    def _start(self, number: int) -> None:
        program = self._windows[number] = Program(self._starts, self._home, self._ahead)
        is_alone, facts = len(self._windows) == 1, program.state["facts"]
        reopens = facts["setting reopens_session"]
        if is_alone:
            self._expected.check(facts, program.state["told"], lambda fact: not fact.startswith("edit"), reopens)
        self._expected.show(number, facts)
        if "data" not in facts:
            program.call("open", str(self._data))
        if is_alone:
            state = program.state
            self._expected.check(state["facts"], state["told"], lambda fact: fact.startswith("edit"), reopens)
            self._expected.began()
            self._note(number)
        self._expected.show(number, program.state["facts"])

    def _note(self, number: int) -> None:
        state = self._windows[number].state
        self._expected.note(number, state["facts"], state["told"])

    def _use(self, number: int, program: Program, name: str, words: list[str]) -> None:
        if name in _ENDS:
            self._end(number, _ENDS[name])
        elif name == "kill_in":
            self._kill_in(number, program, *words)
        elif name == "told":
            _check_told(program, " ".join(words))
        else:
            before = program.state["facts"]
            program.call(name, *self._values(name, words))
            if name not in ("undo", "redo", "apply"):
                _check_others(before, program.state["facts"], [name, *words])
            self._note(number)
            self._note_writing(number, program, name)

    def _note_writing(self, number: int, program: Program, name: str) -> None:
        if name in ("keep", "settle", "rest", "copy") and not program.state["notice"]:
            self._expected.written(number, is_session=name in ("settle", "rest"))
            if name == "copy" and self._is_in_place:
                self._expected.copied()
        if name == "reset":
            self._expected.forget()

    def _kill_in(self, number: int, program: Program, milliseconds: str, command: str, *words: str) -> None:
        """Begin a command, and kill the program so much later."""
        own = (fact.format(*words) for fact in _CHANGES.get(command, ("edit", "photo")))
        self._expected.doubt(["network", "run", "name", "pin", *own])
        program.begin(command, *self._values(command, list(words)))
        time.sleep(float(milliseconds) / 1000)
        self._end(number, KILL)

    def _end(self, number: int, by: signal.Signals | None) -> None:
        program = self._windows.pop(number)
        program.end(by)
        self._expected.hear(program.state["told"])
        if by is KILL:
            self._expected.killed(number)
            self._forget_if_gone()
        else:
            told = program.state["asked"] or program.state["notice"]
            self._expected.closed(number, told, can_copy=self._is_in_place)

    def _forget_if_gone(self) -> None:
        """Expect nothing once nothing is left that could tell."""
        is_gone = not self._profile.exists() and not self._away.exists()
        if is_gone and not self._windows and not self._expected.has_copy:
            self._expected.forget()

    def _values(self, name: str, words: list[str]) -> Iterator[object]:
        """The words of a command, as numbers where they are some; pictures by their paths."""
        if name == "open":
            return iter([str(self._data)])
        if name in ("photo", "paste"):
            return iter([str(self._photos / f"{words[0]}.png")])
        return (int(word) if word.lstrip("-").isdigit() else word for word in words)

    # --- the disk, other programs and the clock

    @property
    def _is_in_place(self) -> bool:
        """Whether the program can read the profile, and copy it."""
        return self._lock is None and self._profile.exists() and not self._away.exists()

    @property
    def _away(self) -> Path:
        return self._home / "away"

    def _do_away(self) -> None:
        """Take the folder of the profile away."""
        if self._profile.parent.exists() and not self._away.exists():
            with suppress(PermissionError):  # of Windows, while a window has a file in it open
                self._profile.parent.rename(self._away)

    def _do_back(self) -> None:
        """Bring the folder back, over what may be at its place."""
        if self._away.exists():
            if self._profile.parent.exists():
                self._profile.parent.rename(self._home / f"beside-{time.monotonic_ns()}")
            self._away.rename(self._profile.parent)

    def _do_lock(self) -> None:
        """Lock the profile as another program does."""
        if self._lock is None and self._profile.exists():
            self._lock = sqlite3.connect(self._profile, isolation_level=None)
            try:
                self._lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError:  # it is damaged
                self._unlock()

    def _do_unlock(self) -> None:
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _do_clock(self, days: str) -> None:
        """Set the clock of the next starts ahead, or back."""
        self._ahead = float(days) * 86_400

    def _do_wait(self, milliseconds: str) -> None:
        time.sleep(float(milliseconds) / 1000)


def _check_told(program: Program, pattern: str) -> None:
    """Raise ViolationError if the window has not told what `pattern` finds."""
    told = "\n".join([*program.state["told"], program.state["notice"]])
    if not re.search(pattern, told, re.IGNORECASE):
        raise ViolationError("told", f"not “{pattern}”, but: {told or 'nothing'}")


def _check_others(before: Facts, after: Facts, step: Sequence[str]) -> None:
    """Raise ViolationError if a command has changed edits of other pictures."""
    own = {fact.format(*step[1:]) for fact in _CHANGES.get(step[0], ())}
    for fact in sorted({*before, *after} - own):
        if fact.startswith("edit") and before.get(fact) != after.get(fact):
            changed = f"{after.get(fact)!r} instead of {before.get(fact)!r}"
            raise ViolationError(fact, f"{changed} after “{' '.join(step)}”")
