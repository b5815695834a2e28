"""Threads that somebody has stopped waiting for."""

import threading

from catgui.workers import interruptible
from engine.net import streaming


def join_interrupted():
    """Wait until they have ended; what holds them up must have been let go."""
    for thread in threading.enumerate():
        if thread.name in {interruptible.THREAD_NAME, streaming.THREAD_NAME}:
            thread.join(60)
