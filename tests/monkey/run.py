"""A run of the monkey: so many actions on the real window, and after each of them all checks."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine.errors import ModelFileError
from engine.saved_model.file import load_model
from tests.monkey import data_actions, photo_actions, training_actions, window_actions
from tests.monkey.checks import broken
from tests.monkey.complaints import Complaints
from tests.monkey.hands import let_events_happen, menus_let_go
from tests.monkey.monkey import FileDialogs, Monkey
from tests.monkey.remains import Remains

Action = Callable[[Monkey], str]
ACTIONS = (*training_actions.ACTIONS, *data_actions.ACTIONS, *photo_actions.ACTIONS, *window_actions.ACTIONS)
# Garbage is looked for after so many actions.
_TIDYING = 100
_REMEMBERED = 15
# Nothing is asked of the network: whoever tries is refused at once, on this computer.
_OFFLINE = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
_OFFLINE |= {name.lower(): value for name, value in _OFFLINE.items()}


class MonkeyError(AssertionError):
    """Something did not hold: says the seed, the number of the action, what was wrong, and what was done before."""

    def __init__(self, seed: int, number: int, wrong: list[str], done: list[str]) -> None:
        lines = (f"seed {seed}, action {number}:", *wrong, "the last actions:", *(f"  {line}" for line in done))
        super().__init__("\n".join(lines))


def run(seed: int, actions: int, heed: Callable[[str], None] = lambda action: None) -> None:
    """Do so many actions, all of which follow from `seed`, and close the window. Raises MonkeyError.

    A QApplication must exist. `heed` is told number and name of each action before it is done.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        _offline(Path(folder)),
        _garbage_in_this_thread(),
        Complaints() as complaints,
    ):
        remains = Remains()
        monkey = Monkey(Path(folder))
        run_of_actions = _Run(seed, monkey, complaints, remains)
        with FileDialogs(monkey):
            try:
                for number in range(actions):
                    run_of_actions.act(number, heed)
                run_of_actions.end(actions)
            finally:
                monkey.leave()
                # What Python has made there must not outlive it.
                QGuiApplication.clipboard().clear()


class _Run:
    def __init__(self, seed: int, monkey: Monkey, complaints: Complaints, remains: Remains) -> None:
        self._seed, self._monkey, self._complaints, self._remains = seed, monkey, complaints, remains
        self._done: deque[str] = deque(maxlen=_REMEMBERED)

    def act(self, number: int, heed: Callable[[str], None]) -> None:
        """One action, and all checks after it; if it has closed the window, the program is started again."""
        monkey = self._monkey
        # Of its own: what one action draws does not depend on how far the threads were at the one before.
        monkey.random = Random(f"{self._seed} {number}")
        action = _chosen(monkey)
        self._done.append(f"{number} {action.__module__.rpartition('.')[2]}.{action.__name__}")
        heed(self._done[-1])
        with menus_let_go():
            self._done[-1] += f": {action(monkey)}"
        let_events_happen()
        if number % _TIDYING == 0:
            gc.collect()
        if monkey.window.isVisible():
            monkey.stay_in_front()
        # It may have closed only now, when what it was to save first was saved.
        if monkey.window.isVisible():
            self._require(number, broken(monkey.window))
        else:
            self._require(number, self._left())
            monkey.open_window()

    def end(self, number: int) -> None:
        """Close the window for good, and look at what is left."""
        closed = self._monkey.close_window()
        self._require(number, [] if closed else ["the window does not close"])
        self._require(number, self._left() + _not_whole(self._monkey.larder.saved))

    def _left(self) -> list[str]:
        self._monkey.forget_window()
        return self._remains.found()

    def _require(self, number: int, wrong: list[str]) -> None:
        wrong = self._complaints.take() + wrong
        if wrong:
            raise MonkeyError(self._seed, number, wrong, list(self._done))


def _chosen(monkey: Monkey) -> Action:
    """What to do next: answer what is asked, if something is."""
    asked = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
    choices = window_actions.ANSWERS if asked else ACTIONS
    weights, actions = zip(*choices, strict=True)
    return monkey.random.choices(actions, weights)[0]


@contextmanager
def _garbage_in_this_thread() -> Iterator[None]:
    """As in the program, where a worker must not destroy what belongs to the window."""
    by_itself = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if by_itself:
            gc.enable()


@contextmanager
def _offline(folder: Path) -> Iterator[None]:
    """No network, and no folder of the user's; what was there before is put back."""
    changed = _OFFLINE | {"XDG_DATA_HOME": str(folder / "home")}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _not_whole(saved: Path) -> list[str]:
    """What was saved and cannot be opened, and what lies half written beside it."""
    wrong = [f"left behind: {path}" for path in saved.iterdir() if path.suffix == ".part"]
    for path in saved.glob("*.npz"):
        try:
            if path.is_file():
                load_model(path)
        except ModelFileError as error:
            wrong.append(str(error))
    return wrong
