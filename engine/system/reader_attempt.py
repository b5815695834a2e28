"""One attempt at a call in the reader process: waiting for the reply, and the limits of time and memory."""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

from engine.errors import CancelledError, EngineError
from engine.system.memory import format_bytes
from engine.system.messages import Kind, Message
from engine.system.reader_child import Call
from engine.system.reader_connection import ChildEnded, Connection, Inbox

POLL = 0.02  # seconds between two checks of the cancel flag, the time and the memory
_GRACE = 0.05  # seconds in which a cancelled call may end by itself, which saves the child


class CancelFlag(Protocol):
    """A flag that cancels a call, such as a threading.Event."""

    def is_set(self) -> bool:
        """Whether the call is cancelled."""


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


class ChildTraceback(Exception):  # noqa: N818  never raised, only the cause of an error
    """The traceback of an error in the child, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class LostError(Exception):
    """The child ended during an attempt. Attributes: `suspect`, whether this attempt may be the reason."""

    def __init__(self, suspect: bool) -> None:
        super().__init__()
        self.suspect = suspect


class Attempt:
    """One attempt at a call. Attributes: `shared`, whether another call was in the child at the same time."""

    def __init__(self) -> None:
        self.shared = False
        self._inbox: Inbox = queue.SimpleQueue()

    def run(
        self,
        connection: Connection,
        call: Call,
        cancelled: CancelFlag | None,
        progress: Callable[..., None] | None,
    ) -> Any:
        """The value of the call; kills the child if the call is cancelled or exceeds a limit.

        Raises the error of the call, LostError if the call should be tried again, ReaderError, ReaderStartError, and
        CancelledError.
        """
        number = connection.post(call, self._inbox)
        try:
            reply = self._await_reply(connection, call.timeout, cancelled, progress)
        except (ReaderError, ReaderStartError, LostError):
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
        cancelled: CancelFlag | None,
        progress: Callable[..., None] | None,
    ) -> Message:
        deadline = monotonic() + timeout
        while True:
            try:
                message = self._inbox.get(timeout=POLL)
            except queue.Empty:
                raise_if_set(cancelled)
                self._check_limits(connection, deadline, timeout)
                continue
            if isinstance(message, ChildEnded):
                raise self._error_of_end(message)
            if message.kind is not Kind.PROGRESS:
                return message
            raise_if_set(cancelled)
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
        raise LostError(suspect=True) if self.shared else error

    def _error_of_end(self, ended: ChildEnded) -> Exception:
        if ended.suspect and not ended.has_started:
            return ReaderStartError()
        if not ended.suspect or self.shared:
            return LostError(ended.suspect)
        return ReaderError("it crashes the library that reads it (it is damaged or malicious)")

    def _unpack(self, reply: Message, memory: int) -> Any:
        """The value in the reply; raises the error in it."""
        content = reply.content()
        if reply.kind is Kind.VALUE:
            return content
        error, trace = content
        if not isinstance(error, MemoryError):
            raise error from ChildTraceback(trace)
        if self.shared:
            raise LostError(suspect=True)
        raise ReaderMemoryError(str(error) or _memory_reason(memory)) from ChildTraceback(trace)

    def _ends_soon(self) -> bool:
        """Whether the child replies or ends within a moment."""
        end = monotonic() + _GRACE
        while (left := end - monotonic()) > 0:
            with suppress(queue.Empty):
                message = self._inbox.get(timeout=left)
                if isinstance(message, ChildEnded) or message.kind is not Kind.PROGRESS:
                    return True
        return False


def raise_if_set(cancelled: CancelFlag | None) -> None:
    """Raise CancelledError if the flag is set."""
    if cancelled is not None and cancelled.is_set():
        raise CancelledError


def _memory_reason(memory: int) -> str:
    return f"it needs more memory than the {format_bytes(memory)} that are free"
