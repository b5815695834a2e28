"""Output of the terminal commands: JSON, lines of text, and a progress line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from engine.progress import ProgressCallback
from engine.system.memory import format_bytes
from engine.text import printable

Item = TypeVar("Item")

# Seconds before the progress line appears, and between two updates.
_DELAY, _INTERVAL = 1.0, 0.1


class _ProgressLine:
    """The progress line at the bottom of a terminal; nothing if the output is no terminal."""

    def __init__(self) -> None:
        self._begun = self._drawn = 0.0
        self._width = 0

    def begin(self) -> None:
        """Start the clock."""
        self._begun = self._drawn = monotonic()

    def show(self, text: str, done: int, total: int, in_bytes: bool) -> None:
        """Draw the line if an update is due."""
        now = monotonic()
        if sys.stderr is None or not sys.stderr.isatty() or now - self._begun < _DELAY or now - self._drawn < _INTERVAL:
            return
        self._drawn = now
        counted = f"{format_bytes(done)} of {format_bytes(total)}" if in_bytes else f"{done:,} of {total:,}"
        left = (now - self._begun) * (total - done) / done if done else 0
        line = f"{text}: {counted} ({done / max(total, 1):.0%}), {left:.0f} s left"
        sys.stderr.write(f"\r{line:{self._width}}")
        sys.stderr.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Erase the line."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0


_LINE = _ProgressLine()


@contextmanager
def progress_line(text: str, in_bytes: bool = False) -> Iterator[ProgressCallback]:
    """A callback that shows progress in a terminal after one second."""
    _LINE.begin()
    try:
        yield lambda done, total: _LINE.show(text, done, total, in_bytes)
    finally:
        _LINE.clear()


def with_progress_line(items: Iterable[Item], total: int, text: str) -> Iterator[Item]:
    """The items, with a progress line in a terminal after one second."""
    with progress_line(text) as show:
        for done, item in enumerate(items, start=1):
            yield item
            show(done, total)


def to_json(value: object) -> str:
    """`value` as JSON of ASCII characters, on one line."""
    return json.dumps(value, allow_nan=False)


def escape_surrogates(text: str) -> str:
    """`text`, made printable if it contains lone surrogates, which JSON cannot encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return printable(text)
    return text


def print_line(line: str) -> None:
    """Print a line at once, above the progress line."""
    _LINE.clear()
    print(line, flush=True)


def print_error(line: str) -> None:
    """Print a line to standard error at once, above the progress line."""
    _LINE.clear()
    print(line, file=sys.stderr, flush=True)
