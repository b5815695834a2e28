"""Threads that somebody has stopped waiting for."""

import threading

from catgui.workers.abandonable import THREAD_NAME


def join_abandoned():
    """Wait until they have ended; what holds them up must have been let go."""
    for thread in threading.enumerate():
        if thread.name == THREAD_NAME:
            thread.join(60)
