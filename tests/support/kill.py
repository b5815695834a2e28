"""Killing a process, on any system."""

import os
import signal

# The signal that ends a process at once: on Windows, any one does.
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
# The exit status of a process that it has ended.
KILLED = -KILL if os.name == "posix" else int(KILL)
