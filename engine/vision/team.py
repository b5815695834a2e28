"""The team of threads that convolves: each of them has a `Scratch`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import engine.system.threads
from engine.system.threads import at_work
from engine.vision.convolution import Scratch


class Team(engine.system.threads.Team[Scratch]):
    """Threads whose scratch memory has arrays of `dtype`."""

    def __init__(self, threads: int, dtype: Any = "f4") -> None:
        super().__init__(threads, partial(Scratch, dtype))


@contextmanager
def team(threads: int, dtype: Any = "f4") -> Iterator[Team]:
    """A team at work."""
    with at_work(Team(threads, dtype)) as members:
        yield members
