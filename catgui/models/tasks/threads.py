"""Ending a thread here and now."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread


def end_thread(thread: QThread, owner: QObject) -> None:
    """Wait until `thread`, whose worker was told to stop, has ended; `owner` hears no more of either.

    What they said meanwhile is on its way in the event queue, and would be taken for news of the owner's next thread.
    """
    thread.quit()
    thread.wait()
    QCoreApplication.removePostedEvents(owner, QEvent.Type.MetaCall)
