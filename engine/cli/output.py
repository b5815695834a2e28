"""What the terminal commands write: JSON, text and a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from engine.text import printable

Item = TypeVar("Item")


class _Bar(tqdm):  # type: ignore[misc]
    """A progress bar in a terminal, for what takes longer than a second."""

    def __init__(self, items: Iterable[Any] | None = None, **options: Any) -> None:
        in_terminal = sys.stderr is not None and sys.stderr.isatty()
        super().__init__(items, file=sys.stderr, disable=not in_terminal, delay=1, leave=False, **options)

    def refresh(self, *args: Any, **options: Any) -> None:
        """Draw the bar, but not before its time: a line printed above it would bring it out at once."""
        if self.format_dict["elapsed"] >= self.delay:
            super().refresh(*args, **options)


def to_json(value: object) -> str:
    """`value` as JSON of ASCII characters, on one line."""
    return json.dumps(value, allow_nan=False)


def escape_surrogates(text: str) -> str:
    """`text` as it is, or fit to be shown where it holds bytes that are not UTF-8, which JSON cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return printable(text)
    return text


def with_progress_bar(items: Iterable[Item], total: int, unit: str) -> Iterator[Item]:
    """The items, with a progress bar in a terminal where they take longer than a second."""
    yield from _Bar(items, total=total, unit=unit)


@contextmanager
def bytes_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over bytes; yields the function to call with how many of how many are done."""
    with _Bar(desc=text, unit="B", unit_scale=True) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance


def print_line(line: str) -> None:
    """Print a line now, above the progress bar if there is one."""
    with tqdm.external_write_mode():
        print(line, flush=True)


def print_error(line: str) -> None:
    """Print a line of what is wrong now, above the progress bar if there is one."""
    with tqdm.external_write_mode():
        print(line, file=sys.stderr, flush=True)
