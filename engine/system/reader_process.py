"""The reader process: a child in which untrusted files are read, so that none can crash, hang or fill this process.

    photo = default_reader().call(decode_photo, path, timeout=30, cancelled=stopped)

The child is started by the first call or by `warm_up`, and again after it has ended. Several threads may call at once.
A call that is cancelled, takes too long or takes too much memory is ended by killing the child; its other calls are run
again in the next child, without their callers noticing. If it is uncertain which of several calls was at fault, each is
run again alone, so that only that one fails.

Not a sandbox: code in the child has the rights of the user.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar

from engine.errors import CancelledError, EngineError
from engine.system.memory import available_memory
from engine.system.reader_attempt import (
    POLL,
    Attempt,
    CancelFlag,
    LostError,
    ReaderError,
    ReaderMemoryError,
    ReaderStartError,
    raise_if_set,
)
from engine.system.reader_child import Call, import_modules
from engine.system.reader_connection import Connection

__all__ = [
    "MAX_CALLS",
    "CancelFlag",
    "ReaderError",
    "ReaderMemoryError",
    "ReaderProcess",
    "default_reader",
    "translate_reader_errors",
]

Value = TypeVar("Value")

DEFAULT_TIMEOUT = 60.0  # seconds
# One more than there are processors: it runs while another waits for a disk or for its caller.
MAX_CALLS = min(4, (os.cpu_count() or 1) + 1)
# Attempts to start the child; the system kills it first if memory runs out.
_MAX_STARTS = 3
_MEMORY_SHARE = 0.9  # of the free memory; the rest is for the system and the parent


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
        self._attempts: set[Attempt] = set()
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
        timeout: float = DEFAULT_TIMEOUT,
        cancelled: CancelFlag | None = None,
        progress: Callable[..., None] | None = None,
    ) -> Value:
        """The value of `function(*args)`, run in the child; a module-level function.

        With `progress`, the function gets a callback `progress=`; its arguments reach `progress` in this thread, and
        the `timeout` in seconds starts again. After a second attempt, progress starts again as well.
        Raises the exceptions of the function, but ReaderMemoryError for MemoryError; ReaderError if the child crashes,
        takes longer than `timeout` or more memory than is free; CancelledError soon after `cancelled` is set, or if the
        reader is closed; EngineError if no child can be started.
        """
        call = Call(function, args, _working_folder(), timeout, 0, progress is not None)
        alone, generation, failed_starts = False, self._generation, 0
        while True:
            with self._slot(alone, cancelled) as attempt:
                if generation != self._generation:
                    raise CancelledError
                try:
                    value: Value = attempt.run(*self._prepare(attempt, call), cancelled, progress)
                except LostError as lost:
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
            self._open_connection().post(Call(import_modules, modules, "", DEFAULT_TIMEOUT, 0, False), None)

    def close(self) -> None:
        """End the child; its calls raise CancelledError. The next call starts another child."""
        with self._changed:
            connection, self._connection = self._connection, None
            self._generation += 1
            self._changed.notify_all()
        if connection is not None:
            connection.close(suspect=False)

    @contextmanager
    def _slot(self, alone: bool, cancelled: CancelFlag | None) -> Iterator[Attempt]:
        """A slot for an attempt, or all slots; raises CancelledError if cancelled while waiting."""
        attempt = Attempt()
        with self._changed:
            self._waiting_alone += alone
            try:
                while self._attempts if alone else self._waiting_alone or len(self._attempts) >= MAX_CALLS:
                    raise_if_set(cancelled)
                    self._changed.wait(POLL)
                raise_if_set(cancelled)
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

    def _prepare(self, attempt: Attempt, call: Call) -> tuple[Connection, Call]:
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


_DEFAULT = ReaderProcess()
atexit.register(_DEFAULT.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_DEFAULT.forget)


def default_reader() -> ReaderProcess:
    """The reader process shared by this process; started by the first call, ended at exit."""
    return _DEFAULT
