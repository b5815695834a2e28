"""How long tests wait for another thread before they fail."""

import os

_SECONDS = 5  # of what takes a fraction of a second on a machine with nothing else to do


def patience() -> float:
    """The seconds to wait: more on a busy machine, where a thread gets the processor only for its share of the time."""
    if not hasattr(os, "getloadavg"):
        return 4 * _SECONDS  # Windows: how busy it is, is not known
    threads_per_processor = os.getloadavg()[0] / (os.cpu_count() or 1)
    return _SECONDS * max(1.0, threads_per_processor)
