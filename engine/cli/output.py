"""Output of the terminal commands: JSON, lines of text, and a progress line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from engine.progress import UNOBSERVED, Work
from engine.system.memory import format_bytes
from engine.text import printable

# In the help of an argument that names a file to write.
REPLACED = "An existing file is replaced."

# Seconds before the progress line appears, and between two updates.
_DELAY, _INTERVAL = 1.0, 0.1


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
def progress_line(text: str, in_bytes: bool = False) -> Iterator[Work]:
    """Work that shows its progress in a terminal after one second."""
    begun = drawn = monotonic()

    def show(done: int, total: int) -> None:
        nonlocal drawn
        now = monotonic()
        if now - begun < _DELAY or now - drawn < _INTERVAL:
            return
        drawn = now
        counted = f"{format_bytes(done)} of {format_bytes(total)}" if in_bytes else f"{done:,} of {total:,}"
        left = f", {(now - begun) * (total - done) / done:,.0f} s left" if done else ""
        _LINE.show(f"{text}: {counted} ({done / max(total, 1):.0%}){left}")

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
