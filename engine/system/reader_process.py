"""The reader processes: children in which untrusted files are read, so that none can crash, hang or fill this process.

    photo = default_reader().call(decode_photo, path, timeout=30, work=work)

Each child runs one call at a time. Up to MAX_CALLS are started as calls wait, and all but one end when they are idle.
A call that is cancelled, takes too long or takes too much memory is ended by killing its child.

Not a sandbox: code in a child has the rights of the user.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from time import monotonic
from typing import Any, TypeVar

from engine.errors import CancelledError, EngineError
from engine.progress import UNOBSERVED, Work
from engine.system.memory import available_memory, format_bytes
from engine.system.reader_child import CHILD_ARGUMENT, Call, Kind, import_modules

Value = TypeVar("Value")

_DEFAULT_TIMEOUT = 60.0  # seconds
# One more than there are processors: it runs while another waits for a disk or for its caller.
MAX_CALLS = min(4, (os.cpu_count() or 1) + 1)
_IDLE_SECONDS = 10.0  # after which a child ends, if there is another
_MEMORY_SHARE = 0.9  # of the free memory; the rest is for the system and the parent
_POLL = 0.02  # seconds between two checks of the work, the time and the memory
# The name `reader_process` makes the children recognizable in a list of processes.
_NAME = "reader_process"
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from engine.system.reader_child import serve; serve()"
# A child multiplies no matrices, and each BLAS thread takes memory.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# A bundle then starts as if from a menu, and finds its own libraries, which `run_in_bundle` keeps from other programs.
_NEW_PROGRAM = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}
_CRASHES = "it crashes the library that reads it"
_CANNOT_START = "No file can be read. Close other programs."


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
    except ReaderError as failure:
        needs_memory = isinstance(failure, ReaderMemoryError)
        raise error(failure.reason, memory_remedy if needs_memory else remedy) from failure


class ReaderPool:
    """Runs functions in child processes. Thread-safe; closed by its context manager."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._modules: tuple[str, ...] = ()

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
        try:
            child.wait_until_ready(work)
            with self._changed:
                share = max(1, len(self._children) - len(self._idle))
            memory = int(_MEMORY_SHARE * available_memory() / share)
            call = Call(function, args, _working_folder(), timeout, progress is not None, child.idle_limit)
            kind, content = child.run(call, memory, work, progress)
        except BaseException:
            self._end(child)
            raise
        self._release(child)
        if kind is Kind.VALUE:
            value: Value = content
            return value
        error, trace = content
        if isinstance(error, MemoryError):
            error = ReaderMemoryError(str(error) or _memory_reason(memory))
        raise error from RuntimeError(f"in the reader process:\n{trace}")

    def warm_up(self, *modules: str) -> None:
        """Import `modules` in all children started from now on, and start one if there is none."""
        with self._changed:
            self._modules = modules
            self._keep_warm()

    def close(self) -> None:
        """End the children; their calls raise CancelledError. The next call starts another child."""
        with self._changed:
            self._modules = ()
            children = list(self._children)
            self._children.clear()
            self._idle.clear()
        for child in children:
            child.end()

    def _take(self, work: Work) -> _Child:
        """An idle child or a new one, waited for if need be; raises EngineError if none can be started."""
        with self._changed:
            while True:
                work.check()
                while self._idle:
                    child = self._idle.pop()
                    if child.is_usable:
                        return child
                    self._children.discard(child)
                    child.end()
                if len(self._children) < MAX_CALLS:
                    return self._start()
                self._changed.wait(_POLL)

    def _start(self) -> _Child:
        try:
            is_last = not any(child.idle_limit is None for child in self._children)
            child = _Child(self._modules, None if is_last else _IDLE_SECONDS)
        except (OSError, RuntimeError) as error:  # the latter if there are too many threads
            raise EngineError(_CANNOT_START) from error
        self._children.add(child)
        return child

    def _release(self, child: _Child) -> None:
        with self._changed:
            if child in self._children:  # or the pool has been closed meanwhile
                self._idle.append(child)
                self._changed.notify_all()

    def _end(self, child: _Child) -> None:
        with self._changed:
            self._children.discard(child)
            if child in self._idle:
                self._idle.remove(child)
            self._keep_warm()
            self._changed.notify_all()
        child.end()

    def _keep_warm(self) -> None:
        """Start a child for the next call if modules are to be imported and there is none."""
        if self._modules and not self._children:
            with suppress(EngineError):
                self._idle.append(self._start())


class _Child:
    """A child process, and a thread that receives its replies. Raises OSError, and RuntimeError for too many threads.

    Attributes: `pid`; `idle_limit`, the seconds after which an idle child ends, or None.
    """

    def __init__(self, modules: tuple[str, ...], idle_limit: float | None) -> None:
        self.idle_limit = idle_limit
        self._idle_since = monotonic()
        self._process = start_process()
        self.pid = self._process.pid
        self._replies: queue.SimpleQueue[tuple[Kind, Any] | None] = queue.SimpleQueue()
        self._is_ready = self._is_ended = False
        try:
            threading.Thread(target=self._receive, name=_NAME, daemon=True).start()
            # Its reply says that the child has started.
            self._send(Call(import_modules, modules, "", _DEFAULT_TIMEOUT, False))
        except BaseException:
            with suppress(OSError), self._process:  # closes the pipes
                self._process.kill()
            raise

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    @property
    def is_usable(self) -> bool:
        """Whether it runs, and is not about to end since it is idle."""
        idle = monotonic() - self._idle_since
        return self.is_running and (self.idle_limit is None or idle < self.idle_limit / 2)

    def wait_until_ready(self, work: Work) -> None:
        """Wait until the process has started; raises EngineError if it does not, and CancelledError."""
        deadline = monotonic() + _DEFAULT_TIMEOUT
        while not self._is_ready:
            work.check()
            with suppress(queue.Empty):
                self._is_ready = self._replies.get(timeout=_POLL) is not None
                if self._is_ended:
                    raise CancelledError
                if not self._is_ready or monotonic() > deadline:
                    raise EngineError(_CANNOT_START)

    def run(self, call: Call, memory: int, work: Work, progress: Callable[..., None] | None) -> tuple[Kind, Any]:
        """The reply to `call`, which may take `memory` bytes.

        Raises ReaderError, CancelledError, and what pickle and `progress` raise.
        """
        memory_before, deadline = self._used_memory(), monotonic() + call.timeout
        with suppress(OSError):  # it has ended, which the replies say
            self._send(call)
        while True:
            try:
                reply = self._replies.get(timeout=_POLL)
            except queue.Empty:
                work.check()
                if monotonic() > deadline:
                    raise ReaderError(f"it could not be read within {call.timeout:g} seconds") from None
                if self._used_memory() - memory_before > memory:
                    raise ReaderMemoryError(_memory_reason(memory)) from None
                continue
            if reply is None:
                raise CancelledError if self._is_ended else ReaderError(_CRASHES)
            kind, content = reply
            if kind is not Kind.PROGRESS:
                self._idle_since = monotonic()
                return reply
            work.check()
            deadline = monotonic() + call.timeout
            if progress is not None:
                progress(*content)

    def end(self) -> None:
        """Kill the process and wait for its end; a call in it raises CancelledError."""
        self._is_ended = True
        self._process.kill()
        self._process.wait()

    def _send(self, call: Call) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(pickle.dumps(call, protocol=pickle.HIGHEST_PROTOCOL))
        self._process.stdin.flush()

    def _receive(self) -> None:
        """Receive the replies until the process ends, or writes nonsense before it crashes."""
        assert self._process.stdout is not None
        with self._process.stdout as stream, suppress(Exception):
            while True:
                self._replies.put(pickle.load(stream))
        with suppress(OSError), self._process:  # closes the other pipe
            self._process.kill()
        self._replies.put(None)

    def _used_memory(self) -> int:
        import psutil  # slow to import, and not needed at start-up

        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except (psutil.Error, OSError):  # it has ended, or no file descriptor is left to ask with
            return 0


def _memory_reason(memory: int) -> str:
    return f"it needs more memory than the {format_bytes(memory)} that are free"


def start_process() -> subprocess.Popen[bytes]:
    """A new child, which waits for calls. Raises OSError."""
    # In a frozen program the executable itself becomes the child.
    arguments = [CHILD_ARGUMENT]
    if not getattr(sys, "frozen", False):
        path = [os.path.join(_working_folder(), folder) for folder in sys.path]
        arguments = ["-W", "ignore", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _PROGRAM, _NAME, *path]
    executable, flags = sys.executable, 0
    if sys.platform == "win32":
        # In a virtual environment `sys.executable` starts the real interpreter as another process.
        executable = getattr(sys, "_base_executable", executable)
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        [executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ONE_THREAD, **_NEW_PROGRAM},
        # Python 3.13 cannot import NumPy in a working directory that has been deleted.
        cwd=None if _working_folder() else os.path.abspath(os.sep),
        creationflags=flags,
        start_new_session=True,  # no Ctrl+C from the terminal
    )


def _working_folder() -> str:
    """The working directory, empty if it has been deleted."""
    try:
        return os.getcwd()
    except OSError:
        return ""


@cache
def default_reader() -> ReaderPool:
    """The reader processes of this process; started as calls need them, ended at exit."""
    return ReaderPool()


atexit.register(lambda: default_reader().close())
