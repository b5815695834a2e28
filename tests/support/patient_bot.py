"""A `qtbot` that waits longer on a busy machine, and says what it has waited for in vain."""

import inspect
import re

from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from tests.support.patience import patience

# A test marked slow may wait for what takes seconds, such as ten trainings.
_FACTOR_OF_SLOW = 6


class PatientBot(QtBot):
    """pytest-qt's QtBot with the patience of a busy machine, and with errors that name signals and conditions."""

    def waitSignal(self, signal, *, timeout=None, **options):
        return super().waitSignal(_named(signal), timeout=self._milliseconds(timeout), **options)

    def waitSignals(self, signals, *, timeout=None, **options):
        return super().waitSignals([_named(one) for one in signals], timeout=self._milliseconds(timeout), **options)

    def waitUntil(self, callback, *, timeout=None):
        __tracebackhide__ = True
        timeout = self._milliseconds(timeout)
        try:
            super().waitUntil(callback, timeout=timeout)
        except TimeoutError as error:
            raise TimeoutError(f"not so after {timeout / 1000:.1f} s: {_source(callback)}") from error.__cause__

    def wait_for_end(self, session, **options):
        """Wait at the end of the block until a run of the session is complete."""
        return self.waitSignal(
            session.changed, check_params_cb=lambda before, now: now.has_completed(before), **options
        )

    def train(self, session, *arguments):
        """Have the session train a run to its end."""
        with self.wait_for_end(session):
            session.start(*arguments)

    def wait_for_run(self, session):
        """Wait at the end of the block until the session has another run."""
        return self.waitSignal(session.changed, check_params_cb=lambda before, now: now.is_other_run(before))

    def wait_for_network(self, session):
        """Wait at the end of the block until another network is evaluated."""
        return self.waitSignal(
            session.changed, check_params_cb=lambda before, now: now.snapshot and now.has_other_network(before)
        )

    def _milliseconds(self, timeout):
        if timeout is not None:
            return timeout
        is_slow = self._request.node.get_closest_marker("slow") is not None
        return round(1000 * patience() * (_FACTOR_OF_SLOW if is_slow else 1))


def _named(signal):
    """The signal with its name, which is only in its representation."""
    found = re.match(r"<\S*SignalInstance (.+) at 0x", repr(signal))
    return (signal, found[1]) if found else signal


def _source(callback):
    """The lines that a callback was written in, or its representation."""
    try:
        return inspect.getsource(callback).strip()
    except (TypeError, OSError):
        return repr(callback)
