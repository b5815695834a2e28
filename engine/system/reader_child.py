"""A process that reads untrusted files: runs the calls from its pipe, one at a time.

It ends when the pipe closes. C libraries may print to standard output and standard error, so those are discarded here;
the messages have pipes of their own. A message is a head (its kind, and how many parts follow), the length of each
part, and the parts: a pickle and the buffers of its arrays, which are written from and read into memory without another
copy.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from typing import IO, Any

import numpy as np

from engine.system.memory import tune_glibc_malloc

# The argument by which a program without Python around it is told to be this process.
CHILD_ARGUMENT = "--reader-process"
# Seconds beyond the time limit of a call, after which the process ends by itself, if its parent has been killed.
LAST_RESORT = 30.0
_HEAD = struct.Struct("<BI")
_Buffer = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Call:
    """A function to run in the child.

    Attributes: `folder`, the working directory of the caller; `timeout` in seconds; `memory`, the bytes that the child
    may allocate from now on, 0 to keep its limit; `reports`, whether `function` takes `progress`.
    """

    function: Callable[..., Any]
    args: Sequence[Any]
    folder: str
    timeout: float
    memory: int
    reports: bool


class Kind(IntEnum):
    """The kinds of messages."""

    CALL = 0
    PROGRESS = 1
    VALUE = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One message, still pickled. Attributes: `parts`, see above."""

    kind: Kind
    parts: Sequence[_Buffer]

    @classmethod
    def of(cls, kind: Kind, content: object) -> Message:
        """The message with `content`. Raises whatever pickle raises."""
        buffers: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(content, protocol=5, buffer_callback=buffers.append)
        return cls(kind, [pickled, *(buffer.raw() for buffer in buffers)])

    def content(self) -> Any:
        """The unpickled content; its arrays use the memory of the parts."""
        pickled, *buffers = self.parts
        return pickle.loads(pickled, buffers=buffers)


def exchange(calls: IO[bytes], replies: IO[bytes], call: Message) -> Iterator[Message]:
    """Send the call; the replies to it, of which the last is its value or error.

    Raises OSError or EOFError if the other process has ended, and others if it writes nonsense.
    """
    _send(calls, call)
    kind = Kind.PROGRESS
    while kind is Kind.PROGRESS:
        reply = _receive(replies)
        kind = reply.kind
        yield reply


def _send(stream: IO[bytes], message: Message) -> None:
    """Write the whole message. Raises OSError if the other process has closed its end."""
    lengths = [memoryview(part).nbytes for part in message.parts]
    head = _HEAD.pack(message.kind, len(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths)
    for part in (head, *message.parts):
        left = memoryview(part).cast("B")
        while left:
            left = left[stream.write(left) :]


def _receive(stream: IO[bytes]) -> Message:
    """The next message. Raises EOFError if the other process has ended, and ValueError for nonsense."""
    number, count = _HEAD.unpack(_read_exactly(stream, _HEAD.size))
    kind = Kind(number)  # of nonsense nothing more is read: as much as it seems to announce may never come
    lengths = struct.unpack(f"<{count}Q", _read_exactly(stream, 8 * count))
    return Message(kind, [_read_exactly(stream, length) for length in lengths])


def _read_exactly(stream: IO[bytes], length: int) -> _Buffer:
    # Unlike a bytearray, it is not filled with zeros first.
    content = memoryview(np.empty(length, np.uint8))  # type: ignore[arg-type]
    left = content
    while left:
        count = stream.readinto(left)  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        left = left[count:]
    return content


def import_modules(*names: str) -> None:
    """Import modules before the first call that needs them."""
    for name in names:
        import_module(name)


def serve() -> None:
    """Run the calls from the pipe. Does not return: the process ends with the pipe."""
    warnings.simplefilter("ignore")  # nobody would see them
    pipe, replies = _private_pipes()
    with suppress(OSError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    _hide_crashes()
    _offer_to_oom_killer()
    tune_glibc_malloc()
    calls: queue.SimpleQueue[Message] = queue.SimpleQueue()
    # In a thread, which notices the end of the parent during a call.
    threading.Thread(target=_receive_all, args=(pipe, calls), daemon=True).start()
    while True:
        reply = _run(calls.get(), replies)
        with suppress(OSError):
            _send(replies, reply)


def _receive_all(pipe: IO[bytes], calls: queue.SimpleQueue[Message]) -> None:
    with suppress(EOFError, OSError, MemoryError):
        while True:
            calls.put(_receive(pipe))
    os._exit(0)


def _run(message: Message, replies: IO[bytes]) -> Message:
    """The reply to a call."""
    reply, reason = None, ""
    try:
        reply = Message.of(Kind.VALUE, _value(message.content(), replies))
    except MemoryError as error:
        reason = str(error)
    except BaseException as error:  # noqa: BLE001  raised again where the call was made
        reply = _error_message(error)
    faulthandler.cancel_dump_traceback_later()
    # The objects that filled the memory are freed only here.
    return reply or Message.of(Kind.ERROR, (MemoryError(reason), ""))


def _value(call: Call, replies: IO[bytes]) -> Any:
    _enter(call.folder)
    if call.memory:
        _limit_memory(call.memory)
    _set_deadline(call.timeout)
    if not call.reports:
        return call.function(*call.args)

    def report(*content: object) -> None:
        with suppress(OSError):
            _send(replies, Message.of(Kind.PROGRESS, content))
        _set_deadline(call.timeout)

    return call.function(*call.args, progress=report)


def _set_deadline(timeout: float) -> None:
    """Let this process end some time after the timeout, even if a C library holds the GIL.

    Normally the parent kills it long before; but the parent may have been killed.
    """
    with suppress(RuntimeError):  # too many threads
        faulthandler.dump_traceback_later(timeout + LAST_RESORT, exit=True, file=sys.__stderr__ or 2)


def _error_message(error: BaseException) -> Message:
    """The error, or a RuntimeError if it cannot be pickled, and its traceback."""
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        message = Message.of(Kind.ERROR, (error, trace))
        message.content()  # many classes of errors can be pickled, but not unpickled
    except Exception:  # noqa: BLE001  pickling runs code of the error's class
        return Message.of(Kind.ERROR, (RuntimeError(f"{type(error).__name__}: {error}"), trace))
    return message


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Duplicates of standard input and output, which are then redirected to nowhere."""
    calls, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return open(calls, "rb", buffering=0), open(replies, "wb", buffering=0)


def _enter(folder: str) -> None:
    """Make `folder` the working directory, since paths may be relative to it."""
    with suppress(OSError):
        if folder and folder != os.getcwd():
            os.chdir(folder)


def _hide_crashes() -> None:
    """Let Windows end this process at once if it crashes: it would show a dialog first, or write a report."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.SetErrorMode(msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX)


def _offer_to_oom_killer() -> None:
    """Make this process the first that Linux kills when memory runs out."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def _limit_memory(more: int) -> None:
    """Limit the address space to its present size and `more` bytes, on Linux; elsewhere the parent watches."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError):  # without /proc the parent watches here, too
        with open("/proc/self/statm", encoding="ascii") as statm:
            used = int(statm.read().split()[0]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + more
        if most != resource.RLIM_INFINITY:
            wanted = min(wanted, most)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
