"""A `qtbot` that waits as long as a busy machine needs."""

from pytestqt.qtbot import QtBot

PATIENCE = 60_000  # milliseconds, of what takes a fraction of a second on a machine with nothing else to do


class PatientBot(QtBot):
    """pytest-qt's QtBot, which fails after 5 seconds, with another default."""

    def waitSignal(self, signal, *, timeout=PATIENCE, **options):
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals, *, timeout=PATIENCE, **options):
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitUntil(self, callback, *, timeout=PATIENCE):
        return super().waitUntil(callback, timeout=timeout)
