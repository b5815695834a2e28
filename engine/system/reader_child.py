"""The process that reads untrusted files: runs each call from its pipe in a thread.

It ends when the pipe closes. C libraries may print to standard output and standard error, so those are discarded here;
the messages have pipes of their own. A message is a head (the number of its call, its kind, and how many parts follow),
the length of each part, and the parts: a pickle and the buffers of its arrays, which are written from and read into
memory without another copy.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import struct
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from io import RawIOBase
from time import monotonic
from typing import Any

import numpy as np

from engine.system.memory import tune_glibc_malloc

# The argument by which a program without Python around it is told to be this process.
CHILD_ARGUMENT = "--reader-process"
# More than there are calls at once, `warm_up` included: one is always free to notice that the parent has ended.
THREADS = 6
# Seconds beyond the last time limit, after which the process ends by itself, if its parent has been killed.
LAST_RESORT = 30.0
_ALARM_STEP = 10.0  # setting the alarm for every call would cost more than the call
_HEAD = struct.Struct("<QBI")
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
    READY = 4


@dataclass(frozen=True, slots=True)
class Message:
    """One message, still pickled. Attributes: `call`, the number of the call it belongs to; `parts`, see above."""

    call: int
    kind: Kind
    parts: Sequence[_Buffer]

    @classmethod
    def of(cls, call: int, kind: Kind, content: object) -> Message:
        """The message with `content`. Raises whatever pickle raises."""
        buffers: list[pickle.PickleBuffer] = []
        pickled = pickle.dumps(content, protocol=5, buffer_callback=buffers.append)
        return cls(call, kind, [pickled, *(buffer.raw() for buffer in buffers)])

    def content(self) -> Any:
        """The unpickled content; its arrays use the memory of the parts."""
        pickled, *buffers = self.parts
        return pickle.loads(pickled, buffers=buffers)


def send(stream: RawIOBase, message: Message) -> None:
    """Write the whole message. Raises OSError if the other process has closed its end."""
    lengths = [memoryview(part).nbytes for part in message.parts]
    head = _HEAD.pack(message.call, message.kind, len(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths)
    for part in (head, *message.parts):
        left = memoryview(part).cast("B")
        while left:
            left = left[stream.write(left) :]


def receive(stream: RawIOBase) -> Message:
    """The next message. Raises EOFError if the other process has ended."""
    call, kind, count = _HEAD.unpack(_read_exactly(stream, _HEAD.size))
    lengths = struct.unpack(f"<{count}Q", _read_exactly(stream, 8 * count))
    return Message(call, Kind(kind), [_read_exactly(stream, length) for length in lengths])


def _read_exactly(stream: RawIOBase, length: int) -> _Buffer:
    # Unlike a bytearray, it is not filled with zeros first.
    content = memoryview(np.empty(length, np.uint8))  # type: ignore[arg-type]
    left = content
    while left:
        count = stream.readinto(left)
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
    calls, replies = _private_pipes()
    with suppress(OSError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    _offer_to_oom_killer()
    tune_glibc_malloc()
    worker = _Worker(calls, replies)
    worker.start(THREADS - 1)
    worker.work()


class _Worker:
    """Takes calls and sends their results; run by several threads."""

    def __init__(self, calls: RawIOBase, replies: RawIOBase) -> None:
        self._calls, self._replies = calls, replies
        self._taking = threading.Lock()
        self._lock = threading.Lock()
        self._deadlines: dict[int, float] = {}
        self._alarm = 0.0

    def start(self, threads: int) -> None:
        """Work in `threads` more threads, and tell the parent, before the first call is taken."""
        with self._taking:
            for _ in range(threads):
                threading.Thread(target=self.work, daemon=True).start()
            self._send(Message.of(0, Kind.READY, None))

    def work(self) -> None:
        while True:
            with self._taking:
                try:
                    message = receive(self._calls)
                except (EOFError, OSError, MemoryError):
                    os._exit(0)
            self._run(message)

    def _run(self, message: Message) -> None:
        number, reply, reason = message.call, None, ""
        try:
            reply = Message.of(number, Kind.VALUE, self._value(message))
        except MemoryError as error:
            reason = str(error)
        except BaseException as error:  # noqa: BLE001  raised again where the call was made
            reply = _error_message(number, error)
        if reply is None:  # the objects that filled the memory are freed only here
            reply = Message.of(number, Kind.ERROR, (MemoryError(reason), ""))
        with self._lock:
            self._forget(number)
        self._send(reply)

    def _value(self, message: Message) -> Any:
        call: Call = message.content()
        with self._lock:
            self._extend(message.call, call.timeout)
            _enter(call.folder)
            if call.memory:
                _limit_memory(call.memory)
        if not call.reports:
            return call.function(*call.args)

        def report(*content: object) -> None:
            self._send(Message.of(message.call, Kind.PROGRESS, content))
            with self._lock:
                self._extend(message.call, call.timeout)

        return call.function(*call.args, progress=report)

    def _extend(self, number: int, timeout: float) -> None:
        """Set a deadline for this process, even if a C library holds the GIL.

        Normally the parent kills it long before; but the parent may have been killed.
        """
        deadline = self._deadlines[number] = monotonic() + timeout + LAST_RESORT
        if deadline > self._alarm + _ALARM_STEP:
            self._alarm = deadline
            with suppress(RuntimeError):  # too many threads
                faulthandler.dump_traceback_later(deadline - monotonic(), exit=True, file=sys.__stderr__ or 2)

    def _forget(self, number: int) -> None:
        self._deadlines.pop(number, None)
        if not self._deadlines:
            self._alarm = 0.0
            faulthandler.cancel_dump_traceback_later()

    def _send(self, message: Message) -> None:
        with self._lock, suppress(OSError):
            send(self._replies, message)


def _error_message(number: int, error: BaseException) -> Message:
    """The error, or a RuntimeError if it cannot be pickled, and its traceback."""
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        message = Message.of(number, Kind.ERROR, (error, trace))
        message.content()  # many classes of errors can be pickled, but not unpickled
    except Exception:  # noqa: BLE001  pickling runs code of the error's class
        return Message.of(number, Kind.ERROR, (RuntimeError(f"{type(error).__name__}: {error}"), trace))
    return message


def _private_pipes() -> tuple[RawIOBase, RawIOBase]:
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


def _offer_to_oom_killer() -> None:
    """Make this process the first that Linux kills when memory runs out."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def _limit_memory(more: int) -> None:
    """Limit the address space to its present size and `more` bytes, on Linux; elsewhere the parent watches."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + more
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
