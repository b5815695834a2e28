"""Output of the terminal commands: JSON, lines of text, and a progress line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from engine.progress import Work
from engine.system.memory import format_bytes
from engine.text import printable

Item = TypeVar("Item")

# In the help of an argument that names a file to write.
REPLACED = "An existing file is replaced."

# Seconds before the progress line appears, and between two updates: in a terminal, and in a pipe or file, where each
# update is a line.
_DELAY, _INTERVAL = 1.0, 0.1
_PIPE_DELAY, _PIPE_INTERVAL = 10.0, 30.0
# From this on, the seconds left are told in minutes.
_MINUTES_FROM = 120


def epilog(examples: Mapping[str, str], note: str = "", keys: Mapping[str, str] | None = None) -> str:
    """What stands below the help of a command.

    `examples` are commands with what they are for, if that is not clear; `keys` are those of its JSON with what stands
    under them, likewise.
    """
    parts = [f"examples:\n{_columns(examples)}"]
    if note:
        parts.append(note)
    if keys:
        parts.append(f"--json:\n{_columns(keys)}")
    return "\n\n".join(parts)


def _columns(rows: Mapping[str, str]) -> str:
    width = max(map(len, rows))
    return "\n".join(f"  {name:{width}}  {text}".rstrip() for name, text in rows.items())


class _ProgressLine:
    """The progress line at the bottom of a terminal; in a pipe or file, a line now and then if the work takes long."""

    def __init__(self) -> None:
        self._begun = self._drawn = 0.0
        self._has_drawn = False
        self._width = 0

    def begin(self) -> None:
        """Start the clock."""
        self._begun, self._has_drawn = monotonic(), False

    def show(self, text: str, done: int, total: int, in_bytes: bool) -> None:
        """Draw the line if an update is due."""
        now = monotonic()
        if sys.stderr is None:
            return
        in_terminal = sys.stderr.isatty()
        delay, interval = (_DELAY, _INTERVAL) if in_terminal else (_PIPE_DELAY, _PIPE_INTERVAL)
        if now - self._begun < delay or (self._has_drawn and now - self._drawn < interval):
            return
        self._drawn, self._has_drawn = now, True
        counted = f"{format_bytes(done)} of {format_bytes(total)}" if in_bytes else f"{done:,} of {total:,}"
        line = ", ".join(
            [f"{text}: {counted} ({done / max(total, 1):.0%})", *_time_left(now - self._begun, done, total)]
        )
        sys.stderr.write(f"\r{line:{self._width}}" if in_terminal else f"{line}\n")
        sys.stderr.flush()
        self._width = len(line) if in_terminal else 0

    def clear(self) -> None:
        """Erase the line."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0


def _time_left(seconds: float, done: int, total: int) -> list[str]:
    """How long the rest takes, if what is done took `seconds`: "40 s left", "8 min left"; [] if nothing is done."""
    if not done:
        return []
    left = seconds * (total - done) / done
    return [f"{left:.0f} s left" if left < _MINUTES_FROM else f"{left / 60:.0f} min left"]


_LINE = _ProgressLine()


@contextmanager
def progress_line(text: str, in_bytes: bool = False) -> Iterator[Work]:
    """Work that shows its progress in a terminal after one second."""
    _LINE.begin()
    try:
        yield Work(lambda done, total: _LINE.show(text, done, total, in_bytes))
    finally:
        _LINE.clear()


def with_progress_line(items: Iterable[Item], total: int, text: str) -> Iterator[Item]:
    """The items, with a progress line in a terminal after one second."""
    with progress_line(text) as work:
        for done, item in enumerate(items, start=1):
            yield item
            work.report(done, total)


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
