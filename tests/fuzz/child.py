"""The process that asks for the files to be read: it must outlive all of them, whatever the reader process does.

`python -m tests.fuzz.child MODULE SEED FIRST COUNT FOLDER` opens the cases FIRST, FIRST + 1, ... of a kind. MODULE has
`make(random, folder)`, which writes the files of a case and returns the function that opens them as the program does.
For each case the number is written before it is opened and the fault, or null, after it, as lines of JSON. The files of
a case are in FOLDER under its number, and stay there when it went wrong.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import re
import resource
import shutil
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random

from engine.data import hdf5_pair
from engine.errors import EngineError
from engine.images import reader as photo_reader
from engine.text import printable

# A file may be read for so many seconds, a case may take so many, and the process may hold so many bytes.
_READ_SECONDS, _CASE_SECONDS, _MOST_MEMORY = 5, 60, 1_500_000_000
_LONGEST_REASON = 700
_INTERNAL_TERMS = re.compile(r"Traceback|Errno|object at 0x|\b\w+Error\b|[ (,]b'|\bNoneType\b|\bnan\b.*\binf\b")

OpenCase = Callable[[], object]


def main(module: str, seed: str, first: str, count: str, folder: str) -> None:
    """Open the cases; ends early only by dying of one."""
    write_message = _private_output()
    hdf5_pair.TIMEOUT = photo_reader.TIMEOUT = _READ_SECONDS
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    make = import_module(module).make
    for number in range(int(first), int(first) + int(count)):
        case = Path(folder) / str(number)
        case.mkdir()
        open_case = make(Random(f"{seed} {module} {number}"), case)
        write_message({"number": number})
        faulthandler.dump_traceback_later(_CASE_SECONDS, exit=True)
        fault = _fault_of(open_case)
        faulthandler.cancel_dump_traceback_later()
        if fault is None:
            shutil.rmtree(case)
        write_message({"number": number, "fault": fault})


def _private_output() -> Callable[[dict[str, object]], None]:
    """Writes lines to what was standard output; what a library prints there goes to standard error."""
    output = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return lambda message: print(json.dumps(message), file=output)


def _fault_of(open_case: OpenCase) -> str | None:
    """The fault in the outcome of a case; None for a result or an error for the user."""
    with _captured_output() as said:
        try:
            open_case()
            fault = None
        except EngineError as error:
            fault = _fault_in_text(str(error), getattr(error, "reason", str(error))) or _fault_in_memory(error)
        except Exception:  # noqa: BLE001  any other exception is what is looked for
            fault = traceback.format_exc()
    return fault or (f"it was said beside the answer: {said[0]}" if said else None)


@contextmanager
def _captured_output() -> Iterator[list[str]]:
    """The output that would reach the terminal: warnings, unhandled log records, unraisable exceptions."""
    said: list[str] = []
    last_resort, logging.lastResort = logging.lastResort, _ListHandler(said)
    sys.unraisablehook = lambda raised: said.append(f"{raised.err_msg} {raised.exc_value!r}")
    with warnings.catch_warnings(record=True) as escaped:
        warnings.simplefilter("always")
        yield said
        said += [f"{warning.category.__name__}: {warning.message}" for warning in escaped]
    sys.unraisablehook = sys.__unraisablehook__
    logging.lastResort = last_resort


class _ListHandler(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())


def _fault_in_text(text: str, reason: str) -> str | None:
    """The fault in an error's text, or None; a path in front of the reason may be long."""
    if not reason or len(reason) > _LONGEST_REASON or printable(text) != text:
        return f"not a line that can be shown: {text!r}"
    if _INTERNAL_TERMS.search(reason):
        return f"not a text for a user: {text}"
    return None


def _fault_in_memory(error: BaseException | None) -> str | None:
    """Memory that ran out, where it should have been asked for first."""
    while error is not None:
        if isinstance(error, MemoryError):
            return "memory ran out:\n" + "".join(traceback.format_exception(error))
        error = error.__cause__
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
