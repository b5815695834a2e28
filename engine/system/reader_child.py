"""A process that reads untrusted files: runs the calls from its pipe, one at a time.

It ends when the pipe closes. C libraries may print to standard output and standard error, so those are discarded here;
the calls and the replies, pickled, have pipes of their own.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from importlib import import_module
from typing import IO, Any, NamedTuple

from engine.system.memory import tune_glibc_malloc

# The argument by which a program without Python around it is told to be this process.
CHILD_ARGUMENT = "--reader-process"
# Seconds beyond the time limit of a call, after which the process ends by itself, if its parent has been killed.
LAST_RESORT = 30.0


class Call(NamedTuple):
    """A function to run in the child.

    Attributes: `folder`, the working directory of the caller; `timeout` in seconds; `reports`, whether `function` takes
    `progress`; `idle`, the seconds after which the process ends if there is no other call, or None to stay.
    """

    function: Callable[..., Any]
    args: Sequence[Any]
    folder: str
    timeout: float
    reports: bool
    idle: float | None = None


class Kind(IntEnum):
    """The kinds of replies: the arguments of a report, the value of a call, or its error and traceback."""

    PROGRESS = 1
    VALUE = 2
    ERROR = 3


def import_modules(*names: str) -> None:
    """Import modules before the first call that needs them."""
    for name in names:
        import_module(name)


def serve() -> None:
    """Run the calls from the pipe. The process ends with the pipe, or after the idle time of the last call."""
    warnings.simplefilter("ignore")  # nobody would see them
    pipe, replies = _private_pipes()
    with suppress(OSError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    if sys.platform == "win32":
        import msvcrt

        # If it crashes, it is to end at once: Windows would show a dialog first, or write a report.
        msvcrt.SetErrorMode(msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX)
    # When memory runs out, Linux is to kill this process first.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")
    tune_glibc_malloc()
    calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
    # In a thread, which notices the end of the parent during a call.
    threading.Thread(target=_receive_all, args=(pipe, calls), daemon=True).start()
    idle = None
    with suppress(queue.Empty):
        while True:
            call = calls.get(timeout=idle)
            _send(replies, *_run(call, replies))
            idle = call.idle


def _receive_all(pipe: IO[bytes], calls: queue.SimpleQueue[Call]) -> None:
    with suppress(Exception):
        while True:
            calls.put(pickle.load(pipe))
    os._exit(0)


def _send(replies: IO[bytes], kind: Kind, content: object) -> None:
    # Arrays are written from where they are, without another copy.
    pickle.dump((kind, content), replies, protocol=pickle.HIGHEST_PROTOCOL)
    replies.flush()


def _run(call: Call, replies: IO[bytes]) -> tuple[Kind, Any]:
    """The reply to a call."""
    try:
        return Kind.VALUE, _value(call, replies)
    except MemoryError as error:
        reason = str(error)
    except BaseException as error:  # noqa: BLE001  raised again where the call was made
        return Kind.ERROR, _portable(error)
    finally:
        faulthandler.cancel_dump_traceback_later()
    # The objects that filled the memory are freed only here.
    return Kind.ERROR, (MemoryError(reason), "")


def _value(call: Call, replies: IO[bytes]) -> Any:
    with suppress(OSError):  # paths may be relative to it
        if call.folder and call.folder != os.getcwd():
            os.chdir(call.folder)
    _set_deadline(call.timeout)
    if not call.reports:
        return call.function(*call.args)

    def report(*content: object) -> None:
        _send(replies, Kind.PROGRESS, content)
        _set_deadline(call.timeout)

    return call.function(*call.args, progress=report)


def _set_deadline(timeout: float) -> None:
    """End this process some time after the timeout, even if a C library holds the GIL.

    Normally the parent kills it long before; but the parent may have been killed.
    """
    with suppress(RuntimeError):  # too many threads
        faulthandler.dump_traceback_later(timeout + LAST_RESORT, exit=True, file=sys.__stderr__ or 2)


def _portable(error: BaseException) -> tuple[BaseException, str]:
    """The error, or a RuntimeError if it cannot be pickled and unpickled, and its traceback."""
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  pickling runs code of the error's class
        return RuntimeError(f"{type(error).__name__}: {error}"), trace
    return error, trace


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Duplicates of standard input and output, which are then redirected to nowhere."""
    calls, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return open(calls, "rb"), open(replies, "wb")
