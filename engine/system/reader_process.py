"""Untrusted files are read in one child process, so that no file can crash, hang or fill the process that asks.

    photo = default_reader().call(read_photo_here, path, timeout=30, cancelled=stopped)

The child is started at the first call, or by `warm_up`, and again after it has ended. Several threads may call at once.
A call that is cancelled, takes too long or takes too much memory is ended by ending the child; the other calls in it
are run again in the next one, without their callers noticing. Where it is not certain which of several calls was at
fault, each is run again alone, so that only that one fails.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Protocol, TypeVar

from engine.errors import CancelledError, EngineError
from engine.system.memory import available_memory, format_bytes
from engine.system.messages import Kind, Message
from engine.system.reader_child import Call, import_modules
from engine.system.reader_connection import ChildEnded, Connection

Value = TypeVar("Value")

DEFAULT_TIMEOUT = 60.0  # seconds
# One more than there are processors: it works while another waits for a disk or for its caller.
MAX_CALLS = min(4, (os.cpu_count() or 1) + 1)
_POLL = 0.02  # seconds between two looks at the cancel flag, the time and the memory
_GRACE = 0.05  # seconds for a cancelled call to end by itself, which keeps the child
_MEMORY_SHARE = 0.9  # of the free memory; the rest is for the system and the parent


class CancelFlag(Protocol):
    """What says that a result is no longer wanted, such as a threading.Event."""

    def is_set(self) -> bool:
        """Whether it is so."""


class ReaderError(EngineError):
    """The child process could not finish a call. Attributes: `reason`, a plain clause about the file."""

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


@dataclass(eq=False, slots=True)
class _Run:
    """One attempt at a call. Attributes: `shared`, whether another call was in the child at some moment."""

    inbox: queue.SimpleQueue[Message | ChildEnded] = field(default_factory=queue.SimpleQueue)
    shared: bool = False


class _LostError(Exception):
    """The child was ended during the attempt. Attributes: `suspect`, whether this attempt may be the reason."""

    def __init__(self, suspect: bool) -> None:
        super().__init__()
        self.suspect = suspect


class ReaderProcess:
    """Runs functions in a child process. Thread-safe; as a context manager, closes itself.

    Not a sandbox: what runs in the child may do what the user may do.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew without ending the child, which belongs to the process that this one was forked from."""
        self._changed = threading.Condition()
        self._runs: set[_Run] = set()
        self._waiting_alone = 0
        self._connection: Connection | None = None
        self._generation = 0

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process number of the child, None where none is running."""
        connection = self._connection
        return connection.pid if connection and connection.is_open else None

    def call(
        self,
        function: Callable[..., Value],
        *args: Any,
        timeout: float = DEFAULT_TIMEOUT,
        cancelled: CancelFlag | None = None,
        progress: Callable[..., None] | None = None,
    ) -> Value:
        """The value of `function(*args)`, a function of a module, run in the child.

        With `progress`, the function is given `progress=` a callback, whose arguments reach `progress` in this thread;
        the `timeout` in seconds begins again with each. It may begin again after a second try.
        Raises what the function raises, but ReaderMemoryError for MemoryError; CancelledError soon after `cancelled` is
        set, or when the reader is closed; ReaderError where the child crashes, takes longer than `timeout` seconds or
        more memory than is free; EngineError where no child can be started.
        """
        call = Call(function, args, _working_folder(), timeout, 0, progress is not None)
        alone, generation = False, self._generation
        while True:
            with self._slot(alone, cancelled) as run:
                if generation != self._generation:
                    raise CancelledError
                try:
                    value: Value = self._attempt(run, call, cancelled, progress)
                except _LostError as lost:
                    alone = alone or lost.suspect
                else:
                    return value

    def warm_up(self, *modules: str) -> None:
        """Start the child, and have it import `modules`; does not wait for it."""
        with self._changed:
            self._open_connection().post(Call(import_modules, modules, "", DEFAULT_TIMEOUT, 0, False), None)

    def close(self) -> None:
        """End the child; calls under way raise CancelledError. The next call starts another child."""
        with self._changed:
            connection, self._connection = self._connection, None
            self._generation += 1
            self._changed.notify_all()
        if connection is not None:
            connection.close(suspect=False)

    @contextmanager
    def _slot(self, alone: bool, cancelled: CancelFlag | None) -> Iterator[_Run]:
        """A place among the calls in the child, or the only place; raises CancelledError while waiting for it."""
        run = _Run()
        with self._changed:
            self._waiting_alone += alone
            try:
                while self._runs if alone else self._waiting_alone or len(self._runs) >= MAX_CALLS:
                    _raise_if_set(cancelled)
                    self._changed.wait(_POLL)
                _raise_if_set(cancelled)
            finally:
                self._waiting_alone -= alone
            self._runs.add(run)
            if len(self._runs) > 1:
                for other in self._runs:
                    other.shared = True
            # A place taken alone stays the only one until it is free: nobody else may come in.
            self._waiting_alone += alone
        try:
            yield run
        finally:
            with self._changed:
                self._waiting_alone -= alone
                self._runs.discard(run)
                self._changed.notify_all()

    def _attempt(
        self, run: _Run, call: Call, cancelled: CancelFlag | None, progress: Callable[..., None] | None
    ) -> Any:
        with self._changed:
            connection = self._open_connection()
            if not (run.shared and connection.memory):
                connection.grant(int(_MEMORY_SHARE * available_memory()))
                call = replace(call, memory=connection.memory)
            number = connection.post(call, run.inbox)
        try:
            answer = _await_answer(connection, run, call.timeout, cancelled, progress)
        except (ReaderError, _LostError):
            raise
        except BaseException:
            if not _ends_by_itself(run):
                connection.close(suspect=False)
            raise
        finally:
            connection.forget(number)
        return _outcome(answer, run, connection.memory)

    def _open_connection(self) -> Connection:
        """The connection to a living child; a new one where there is none. Raises EngineError."""
        if self._connection is None or not self._connection.is_open:
            try:
                self._connection = Connection()
            except OSError as error:
                raise EngineError(
                    f"No file can be read: the process that reads files could not be started "
                    f"({error.strerror or error}). Close other programs and try again."
                ) from error
        return self._connection


def _await_answer(
    connection: Connection,
    run: _Run,
    timeout: float,
    cancelled: CancelFlag | None,
    progress: Callable[..., None] | None,
) -> Message:
    """The message that answers the call; meanwhile its progress is passed on and the limits are watched."""
    deadline = monotonic() + timeout
    while True:
        try:
            message = run.inbox.get(timeout=_POLL)
        except queue.Empty:
            _raise_if_set(cancelled)
            _check_limits(connection, run, deadline, timeout)
            continue
        if isinstance(message, ChildEnded):
            raise _ended(message, run)
        if message.kind is not Kind.PROGRESS:
            return message
        _raise_if_set(cancelled)
        deadline = monotonic() + timeout
        if progress is not None:
            progress(*message.content())


def _outcome(answer: Message, run: _Run, memory: int) -> Any:
    """The value in the answer; raises the error in it."""
    content = answer.content()
    if answer.kind is Kind.VALUE:
        return content
    error, trace = content
    if isinstance(error, MemoryError):
        if run.shared:
            raise _LostError(suspect=True)
        raise ReaderMemoryError(str(error) or _too_much_memory(memory)) from ChildTraceback(trace)
    raise error from ChildTraceback(trace)


class ChildTraceback(Exception):  # noqa: N818  not raised: the cause of an error that was
    """The traceback of an error in the child, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def _ended(ended: ChildEnded, run: _Run) -> Exception:
    if not ended.suspect or run.shared:
        return _LostError(ended.suspect)
    return ReaderError("it ends the library that reads it (it is damaged, or made to do harm)")


def _check_limits(connection: Connection, run: _Run, deadline: float, timeout: float) -> None:
    """Raise, after ending the child, where the call has taken too long or the child too much memory."""
    failure: ReaderError | None = None
    if monotonic() > deadline:
        failure = ReaderError(f"it could not be read within {timeout:g} seconds")
    elif connection.exceeds_memory():
        failure = ReaderMemoryError(_too_much_memory(connection.memory))
    if failure is not None:
        connection.close(suspect=run.shared)
        raise _LostError(suspect=True) if run.shared else failure


def _too_much_memory(memory: int) -> str:
    return f"it needs more memory than the {format_bytes(memory)} that are free"


def _ends_by_itself(run: _Run) -> bool:
    """Whether the child has answered or ended, or does so at once."""
    end = monotonic() + _GRACE
    while (left := end - monotonic()) > 0:
        with suppress(queue.Empty):
            message = run.inbox.get(timeout=left)
            if isinstance(message, ChildEnded) or message.kind is not Kind.PROGRESS:
                return True
    return False


def _raise_if_set(cancelled: CancelFlag | None) -> None:
    if cancelled is not None and cancelled.is_set():
        raise CancelledError


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it has been deleted
        return ""


_DEFAULT = ReaderProcess()
atexit.register(_DEFAULT.close)
if hasattr(os, "register_at_fork"):
    # The threads that serve the child exist only in the process that started it.
    os.register_at_fork(after_in_child=_DEFAULT.forget)


def default_reader() -> ReaderProcess:
    """The reader that this process shares; its child is started at the first call and ended at exit."""
    return _DEFAULT
