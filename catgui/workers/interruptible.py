"""Waiting for something slow only as long as someone wants what it brings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from engine.errors import CancelledError

Value = TypeVar("Value")

THREAD_NAME = "abandonable"

# How often to look whether the wait was cancelled, in seconds.
_POLL_INTERVAL = 0.05


class CancelFlag(Protocol):
    """What can be asked whether it is set, as a threading.Event can."""

    def is_set(self) -> bool:
        """Whether it is set by now."""


class _Call(Generic[Value]):
    """A function and, when it has run, its value or its error."""

    def __init__(self, function: Callable[[], Value]) -> None:
        self._function = function
        self.done = threading.Event()
        self._value: list[Value] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._value.append(self._function())
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            self._error = error
        finally:
            self.done.set()

    def value(self) -> Value:
        if self._error is not None:
            raise self._error
        return self._value[0]


def call_interruptibly(function: Callable[[], Value], cancelled: CancelFlag) -> Value:
    """The value of `function`, run in a daemon thread; raises CancelledError as soon as `cancelled` is set.

    A silent server holds a call for as long as its time limit, an odd picture for minutes, and closing the window must
    not wait for that. The abandoned thread ends by itself, or with the process; `function` must leave nothing half
    done.
    """
    call = _Call(function)
    threading.Thread(target=call.run, daemon=True, name=THREAD_NAME).start()
    while not call.done.wait(_POLL_INTERVAL):
        if cancelled.is_set():
            raise CancelledError
    return call.value()
