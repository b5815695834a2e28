"""The connection to a child process that reads untrusted files."""

from __future__ import annotations

import errno
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from engine.system.messages import Kind, Message, receive, send
from engine.system.reader_child import Call

if TYPE_CHECKING:
    import psutil

# The name `reader_process` makes the child recognizable in a list of processes.
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from engine.system.reader_child import serve; serve()"
_PIPE_BYTES = 2**20
# A message up to this size is sent at once; a larger one by a thread, since the pipe may be full.
_SMALL = 4000
# The child multiplies no matrices, and each BLAS thread takes memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
THREAD_NAME = "reader_process"


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """Takes the place of a reply.

    Attributes: `suspect`, whether a call in the child may be the reason; `has_started`, whether it got as far as calls.
    """

    suspect: bool
    has_started: bool = True


Inbox = queue.SimpleQueue[Message | ChildEnded]


class Connection:
    """A running child. Raises OSError if it cannot be started.

    Attributes: `memory`, the bytes that it has been granted, 0 at first.
    """

    def __init__(self) -> None:
        self._process = _start()
        self.pid = self._process.pid
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._inboxes: dict[int, Inbox] = {}
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._suspect = True
        self._has_started = False
        self.memory = self._memory_before = 0
        self.is_open = True
        self._threads = [
            threading.Thread(target=target, name=THREAD_NAME, daemon=True)
            for target in (self._receive_all, self._send_all)
        ]
        try:
            for thread in self._threads:
                thread.start()
        except RuntimeError as error:  # too many threads
            with self._process:  # closes the pipes
                self._process.kill()
            raise OSError(errno.EAGAIN, "too many processes and threads are running") from error

    def post(self, call: Call, inbox: Inbox | None) -> int:
        """Send the call; `inbox` receives the replies, or ChildEnded. Returns the number of the call.

        Raises whatever pickle raises.
        """
        number = next(self._numbers)
        message = Message.of(number, Kind.CALL, call)
        with self._lock:
            if inbox is not None:
                self._inboxes[number] = inbox
                if not self.is_open:
                    inbox.put(ChildEnded(suspect=False))
        if sum(memoryview(part).nbytes for part in message.parts) <= _SMALL:
            self._send(message)
        else:
            self._outbox.put(message)
        return number

    def forget(self, number: int) -> None:
        """Ignore further replies to the call."""
        with self._lock:
            self._inboxes.pop(number, None)

    def grant(self, memory: int) -> None:
        """Let the child use `memory` bytes more than now."""
        self.memory, self._memory_before = memory, self._used_memory()

    def exceeds_memory(self) -> bool:
        """Whether the child uses more than it was granted."""
        return self._used_memory() - self._memory_before > self.memory

    def close(self, suspect: bool) -> None:
        """Kill the child and wait for its end; the calls in it get ChildEnded with `suspect`."""
        with self._lock:
            if self.is_open:
                self._suspect = suspect
            self.is_open = False
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()

    @cached_property
    def _watched(self) -> psutil.Process:
        """The child as the system knows it. Kept: looking it up takes twice as long as asking for its memory."""
        import psutil  # slow to import, and not needed at start-up

        return psutil.Process(self.pid)

    def _used_memory(self) -> int:
        import psutil

        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:  # it has ended
            return 0

    def _send(self, message: Message) -> None:
        assert self._process.stdin is not None
        # If the child has ended, that is noticed where its replies are read.
        with self._sending, suppress(OSError, ValueError):
            send(self._process.stdin, message)  # type: ignore[arg-type]

    def _send_all(self) -> None:
        while (message := self._outbox.get()) is not None:
            self._send(message)
        assert self._process.stdin is not None
        with self._sending:
            self._process.stdin.close()

    def _receive_all(self) -> None:
        assert self._process.stdout is not None
        # The last three if the child fills the memory of this process, or writes nonsense before it crashes.
        with self._process.stdout as stream, suppress(EOFError, OSError, MemoryError, OverflowError, ValueError):
            while True:
                message = receive(stream)  # type: ignore[arg-type]
                if message.kind is Kind.READY:
                    self._has_started = True
                with self._lock:
                    inbox = self._inboxes.get(message.call)
                if inbox is not None:
                    inbox.put(message)
        self._process.kill()
        self._process.wait()
        self._outbox.put(None)
        with self._lock:
            self.is_open = False
            for inbox in self._inboxes.values():
                inbox.put(ChildEnded(self._suspect, self._has_started))


def _start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, **_ONE_THREAD}
    executable, flags = sys.executable, 0
    if sys.platform == "win32":
        # In a virtual environment `sys.executable` starts the real interpreter as another process.
        executable = getattr(sys, "_base_executable", executable)
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    encoding = ["-X", f"utf8={sys.flags.utf8_mode}"]
    process = subprocess.Popen(
        [executable, "-W", "ignore", *encoding, "-c", _PROGRAM, THREAD_NAME, *_absolute_import_path()],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=_existing_folder(),
        creationflags=flags,
        start_new_session=True,  # no Ctrl+C from the terminal
    )
    _widen(process)
    return process


def _existing_folder() -> str | None:
    """The root if the working directory has been deleted, in which Python 3.13 cannot import NumPy; else None."""
    try:
        os.getcwd()
    except OSError:
        return os.path.abspath(os.sep)
    return None


def _absolute_import_path() -> Iterator[str]:
    """`sys.path` without its relative folders if the working directory has been deleted."""
    for folder in sys.path:
        with suppress(OSError):
            yield os.path.abspath(folder)


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Enlarge the pipes on Linux, for fewer switches between the processes."""
    if sys.platform == "linux":
        import fcntl

        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)  # type: ignore[union-attr]
