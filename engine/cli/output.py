"""Output of the terminal commands: JSON, lines of text, and a progress line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from engine.progress import UNOBSERVED, Work
from engine.text import printable

# In the help of an argument that names a file to write.
REPLACED = "An existing file is replaced."

# Seconds before the progress line appears, and between two updates.
_DELAY, _INTERVAL = 1.0, 0.1


def epilog(examples: Mapping[str, str], note: str = "") -> str:
    """The text below the help of a command: `examples`, commands with what they are for, if not clear; and a note."""
    width = max(map(len, examples))
    lines = [f"  {command:{width}}  {purpose}".rstrip() for command, purpose in examples.items()]
    return "\n".join(["examples:", *lines, *(["", note] if note else [])])


class _ProgressLine:
    """The progress line at the bottom of a terminal."""

    def __init__(self) -> None:
        self._width = 0

    def show(self, line: str) -> None:
        """Draw the line over the one before."""
        sys.stderr.write(f"\r{line:{self._width}}")
        sys.stderr.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Erase the line."""
        if self._width:
            self.show("")
            sys.stderr.write("\r")
            sys.stderr.flush()


_LINE = _ProgressLine()


@contextmanager
def progress_line(text: str) -> Iterator[Work]:
    """Work that shows its progress in a terminal after one second."""
    begun = drawn = monotonic()

    def show(done: int, total: int) -> None:
        nonlocal drawn
        now = monotonic()
        if now - begun < _DELAY or now - drawn < _INTERVAL:
            return
        drawn = now
        left = f", {(now - begun) * (total - done) / done:,.0f} s left" if done else ""
        _LINE.show(f"{text}: {done:,} of {total:,} ({done / max(total, 1):.0%}){left}")

    try:
        yield Work(show) if sys.stderr is not None and sys.stderr.isatty() else UNOBSERVED
    finally:
        _LINE.clear()


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
