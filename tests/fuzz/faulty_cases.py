"""Cases of which each goes wrong in its own way: what the fuzzing must notice."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random

from engine.errors import EngineError


def answer() -> None:
    """Nothing is wrong."""


def refuse() -> None:
    """As it should, in words."""
    raise EngineError("cat.jpg: this is text, not a picture")


def raise_what_nobody_foresaw() -> None:
    """A traceback, for the user."""
    raise ZeroDivisionError


def refuse_in_a_programmers_words() -> None:
    """A text for no user."""
    raise EngineError("cat.jpg: KeyError: 'x'")


def refuse_in_lines() -> None:
    """A text that does not fit where texts are shown."""
    raise EngineError("one\ntwo")


def warn() -> None:
    """A warning in the terminal."""
    warnings.warn("odd", stacklevel=1)


def log() -> None:
    """An unhandled log record, which Python prints to the terminal."""
    logging.getLogger("a library").warning("odd")


def die() -> None:
    """The process is gone."""
    os.abort()


def work_for_ever() -> None:
    """A hang that takes the processor."""
    while True:
        pass


def wait_for_ever() -> None:
    """A hang that takes nothing."""
    while True:
        time.sleep(1)


def take_all_memory() -> None:
    """More than there is."""
    bytearray(10**11)


def run_out_of_memory_and_refuse() -> None:
    """Memory that should have been asked for first."""
    try:
        take_all_memory()
    except MemoryError as error:
        raise EngineError("cat.jpg: there is not enough memory") from error


GOOD: tuple[Callable[[], None], ...] = (answer, refuse)
FAULTY: tuple[Callable[[], None], ...] = (
    raise_what_nobody_foresaw,
    refuse_in_a_programmers_words,
    refuse_in_lines,
    warn,
    log,
    die,
    work_for_ever,
    wait_for_ever,
    take_all_memory,
    run_out_of_memory_and_refuse,
)


def make(random: Random, folder: Path) -> Callable[[], None]:
    """The case with the number that the folder bears: the good ones, the faulty ones, and the good ones again."""
    (folder / "file").write_bytes(random.randbytes(10))
    cases = GOOD + FAULTY + GOOD
    return cases[int(folder.name)]
