"""What the terminal commands write: JSON, text and a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from engine.names import displayable

Item = TypeVar("Item")


def to_json(value: object) -> str:
    """`value` as JSON of ASCII characters, on one line."""
    return json.dumps(value, allow_nan=False)


def encodable(text: str) -> str:
    """`text` as it is, or fit to be shown where it holds bytes that are not UTF-8, which JSON cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return displayable(text)
    return text


def watched(items: Iterable[Item], total: int, unit: str) -> Iterator[Item]:
    """The items, with a progress bar in a terminal where they take longer than a second."""
    yield from tqdm(items, total=total, unit=unit, **_bar_options())


@contextmanager
def bytes_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over bytes; yields the function to call with how many of how many are done."""
    with tqdm(desc=text, unit="B", unit_scale=True, **_bar_options()) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance


def _bar_options() -> dict[str, Any]:
    in_terminal = sys.stderr is not None and sys.stderr.isatty()
    return {"file": sys.stderr, "disable": not in_terminal, "delay": 1, "leave": False}


def say(line: str) -> None:
    """Print a line now, above the progress bar if there is one."""
    with tqdm.external_write_mode():
        print(line, flush=True)
