"""The reader process: a child in which untrusted files are read, so that none can crash, hang or fill this process.

    photo = default_reader().call(decode_photo, path, timeout=30, work=work)

The child is started by the first call or by `warm_up`, and again after it has ended. Several threads may call at once.
A call that is cancelled, takes too long or takes too much memory is ended by killing the child; its other calls are run
again in the next child, without their callers noticing. If it is uncertain which of several calls was at fault, each is
run again alone, so that only that one fails.

Not a sandbox: code in the child has the rights of the user.
"""

from __future__ import annotations

import atexit
import errno
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import CancelledError, EngineError
from engine.progress import UNOBSERVED, Work
from engine.system.memory import available_memory, format_bytes
from engine.system.reader_child import CHILD_ARGUMENT, Call, Kind, Message, import_modules, receive, send

if TYPE_CHECKING:
    import psutil

Value = TypeVar("Value")

_DEFAULT_TIMEOUT = 60.0  # seconds
# One more than there are processors: it runs while another waits for a disk or for its caller.
MAX_CALLS = min(4, (os.cpu_count() or 1) + 1)
# Attempts to start the child; the system kills it first if memory runs out.
_MAX_STARTS = 3
_MEMORY_SHARE = 0.9  # of the free memory; the rest is for the system and the parent
_POLL = 0.02  # seconds between two checks of the work, the time and the memory
_GRACE = 0.05  # seconds in which a cancelled call may end by itself, which saves the child
# The name `reader_process` makes the child recognizable in a list of processes.
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from engine.system.reader_child import serve; serve()"
_PIPE_BYTES = 2**20
# A message up to this size is sent at once; a larger one by a thread, since the pipe may be full.
_SMALL = 4000
# The child multiplies no matrices, and each BLAS thread takes memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_NAME = "reader_process"


class ReaderError(EngineError):
    """The reader process could not finish a call. Attributes: `reason`, a clause about the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"A file could not be read: {reason}.")
        self.reason = reason


class ReaderMemoryError(ReaderError):
    """A call took more memory than is free."""


class ReaderStartError(EngineError):
    """The child ended before it took a call."""

    def __init__(self) -> None:
        super().__init__(
            "No file can be read: the process that reads files ended while it was starting. Close other programs "
            "and try again; if that does not help, install Catgui again."
        )


@contextmanager
def translate_reader_errors(
    error: Callable[[str, str], EngineError], *, remedy: str, memory_remedy: str
) -> Iterator[None]:
    """Raise `error(reason, remedy)` for a ReaderError, and with `memory_remedy` for a ReaderMemoryError."""
    try:
        yield
    except ReaderMemoryError as failure:
        raise error(failure.reason, memory_remedy) from failure
    except ReaderError as failure:
        raise error(failure.reason, remedy) from failure


class ReaderProcess:
    """Runs functions in a child process. Thread-safe; closed by its context manager."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Reset after a fork: the child and its threads belong to the process that was forked."""
        self._changed = threading.Condition()
        self._attempts: set[_Attempt] = set()
        self._waiting_alone = 0
        self._connection: Connection | None = None
        self._generation = 0

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process ID of the child, None if none is running."""
        connection = self._connection
        return connection.pid if connection and connection.is_open else None

    def call(
        self,
        function: Callable[..., Value],
        *args: Any,
        timeout: float = _DEFAULT_TIMEOUT,
        work: Work = UNOBSERVED,
        progress: Callable[..., None] | None = None,
    ) -> Value:
        """The value of `function(*args)`, run in the child; a module-level function.

        With `progress`, the function gets a callback `progress=`; its arguments reach `progress` in this thread, and
        the `timeout` in seconds starts again. After a second attempt, progress starts again as well.
        Raises the exceptions of the function, but ReaderMemoryError for MemoryError; ReaderError if the child crashes,
        takes longer than `timeout` or more memory than is free; CancelledError if `work` is cancelled or the reader is
        closed; EngineError if no child can be started.
        """
        call = Call(function, args, _working_folder(), timeout, 0, progress is not None)
        alone, generation, failed_starts = False, self._generation, 0
        while True:
            with self._slot(alone, work) as attempt:
                if generation != self._generation:
                    raise CancelledError
                try:
                    value: Value = attempt.run(*self._prepare(attempt, call), work, progress)
                except _LostError as lost:
                    alone = alone or lost.suspect
                except ReaderStartError:
                    failed_starts += 1
                    if failed_starts == _MAX_STARTS:
                        raise
                else:
                    return value

    def warm_up(self, *modules: str) -> None:
        """Start the child and let it import `modules`, without waiting; if it cannot start, the first call says so."""
        with self._changed, suppress(EngineError):
            self._open_connection().post(Call(import_modules, modules, "", _DEFAULT_TIMEOUT, 0, False), None)

    def close(self) -> None:
        """End the child; its calls raise CancelledError. The next call starts another child."""
        with self._changed:
            connection, self._connection = self._connection, None
            self._generation += 1
            self._changed.notify_all()
        if connection is not None:
            connection.close(suspect=False)

    @contextmanager
    def _slot(self, alone: bool, work: Work) -> Iterator[_Attempt]:
        """A slot for an attempt, or all slots; raises CancelledError if cancelled while waiting."""
        attempt = _Attempt()
        with self._changed:
            self._waiting_alone += alone
            try:
                while self._attempts if alone else self._waiting_alone or len(self._attempts) >= MAX_CALLS:
                    work.check()
                    self._changed.wait(_POLL)
                work.check()
            except BaseException:  # CancelledError, or KeyboardInterrupt in an interactive session
                self._waiting_alone -= alone
                raise
            # While it runs alone it stays counted as waiting, which keeps all others out.
            self._attempts.add(attempt)
            if len(self._attempts) > 1:
                for other in self._attempts:
                    other.shared = True
        try:
            yield attempt
        finally:
            with self._changed:
                self._waiting_alone -= alone
                self._attempts.discard(attempt)
                self._changed.notify_all()

    def _prepare(self, attempt: _Attempt, call: Call) -> tuple[Connection, Call]:
        """A connection, and the call with the memory that it may take; raises EngineError."""
        with self._changed:
            connection = self._open_connection()
            if attempt.shared and connection.memory:
                return connection, call
            # The child has nothing else to do: what is free now is what it may take.
            connection.grant(int(_MEMORY_SHARE * available_memory()))
            return connection, replace(call, memory=connection.memory)

    def _open_connection(self) -> Connection:
        """The connection to the child, which is started if none is running; raises EngineError."""
        if self._connection is None or not self._connection.is_open:
            try:
                self._connection = Connection()
            except OSError as error:
                raise EngineError(
                    "No file can be read: the process that reads files could not be started "
                    f"({error.strerror or error}). Close other programs and try again."
                ) from error
        return self._connection


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it has been deleted
        return ""


class _ChildTraceback(Exception):  # noqa: N818  never raised, only the cause of an error
    """The traceback of an error in the child, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class _LostError(Exception):
    """The child ended during an attempt. Attributes: `suspect`, whether this attempt may be the reason."""

    def __init__(self, suspect: bool) -> None:
        super().__init__()
        self.suspect = suspect


class _Attempt:
    """One attempt at a call. Attributes: `shared`, whether another call was in the child at the same time."""

    def __init__(self) -> None:
        self.shared = False
        self._inbox: _Inbox = queue.SimpleQueue()

    def run(
        self,
        connection: Connection,
        call: Call,
        work: Work,
        progress: Callable[..., None] | None,
    ) -> Any:
        """The value of the call; kills the child if the call is cancelled or exceeds a limit.

        Raises the error of the call, _LostError if the call should be tried again, ReaderError, ReaderStartError, and
        CancelledError.
        """
        number = connection.post(call, self._inbox)
        try:
            reply = self._await_reply(connection, call.timeout, work, progress)
        except (ReaderError, ReaderStartError, _LostError):
            raise
        except BaseException:
            if not self._ends_soon():
                connection.close(suspect=False)
            raise
        finally:
            connection.forget(number)
        return self._unpack(reply, connection.memory)

    def _await_reply(
        self,
        connection: Connection,
        timeout: float,
        work: Work,
        progress: Callable[..., None] | None,
    ) -> Message:
        deadline = monotonic() + timeout
        while True:
            try:
                message = self._inbox.get(timeout=_POLL)
            except queue.Empty:
                work.check()
                self._check_limits(connection, deadline, timeout)
                continue
            if isinstance(message, _ChildEnded):
                raise self._error_of_end(message)
            if message.kind is not Kind.PROGRESS:
                return message
            work.check()
            deadline = monotonic() + timeout
            if progress is not None:
                progress(*message.content())

    def _check_limits(self, connection: Connection, deadline: float, timeout: float) -> None:
        if monotonic() > deadline:
            error = ReaderError(f"it could not be read within {timeout:g} seconds")
        elif connection.exceeds_memory():
            error = ReaderMemoryError(_memory_reason(connection.memory))
        else:
            return
        connection.close(suspect=self.shared)
        raise _LostError(suspect=True) if self.shared else error

    def _error_of_end(self, ended: _ChildEnded) -> Exception:
        if ended.suspect and not ended.has_started:
            return ReaderStartError()
        if not ended.suspect or self.shared:
            return _LostError(ended.suspect)
        return ReaderError("it crashes the library that reads it (it is damaged or malicious)")

    def _unpack(self, reply: Message, memory: int) -> Any:
        """The value in the reply; raises the error in it."""
        content = reply.content()
        if reply.kind is Kind.VALUE:
            return content
        error, trace = content
        if not isinstance(error, MemoryError):
            raise error from _ChildTraceback(trace)
        if self.shared:
            raise _LostError(suspect=True)
        raise ReaderMemoryError(str(error) or _memory_reason(memory)) from _ChildTraceback(trace)

    def _ends_soon(self) -> bool:
        """Whether the child replies or ends within a moment."""
        end = monotonic() + _GRACE
        while (left := end - monotonic()) > 0:
            with suppress(queue.Empty):
                message = self._inbox.get(timeout=left)
                if isinstance(message, _ChildEnded) or message.kind is not Kind.PROGRESS:
                    return True
        return False


def _memory_reason(memory: int) -> str:
    return f"it needs more memory than the {format_bytes(memory)} that are free"


@dataclass(frozen=True, slots=True)
class _ChildEnded:
    """Takes the place of a reply.

    Attributes: `suspect`, whether a call in the child may be the reason; `has_started`, whether it got as far as calls.
    """

    suspect: bool
    has_started: bool = True


_Inbox = queue.SimpleQueue[Message | _ChildEnded]


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
        self._inboxes: dict[int, _Inbox] = {}
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._suspect = True
        self._has_started = False
        self.memory = self._memory_before = 0
        self.is_open = True
        self._threads = [
            threading.Thread(target=target, name=_NAME, daemon=True) for target in (self._receive_all, self._send_all)
        ]
        try:
            for thread in self._threads:
                thread.start()
        except RuntimeError as error:  # too many threads
            with self._process:  # closes the pipes
                self._process.kill()
            reason = "too many processes and threads are running, or too little memory is free"
            raise OSError(errno.EAGAIN, reason) from error

    def post(self, call: Call, inbox: _Inbox | None) -> int:
        """Send the call; `inbox` receives the replies, or _ChildEnded. Returns the number of the call.

        Raises whatever pickle raises.
        """
        number = next(self._numbers)
        message = Message.of(number, Kind.CALL, call)
        with self._lock:
            if inbox is not None:
                self._inboxes[number] = inbox
                if not self.is_open:
                    inbox.put(_ChildEnded(suspect=False))
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
        """Kill the child and wait for its end; the calls in it get _ChildEnded with `suspect`."""
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
        except (psutil.Error, OSError):  # it has ended, or no file descriptor is left to ask with
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
                inbox.put(_ChildEnded(self._suspect, self._has_started))


def _start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, **_ONE_THREAD}
    executable, flags = sys.executable, 0
    if sys.platform == "win32":
        # In a virtual environment `sys.executable` starts the real interpreter as another process.
        executable = getattr(sys, "_base_executable", executable)
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    process = subprocess.Popen(
        [executable, *_arguments()],
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


def _arguments() -> list[str]:
    """The arguments with which Python, or the program that has one in it, becomes the child."""
    if getattr(sys, "frozen", False):
        return [CHILD_ARGUMENT]
    return ["-W", "ignore", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _PROGRAM, _NAME, *_absolute_import_path()]


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


_DEFAULT = ReaderProcess()
atexit.register(_DEFAULT.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_DEFAULT.forget)


def default_reader() -> ReaderProcess:
    """The reader process shared by this process; started by the first call, ended at exit."""
    return _DEFAULT
