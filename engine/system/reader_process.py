"""The reader processes: children in which untrusted files are read, so that none can crash, hang or fill this process.

    photo = default_reader().call(decode_photo, path, timeout=30, work=work)

Each child runs one call at a time. Up to MAX_CALLS are started as calls wait, and those that stay idle end again, but
for the last one. A call that is cancelled, takes too long or takes too much memory is ended by killing its child.

Not a sandbox: code in a child has the rights of the user.
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
from functools import cached_property, partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import CancelledError, EngineError
from engine.progress import UNOBSERVED, Work
from engine.system.memory import available_memory, format_bytes
from engine.system.reader_child import CHILD_ARGUMENT, Call, Kind, Message, exchange, import_modules

if TYPE_CHECKING:
    import psutil

Value = TypeVar("Value")

_DEFAULT_TIMEOUT = 60.0  # seconds
# One more than there are processors: it runs while another waits for a disk or for its caller.
MAX_CALLS = min(4, (os.cpu_count() or 1) + 1)
# Attempts to start a child; the system kills it first if memory runs out.
_MAX_STARTS = 3
_IDLE_SECONDS = 10.0  # after which a child ends that is not the only idle one
_MEMORY_SHARE = 0.9  # of the free memory; the rest is for the system and the parent
_POLL = 0.02  # seconds between two checks of the work, the time and the memory
# The name `reader_process` makes the children recognizable in a list of processes.
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from engine.system.reader_child import serve; serve()"
_PIPE_BYTES = 2**20
# A child multiplies no matrices, and each BLAS thread takes memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# A bundle then starts as if from a menu, and finds its own libraries, which `run_in_bundle` keeps from other programs.
_NEW_PROGRAM = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}
_NAME = "reader_process"
_CRASHES = "it crashes the library that reads it"
_CANNOT_START = "No file can be read. Close other programs, or install Catgui again."


class ReaderError(EngineError):
    """The reader process could not finish a call. Attributes: `reason`, a clause about the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"A file could not be read: {reason}.")
        self.reason = reason


class ReaderMemoryError(ReaderError):
    """A call took more memory than is free."""


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


class ReaderPool:
    """Runs functions in child processes. Thread-safe; closed by its context manager."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Reset after a fork: the children and their threads belong to the process that was forked."""
        self._changed = threading.Condition()
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._modules: tuple[str, ...] = ()
        self._waiting = 0
        self._failed_starts = 0
        self._failure: OSError | None = None
        self._closings = 0

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> set[int]:
        """The process IDs of the running children."""
        with self._changed:
            return {child.pid for child in self._children if child.is_running}

    def call(
        self,
        function: Callable[..., Value],
        *args: Any,
        timeout: float = _DEFAULT_TIMEOUT,
        work: Work = UNOBSERVED,
        progress: Callable[..., None] | None = None,
    ) -> Value:
        """The value of `function(*args)`, run in a child; a module-level function.

        With `progress`, the function gets a callback `progress=`; its arguments reach `progress` in this thread, and
        the `timeout` in seconds starts again.
        Raises the exceptions of the function, but ReaderMemoryError for MemoryError; ReaderError if the child crashes,
        takes longer than `timeout` or more than its share of the free memory; CancelledError soon after `work` is
        cancelled, or if the pool is closed; EngineError if no child can be started.
        """
        child = self._take(work)
        while not child.is_running:  # the system has killed it while it was idle
            child.end()
            child = self._take(work)
        try:
            memory = int(_MEMORY_SHARE * available_memory() / self._count_calls())
            call = Call(function, args, _working_folder(), timeout, memory, progress is not None)
            reply = child.run(call, work, progress)
        except BaseException:
            child.end()
            raise
        self._release(child)
        value: Value = _unpack(reply, memory)
        return value

    def warm_up(self, *modules: str) -> None:
        """Let children that are started from now on import `modules`, and start one if there is none."""
        with self._changed:
            self._modules = modules
            if not self._children:
                self._start()

    def close(self) -> None:
        """End the children; their calls raise CancelledError. The next call starts another child."""
        with self._changed:
            self._closings += 1
            self._modules = ()
            children = list(self._children)
            self._changed.notify_all()
        for child in children:
            child.end()

    def _take(self, work: Work) -> _Child:
        """An idle child, waited for and started if need be; raises EngineError if none can be, and CancelledError."""
        with self._changed:
            closings, failed_starts = self._closings, self._failed_starts
            deadline = monotonic() + _DEFAULT_TIMEOUT
            self._waiting += 1
            try:
                while True:
                    work.check()
                    if closings != self._closings:
                        raise CancelledError
                    if self._idle:
                        return self._idle.pop()
                    starting = sum(not child.has_started for child in self._children)
                    may_start = self._failed_starts < failed_starts + _MAX_STARTS
                    if len(self._children) == starting and not (may_start and monotonic() < deadline):
                        raise EngineError(_CANNOT_START) from self._failure
                    if may_start and starting < self._waiting and len(self._children) < MAX_CALLS:
                        self._start()
                    self._changed.wait(_POLL)
            finally:
                self._waiting -= 1

    def _count_calls(self) -> int:
        """The number of calls under way, at least this one."""
        with self._changed:
            return max(1, sum(child.has_started for child in self._children) - len(self._idle))

    def _start(self) -> None:
        try:
            self._children.add(_Child(partial(self._serve, modules=self._modules)))
        except OSError as error:
            self._failed_starts += 1
            self._failure = error

    def _release(self, child: _Child) -> None:
        with self._changed:
            if child in self._children:  # or the pool has been closed meanwhile
                child.has_started = True
                self._idle.append(child)
                self._changed.notify_all()

    def _serve(self, child: _Child, modules: tuple[str, ...]) -> None:
        """Let `child` import `modules` and run calls until it ends; in a thread of its own."""
        # The last three if the child fills the memory of this process, or writes nonsense before it crashes.
        with suppress(EOFError, OSError, MemoryError, OverflowError, ValueError):
            child.prepare(modules)
            self._release(child)
            while child.run_next() or not self._retire(child):
                pass
        child.clean_up()
        with self._changed:
            self._children.discard(child)
            if child in self._idle:
                self._idle.remove(child)
            if not child.has_started:
                self._failed_starts += 1
            elif self._modules and not self._children:
                self._start()  # so that the next call finds it warm
            self._changed.notify_all()

    def _retire(self, child: _Child) -> bool:
        """Whether the idle `child` is to end, since there are others; it gets no more calls."""
        with self._changed:
            if child not in self._idle or len(self._idle) == 1:
                return False
            self._idle.remove(child)
            return True


class _Child:
    """A child process, and the thread that runs `serve(child)`. Raises OSError if it cannot be started.

    Attributes: `has_started`, whether it has got as far as calls.
    """

    def __init__(self, serve: Callable[[_Child], None]) -> None:
        self.has_started = False
        self._process = start_process()
        self.pid = self._process.pid
        self._calls: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._is_ended = False
        self._thread = threading.Thread(target=serve, args=(self,), name=_NAME, daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:  # too many threads
            self.clean_up()
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def run(self, call: Call, work: Work, progress: Callable[..., None] | None) -> Message:
        """The reply to `call`. Raises ReaderError, CancelledError, and what pickle and `progress` raise."""
        memory_before, deadline = self._used_memory(), monotonic() + call.timeout
        self._calls.put(Message.of(Kind.CALL, call))
        while True:
            try:
                reply = self._replies.get(timeout=_POLL)
            except queue.Empty:
                work.check()
                if monotonic() > deadline:
                    raise ReaderError(f"it could not be read within {call.timeout:g} seconds") from None
                if self._used_memory() - memory_before > call.memory:
                    raise ReaderMemoryError(_memory_reason(call.memory)) from None
                continue
            if reply is None:
                raise CancelledError if self._is_ended else ReaderError(_CRASHES)
            if reply.kind is not Kind.PROGRESS:
                return reply
            work.check()
            deadline = monotonic() + call.timeout
            if progress is not None:
                progress(*reply.content())

    def end(self) -> None:
        """Kill the process and wait for its end; a call in it raises CancelledError."""
        self._is_ended = True
        self._process.kill()
        self._calls.put(None)
        self._thread.join()

    # The following are for the thread of the child.

    def prepare(self, modules: tuple[str, ...]) -> None:
        """Wait until the child has started and has imported `modules`; raises OSError or EOFError if it has ended."""
        list(self._exchange(Message.of(Kind.CALL, Call(import_modules, modules, "", _DEFAULT_TIMEOUT, 0, False))))

    def run_next(self) -> bool:
        """Let the child run the next call; False if there is none for long. Otherwise as `prepare`."""
        try:
            call = self._calls.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            return False
        if call is None:
            raise EOFError
        for reply in self._exchange(call):
            self._replies.put(reply)
        return True

    def _exchange(self, call: Message) -> Iterator[Message]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return exchange(self._process.stdin, self._process.stdout, call)

    def clean_up(self) -> None:
        """Wait for the end of the process, and end the call in it."""
        with self._process:  # closes the pipes
            self._process.kill()
        self._replies.put(None)

    @cached_property
    def _watched(self) -> psutil.Process:
        """The process as the system knows it. Kept: looking it up takes twice as long as asking for its memory."""
        import psutil  # slow to import, and not needed at start-up

        return psutil.Process(self.pid)

    def _used_memory(self) -> int:
        import psutil

        try:
            return int(self._watched.memory_info().rss)
        except (psutil.Error, OSError):  # it has ended, or no file descriptor is left to ask with
            return 0


def _memory_reason(memory: int) -> str:
    return f"it needs more memory than the {format_bytes(memory)} that are free"


def _unpack(reply: Message, memory: int) -> Any:
    """The value in the reply; raises the error in it."""
    content = reply.content()
    if reply.kind is Kind.VALUE:
        return content
    error, trace = content
    if isinstance(error, MemoryError):
        error = ReaderMemoryError(str(error) or _memory_reason(memory))
    raise error from _ChildTraceback(trace)


class _ChildTraceback(Exception):  # noqa: N818  never raised, only the cause of an error
    """The traceback of an error in the child, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def start_process() -> subprocess.Popen[bytes]:
    """A new child, which waits for calls. Raises OSError."""
    environment = {**os.environ, **_ONE_THREAD, **_NEW_PROGRAM}
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
        # Python 3.13 cannot import NumPy in a working directory that has been deleted.
        cwd=None if _working_folder() else os.path.abspath(os.sep),
        creationflags=flags,
        start_new_session=True,  # no Ctrl+C from the terminal
    )
    _widen(process)
    return process


def _arguments() -> list[str]:
    """The arguments with which Python, or the frozen program, becomes the child."""
    if getattr(sys, "frozen", False):
        return [CHILD_ARGUMENT]
    return ["-W", "ignore", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _PROGRAM, _NAME, *_absolute_import_path()]


def _working_folder() -> str:
    """The working directory, empty if it has been deleted."""
    try:
        return os.getcwd()
    except OSError:
        return ""


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


_DEFAULT = ReaderPool()
atexit.register(_DEFAULT.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_DEFAULT.forget)


def default_reader() -> ReaderPool:
    """The reader processes of this process; started as calls need them, ended at exit."""
    return _DEFAULT
